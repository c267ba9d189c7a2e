"""The engine: Pocket-TTS for cloned voices where its weights are, the local engine for all else."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.speech.engine import ENROL_RATE, RATE, Engine, Speaker
from bot.speech.engine.kokoro import trimmed
from bot.speech.engine.pocket.shelf import Shelf
from bot.speech.engine.pocket.voice import pack, prints_of
from bot.speech.reading import read

if TYPE_CHECKING:
    from bot.speech.engine import Samples

_REMEMBERED = 32  # pieces; the longest text has fewer, and a second pass over it finds all of them
_HEARD = 20 * RATE  # samples of a recording: the package itself takes no more than 30 s
_PATIENCE = 20.0  # seconds after which no further encoder is loaded; the server gives a recording 60
_SILENCE = 1e-3  # peak of a sound that nobody would hear


class Pocket:
    """An engine on top of *local*, which also decides which recordings are fit."""

    hears = RATE

    def __init__(self, local: Engine, shelf: Shelf) -> None:
        self._local = local
        self._shelf = shelf
        self._said = lru_cache(maxsize=_REMEMBERED)(self._say)

    def warm(self) -> None:
        self._local.warm()

    def language_of(self, text: str) -> str:
        return self._local.language_of(text)

    def quick(self, language: str, speaker: Speaker) -> bool:
        """What was said once is remembered, so that its second pass is only a stretching."""
        return bool(self._print(language, speaker)) or self._local.quick(language, speaker)

    def say(self, piece: str, language: str, speaker: Speaker, speed: float) -> Samples:
        """The model knows no speed: what it says is stretched."""
        if heard := self._print(language, speaker):
            from bot.speech.engine import codec

            sound = self._said(piece, language, heard)
            if sound is not None:
                return codec.stretched(sound, RATE, speed)
        return self._local.say(piece, language, speaker, speed)

    def enrol(self, recording: Samples, *, small: bool = False) -> bytes:
        """The local engine's style, always; behind it what each encoder on the shelf hears in *recording*."""
        from bot.speech.engine import codec

        until = time.monotonic() + _PATIENCE
        style = self._local.enrol(codec.resample(recording, RATE, ENROL_RATE))
        prints = {}
        for encoder, language in () if small else self._shelf.encoders():
            if heard := self._hear(language, recording):
                prints[encoder] = heard
            if time.monotonic() > until:
                break
        return pack(style, prints)

    def _hear(self, language: str, recording: Samples) -> bytes:
        model = self._shelf.model(language)
        try:
            return model.hear(recording[:_HEARD]) if model else b""
        except Exception:  # noqa: BLE001  the style alone is a voice too
            return b""

    def _print(self, language: str, speaker: Speaker) -> bytes:
        """What the encoder of *language* heard of the speaker; empty where the local engine has to speak."""
        prints = prints_of(speaker.style)  # looked at first: to know an encoder its files are read through
        return prints.get(self._shelf.encoder(language), b"") if prints else b""

    def _say(self, piece: str, language: str, heard: bytes) -> Samples | None:
        """None when it did not work out."""
        import numpy as np

        text = read(piece, language)
        if not any(character.isalnum() for character in text):
            return np.zeros(0, np.float32)
        model = self._shelf.model(language)
        try:
            sound = model.say(text, heard) if model else None
        except Exception:  # noqa: BLE001  the local engine says it then
            return None
        if sound is None or not np.isfinite(sound).all() or not np.abs(sound).max(initial=0) > _SILENCE:
            return None
        return trimmed(sound)
