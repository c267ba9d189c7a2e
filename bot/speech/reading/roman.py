"""Roman numerals: how they look and what they are worth. Letters become one only by the word beside them, in each language."""

from __future__ import annotations

import re
import unicodedata

NUMERAL = r"(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})"  # 1 to 89: no C, D and M, which are too often something else
NO_MORE = r"(?!\w|[.'’]\w)"
NO_INITIAL = r"(?<!\bL)(?:(?<=[IVXL]{2})|(?!\.\s*[^\W\d_a-z]))" + NO_MORE  # the V. of "Juan V. Gómez" is no number
_WORTH = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_SIGNS = re.compile("[\u2160-\u217f]+")


def value(numeral: str) -> int:
    """XIV -> 14."""
    worth = [_WORTH[letter] for letter in numeral]
    return sum(-one if one < after else one for one, after in zip(worth, [*worth[1:], 0], strict=True))


def opened(text: str) -> str:
    """The signs of their own that some alphabets have for numerals (Ⅳ), as figures."""
    return _SIGNS.sub(lambda m: str(value(unicodedata.normalize("NFKC", m[0]).upper())), text)
