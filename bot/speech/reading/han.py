"""Numbers in the characters that Japanese and Chinese share."""

from __future__ import annotations

from bot.speech.reading.figures import LONGEST

DIGITS = "零一二三四五六七八九"
_TENS = ("", "十", "百", "千")
_GROUP = 10_000


def number(digits: str, *, big: str, chinese: bool) -> str:
    """*digits* in words; *big* names the powers of ten thousand. Chinese says every one, and 零 where a place is skipped."""
    if len(digits) > LONGEST or (len(digits) > 1 and digits[0] == "0"):
        return "".join(DIGITS[int(digit)] for digit in digits)
    value, groups = int(digits), list[int]()
    while value:
        value, group = divmod(value, _GROUP)
        groups.append(group)
    said = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group:
            gap = "零" if chinese and said and group < _GROUP // 10 else ""
            said += gap + _group(group, chinese=chinese) + (big[place - 1] if place else "")
    if chinese and said.startswith("一十"):
        said = said[1:]
    return said or DIGITS[0]


def _group(value: int, *, chinese: bool) -> str:
    said, gap = "", False
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if not digit:
            gap = bool(said)
            continue
        said += "零" if gap and chinese else ""
        said += ("" if digit == 1 and place and not chinese else DIGITS[digit]) + _TENS[place]
        gap = False
    return said
