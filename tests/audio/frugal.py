"""The same tools with children that take many uploads each: for tests that need many verdicts and no new child for each."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from bot.audio.pool import Pool, Terms
from bot.audio.tools import Audio

TERMS = Terms(jobs=100, tries=1, cpu_seconds=60)


@asynccontextmanager
async def open_frugal() -> AsyncGenerator[Audio]:
    audio = Audio(Pool(TERMS), Pool(TERMS))
    try:
        yield audio
    finally:
        await audio.uploads.close()
        await audio.clips.close()


def pids_of(pool: Pool) -> tuple[int, ...]:
    """The process ids of the children that are up."""
    return tuple(child.pid for child in pool._alive if child.alive)
