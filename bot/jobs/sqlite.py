"""`bot.ports.Jobs` for one machine: a journal in SQLite, workers in this process, no leases, no broker."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.errors import JobsClosed, JobsFailed
from bot.jobs.crew import Crew
from bot.jobs.journal import Journal
from bot.jobs.ledger import Ledger, Ticket
from bot.jobs.line import Line
from bot.jobs.lock import locked
from bot.jobs.rules import Limits
from bot.logs import describe, get_logger
from bot.model import Caller, Job, JobState, Request
from bot.ports import Clock, Handler

logger = get_logger(__name__)

HOUR = 3600.0
PULSE = 5.0  # seconds for which one trial write speaks


class SqliteJobs:
    """The jobs of one process. Made by `open_jobs`."""

    def __init__(self, ledger: Ledger, *, workers: int, clock: Clock, limits: Limits) -> None:
        self._ledger, self._clock, self._limits = ledger, clock, limits
        self._workers = workers
        self._line = Line()
        self._held: dict[str, Ticket] = {}
        self._closed = False
        self._pulse: asyncio.Future[None] | None = None
        self._pulse_at = -PULSE
        self.keep_seconds = 72 * HOUR
        self.drain_seconds = 20.0

    async def submit(self, job: Job, *, hold: bool = False) -> bool:
        """Durable when it returns; False when this id was accepted before. *hold*: see `bot.ports.Jobs`.

        Raises `JobsClosed` while draining and `JobsFailed` when it could not be written. Cancelling the wait does not
        take the job back.
        """
        if self._closed:
            raise JobsClosed
        then = self._hold if hold else self._queue
        return await self._ledger.add(job, self._clock(), then) is not None

    def release(self, job_id: str) -> None:
        self._queue(self._held.pop(job_id, None))

    async def withdraw(self, job_id: str) -> None:
        if ticket := self._held.pop(job_id, None):
            await self._ledger.finish(ticket.seq, JobState.WITHDRAWN, self._clock())

    @asynccontextmanager
    async def serve(self, handler: Handler) -> AsyncGenerator[None]:
        """Work on jobs; leaving drains for `drain_seconds`, and what is not done then stays for the next life.

        Jobs of an earlier life stand first in their workspaces, and their workspaces first in the round.
        """
        self._closed = False
        crew = Crew(self._ledger, self._line, handler, limits=self._limits, clock=self._clock)
        trouble: Exception | None = None
        async with asyncio.TaskGroup() as tasks:
            workers = [tasks.create_task(crew.work()) for _ in range(self._workers)]
            keeper = tasks.create_task(self._prune_hourly())
            try:
                yield
            except Exception as error:  # noqa: BLE001 - the block's own error, raised below as it is, not in a group
                trouble = error
            finally:
                self._closed = True
                keeper.cancel()
                await crew.leave(workers, self.drain_seconds)
        if trouble:
            raise trouble

    async def state(self, job_id: str) -> JobState | None:
        return await self._ledger.state(job_id)

    def ahead(self, job_id: str) -> int | None:
        return self._line.ahead(job_id)

    async def counts(self) -> Mapping[JobState, int]:
        return await self._ledger.counts()

    async def standing(self) -> tuple[int, float | None]:
        return await self._ledger.standing()

    async def check(self) -> None:
        """A trial write, as durable as a command's; all who ask within `PULSE` seconds share one. Raises `JobsFailed`."""
        now = asyncio.get_running_loop().time()
        if self._pulse is None or now - self._pulse_at >= PULSE:
            self._pulse, self._pulse_at = self._ledger.pulse(), now
        await asyncio.shield(self._pulse)

    async def forget(self, whose: Caller) -> Sequence[Request]:
        """Take back what *whose* still waits for. What was said is overwritten when this returns."""
        gone = await self._ledger.forget(whose, self._clock())
        await self._ledger.tidy()
        return gone

    async def prune(self) -> int:
        """Drop the jobs that ended more than `keep_seconds` ago; how many that were."""
        return await self._ledger.prune(self._clock() - self.keep_seconds)

    async def resume(self) -> None:
        """Queue what an earlier life left open."""
        now = self._clock()
        for ticket in await self._ledger.waiting():
            self._line.put_later(ticket, min(ticket.next_at - now, self._limits.cap))

    def close(self) -> None:
        self._closed = True
        self._line.close()

    def _hold(self, ticket: Ticket | None) -> None:
        if ticket:
            self._held[ticket.id] = ticket

    def _queue(self, ticket: Ticket | None) -> None:
        if ticket:
            self._line.put(ticket)

    async def _prune_hourly(self) -> None:
        while True:
            await asyncio.sleep(HOUR)
            try:
                await self.prune()
            except JobsFailed as error:
                logger.warning("old jobs cannot be dropped", error=describe(error))


@asynccontextmanager
async def open_jobs(
    path: Path,
    *,
    workers: int,
    clock: Clock = time.time,
    keep_seconds: float,
    drain_seconds: float = 20.0,
    limits: Limits | None = None,
) -> AsyncGenerator[SqliteJobs]:
    """The jobs kept in the file *path*, which this process alone uses until it leaves.

    *keep_seconds*: how long an ended job is remembered, so that a late repeat is still a repeat. Raises `JobsLocked`
    when another process uses the file, and `JobsFailed` when it cannot be opened.
    """
    with locked(path):
        journal = Journal(path)
        await journal.open()
        try:
            limits = limits or Limits()
            ledger = Ledger(journal, limits)
            await ledger.prepare()
            jobs = SqliteJobs(ledger, workers=workers, clock=clock, limits=limits)
            jobs.keep_seconds, jobs.drain_seconds = keep_seconds, drain_seconds
            await jobs.prune()
            await jobs.resume()
            try:
                yield jobs
            finally:
                jobs.close()
        finally:
            await journal.close()
