"""What a file sounds like, by measurement."""

from __future__ import annotations

import io
from dataclasses import dataclass

import av
import numpy as np
import pyworld
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sound:
    """Decoded: the rate and the format are the file's own."""

    samples: Floats
    rate: int
    form: str

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    @property
    def decibels(self) -> float:
        """Of the root mean square, 0 at full scale."""
        return float(20 * np.log10(np.sqrt((self.samples**2).mean()) + 1e-12))

    @property
    def peak(self) -> float:
        return float(np.abs(self.samples).max())

    def pitch(self) -> tuple[Floats, Floats]:
        """Seconds and Hz of the voiced frames."""
        rough, times = pyworld.dio(self.samples, self.rate, 60, 700)
        fine = pyworld.stonemask(self.samples, rough, times, self.rate)
        voiced = fine > 0
        return times[voiced], fine[voiced]

    def above(self, other: Sound, begin: float = 0.0, until: float = 3600.0) -> float:
        """Semitones over *other*, which says the same at the same time: the median of the frames voiced in both."""
        mine, theirs = (dict(zip(np.round(t, 3), hertz, strict=True)) for t, hertz in (self.pitch(), other.pitch()))
        both = [time for time in mine if time in theirs and begin <= time < until]
        return float(np.median([12 * np.log2(mine[time] / theirs[time]) for time in both]))

    def semitones(self) -> float:
        """The middle of the pitch, in semitones over 100 Hz."""
        return float(12 * np.log2(np.median(self.pitch()[1]) / 100))

    def melody(self) -> float:
        """How far the pitch moves: the spread of its middle eighty percent, in semitones."""
        low, high = np.percentile(12 * np.log2(self.pitch()[1]), [10, 90])
        return float(high - low)


def hear(data: bytes) -> Sound:
    with av.open(io.BytesIO(data), "r") as container:
        stream = container.streams.audio[0]
        plain = av.AudioResampler(format="flt", layout="mono", rate=stream.rate)
        frames = [part for frame in container.decode(audio=0) for part in plain.resample(frame)]
        samples = np.concatenate([frame.to_ndarray()[0] for frame in frames]).astype(np.float64)
        return Sound(np.ascontiguousarray(samples), stream.rate, container.format.name)
