"""Text cut where a speaker would breathe."""

from __future__ import annotations

import re
import unicodedata

_END = re.compile(r"(?<=[.!?…])[\"”’»)\]]*\s+(?=\S)|(?<=[。！？])[」』”）]*\s*(?=\S)|\s*\n+\s*(?=\S)")
_CLAUSE = re.compile(r"(?<=[,;:])\s+(?=\S)|(?<=[、，،；：])\s*(?=\S)|\s+[–—]\s+")
_LONG_NUMBER = re.compile(r"\d{16,}")  # no reader knows the name of such a number, and some break
_NO_END = re.compile(r"(?:^|[\s(])(?:\w|\d+|Dr|Mr|Mrs|Ms|Prof|St|Nr|bzw|ca|Sr|Sra|Dña|M|Mme|No|vs)\.$", re.IGNORECASE)


def clean(text: str) -> str:
    """Without control characters and lone surrogates; spaces are made one, and endless numbers are read by the digit."""
    kept = "".join(
        " " if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") and c != "\n" else c for c in text
    )
    kept = _LONG_NUMBER.sub(lambda number: " ".join(number[0]), unicodedata.normalize("NFC", kept))
    return re.sub(r"[ \t\u00a0]+", " ", kept).strip()


def sentences(text: str) -> list[str]:
    """One entry a sentence. A point after an initial, a number or a title ends none."""
    found, begun = [], 0
    for end in _END.finditer(text):
        if not _NO_END.search(text[begun : end.start()].rstrip()):
            found.append(text[begun : end.end()].strip())
            begun = end.end()
    return [piece for piece in (*found, text[begun:].strip()) if piece]


def clauses(text: str) -> list[str]:
    """Smaller pieces than sentences: what a second attempt is made with."""
    return [piece for sentence in sentences(text) for piece in map(str.strip, _CLAUSE.split(sentence)) if piece]
