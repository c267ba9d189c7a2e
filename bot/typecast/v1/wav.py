"""Mending the header of a streamed WAV: it is sent before its length is known, and says 0xFFFFFFFF."""

from __future__ import annotations

ENDLESS = b"\xff\xff\xff\xff"
_HEAD = 12  # bytes: RIFF, size, WAVE
_CHUNK = 8  # bytes: name, size


def mended(data: bytes) -> bytes:
    """*data* with the true sizes, where it is a WAV of unknown ones; anything else as it is."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        return data
    place = _HEAD
    while place + _CHUNK <= len(data):
        name, size = data[place : place + 4], data[place + 4 : place + _CHUNK]
        if name == b"data":
            if size != ENDLESS:
                return data
            sound = len(data) - place - _CHUNK
            whole = bytearray(data)
            whole[4:8] = (len(data) - _CHUNK).to_bytes(4, "little")
            whole[place + 4 : place + _CHUNK] = sound.to_bytes(4, "little")
            return bytes(whole)
        length = int.from_bytes(size, "little")
        place += _CHUNK + length + length % 2
    return data
