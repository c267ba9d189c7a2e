"""Fractions: which figures with a stroke between them are one, and the rules that Spanish, German and French share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

FRACTION = r"(?<![\w.,/:])(?:(?P<whole>[1-9]\d{0,2})\s)?(?P<part>[1-9]\d{0,2})/(?P<of>[1-9]\d{0,2})(?![\w/%]|[.,]\d)"
AMONG_SIGNS = FRACTION.replace(r"\w", r"A-Za-z\d")  # in scripts that put no space between a word and a figure
_SCORES = (10, 20, 100)  # 8/10 is a mark that somebody got
_STROKE = "\N{FRACTION SLASH}"


@dataclass(frozen=True, slots=True)
class Noun:
    """What is counted. The gender decides how one is said."""

    one: str
    many: str = ""
    gender: str = "m"


@dataclass(frozen=True, slots=True)
class Fraction:
    """`part` of `of` equal parts behind a whole number (0: there is none), of what, and the word before it."""

    whole: int
    part: int
    of: int
    noun: Noun | None
    before: str

    @property
    def named(self) -> str:
        """The noun as it stands behind the whole number."""
        if self.noun is None:
            return ""
        return self.noun.one if self.whole <= 1 else self.noun.many or self.noun.one


def opened(text: str) -> str:
    """½ as 1/2, and 2½ as 2 1/2."""
    if text.isascii():
        return text
    out = ""
    for c in text:
        form = unicodedata.normalize("NFKC", c) if unicodedata.category(c) == "No" else c
        if _STROKE in form.strip(_STROKE):
            out += (" " if out[-1:].isdigit() else "") + form.replace(_STROKE, "/")
        else:
            out += c
    return re.sub(rf"(?<=\d){_STROKE}(?=\d)", "/", out)


def proper(part: int, of: int) -> bool:
    """Whether it is read as a fraction: less than one, and no mark out of ten."""
    return part < of and (part == 1 or of not in _SCORES)


def eastern(joint: str, parts: str) -> Callable[[re.Match[str]], str]:
    """The parts come first, in Japanese and Chinese: 四分の三, 四分之三."""

    def read(found: re.Match[str]) -> str:
        if not proper(int(found["part"]), int(found["of"])):
            return found[0]
        return (found["whole"] + joint if found["whole"] else "") + found["of"] + parts + found["part"]

    return read


class Fractions:
    """Finds them; `said` names one. `date(day, month, word before)` does when it is none ("el 3/4"), or says nothing."""

    def __init__(
        self,
        said: Callable[[Fraction], str],
        nouns: Iterable[Noun],
        *,
        over: str,
        date: Callable[[int, int, str], str] | None = None,
    ) -> None:
        self._said, self._over, self._date = said, over, date
        self._nouns = {form: noun for noun in nouns for form in (noun.one, noun.many) if form}
        names = "|".join(sorted(self._nouns, key=len, reverse=True))
        self.pattern = re.compile(rf"{FRACTION}(?:\s(?P<noun>{names})(?!\w))?")

    def read(self, found: re.Match[str]) -> str:
        """What was found, in words; figures that are no fraction lose their stroke."""
        before = (found.string[: found.start()].split() or [""])[-1].lower()
        part, of = int(found["part"]), int(found["of"])
        if self._date and not found["whole"] and not found["noun"] and (date := self._date(part, of, before)):
            return date
        if proper(part, of):
            noun = self._nouns.get(found["noun"] or "")
            return self._said(Fraction(int(found["whole"] or 0), part, of, noun, before))
        over = f" {self._over} " if of in _SCORES and part <= of else " "
        return found[0].replace("/", over)
