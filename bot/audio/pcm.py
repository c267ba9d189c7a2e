"""Plain 16-bit PCM in a WAV file: the one kind of audio that is read and written in this process, by the standard library."""

from __future__ import annotations

import io
import sys
import wave
from dataclasses import dataclass, field

_RATES = range(4_000, 192_001)
_CHANNELS = (1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pcm:
    """Samples as they stand in a file: 16 bits each, *channels* of them for one moment, *rate* moments a second."""

    samples: memoryview = field(repr=False)
    rate: int
    channels: int

    @property
    def seconds(self) -> float:
        """Counted in samples; what a header announces is not looked at."""
        return len(self.samples) / (self.rate * self.channels)


def read_plain(data: bytes) -> Pcm | None:
    """The samples of a plain WAV file; None for anything else, which a child may know."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            rate, channels, width = file.getframerate(), file.getnchannels(), file.getsampwidth()
            if rate not in _RATES or channels not in _CHANNELS or width != 2 or sys.byteorder != "little":  # noqa: PLR2004 - two bytes
                return None
            frames = file.readframes(len(data) // 2)
    except (wave.Error, EOFError, ValueError, OverflowError, RuntimeError):
        return None
    whole = len(frames) // (2 * channels) * 2 * channels
    return Pcm(samples=memoryview(frames)[:whole].cast("h"), rate=rate, channels=channels)


def write_wav(samples: bytes, rate: int) -> bytes:
    """Mono 16-bit *samples* as a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return out.getvalue()
