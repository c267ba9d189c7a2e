"""The engine of the default installation: the quick English voice, Kokoro for all else, cloning by style."""

from __future__ import annotations

import os
import unicodedata
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.speech.actors import DEFAULT
from bot.speech.engine import ENROL_RATE, Speaker, gates
from bot.speech.engine.detect import Detector
from bot.speech.engine.dvector import DVector
from bot.speech.engine.kokoro import Kokoro, trimmed
from bot.speech.engine.phones import Phones
from bot.speech.engine.tuner import Tuner
from bot.speech.engine.voices import Voices
from bot.speech.languages import HIBARI, TABLE
from bot.speech.resources import STYLE_BYTES

if TYPE_CHECKING:
    from hibari import Hibari

    from bot.speech.engine import Samples

_SOUNDS = ("Ll", "Lu", "Lo")
THREADS = "KOKORO_THREADS"  # names how many one run of the model may use
_SEED = 0  # the quick voice adds noise for breath; the same text shall be the same clip


class Local:
    """Models are loaded when they are first needed and stay."""

    hears = ENROL_RATE

    def __init__(self, data: Path) -> None:
        self._data = data
        self._phones = Phones(data / "models")

    @cached_property
    def _kokoro(self) -> Kokoro:
        return Kokoro(self._data, threads=int(os.environ.get(THREADS, "2")))

    @cached_property
    def _hibari(self) -> Hibari:
        from hibari import Hibari

        return Hibari(threads=1, g2p=self._phones.english)

    @cached_property
    def _voices(self) -> Voices:
        return Voices()

    @cached_property
    def _tuner(self) -> Tuner:
        return Tuner()

    @cached_property
    def _encoder(self) -> DVector:
        return DVector()

    @cached_property
    def _detector(self) -> Detector:
        return Detector()

    def warm(self) -> None:
        from bot.speech.engine import codec

        sound = self.say("Ready.", "en-us", Speaker(DEFAULT), 1.0)
        codec.encode(sound, 24_000, "wav", codec.HD_RATE)

    def language_of(self, text: str) -> str:
        return self._detector.language_of(text)

    def quick(self, language: str, speaker: Speaker) -> bool:
        """The default voice in English, whose distilled twin is a hundred times faster."""
        return TABLE[language].by == HIBARI and speaker.voice == DEFAULT and not speaker.style

    def say(self, piece: str, language: str, speaker: Speaker, speed: float) -> Samples:
        if self.quick(language, speaker):
            return trimmed(self._hibari(piece, speed=speed, seed=_SEED))
        phones = self._phones.of(piece, language, british=speaker.voice.startswith("b"))
        if not any(unicodedata.category(c) in _SOUNDS for c in phones):  # punctuation alone would be made a noise
            return self._kokoro.say([], self._style(language, speaker, 1), speed)
        tokens = self._kokoro.tokens(phones)
        return self._kokoro.say(tokens, self._style(language, speaker, len(tokens)), speed)

    def enrol(self, recording: Samples, *, small: bool = False) -> bytes:
        gates.admit(recording, self._encoder)
        return self._tuner.enrol(recording)

    def _style(self, language: str, speaker: Speaker, tokens: int) -> Samples:
        """The default actor speaks each language with the voice that is understood best in it; others as themselves."""
        if speaker.style:
            import numpy as np

            return np.frombuffer(speaker.style[:STYLE_BYTES], "<f4")
        voice = TABLE[language].voice if speaker.voice == DEFAULT else speaker.voice
        return self._voices.style(voice, tokens)
