"""What hibari's reader misses in English: it knows dates, clocks, money and most units by itself."""

from __future__ import annotations

import re

from bot.speech.reading.fractions import FRACTION, opened, proper
from bot.speech.reading.roman import NUMERAL, value

_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905 - a calendar
_NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_UNITS = {"m": ("meter", "meters"), "g": ("gram", "grams"), "W": ("watt", "watts"), "m²": ("square meter", "square meters"), "m2": ("square meter", "square meters")}  # fmt: skip
_CONTINENTAL = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_WON = re.compile(rf"₩\s?({_NUMBER})")
_PHONE = re.compile(
    r"\+\d{1,3}(?:[ .-]?\(?\d{2,4}\)?){2,5}(?!\d)|(?<![\d-])(?:\d{2,4}-){2}\d{4}(?![\d-])|(?<![\d-])\d{3}-\d{4}(?![\d-])"
    r"|\(\d{3}\)\s?\d{3}-\d{4}(?!\d)"
)
_MEASURE = re.compile(rf"(?<![\w$€£¥.,])({_NUMBER})\s?({'|'.join(sorted(_UNITS, key=len, reverse=True))})(?![\w/'’²³])")
_MIXED = re.compile(FRACTION)
_ALWAYS = re.compile(r"(?<![\d/])24/7(?![\d/])")
_CALL = re.compile(r"\b([Cc]all|[Dd]ial|[Rr]ing)\s(112|[2-9]11|988|999)(?!\d|[.,:-]\d)")
_CENTURY = re.compile(rf"\b({NUMERAL})(?=(?:th)?\s[Cc]entur(?:y|ies)\b)(?:th)?")
_HIS = re.compile(
    rf"\b(Charles|Edward|Elizabeth|George|Henry|James|John Paul|Louis|Richard|William)\s({NUMERAL})(?=['’]s\b)"
)
_PAGE = re.compile(r"\bp\.\s?(?=\d)")
_SHORT = {"e.g.": "for example", "i.e.": "that is", "E.g.": "For example", "I.e.": "That is"}
_SHORTS = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, _SHORT))})(?!\w)")
_LONG = re.compile(r"\d{16,}")
_MONTHS_A_YEAR, _LAST_DAY = 12, 31


def read(text: str) -> str:
    """*text* with only those things in words that hibari gets wrong."""
    text = _CONTINENTAL.sub(_date, opened(text))
    text = _ALWAYS.sub("24 7", text)
    text = _MIXED.sub(_mixed, text)
    text = _CALL.sub(lambda m: f"{m[1]} {_by_digit(m[2])}", text)
    text = _CENTURY.sub(lambda m: _ordinal(value(m[1])), text)
    text = _HIS.sub(lambda m: f"{m[1]} the {_ordinal(value(m[2]))}", text)
    text = _PAGE.sub("page ", text)
    text = _SHORTS.sub(lambda m: _SHORT[m[0]], text)
    text = _PHONE.sub(lambda m: _by_digit(m[0]), text)
    text = _LONG.sub(lambda m: _by_digit(m[0]), text)
    text = _WON.sub(r"\1 won", text)
    return _MEASURE.sub(lambda m: f"{m[1]} {_UNITS[m[2]][m[1] != '1']}", text)


def _date(found: re.Match[str]) -> str:
    day, month = int(found[1]), int(found[2])
    if not (1 <= month <= _MONTHS_A_YEAR and 1 <= day <= _LAST_DAY):
        return found[0]
    return f"{_MONTHS[month - 1]} {day}, {found[3]}"


def _mixed(found: re.Match[str]) -> str:
    """2 1/2 is two and a half; a fraction that stands alone hibari knows."""
    if not found["whole"] or not proper(int(found["part"]), int(found["of"])):
        return found[0]
    return f"{found['whole']} and " + ("a half" if found["of"] == "2" else f"{found['part']}/{found['of']}")


def _ordinal(number: int) -> str:
    teen = 10 < number % 100 < 20  # noqa: PLR2004 - eleventh to nineteenth
    return f"{number}" + ("th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th"))


def _by_digit(text: str) -> str:
    """A comma between the groups of a telephone number: that is where it is breathed."""
    groups = (" ".join(_NAMES[int(digit)] for digit in group) for group in re.findall(r"\d+", text))
    return ("plus " if text[0] == "+" else "") + ", ".join(groups)
