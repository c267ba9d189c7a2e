"""Grouping marks out of the way of espeak-ng, which reads plain figures in all its languages but not all their marks."""

from __future__ import annotations

import re
from collections.abc import Callable

_GROUPED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.]|,\d{3})")
_GROUPED_ENGLISH = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:,\d{3})+(?![\d,]|\.\d{3}\.)")
_ENGLISH = ("ar-sa", "ta-in", "tl-ph")


def reader(language: str) -> Callable[[str], str]:
    """*language* decides which mark groups thousands."""
    grouped, mark = (_GROUPED_ENGLISH, ",") if language in _ENGLISH else (_GROUPED, ".")
    return lambda text: grouped.sub(lambda m: m[0].replace(mark, ""), text)
