"""Engines that the real worker process loads instead of the models: quick ones, and ones that really break."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.speech.engine import ENROL_RATE, RATE, Speaker
from bot.speech.worker import Unspeakable

if TYPE_CHECKING:
    from bot.speech.engine import Samples

SECONDS_A_LETTER = 0.05


class Tone:
    """A hum of 200 Hz, 50 ms a letter. Some words are bad for it."""

    hears = ENROL_RATE

    def __init__(self, data: Path) -> None:
        self._data = data

    def warm(self) -> None:
        """Nothing to load."""

    def language_of(self, text: str) -> str:
        return "en-us"

    def quick(self, language: str, speaker: Speaker) -> bool:
        return True

    def say(self, piece: str, language: str, speaker: Speaker, speed: float) -> Samples:
        _break(piece)
        length = int(len(piece) * SECONDS_A_LETTER * RATE / speed)
        hum: Samples = (0.3 * np.sin(2 * np.pi * 200 * np.arange(length) / RATE)).astype(np.float32)
        return hum

    def enrol(self, recording: Samples, *, small: bool = False) -> bytes:
        if not np.abs(recording).max() > 0.01:
            raise Unspeakable("app/invalid/audio", "too little speech in the recording")
        return np.full(256, 0.5, "<f4").tobytes()


def _break(piece: str) -> None:
    if "segfault" in piece or ("tangled" in piece and ", " in piece):
        os.kill(os.getpid(), signal.SIGSEGV)
    if "abort" in piece:
        os.abort()
    if "forever" in piece:
        time.sleep(600)
    if "slowly" in piece:
        time.sleep(0.5)
    if "stumble" in piece:
        raise RuntimeError(piece)


def tone(data: Path) -> Tone:
    """For `--engine tests.speech.engines:tone`."""
    return Tone(data)
