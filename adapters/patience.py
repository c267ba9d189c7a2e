"""Tells a caller, once, that an answer takes longer than they would expect without a word."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.logs import describe, get_logger

Tell = Callable[[], Awaitable[None]]

logger = get_logger(__name__)


@dataclass(slots=True)
class _Wait:
    timer: asyncio.TimerHandle
    telling: asyncio.Task[None] | None = None


@dataclass(slots=True)
class Patience:
    """The waits of one adapter, by job. Nothing is told after `settle` has returned, so no note overtakes the answer."""

    _waits: dict[str, _Wait] = field(default_factory=dict)

    def watch(self, job_id: str, seconds: float, tell: Tell) -> None:
        """Call *tell* in so many seconds, unless the job is settled before. What *tell* raises is logged and over."""
        if job_id not in self._waits:
            timer = asyncio.get_running_loop().call_later(seconds, self._begin, job_id, tell)
            self._waits[job_id] = _Wait(timer)

    async def settle(self, job_id: str) -> None:
        """The answer is ready: a note that is due is dropped, one that is on its way is waited for."""
        if (wait := self._waits.pop(job_id, None)) is None:
            return
        wait.timer.cancel()
        if wait.telling:
            await wait.telling

    def close(self) -> None:
        """Nobody is told anything any more."""
        for wait in self._waits.values():
            wait.timer.cancel()
        self._waits.clear()

    def _begin(self, job_id: str, tell: Tell) -> None:
        self._waits[job_id].telling = asyncio.create_task(_tell(tell))


async def _tell(tell: Tell) -> None:
    try:
        await tell()
    except Exception as error:  # noqa: BLE001 - a note is a courtesy: the answer comes all the same
        logger.warning("a note about waiting was not shown", error=describe(error))
