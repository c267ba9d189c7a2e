"""A clip as it came, and what can be said of it without ears."""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass, field

import numpy as np

from benchmarks.voice.weights import Floats

RATE = 16_000  # Hz at which everything is listened to


@dataclass(frozen=True, slots=True)
class Clip:
    """Mono *samples* at `RATE`; *took* is the seconds of waiting for all of it, *first* for its first byte."""

    samples: Floats = field(repr=False)
    took: float
    first: float = 0.0

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE

    @property
    def factor(self) -> float:
        """Seconds of waiting for each second of sound."""
        return self.took / self.seconds

    @property
    def level(self) -> float:
        """Root mean square in dB of full scale, pauses included."""
        return float(10 * np.log10((self.samples.astype(np.float64) ** 2).mean() + 1e-12))


def samples_of(wav: bytes) -> Floats:
    """Mono 16-bit WAV of any rate -> samples at `RATE`."""
    with wave.open(io.BytesIO(wav)) as file:
        rate, pcm = file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2")
    samples: Floats = pcm.astype(np.float32) / np.float32(32768)
    return samples if rate == RATE else resampled(samples, rate)


def resampled(samples: Floats, rate: int) -> Floats:
    """The same at `RATE`."""
    import av

    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples)[None], format="flt", layout="mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    return np.concatenate([x.to_ndarray()[0] for x in (*resampler.resample(frame), *resampler.resample(None))])


def wav_of(samples: Floats) -> bytes:
    """Samples at `RATE` as a 16-bit WAV."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return out.getvalue()
