"""What a voice may be called."""

from __future__ import annotations

import re
import unicodedata

from bot.errors import Refused

LONGEST_NAME = 30
_NAME = re.compile(r"[^\W_](?:[\w .'-]*[\w.'])?", re.UNICODE)


class BadName(Refused):
    """A voice cannot be called that."""


def name_of(typed: str) -> str:
    """The name as it will be kept; raises `BadName`."""
    name = " ".join(typed.split())
    if not name:
        raise BadName("voice.name_empty")
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
        raise BadName("voice.name_bad", limit=LONGEST_NAME)
    return name


def folded(name: str) -> str:
    """The name as it is compared: width, letter case and spare blanks do not count (as in `bot.store`)."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(unicodedata.normalize("NFKC", plain).split())
