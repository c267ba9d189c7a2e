"""What a child is asked to do. It reports figures; the verdict is made in the bot's process."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

from bot.audio import wire
from bot.audio.child.decode import Decoded, decode
from bot.audio.child.encode import encode
from bot.audio.levels import peak_of, waveform_of

Answer = tuple[wire.Header, list[bytes | bytearray]]
_CHECK_RATE = 16_000


def intake(header: wire.Header, blobs: list[bytes]) -> Answer:
    """A recording: `demuxer`, `keep` and `limit` in seconds -> its figures and the kept samples."""
    made = decode(blobs[0], header["demuxer"], keep=header["keep"], limit=header["limit"])
    return _figures(made), [made.pcm if made.seconds <= header["limit"] else b""]


def check(header: wire.Header, blobs: list[bytes]) -> Answer:
    """A clip: `demuxer` -> its figures and the waveform."""
    made = decode(blobs[0], header["demuxer"], rate=_CHECK_RATE)
    return _figures(made), [waveform_of(memoryview(made.pcm).cast("h"), made.rate)]


def join(header: wire.Header, blobs: list[bytes]) -> Answer:
    """Parts: `demuxers`, `rate`, `pause` in seconds, `format`, `comment` -> figures, waveform and the file (for `wav`: its samples)."""
    rate = header["rate"]
    whole = Decoded(rate=rate)
    for demuxer, part in zip(header["demuxers"], blobs, strict=True):
        if whole.pcm:
            whole.pcm += bytes(2 * int(header["pause"] * rate))
        whole.pcm += decode(part, demuxer, rate=rate).pcm
    whole.seconds = len(whole.pcm) / 2 / rate
    file = (
        whole.pcm if header["format"] == "wav" else encode(whole.pcm, rate, header["format"], header.get("comment", ""))
    )
    return _figures(whole), [waveform_of(memoryview(whole.pcm).cast("h"), rate), file]


def probe(header: wire.Header, _: list[bytes]) -> Answer:
    """Try something forbidden. With seccomp the answer is never sent."""
    if header["what"] == "socket":
        socket.socket().close()
    else:
        Path("/etc/hostname").open("rb").close()
    return {}, []


JOBS: dict[str, Callable[[wire.Header, list[bytes]], Answer]] = {
    "intake": intake,
    "check": check,
    "join": join,
    "probe": probe,
}


def _figures(made: Decoded) -> wire.Header:
    return {
        "seconds": made.seconds,
        "rate": made.rate,
        "damaged": made.damaged,
        "peak": peak_of(memoryview(made.pcm).cast("h")),
    }
