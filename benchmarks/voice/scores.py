"""The arithmetic of the figures: pure functions on text and on vectors."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

Vector = Sequence[float]


def plain(text: str) -> str:
    """Lower case, one space between words, letters, their marks and digits only: what two spellings must share."""
    lower = unicodedata.normalize("NFKC", text).lower()
    kept = "".join(c for c in lower if unicodedata.category(c)[0] in "LMN" or c.isspace())
    return " ".join(kept.split())


def distance(wanted: str, heard: str) -> int:
    """How many characters must be put in, taken out or replaced to make one of the other (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for count, letter in enumerate(wanted, 1):
        above, row = row, [count]
        for column, other in enumerate(heard, 1):
            row.append(min(above[column] + 1, row[-1] + 1, above[column - 1] + (letter != other)))
    return row[-1]


def character_error_rate(wanted: str, heard: str) -> float:
    """Errors for each character of *wanted*, without case, punctuation and spaces; above 1 when much was added."""
    text = plain(wanted).replace(" ", "")
    if not text:
        raise ValueError("nothing in the text can be scored")
    return distance(text, plain(heard).replace(" ", "")) / len(text)


def cosine(one: Vector, other: Vector) -> float:
    """-1..1; 0 when either has no length."""
    product = sum(a * b for a, b in zip(one, other, strict=True))
    lengths = (sum(a * a for a in one) * sum(b * b for b in other)) ** 0.5
    return product / lengths if lengths else 0.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike clones and people are: means of cosines, and how many clones are nearest to their own person."""

    own: float
    others: float
    identified: int
    speakers: int


def likeness(clones: Sequence[Vector], people: Sequence[Vector]) -> Likeness:
    """Row *n* of *clones* imitates row *n* of *people*. A tie with somebody else does not identify."""
    table = [[cosine(clone, person) for person in people] for clone in clones]
    own = [row[number] for number, row in enumerate(table)]
    others = [[value for column, value in enumerate(row) if column != number] for number, row in enumerate(table)]
    strangers = [value for row in others for value in row]
    return Likeness(
        own=sum(own) / len(own),
        others=sum(strangers) / len(strangers) if strangers else 0.0,
        identified=sum(mine > max(rest, default=-1.0) for mine, rest in zip(own, others, strict=True)),
        speakers=len(own),
    )
