"""The rules that Spanish, German and French share: what is a price, a date, a clock, and in which order to look."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.speech.reading.figures import NUMBER, Figure, parse
from bot.speech.reading.fractions import Fractions, Noun, opened

_LAST_MONTH, _LAST_DAY = 12, 31
_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])")
_DATE = re.compile(
    r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)|(?<![\d./-])(\d{1,2})/(\d{1,2})/(\d{2})(?![\d/])"
)
_CLOCK = re.compile(
    r"(?<![\d:.,])([01]?\d|2[0-4])(?::|\s?h\s?)([0-5]\d)(?::[0-5]\d)?(?![\d:])(?:\s?([ap])\.?\s?m\b\.?)?(?:\s?(?:Uhr|h)\b)?"
)
_DOTTED = re.compile(r"(?<![\d:.,])([01]?\d|2[0-4])\.([0-5]\d)(?=\s?(?:Uhr|h)\b)")
_HOUR = re.compile(r"(?<![\d:.,])([01]?\d|2[0-4])\s?Uhr\b|(?<=\b[Uu]m\s)([01]?\d|2[0-4])\s?h\b")
_HALF = re.compile(r"(?<![\d:.,])(1[0-2]|0?[1-9])\s?([ap])\.?\s?m\b\.?")
_PHONE = re.compile(
    r"\+\d{1,3}(?:[ .-]?\d)?(?:[ .-]?\d{2,4}){2,5}(?!\d)"
    r"|(?<!\d)(?<!\d[ .])(?:0\d{1,4}|\(0\d{1,4}\))(?:(?:[ ./-]| / )?\d{2,4}){2,5}(?!\d)"
    r"|(?<![\d-])\d{2,4}(?:-\d{2,4}){2,3}(?![\d-])|(?<![\d-])\d{3}-\d{4}(?![\d-])"
)
_MINUS = re.compile(r"(?<![\w.,)\-–−])[-–−](?=\d)")
_RANGE = re.compile(r"(?<=\d)\s?[-–−]\s?(?=\d)")


@dataclass(frozen=True, slots=True)
class Money:
    """A currency and how its hundredth is joined to it."""

    noun: Noun
    cents: str


Form = tuple[str, Callable[[re.Match[str]], str]]


@dataclass(frozen=True)
class Words:
    """What a language says; see the three files that fill it in.

    `cardinal(number, gender)`: gender is "" for a number that stands alone. `date(day, month, year, before)` and
    `ordinal(number, mark, before)` see the word before them, because German bends by it. `clock(hour, minute)`, and
    `oclock(hour)` before the words of `half`. `forms` are patterns of the language's own, looked for first.
    """

    cardinal: Callable[[int, str], str]
    ordinal: Callable[[int, str, str], str]
    ordinals: str
    date: Callable[[int, int, int, str], str]
    clock: Callable[[int, int], str]
    oclock: Callable[[int], str]
    half: dict[str, str]
    decimal: str
    point: str
    minus: str
    to: str
    digitwise: bool
    money: dict[str, Money]
    units: dict[str, Noun]
    signs: dict[str, str]
    short: dict[str, str]
    scales: str = ""
    of: str = ""
    of_vowel: str = ""
    phone: str = ""
    year: Callable[[str], str] | None = None
    fractions: Fractions | None = None
    forms: tuple[Form, ...] = ()


class European:
    """Reads with the words it is given."""

    def __init__(self, words: Words) -> None:
        self._words = words
        number, money = f"(?P<number>{NUMBER})", _any(words.money)
        self._steps: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
            (re.compile(rf"(?<![\w.])(?:{_shorts(words.short)})(?!\w)"), self._unfolded),
            *((re.compile(pattern), said) for pattern, said in words.forms),
            *([(words.fractions.pattern, words.fractions.read)] if words.fractions else []),
            (_ISO, lambda m: self._date(m, m[3], m[2], m[1])),
            (_DATE, lambda m: self._date(m, m[1] or m[5], m[3] or m[6], m[4] or "20" + m[7])),
            (_DOTTED, lambda m: f"{m[1]}:{m[2]}"),
            (_CLOCK, self._clock),
            (_HOUR, lambda m: words.clock(int(m[1] or m[2]), 0)),
            (_HALF, lambda m: f"{words.oclock(int(m[1]))} {words.half[m[2]]}"),
            (re.compile(_PHONE.pattern + words.phone), lambda m: self._digits(m[0])),
            (_MINUS, lambda _: words.minus + " "),
            (_RANGE, lambda _: f" {words.to} "),
            (re.compile(rf"(?P<sign>{money})\s?{number}(?P<scale>\s(?:{words.scales})\b)?"), self._price),
            (re.compile(rf"{number}(?P<scale>\s(?:{words.scales})\b)?\s?(?P<sign>{money})(?!\w)"), self._price),
            (re.compile(rf"{number}\s?(?P<unit>{_any(words.units)})(?![\w°])"), self._measure),
            (re.compile(words.ordinals), self._ordinal),
            (re.compile(NUMBER), lambda m: self.number(m[0])),
            (re.compile(rf"\s*({_any(words.signs)})\s*"), lambda m: f" {words.signs[m[1]]} "),
        ]

    def read(self, text: str) -> str:
        """*text* without a digit in it."""
        said = text = opened(text)
        for pattern, words in self._steps:
            said = pattern.sub(_apart(words), said)
        return said if said == text else " ".join(said.split())

    def number(self, token: str, gender: str = "") -> str:
        """One number in words."""
        figures = parse(token)
        if len(figures) > 1:
            return f" {self._words.point} ".join(self._whole(figure, "") for figure in figures)
        figure = figures[0]
        if self._words.year and token.isdigit() and not gender and (year := self._words.year(token)):
            return year
        said = self._whole(figure, "" if figure.decimals else gender)
        return f"{said} {self._words.decimal} {self._behind(figure.decimals)}" if figure.decimals else said

    def _whole(self, figure: Figure, gender: str) -> str:
        return self._words.cardinal(int(figure.whole), gender) if figure.named else self._digits(figure.whole)

    def _behind(self, decimals: str) -> str:
        """Up to two decimals are one number in Spanish and French; German says them one by one."""
        if self._words.digitwise or decimals[0] == "0" or len(decimals) > 2:  # noqa: PLR2004 - hundredths
            return self._digits(decimals)
        return self._words.cardinal(int(decimals), "")

    def _digits(self, text: str) -> str:
        said = (
            self._words.cardinal(int(c), "") if c.isdigit() else self._words.signs["+"]
            for c in text
            if c.isdigit() or c == "+"
        )
        return " ".join(said)

    def _counted(self, token: str, noun: Noun) -> str:
        name = noun.one if token.strip() == "1" else noun.many or noun.one
        return self._of(self.number(token, noun.gender), name)

    def _of(self, said: str, name: str) -> str:
        """A round million is a noun itself in Spanish and French: un millón de euros, un million d’euros."""
        if not self._words.of or not said.rstrip("s").endswith(("millón", "millone", "million", "milliard")):
            return f"{said} {name}"
        vowel = self._words.of_vowel and name[0] in "aeiouy"
        return f"{said} {self._words.of_vowel}{name}" if vowel else f"{said} {self._words.of} {name}"

    def _unfolded(self, found: re.Match[str]) -> str:
        """The point of an abbreviation that ends the text ends the sentence too."""
        ends = found[0].endswith(".") and not found.string[found.end() :].strip()
        return self._words.short[found[0]] + ("." if ends else "")

    def _measure(self, found: re.Match[str]) -> str:
        return self._counted(found["number"], self._words.units[found["unit"]])

    def _price(self, found: re.Match[str]) -> str:
        money = self._words.money[found["sign"]]
        figures = parse(found["number"])
        figure = figures[0]
        if found["scale"] or len(figures) > 1:
            said = self.number(found["number"]) + (found["scale"] or "")
            return self._of(said, money.noun.many or money.noun.one)
        if len(figure.decimals) == 3:  # noqa: PLR2004 - money has hundredths: that comma groups thousands
            figure = Figure(figure.whole + figure.decimals)
        said = self._counted(figure.whole, money.noun)
        cents = int((figure.decimals + "0")[:2] or "0")
        return f"{said} {money.cents} {self._words.cardinal(cents, '')}".replace("  ", " ") if cents else said

    def _date(self, found: re.Match[str], *parts: str) -> str:
        day, month, year = map(int, parts)
        if month > _LAST_MONTH:
            day, month = month, day
        if not (1 <= month <= _LAST_MONTH and 1 <= day <= _LAST_DAY):
            return found[0]
        return self._words.date(day, month, year, _before(found))

    def _clock(self, found: re.Match[str]) -> str:
        said = self._words.clock(int(found[1]), int(found[2]))
        return f"{said} {self._words.half[found[3]]}" if found[3] else said

    def _ordinal(self, found: re.Match[str]) -> str:
        number = found["ordinal"]
        return self._words.ordinal(int(number), found["mark"], _before(found))


def _any(table: dict[str, object] | dict[str, str] | dict[str, Noun] | dict[str, Money]) -> str:
    return "|".join(re.escape(key) for key in sorted(table, key=len, reverse=True))


def _shorts(table: dict[str, str]) -> str:
    """One letter is a title only before a name, and so is Fr., which is a Friday too."""
    return "|".join(
        re.escape(key) + (r"(?=\s[^\W\d_a-z])" if key == "Fr." or (len(key) <= len("M.") and key[-1] == ".") else "")
        for key in sorted(table, key=len, reverse=True)
    )


def _before(found: re.Match[str]) -> str:
    words = found.string[: found.start()].split()
    return words[-1].lower() if words else ""


def _apart(words: Callable[[re.Match[str]], str]) -> Callable[[re.Match[str]], str]:
    """Keeps what is said from growing together with the letters beside it: "3D", "B2B"."""

    def said(found: re.Match[str]) -> str:
        text, begin, end = found.string, found.start(), found.end()
        left = " " if begin and text[begin - 1].isalnum() else ""
        right = " " if end < len(text) and text[end].isalnum() else ""
        return left + words(found) + right

    return said
