"""Text cut where a speaker would breathe."""

from __future__ import annotations

import re
import unicodedata

_END = re.compile(r"(?<=[.!?…])[\"”’»)\]]*\s+(?=\S)|(?<=[。！？])[」』”）]*\s*(?=\S)|\s*\n+\s*(?=\S)")
_CLAUSE = re.compile(r"(?<=[,;:])\s+(?=\S)|(?<=[、，،；：])\s*(?=\S)|\s+[–—]\s+")
_NO_END = re.compile(r"(?:^|[\s(])(?:\w|\d+|Dr|Mr|Mrs|Ms|Prof|St|Nr|bzw|ca|Sr|Sra|Dña|M|Mme|No|vs)\.$", re.IGNORECASE)


def clean(text: str) -> str:
    """Without control characters, lone surrogates and marks that no voice can read; spaces are made one."""
    kept = "".join(
        " " if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") and c != "\n" else c for c in text
    )
    return re.sub(r"[ \t\u00a0]+", " ", unicodedata.normalize("NFC", kept)).strip()


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
