"""What of a text can be read aloud: control characters, pictures and noise go, words stay.

This is the part that holds for every platform; markup (mentions, links, Markdown) is each adapter's own business.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_RUN = 8  # of one character that is no digit; engines stumble over "aaaaaaaa…", people do not miss it
MOST_MARKS = 3  # combining marks on one letter; more is decoration
FIRST_PICTURE = 0x2190  # symbols (category So) from the arrows upwards are pictures; below stand ° © № ™
_JOINERS = "\u200c\u200d"  # they shape letters in Indic and Arabic scripts; between pictures they glue emoji
_DRESSED = re.compile("[\uff01-\uff5e\u2460-\u24ff\U0001d400-\U0001d7ff]")  # ｗｉｄｅ, ①, 𝒻𝒶𝓃𝒸𝓎: letters in costume
_RUN = re.compile(rf"([^\d\s])\1{{{LONGEST_RUN},}}")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[\s]*")


def speakable(text: str) -> str:
    """*text* with whatever cannot be spoken left out; lines stay apart by one newline. Idempotent; may be empty."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n"))
    text = _DRESSED.sub(lambda dressed: unicodedata.normalize("NFKC", dressed[0]), text)
    kept = "".join(filter(None, map(_keep, text)))
    kept = _join_letters_only(_few_marks(kept))
    kept = _RUN.sub(lambda run: run[1] * LONGEST_RUN, kept)
    kept = _LINES.sub("\n", _SPACES.sub(" ", kept)).strip()
    return unicodedata.normalize("NFC", kept)


def pronounceable(text: str) -> bool:
    """True when there is at least one letter or digit to say."""
    return any(unicodedata.category(char)[0] in "LN" for char in text)


def _keep(char: str) -> str:
    """The character itself, a space in its place, or nothing."""
    category = unicodedata.category(char)
    if char == "\n" or char in _JOINERS:
        return char
    if category[0] == "Z" or char in "\t\v\f\x85":
        return " "
    if category[0] == "C" or (category == "So" and ord(char) >= FIRST_PICTURE):
        return " " if category == "So" else ""
    if "\ufe00" <= char <= "\ufe0f" or "\U0001f3fb" <= char <= "\U0001f3ff" or char == "\u20e3":
        return ""  # variation selectors, skin tones, keycaps: parts of emoji
    return char


def _few_marks(text: str) -> str:
    kept, marks = [], 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def _join_letters_only(text: str) -> str:
    """Joiners stay only after a letter or its mark and before a letter."""
    kept: list[str] = []
    for place, char in enumerate(text):
        if char in _JOINERS:
            after = text[place + 1 : place + 2]
            if not (kept and _lettered(kept[-1]) and after and _lettered(after)):
                continue
        kept.append(char)
    return "".join(kept)


def _lettered(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM"
