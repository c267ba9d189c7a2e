"""A recording to a style: speaker vector and pitch through a ridge matrix. A likeness of the voice, never a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.speech.engine import ENROL_RATE
from bot.speech.engine.dvector import DVector, speech_of
from bot.speech.engine.voices import TABLES
from bot.speech.worker import Unspeakable

if TYPE_CHECKING:
    from bot.speech.engine import Samples

_MIDDLE = 5.1  # log of 164 Hz: what the tuner's pitch feature is measured from
_REACH = 3.0  # standard deviations that a style may leave the middle by
_LEAST_VOICED = 0.7  # seconds of voiced speech; with less there is nothing to learn a voice from
_FRAME = 0.005
_LONGEST = 60  # seconds that are looked at; more does not change the mean


class Tuner:
    """Enrols recordings."""

    def __init__(self) -> None:
        import numpy as np

        with np.load(TABLES / "tuner.npz") as table:
            self._matrix, self._basis, self._middle = table["W"], table["basis"], table["mu"]
        self._encoder = DVector()

    def enrol(self, recording: Samples) -> bytes:
        """*recording* at 16 kHz, best 6..24 s of one person -> 256 float32. Raises `Unspeakable` for too little voice."""
        import numpy as np

        recording = recording[: _LONGEST * ENROL_RATE]
        pitch, voiced = _log_pitch(recording)
        if voiced < _LEAST_VOICED or len(speech_of(recording)) < ENROL_RATE:
            raise Unspeakable("app/invalid/audio", "too little speech in the recording")  # inferred code
        features = np.r_[self._encoder(recording), pitch - _MIDDLE, 1.0]
        weights = np.clip(features @ self._matrix, -_REACH, _REACH)
        style: Samples = (self._middle + weights @ self._basis).astype("<f4")
        return style.tobytes()


def _log_pitch(recording: Samples) -> tuple[float, float]:
    """Median log of the pitch in Hz, and the seconds that are voiced."""
    import numpy as np
    import pyworld

    pitch, _ = pyworld.dio(np.ascontiguousarray(recording, np.float64), ENROL_RATE, 60, 500)
    voiced = pitch[pitch > 0]
    return (float(np.median(np.log(voiced))) if len(voiced) else _MIDDLE), len(voiced) * _FRAME
