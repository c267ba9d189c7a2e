"""What hibari's reader misses in English: it knows dates, clocks, money and most units by itself."""

from __future__ import annotations

import re

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
_LONG = re.compile(r"\d{16,}")
_MONTHS_A_YEAR, _LAST_DAY = 12, 31


def read(text: str) -> str:
    """*text* with only those things in words that hibari gets wrong."""
    text = _CONTINENTAL.sub(_date, text)
    text = _PHONE.sub(lambda m: _by_digit(m[0]), text)
    text = _LONG.sub(lambda m: _by_digit(m[0]), text)
    text = _WON.sub(r"\1 won", text)
    return _MEASURE.sub(lambda m: f"{m[1]} {_UNITS[m[2]][m[1] != '1']}", text)


def _date(found: re.Match[str]) -> str:
    day, month = int(found[1]), int(found[2])
    if not (1 <= month <= _MONTHS_A_YEAR and 1 <= day <= _LAST_DAY):
        return found[0]
    return f"{_MONTHS[month - 1]} {day}, {found[3]}"


def _by_digit(text: str) -> str:
    """A comma between the groups of a telephone number: that is where it is breathed."""
    groups = (" ".join(_NAMES[int(digit)] for digit in group) for group in re.findall(r"\d+", text))
    return ("plus " if text[0] == "+" else "") + ", ".join(groups)
