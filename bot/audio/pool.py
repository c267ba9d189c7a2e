"""Children of one kind: some warm, none left over."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.audio import wire
from bot.audio.process import DEADLINE, PROGRAM, Child, ChildDied
from bot.logs import get_logger

logger = get_logger(__name__)


@cache
def warn_once() -> None:
    """Say loudly, once in this process, that a lock is missing."""
    logger.warning("AUDIO IS DECODED WITHOUT SECCOMP: this is not Linux, or libseccomp is not installed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How children of a kind are employed.

    `jobs`: served by one child before it is replaced (1: nobody's file meets another's). `tries`: for one job, when a
    child dies of it. `cpu_seconds`: what one child may use. `size`: jobs at the same time. `idle_seconds`: how long a
    warm child waits; None: for ever.
    """

    jobs: int
    tries: int
    cpu_seconds: int
    size: int = 2
    idle_seconds: float | None = None
    seccomp: bool = True
    program: Path = PROGRAM


class Pool:
    """Lends a warm child to each job, and puts a new one in the place of one that is used up, dead or hung.

    `sandbox` is empty until the first child is up, then `seccomp` or `rlimits`.
    """

    def __init__(self, terms: Terms) -> None:
        self.sandbox = ""
        self._terms = terms
        self._slots = asyncio.Semaphore(terms.size)
        self._idle: list[Child] = []
        self._alive: set[Child] = set()
        self._starting: asyncio.Task[None] | None = None
        self._leaving: set[asyncio.Task[None]] = set()
        self._expiry: asyncio.TimerHandle | None = None
        self._closed = False

    def warm(self) -> None:
        """See to it that one more child is on its way; returns at once."""
        _ = self._coming()

    async def ready(self) -> str:
        """How the children are locked in. Raises `ChildDied` when none can be started."""
        if not self.sandbox:
            self._idle.append(await self._take())
        return self.sandbox

    async def run(
        self, header: wire.Header, blobs: Sequence[bytes], *, cap: int, deadline: float = DEADLINE
    ) -> tuple[wire.Header, list[bytes]]:
        """The answer to one job. Raises `ChildDied`."""
        async with self._slots:
            for left in reversed(range(self._terms.tries)):
                child = await self._take()
                try:
                    return await child.ask(header, blobs, cap=cap, deadline=deadline)
                except ChildDied as died:
                    if died.late or not left:
                        raise
                finally:
                    await self._give_back(child)
        raise AssertionError("a job has at least one try")

    async def close(self) -> None:
        """Stop every child, whatever it does."""
        self._closed = True
        if self._expiry:
            self._expiry.cancel()
        if self._starting:
            self._starting.cancel()
            await asyncio.wait({self._starting})
        await asyncio.gather(*self._leaving, *(child.stop() for child in self._alive), return_exceptions=True)
        self._idle.clear()
        self._alive.clear()

    def _coming(self) -> asyncio.Task[None]:
        if self._starting is None:
            self._starting = asyncio.create_task(self._start())
            self._starting.add_done_callback(lambda task: task.cancelled() or task.exception())  # seen by who needs it
        return self._starting

    async def _start(self) -> None:
        try:
            child = await Child.start(
                seccomp=self._terms.seccomp, cpu_seconds=self._terms.cpu_seconds, program=self._terms.program
            )
        finally:
            self._starting = None
        if child.sandbox != "seccomp":
            warn_once()
        self.sandbox = child.sandbox
        self._alive.add(child)
        self._keep(child)

    async def _take(self) -> Child:
        while True:
            while self._idle:
                child = self._idle.pop()
                if child.alive:
                    return child
                await self._drop(child)
            if self._closed:
                raise ChildDied(ready=False)
            starting = self._coming()
            await asyncio.wait({starting})  # not a plain await: who is cancelled here cancels nobody else's child
            if starting.cancelled() or starting.exception():
                raise ChildDied(ready=False)

    async def _give_back(self, child: Child) -> None:
        worn = child.served >= self._terms.jobs or child.busy * 2 > self._terms.cpu_seconds
        if child.alive and not worn and not self._closed:
            self._keep(child)
            return
        await self._drop(child)
        if not self._idle and not self._closed:
            self.warm()

    def _keep(self, child: Child) -> None:
        self._idle.append(child)
        if self._terms.idle_seconds is not None:
            if self._expiry:
                self._expiry.cancel()
            self._expiry = asyncio.get_running_loop().call_later(self._terms.idle_seconds, self._expire)

    def _expire(self) -> None:
        while self._idle:
            task = asyncio.create_task(self._drop(self._idle.pop()))
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)

    async def _drop(self, child: Child) -> None:
        await child.stop()
        self._alive.discard(child)
