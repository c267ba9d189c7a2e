"""The loop: make ready, shut the lock, then answer one job after another until nobody asks any more."""

from __future__ import annotations

import os
import sys

import av

from bot.audio import wire
from bot.audio.child import sandbox
from bot.audio.child.decode import Refusal, decode
from bot.audio.child.encode import encode
from bot.audio.child.jobs import JOBS, Answer
from bot.audio.pcm import write_wav

_RATE = 8_000


def serve(*, seccomp: bool, cpu_seconds: int, parent: int) -> None:
    """Never returns: an interpreter that shuts down makes calls that the lock forbids."""
    sandbox.die_with(parent)
    av.logging.set_level(av.logging.PANIC)
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    _warm_up()
    sandbox.limit(cpu_seconds)
    locked = seccomp and sandbox.lock()
    wire.send(outgoing, {"sandbox": "seccomp" if locked else "rlimits"})
    while (message := wire.receive(incoming)) is not None:
        wire.send(outgoing, *_answer(*message))
    os._exit(0)


def _answer(header: wire.Header, blobs: list[bytes]) -> Answer:
    try:
        return JOBS[header["job"]](header, blobs)
    except Refusal as refusal:
        return {"refused": refusal.why}, []
    except Exception:  # noqa: BLE001 - whatever a hostile file brings about is a refusal, and says nothing about itself
        return {"refused": "broken"}, []


def _warm_up() -> None:
    """Decode and encode some silence of our own: PyAV imports parts of itself on first use, and the lock forbids open()."""
    silence = bytes(_RATE // 5)
    decode(write_wav(silence, _RATE), "wav", rate=_RATE * 2)
    for kind, demuxer in (("mp3", "mp3"), ("ogg", "ogg")):
        decode(encode(silence, _RATE, kind), demuxer, rate=_RATE)
