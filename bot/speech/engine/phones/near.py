"""What espeak-ng writes and the model cannot say, as what is nearest to it.

The model has 114 signs and drops all others in silence: Russian lost half of its l, Tamil its most common vowel.
"""

from __future__ import annotations

import re

_NEAR = (
    ("r̝̊", "rʃ"),  # Czech ř
    ("r̝", "rʒ"),
    ("dʑ", "ʥ"),
    ("ʑ", "ʒ"),
    ("ɭ", "l"),
    ("ɫ", "l"),
    ("ʉ", "ɯ"),
    ("ɵ", "ø"),
)
_OF = {"ru-ru": (("tʃ", "ʧ"), ("ts", "ʦ"))}  # one sign for both, as the voices learnt it: no gain in Polish and Czech
_WORDS = {"ng": "nang", "mga": "manga"}  # of Tagalog; Indonesian rules spell them out letter by letter
_SHORT = re.compile(rf"\b({'|'.join(_WORDS)})\b", re.IGNORECASE)


def known(phones: str, language: str) -> str:
    """*phones* with sounds that the model knows, and by its own signs where that is understood better."""
    for lost, near in (*_NEAR, *_OF.get(language, ())):
        phones = phones.replace(lost, near)
    return phones


def tagalog(text: str) -> str:
    """*text* with its two commonest words written as they are said."""
    return _SHORT.sub(lambda word: _WORDS[word[0].lower()], text)


def without_schwa(phones: str) -> str:
    """Tagalog says every e as e, where Indonesian has two of them."""
    return phones.replace("ə", "e")
