"""Cuts a long text where a reader would breathe: after sentences, else after clauses, else between words."""

from __future__ import annotations

import re
import unicodedata

from bot.text.speakable import pronounceable

LIMIT = 340  # the API takes 350 but does not say of what; a little room costs nothing
_SENTENCE = re.compile(r"(?<=[.!?…])[\"'»”’)\]]*\s+|(?<=[。！？])|\n")
_CLAUSE = re.compile(r"(?<=[,;:—–、，；：])\s*")
_WORD = re.compile(r"\s+")


def units(text: str) -> int:
    """The length in UTF-16 units: the larger of the two counts that an API may mean by characters."""
    return len(text) + sum(char > "\uffff" for char in text)


def split(text: str, limit: int = LIMIT) -> list[str]:
    """Parts of *text*, in order, none longer than *limit* units, each with something to pronounce."""
    parts: list[str] = []
    for sentence in _pieces(text, _SENTENCE):
        for piece in _fit(sentence, limit):
            if parts and units(parts[-1]) + 1 + units(piece) <= limit:
                parts[-1] = f"{parts[-1]} {piece}"
            else:
                parts.append(piece)
    return [part for part in parts if pronounceable(part)]


def _pieces(text: str, where: re.Pattern[str]) -> list[str]:
    """The stretches between the cuts that *where* finds; what a cut matched besides space stays on the left."""
    pieces, start = [], 0
    for cut in where.finditer(text):
        pieces.append(text[start : cut.end()])
        start = cut.end()
    pieces.append(text[start:])
    return [" ".join(piece.split()) for piece in pieces if piece.strip()]


def _fit(piece: str, limit: int, marks: tuple[re.Pattern[str], ...] = (_CLAUSE, _WORD)) -> list[str]:
    if units(piece) <= limit:
        return [piece]
    if not marks:
        return _hard(piece, limit)
    fitting: list[str] = []
    for smaller in _pieces(piece, marks[0]):
        for part in _fit(smaller, limit, marks[1:]):
            if fitting and units(fitting[-1]) + 1 + units(part) <= limit:
                fitting[-1] = f"{fitting[-1]} {part}"
            else:
                fitting.append(part)
    return fitting


def _hard(word: str, limit: int) -> list[str]:
    """One endless word, cut before a letter and never between a letter and its marks."""
    parts, start, size = [], 0, 0
    for place, char in enumerate(word):
        width = units(char)
        if size + width > limit:
            cut = place
            while cut > start + 1 and unicodedata.combining(word[cut]):
                cut -= 1
            parts.append(word[start:cut])
            start, size = cut, units(word[cut:place])
        size += width
    return [*parts, word[start:]]
