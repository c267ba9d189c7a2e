"""Sound for fakes: a tone that swells and fades like syllables, as long as speech would be, the same for the same text."""

from __future__ import annotations

import array
import hashlib
import io
import math
import wave

PER_CHARACTER = 0.06  # seconds
SHORTEST, LONGEST = 0.4, 60.0
SYLLABLE = 0.2


def tone(text: str, *, rate: int = 44_100, tempo: float = 1.0) -> bytes:
    """A mono 16-bit WAV for *text*."""
    seconds = min(LONGEST, max(SHORTEST, PER_CHARACTER * len(text) / tempo))
    pitch = 120 + hashlib.sha256(text.encode()).digest()[0]
    length = int(SYLLABLE * rate)
    syllable = array.array(
        "h",
        (
            int(12_000 * math.sin(math.pi * place / length) * math.sin(math.tau * pitch * place / rate))
            for place in range(length)
        ),
    ).tobytes()
    out = io.BytesIO()
    with wave.open(out, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(rate)
        wav.writeframes(syllable * max(2, round(seconds / SYLLABLE)))
    return out.getvalue()
