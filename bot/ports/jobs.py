"""Accepted commands, whoever works on them, and the platforms that show their answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.model import Caller, Job, JobState, Reply, Request

Checkpoint = Callable[[str, str], Awaitable[None]]
"""Durably notes (name, value) for the job at hand; an empty value forgets the name."""


class Adapter(Protocol):
    """A way in, as the jobs see it: it can put a reply where an address says."""

    async def recording(self, job: Job, /) -> bytes | None:
        """What a `Clone` at this address is to be made of, where the platform keeps it; None: it was put aside before.

        Raises `BadSample` when it cannot be had, `DeliveryBusy` when it may be had later.
        """
        ...

    async def deliver(self, job: Job, reply: Reply, checkpoint: Checkpoint, /) -> None:
        """Show *reply* at the job's address, once however often it is called for the same job.

        What must not be done twice is noted through *checkpoint*; `job.checkpoints` holds what earlier attempts noted.
        Raises `DeliveryError`s.
        """
        ...


class Handler(Protocol):
    """What is done with a job. It raises `SpeechBusy` or `DeliveryBusy` to be called again later."""

    async def work(self, job: Job, checkpoint: Checkpoint) -> JobState: ...

    async def give_up(self, job: Job, checkpoint: Checkpoint) -> JobState:
        """Too many attempts, or too late: tell the caller, if anybody can still be told."""
        ...


class Jobs(Protocol):
    """Exactly one end for each accepted command, through crashes."""

    async def submit(self, job: Job, *, hold: bool = False) -> bool:
        """Durable when it returns; False when this id was accepted before. Raises `JobsClosed` while draining.

        *hold*: it is not worked before `release` (or the next start), so that it can still be taken back.
        """
        ...

    def release(self, job_id: str) -> None:
        """Work on a job that was held."""
        ...

    async def withdraw(self, job_id: str) -> None:
        """Take back a job that is held: it ends as withdrawn, and nobody is answered."""
        ...

    def serve(self, handler: Handler) -> AbstractAsyncContextManager[None]:
        """Work on jobs, those of an earlier life first; leaving drains: what is in flight ends or is left for later."""
        ...

    async def state(self, job_id: str) -> JobState | None: ...

    def ahead(self, job_id: str) -> int | None:
        """How many jobs will be taken up before this one; None when it does not wait (any more)."""
        ...

    async def counts(self) -> Mapping[JobState, int]: ...

    async def standing(self) -> tuple[int, float | None]:
        """How many jobs are open, and when the oldest of them was accepted."""
        ...

    async def check(self) -> None:
        """Raises `JobsFailed` while nothing can be accepted (a full disk, say). Tries a durable write, every 5 s at most."""
        ...

    async def forget(self, whose: Caller) -> Sequence[Request]:
        """Take back, and return, what *whose* (with an empty user: everybody in the workspace) still waits for.

        Nobody is answered. An attempt that is under way ends with its next checkpoint, which raises `JobGone`.
        """
        ...


Clock = Callable[[], float]
"""Seconds since the epoch: `time.time`, or a test's own."""
