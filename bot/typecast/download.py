"""Fetching a finished clip. The client judges the first bytes only; that it is audio is decided by decoding it."""

from __future__ import annotations

from bot.typecast.links import BadLink, Links
from bot.typecast.poll import Done

LARGEST = 64 * 1024 * 1024  # bytes; a minute of 44.1 kHz WAV has 5.3 MB
SMALLEST = 1024  # bytes; an error page "is sometimes returned with 200" (public clients)


class BadDownload(Exception):
    """What came is no clip."""


async def download(links: Links, done: Done) -> bytes:
    """The bytes of a clip. Raises `BadDownload` (a new URL may help) or `Lost`."""
    try:
        answer = await links.fetch(done.base, done.url, LARGEST)
    except BadLink:
        raise BadDownload("its URL is none that we follow") from None
    if not answer.good:
        raise BadDownload(f"status {answer.status}")
    if len(answer.raw) < SMALLEST or not looks_like_audio(answer.raw):
        raise BadDownload("it does not start like audio")
    return answer.raw


def looks_like_audio(data: bytes) -> bool:
    """True for the first bytes of WAV, of MP3 with tags and of MP3 without."""
    if data[:4] == b"RIFF":
        return data[8:12] == b"WAVE"
    return data[:3] == b"ID3" or (data[:1] == b"\xff" and data[1:2] >= b"\xe0")
