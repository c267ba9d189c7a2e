"""The queue that workers wait at: they sleep until a job comes or comes back, and nothing polls."""

from __future__ import annotations

import asyncio

from bot.jobs.fair import FairQueue
from bot.jobs.ledger import Ticket


class Line:
    """Tickets in fair order, those that are due now and those that come back later."""

    def __init__(self) -> None:
        self._queue: FairQueue[tuple[str, str], Ticket] = FairQueue()
        self._due = asyncio.Semaphore(0)
        self._timers: set[asyncio.TimerHandle] = set()

    def put(self, ticket: Ticket) -> None:
        self._queue.put(ticket.lane, ticket.seq, ticket)
        self._due.release()

    def put_later(self, ticket: Ticket, seconds: float) -> None:
        """By the loop's own clock, so that a jump of the wall clock does no harm."""
        if seconds <= 0:
            self.put(ticket)
            return
        timer: asyncio.TimerHandle = asyncio.get_running_loop().call_later(
            seconds, lambda: self._come_back(timer, ticket)
        )
        self._timers.add(timer)

    async def take(self) -> Ticket:
        """Wait for the next ticket that is due."""
        await self._due.acquire()
        return self._queue.take()

    def ahead(self, job_id: str) -> int | None:
        """How many tickets will be taken before that job's; None when it does not wait."""
        return self._queue.ahead(lambda ticket: ticket.id == job_id)

    def close(self) -> None:
        """Nothing comes back any more."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    def _come_back(self, timer: asyncio.TimerHandle, ticket: Ticket) -> None:
        self._timers.discard(timer)
        self.put(ticket)
