"""The jobs: accepted at once, spoken one after another, kept for a day.

A job whose worker was lost is tried once more in smaller pieces; what fails then has failed, and the next one is on.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.logs import describe, get_logger
from bot.speech.frames import Frame
from bot.speech.order import Order
from bot.speech.refusal import too_many
from bot.speech.resources import Resources
from bot.speech.worker import Unspeakable, Worker, WorkerLost

logger = get_logger(__name__)
KEPT = 10_000  # jobs that are remembered
PER_CHARACTER = 0.25  # seconds of deadline; a slow machine speaks 12 characters in 2-3 s


class Status(StrEnum):
    """As GET /api/speak/v2/{id} says it."""

    STARTED = "started"
    PROGRESS = "progress"
    DONE = "done"
    FAILED = "failed"


@dataclass(slots=True)
class Speak:
    """One job. `origin` is the server as the client called it, for the links in the answer; `seconds` the sound's length."""

    id: str
    order: Order
    origin: str
    born: float
    status: Status = Status.STARTED
    path: Path | None = None
    seconds: float = 0.0
    code: str = ""
    msg: str = ""
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class Desk:
    """Takes orders and has them spoken."""

    def __init__(self, worker: Worker, resources: Resources, audio: Path, *, depth: int, deadline: float) -> None:
        self._worker = worker
        self._resources = resources
        self._audio = audio
        self._depth = depth
        self._deadline = deadline
        self._jobs: dict[str, Speak] = {}
        self._waiting: deque[Speak] = deque()
        self._more = asyncio.Event()
        self._at_work = 0
        self.on_end: Callable[[Speak], None] | None = None
        audio.mkdir(parents=True, exist_ok=True)

    @property
    def open(self) -> int:
        """Jobs that are not ended."""
        return len(self._waiting) + self._at_work

    def submit(self, order: Order, origin: str) -> Speak:
        """Accept *order*; raises `ApiError` (429) when too many wait."""
        if self.open >= self._depth:
            raise too_many(max(1, self.open // 4))
        job = Speak(secrets.token_hex(12), order, origin, time.time())
        self._jobs[job.id] = job
        self._waiting.append(job)
        self._more.set()
        return job

    def find(self, number: str) -> Speak | None:
        return self._jobs.get(number)

    def path_of(self, number: str, audio_format: str) -> Path:
        """Where the sound of a job lies; it may be there although the job is forgotten."""
        return self._audio / f"{number}.{audio_format}"

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            while not self._waiting:
                self._more.clear()
                await self._more.wait()
            job = self._waiting.popleft()
            self._at_work = 1
            try:
                await self._work(job)
            finally:
                self._at_work = 0
            if self.on_end:
                self.on_end(job)

    async def _work(self, job: Speak) -> None:
        job.status, begun = Status.PROGRESS, time.perf_counter()
        try:
            job.path, job.seconds = await self._speak(job)
            job.status = Status.DONE
        except Unspeakable as declined:
            job.status, job.code, job.msg = Status.FAILED, declined.code, declined.msg
        except WorkerLost as lost:
            job.status, job.msg = Status.FAILED, f"the engine {lost}"
        except OSError as problem:
            job.status, job.msg = Status.FAILED, "the sound could not be kept"
            logger.warning("a sound could not be written", error=describe(problem))
        finally:
            job.ended.set()
        took = round(time.perf_counter() - begun, 3)
        logger.info("spoken", job=job.id, status=str(job.status), seconds=round(job.seconds, 2), took=took, why=job.msg)

    async def _speak(self, job: Speak) -> tuple[Path, float]:
        style = self._resources.style(job.order.resource) or b"" if job.order.resource else b""
        deadline = self._deadline + PER_CHARACTER * len(job.order.text)
        question: dict[str, Any] = {"do": "speak", "order": job.order.plain()}
        try:
            head, sound = await self._ask(question, style, deadline)
        except WorkerLost:
            head, sound = await self._ask(question | {"small": True}, style, deadline)
        path = self.path_of(job.id, job.order.format)
        await asyncio.to_thread(path.write_bytes, sound)
        return path, float(head["seconds"])

    async def _ask(self, question: dict[str, Any], style: bytes, deadline: float) -> Frame:
        head, sound = await self._worker.call(question, style, deadline=deadline)
        if failed := head.get("failed"):
            logger.warning("the engine failed", where=failed)
            raise WorkerLost("failed")
        return head, sound

    async def prune(self, max_age: float, max_bytes: int) -> None:
        """Forget ended jobs and their sound after *max_age* seconds; the oldest ones also when there are too many.

        Sounds over *max_bytes* in all are deleted too, the oldest first: their links answer 404 before their time.
        """
        before = time.time() - max_age
        ended = [job for job in self._jobs.values() if job.ended.is_set()]
        for job in ended[: max(0, len(ended) - KEPT)] + [job for job in ended if job.born < before]:
            self._jobs.pop(job.id, None)
        await asyncio.to_thread(_prune_files, self._audio, before, max_bytes)


def _prune_files(folder: Path, before: float, max_bytes: int) -> None:
    """What is kept is counted from the newest on."""
    found = []
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):
            found.append((path.stat(), path))
    kept = 0
    for state, path in sorted(found, key=lambda pair: pair[0].st_mtime_ns, reverse=True):
        kept += state.st_size
        if state.st_mtime < before or kept > max_bytes:
            path.unlink(missing_ok=True)
