"""The implementations of `bot.ports.Jobs`, by name, and a life of a bot that can be killed.

    python -m tests.jobs.engines ENGINE FOLDER PART

Parts: `accept` takes commands until it is killed; `hang` notes a checkpoint and hangs; `poison` dies of each attempt.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.jobs import Limits, open_jobs
from bot.model import Address, Caller, Job, JobState, Platform, Say
from bot.ports import Checkpoint, Clock, Jobs

QUICK = Limits(base=0.001, cap=0.02)


class Open(Protocol):
    """How an engine is opened in a folder; everything that a test may want to turn has a default."""

    def __call__(
        self,
        folder: Path,
        *,
        workers: int = 2,
        clock: Clock = time.time,
        keep_seconds: float = 3600.0,
        drain_seconds: float = 5.0,
        limits: Limits = QUICK,
    ) -> AbstractAsyncContextManager[Jobs]: ...


def open_sqlite(
    folder: Path,
    *,
    workers: int = 2,
    clock: Clock = time.time,
    keep_seconds: float = 3600.0,
    drain_seconds: float = 5.0,
    limits: Limits = QUICK,
) -> AbstractAsyncContextManager[Jobs]:
    return open_jobs(
        folder / "jobs.db",
        workers=workers,
        clock=clock,
        keep_seconds=keep_seconds,
        drain_seconds=drain_seconds,
        limits=limits,
    )


ENGINES: dict[str, Open] = {"sqlite": open_sqlite}


def command(
    job_id: str, *, workspace: str = "w", text: str = "Good morning", expires_at: float | None = None, at: float = 0.0
) -> Job:
    """An accepted /say."""
    caller = Caller(platform=Platform.WEB, workspace=workspace, user="u")
    address = Address(platform=Platform.WEB, channel="c", token=f"right-to-answer-{job_id}", expires_at=expires_at)
    return Job(id=job_id, request=Say(caller=caller, text=text), address=address, created_at=at)


@dataclass
class Dying:
    """A handler for lives that end badly."""

    part: str

    async def work(self, job: Job, checkpoint: Checkpoint) -> JobState:
        if self.part == "poison":
            os.kill(os.getpid(), signal.SIGKILL)
        await checkpoint("speak", "id-of-the-order")
        print("noted", flush=True)
        await asyncio.Event().wait()
        return JobState.DONE

    async def give_up(self, job: Job, checkpoint: Checkpoint) -> JobState:
        print("given up", job.attempts, flush=True)
        return JobState.FAILED


async def accept(jobs: Jobs, say: Callable[[str], None]) -> None:
    for number in range(100_000):
        await jobs.submit(command(f"k{number}"))
        say(f"k{number}")


async def life(engine: str, folder: Path, part: str) -> None:
    async with ENGINES[engine](folder) as jobs:
        if part == "accept":
            await accept(jobs, lambda line: print(line, flush=True))
            return
        await jobs.submit(command("only"))
        async with jobs.serve(Dying(part)):
            while await jobs.state("only") is JobState.OPEN:
                await asyncio.sleep(0.01)


if __name__ == "__main__":
    asyncio.run(life(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
