"""An engine that takes the same time for everything: what remains to be seen is the time around it.

For `python -m bot.speech --engine benchmarks.steady:engine`.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.speech.engine import ENROL_RATE, RATE, Speaker

if TYPE_CHECKING:
    from bot.speech.engine import Samples

THINKS = 0.06  # seconds, about what the quick voice needs for a sentence
SECONDS = 3.5  # of sound, about a sentence


class Steady:
    """A hum of 200 Hz, whatever is asked."""

    hears = ENROL_RATE

    def __init__(self) -> None:
        self._hum: Samples = (0.3 * np.sin(2 * np.pi * 200 * np.arange(int(SECONDS * RATE)) / RATE)).astype(np.float32)

    def warm(self) -> None:
        """Nothing to load."""

    def language_of(self, text: str) -> str:
        return "en-us"

    def quick(self, language: str, speaker: Speaker) -> bool:
        return False

    def say(self, piece: str, language: str, speaker: Speaker, speed: float) -> Samples:
        time.sleep(THINKS)
        return self._hum

    def enrol(self, recording: Samples, *, small: bool = False) -> bytes:
        return bytes(4 * 256)


def engine(_data: Path) -> Steady:
    """The engine; it keeps nothing."""
    return Steady()
