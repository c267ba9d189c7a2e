"""What a text is written in, by its letters alone: quick, and enough to know most languages that have their own script."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_RANGES = (
    ("kana", "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9d"),
    ("hangul", "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"),
    ("han", "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"),
    ("cyrillic", "\u0400-\u052f"),
    ("greek", "\u0370-\u03ff\u1f00-\u1fff"),
    ("arabic", "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff"),
    ("tamil", "\u0b80-\u0bff"),
    ("latin", "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"),
)
_FIND = {name: re.compile(f"[{letters}]") for name, letters in _RANGES}
_DENSE = ("kana", "han", "hangul")
_ONE_LANGUAGE = {"hangul": "ko-kr", "greek": "el-gr", "arabic": "ar-sa", "tamil": "ta-in"}


def pronounceable(text: str) -> bool:
    """True when *text* holds at least one letter or digit of any script."""
    return any(unicodedata.category(letter)[0] in "LN" for letter in text)


def scripts(text: str) -> Counter[str]:
    """How many letters of each script are in *text*; scripts that nobody here reads are counted as `other`."""
    letters = [c for c in text if c.isalpha() or "\u0b80" <= c <= "\u0bff"]
    found: Counter[str] = Counter()
    for letter in letters:
        found[next((name for name, mark in _FIND.items() if mark.match(letter)), "other")] += 1
    return found


def language_by_script(text: str) -> str | None:
    """The language, where the script alone says it; None for Latin, Cyrillic and a text without letters."""
    found = scripts(text)
    japanese = found["kana"] + (found["han"] if found["kana"] else 0)
    weights = {**found, "kana": japanese, "han": 0 if found["kana"] else found["han"]}
    for (
        name
    ) in _DENSE:  # a syllable or a word in one letter; their readers also read Latin, but not the other way round
        weights[name] = weights.get(name, 0) * 5
    best = max(weights, key=lambda name: weights[name], default="")
    if not best or not weights[best]:
        return None
    if best == "kana":
        return "ja-jp"
    if best == "han":
        return "zh-cn"
    return _ONE_LANGUAGE.get(best)
