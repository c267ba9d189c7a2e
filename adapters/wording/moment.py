"""Moments in time, as they are said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from adapters.wording.words import word, worded


def moment(seconds: int, style: str, locale: str, now: float | None) -> str:
    """Unix time *seconds* in UTC, in one of Discord's styles `t T d D f F R`; `R` counts from *now* when it is known."""
    if style == "R" and now is not None:
        return worded(_span(round(seconds - now), locale))
    try:
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    except OverflowError:
        return worded(word("date", locale))
    month = (word("months", locale).split() * 12)[at.month - 1]  # languages that count them have none
    day = word("day", locale, day=at.day, month=month, number=at.month, year=at.year)
    time = word("seconds" if style == "T" else "time", locale, at=at)
    if style == "F":
        day = word("weekday", locale, weekday=word("weekdays", locale).split()[at.weekday()], said=day)
    return worded({"t": time, "T": time, "d": day, "D": day}.get(style, word("both", locale, day=day, time=time)))


def _span(seconds: int, locale: str) -> str:
    sizes = (1, 60, 3600, 86_400, 2_629_746, 31_556_952)  # a month and a year are means of the calendar
    at = max((place for place, size in enumerate(sizes) if abs(seconds) >= size), default=None)
    if at is None:
        return word("now", locale)
    count = abs(seconds) // sizes[at]
    unit = word("units" if count == 1 else "many", locale).split()[at]
    return word("ahead" if seconds > 0 else "past", locale, span=word("count", locale, count=count, unit=unit))
