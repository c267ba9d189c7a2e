"""What is too old goes: once at the start, then once an hour. Nothing here may stop the bot."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.cache import ClipCache
from bot.logs import describe, get_logger
from bot.ports import Audit, Clock, Consents, Files, Posts

HOUR = 3600.0
DAY = 24 * HOUR
UPLOADS = "uploads"  # recordings put aside for a job

logger = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Housekeeping:
    """How long what is kept. *folder* holds the files; jobs, clips and speech keep their own house by their own rules."""

    clips: ClipCache
    posts: Posts
    consents: Consents
    audit: Audit
    files: Files
    folder: Path
    clock: Clock
    transcript_hours: float
    audit_days: float
    seal: Callable[[Path], Awaitable[int]]
    expire: Callable[[], Awaitable[None]]
    settle: Callable[[], Awaitable[None]]

    async def keep(self) -> None:
        """Tidy until cancelled."""
        await _tried(lambda: self.seal(self.folder))
        while True:
            await self.tidy()
            await asyncio.sleep(HOUR)

    async def tidy(self) -> None:
        """One round; each part of it by itself, so that one which fails leaves the others their turn."""
        past = self.clock() - self.audit_days * DAY
        await _tried(self.expire)
        await _tried(self.settle)
        await _tried(self.clips.prune)
        await _tried(lambda: self.posts.prune(self.clock() - self.transcript_hours * HOUR))
        await _tried(lambda: self.audit.prune(past))
        await _tried(lambda: self.consents.prune(past))
        await _tried(self._drop_uploads)

    async def _drop_uploads(self) -> None:
        """Recordings that were put aside for a command that was then never accepted: a crash came between."""
        for name in await asyncio.to_thread(_older, self.folder / UPLOADS, time.time() - DAY):
            await self.files.delete(f"{UPLOADS}/{name}")


async def _tried(part: Callable[[], Awaitable[object]]) -> None:
    try:
        await part()
    except Exception as error:  # noqa: BLE001 - housekeeping never stops the bot
        logger.warning("housekeeping failed", error=describe(error))


def _older(folder: Path, before: float) -> Sequence[str]:
    return [path.name for path in folder.glob("*") if path.stat().st_mtime < before]
