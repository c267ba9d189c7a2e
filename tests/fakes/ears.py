"""A small check of clips for tests that are not about audio: real WAV, whole, and not silent."""

from __future__ import annotations

import array
import io
import wave

from bot.errors import SpeechFailed
from bot.model import Clip


async def wav_check(data: bytes) -> Clip:
    """As `AudioTools.check`, for 16-bit WAV alone. Raises `SpeechFailed`."""
    try:
        with wave.open(io.BytesIO(data)) as wav:
            frames, rate, width = wav.getnframes(), wav.getframerate(), wav.getsampwidth() * wav.getnchannels()
            sound = wav.readframes(frames)
    except (wave.Error, EOFError):
        raise SpeechFailed("no WAV", again=True) from None
    if len(sound) < frames * width:
        raise SpeechFailed("it is cut off", again=True)
    if max(map(abs, array.array("h", sound[: len(sound) // 2 * 2])), default=0) < 100:
        raise SpeechFailed("it is silent", again=True)
    return Clip(audio=data, format="wav", seconds=frames / rate)
