"""Letters to the phones the model was trained on, each language by the means that measured best."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.speech.engine.phones.near import known, tagalog, without_schwa
from bot.speech.languages import CHINESE, ESPEAK, HIBARI, JAPANESE, KOREAN, TABLE
from bot.speech.reading import read

if TYPE_CHECKING:
    from hibari.g2p import G2P

    from bot.speech.engine.phones.espeak import Espeak

G2p = Callable[[str], str]
_TAGALOG = "tl-ph"  # which espeak-ng does not have: it is read by the rules of another language


class Phones:
    """Each converter is loaded when its language is first spoken; *cache* is a folder that only we write to."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache

    def of(self, text: str, language: str, *, british: bool = False) -> str:
        """The phones of *text*; empty when nothing in it can be read in *language*."""
        text = read(text, language)
        row = TABLE[language]
        if row.by == ESPEAK:
            return self._by_espeak(text, language)
        readers: dict[str, Callable[[], G2p]] = {
            HIBARI: lambda: self._british if british else self._american,
            KOREAN: lambda: self._korean,
            JAPANESE: lambda: self._japanese,
            CHINESE: lambda: self._chinese,
        }
        return readers[row.by]()(text)

    def close(self) -> None:
        """End the child that espeak-ng lives in, if there is one."""
        if "_espeak" in self.__dict__:
            self._espeak.close()

    def _by_espeak(self, text: str, language: str) -> str:
        voice = TABLE[language].espeak
        if language != _TAGALOG:
            return known(self._espeak.phones(text, voice), language)
        return without_schwa(self._espeak.phones(tagalog(text), voice))

    @cached_property
    def english(self) -> G2p:
        """What the quick voice reads with: it asks for phones by itself."""
        return lambda text: str(self._american(read(text, "en-us")))

    @cached_property
    def _american(self) -> G2P:
        from hibari.g2p import G2P

        return G2P()

    @cached_property
    def _british(self) -> G2P:
        from hibari.g2p import G2P

        return G2P(british=True)

    @cached_property
    def _espeak(self) -> Espeak:
        from bot.speech.engine.phones.espeak import Espeak

        return Espeak()

    @cached_property
    def _korean(self) -> G2p:
        from bot.speech.engine.phones.korean import Korean

        return Korean(self._american).phones

    @cached_property
    def _japanese(self) -> G2p:
        from bot.speech.engine.phones.japanese import Japanese

        return Japanese().phones

    @cached_property
    def _chinese(self) -> G2p:
        import logging

        import jieba
        from misaki.zh import ZHG2P

        jieba.setLogLevel(logging.ERROR)
        self._cache.mkdir(parents=True, exist_ok=True)
        jieba.dt.tmp_dir = str(self._cache)  # it would read back what anybody had put into /tmp
        reader: Any = ZHG2P()
        return lambda text: str(reader(text)[0])
