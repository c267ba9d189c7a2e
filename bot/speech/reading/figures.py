"""One number as it stands in a text, and its digits."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.speech.reading import roman

LONGEST = 15  # digits; what is longer has no name that anybody would follow
NUMBER = r"(?<!\d)\d{1,3}(?:[.\u202f '’]\d{3})+(?:,\d+)?(?!\d)|\d+(?:[.,]\d+)*"
_GROUPED = re.compile(r"([1-9]\d{0,2}(?:\.\d{3})+)(?:,(\d+))?")
_GROUPED_ENGLISH = re.compile(r"([1-9]\d{0,2}(?:,\d{3}){2,})(?:\.(\d+))?|([1-9]\d{0,2}(?:,\d{3})+)\.(\d+)")
_SPACES = re.compile(r"[\s'’]")


@dataclass(frozen=True, slots=True)
class Figure:
    """Digits before and behind the decimal mark."""

    whole: str
    decimals: str = ""

    @property
    def named(self) -> bool:
        """Whether its whole part is said as a number: not a code with a leading zero, not endless."""
        return len(self.whole) <= LONGEST and (len(self.whole) == 1 or self.whole[0] != "0")


def plain(text: str) -> str:
    """Digits of every script, raised and circled ones too, and signs for Roman numerals, as 0..9."""
    if text.isascii():
        return text
    text = roman.opened(text)
    return "".join(c if c.isascii() or (n := unicodedata.digit(c, None)) is None else str(n) for c in text)


def parse(token: str) -> list[Figure]:
    """A number of the continent, or of the English kind when it cannot be the other; parts of what is neither (1.2.3)."""
    bare = _SPACES.sub("", token)
    if found := _GROUPED.fullmatch(bare):
        return [Figure(found[1].replace(".", ""), found[2] or "")]
    if found := _GROUPED_ENGLISH.fullmatch(bare):
        return [Figure((found[1] or found[3]).replace(",", ""), found[2] or found[4] or "")]
    parts = re.split("[.,]", bare)
    return [Figure(*parts)] if len(parts) <= 2 else [Figure(part) for part in parts]  # noqa: PLR2004 - whole, decimals
