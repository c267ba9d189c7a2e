"""Pitch, melody and the bend at the end, with WORLD, which leaves the formants where they are; and what a preset is.

Nobody has listened to the presets yet: their figures are first choices, measured for being different and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.speech.engine import Samples

_LAST_SECONDS, _LAST_STEP = 0.5, 2.5  # the bend at the end: its length, and semitones for each step asked for
_FRAME = 0.005


@dataclass(frozen=True, slots=True)
class Mood:
    """`semitones` up or down; `spread` of the melody around its middle; `rate` of speech and `gain`, all as factors."""

    semitones: float = 0.0
    spread: float = 1.0
    rate: float = 1.0
    gain: float = 1.0

    def scaled(self, scale: float) -> Mood:
        """*scale* 0..2: none of it, all of it (1), or more."""
        return Mood(
            self.semitones * scale,
            1 + (self.spread - 1) * scale,
            1 + (self.rate - 1) * scale,
            1 + (self.gain - 1) * scale,
        )


MOODS = {
    "normal": Mood(),
    "happy": Mood(1.5, 1.3, 1.06, 1.1),
    "sad": Mood(-1.0, 0.7, 0.9, 0.85),
    "angry": Mood(0.5, 1.2, 1.08, 1.25),
    "toneup": Mood(2.0, 1.1),
    "tonedown": Mood(-2.0, 0.9),
}


def bent(samples: Samples, rate: int, semitones: float, last: int, spread: float) -> Samples:
    """Move the pitch by *semitones*, the end by *last* steps, and scale the melody.

    Nothing is done when nothing is asked for: taking speech apart and putting it together costs quality.
    """
    if not semitones and not last and spread == 1.0:
        return samples
    import numpy as np
    import pyworld

    double = np.ascontiguousarray(samples, np.float64)
    rough, times = pyworld.dio(double, rate, 60, 600)
    pitch = pyworld.stonemask(double, rough, times, rate)
    voiced = np.flatnonzero(pitch > 0)
    if not len(voiced):
        return samples
    envelope = pyworld.cheaptrick(double, pitch, times, rate)
    breath = pyworld.d4c(double, pitch, times, rate)
    middle = np.median(np.log(pitch[voiced]))
    moved = pitch.copy()
    moved[voiced] = np.exp(middle + (np.log(pitch[voiced]) - middle) * spread) * 2 ** (semitones / 12)
    frames = int(_LAST_SECONDS / _FRAME)
    ramp = np.clip((np.arange(len(pitch)) - (voiced[-1] - frames)) / frames, 0, 1)
    moved *= 2 ** (last * _LAST_STEP * ramp / 12)
    out = pyworld.synthesize(moved, envelope, breath, rate, _FRAME * 1000)[: len(samples)].astype(np.float32)
    loudness = np.sqrt((double**2).mean()) / max(1e-9, float(np.sqrt((out.astype(np.float64) ** 2).mean())))
    same: Samples = (out * np.float32(loudness)).astype(np.float32)
    return same
