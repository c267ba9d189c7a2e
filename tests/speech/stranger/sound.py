"""What a customer checks of a sound, with the standard library alone."""

from __future__ import annotations

import array
import io
import wave
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Sound:
    """A WAV file that was read."""

    rate: int
    seconds: float
    loudness: float  # root mean square, 0 to 1


def sound_of(data: bytes) -> Sound:
    """Reads a WAV of 16 bit mono. Raises wave.Error or ValueError for anything else."""
    with wave.open(io.BytesIO(data)) as file:
        if (file.getnchannels(), file.getsampwidth(), file.getcomptype()) != (1, 2, "NONE"):
            raise ValueError(f"not mono of 16 bit: {file.getparams()}")
        frames = file.readframes(file.getnframes())
        if len(frames) != file.getnframes() * 2:
            raise ValueError("the file is shorter than its header says")
        samples = array.array("h", frames)
        loudness = (sum(value * value for value in samples) / max(len(samples), 1)) ** 0.5 / 32768
        return Sound(rate=file.getframerate(), seconds=file.getnframes() / file.getframerate(), loudness=loudness)


def is_mp3(data: bytes) -> bool:
    """Whether an MPEG layer 3 frame starts the data, or what follows its ID3 tag."""
    if data[:3] == b"ID3":
        size = (data[6] << 21) | (data[7] << 14) | (data[8] << 7) | data[9]
        data = data[10 + size :]
    return len(data) > 4 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2
