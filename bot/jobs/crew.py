"""The workers: each takes a ticket, counts an attempt, lets the handler work, and commits how that ended."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.errors import AddressExpired, DeliveryBusy, JobGone, JobsFailed, SpeechBusy
from bot.jobs.ledger import Begun, Ledger, Ticket
from bot.jobs.line import Line
from bot.jobs.rules import Limits, Step
from bot.logs import describe, get_logger
from bot.model import Job, JobState
from bot.ports import Checkpoint, Clock, Handler

T = TypeVar("T")

logger = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Again:
    """The attempt came to nothing: another one follows after so many seconds."""

    seconds: float
    failed: bool = False


class Crew:
    """All the workers of one serving, and what they have in hand."""

    def __init__(self, ledger: Ledger, line: Line, handler: Handler, *, limits: Limits, clock: Clock) -> None:
        self._ledger, self._line, self._handler = ledger, line, handler
        self._limits, self._clock = limits, clock
        self._busy: set[asyncio.Task[None]] = set()
        self._leaving = False

    async def work(self) -> None:
        """One worker's life: until the crew leaves."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine runs in a task
        while not self._leaving:
            ticket = await self._line.take()
            self._busy.add(task)
            try:
                await self._turn(ticket)
            finally:
                self._busy.discard(task)

    async def leave(self, workers: list[asyncio.Task[None]], seconds: float) -> None:
        """Send the workers home: the idle ones now, the others when their job ends or *seconds* are over."""
        self._leaving = True
        busy = set(self._busy)
        for worker in set(workers) - busy:
            worker.cancel()
        if busy:
            _, late = await asyncio.wait(busy, timeout=seconds)
            for worker in late:
                worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def _turn(self, ticket: Ticket) -> None:
        try:
            begun = await self._insist(lambda: self._ledger.begin(ticket.seq, self._clock()))
            if begun is None:
                return
            end = await self._attempt(begun, ticket)
            if isinstance(end, JobState):
                await self._insist(lambda: self._ledger.finish(ticket.seq, end, self._clock()))
            else:
                await self._postpone(ticket, end)
        except asyncio.CancelledError:  # the drain was over: the job stays open for the next life
            self._ledger.release(ticket.seq, self._clock())
            self._line.put(ticket)
            raise

    async def _postpone(self, ticket: Ticket, again: Again) -> None:
        now = self._clock()
        await self._insist(lambda: self._ledger.postpone(ticket.seq, now, now + again.seconds, failed=again.failed))
        self._line.put_later(ticket, again.seconds)

    async def _attempt(self, begun: Begun, ticket: Ticket) -> JobState | Again:
        """What the handler makes of the job. Whatever it raises ends here; only our own cancellation passes."""
        job = _readable(begun)
        if begun.step is Step.END or job is None:
            logger.error("job ended without an answer", job=begun.id, attempts=begun.standing.attempts)
            return JobState.FAILED
        try:
            return _checked(await self._handled(begun, job, ticket))
        except (AddressExpired, JobGone) as over:
            return JobState.EXPIRED if isinstance(over, AddressExpired) else JobState.WITHDRAWN
        except (SpeechBusy, DeliveryBusy) as busy:
            return self._again(begun, busy.retry_after)
        except (JobsFailed, _Late):
            return self._again(begun)
        except Exception as error:  # noqa: BLE001 - a handler's mistake costs an attempt, never a worker
            logger.warning("attempt failed", job=begun.id, attempt=job.attempts, error=describe(error))
            return self._again(begun, failed=True)
        except asyncio.CancelledError as error:
            if _cancelled():
                raise
            logger.warning("attempt cancelled itself", job=begun.id, attempt=job.attempts, error=describe(error))
            return self._again(begun, failed=True)

    async def _handled(self, begun: Begun, job: Job, ticket: Ticket) -> JobState:
        checkpoint = self._checkpoint(begun, ticket)
        if begun.step is Step.WORK:
            end, work = self._limits.deadline(begun.standing), self._handler.work(job, checkpoint)
        else:
            end, work = self._clock() + self._limits.cap, self._handler.give_up(job, checkpoint)
        limit = asyncio.timeout(max(0.0, end - self._clock()))
        try:
            async with limit:
                return await work
        except TimeoutError as error:
            if limit.expired():
                raise _Late from error
            raise

    def _checkpoint(self, begun: Begun, ticket: Ticket) -> Checkpoint:
        noted = dict(begun.checkpoints)

        async def checkpoint(name: str, value: str) -> None:
            noted[name] = value
            if not value:
                del noted[name]
            if not await self._ledger.note(ticket.seq, noted, self._clock()):
                raise JobGone

        return checkpoint

    def _again(self, begun: Begun, retry_after: float = 0.0, *, failed: bool = False) -> JobState | Again:
        """When the next attempt is due; or the end, when nobody can be told any more."""
        job, now = begun.standing, self._clock()
        end = self._limits.deadline(job) if begun.step is Step.WORK else self._limits.last_call(job)
        if begun.step is Step.GIVE_UP and now >= end:
            logger.warning("nobody could be told", job=begun.id, attempts=job.attempts)
            return JobState.EXPIRED
        pause = self._limits.pause(job.attempts, retry_after, random.random())  # noqa: S311 - spreads load, no secret
        return Again(min(pause, max(0.0, end - now)), failed)

    async def _insist(self, write: Callable[[], Awaitable[T]]) -> T:
        """Repeat a write until it succeeds: a full disk holds the worker up, and loses nothing."""
        tries = 0
        while True:
            try:
                return await write()
            except JobsFailed as error:
                tries += 1
                logger.error("journal cannot be written", tries=tries, error=describe(error))  # noqa: TRY400 - no message text in logs
                await asyncio.sleep(self._limits.pause(tries, 0.0, random.random()))  # noqa: S311 - spreads load, no secret


class _Late(Exception):
    """The handler was still at it when the time of the attempt was over."""


def _readable(begun: Begun) -> Job | None:
    try:
        return begun.job()
    except ValueError as error:
        logger.error("job cannot be read", job=begun.id, error=describe(error))  # noqa: TRY400 - no message text in logs
        return None


def _checked(state: JobState) -> JobState:
    if state is JobState.OPEN:
        raise ValueError("a handler must say how the job ended")
    return state


def _cancelled() -> bool:
    """Whether somebody asked this very task to end (and not only something that it waited for)."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
