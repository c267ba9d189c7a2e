"""The child process in which the engines run, as the server sees it: calls with a deadline, a new child after a crash."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path
from typing import Any

from bot.logs import get_logger
from bot.speech import frames

logger = get_logger(__name__)
ENGINE = "bot.speech.engine:open_engine"
ENGINES = {"local": ENGINE, "pocket": "bot.speech.engine.pocket:open_engine"}  # by the names of SPEECH_ENGINE
_DYING = 1.0  # seconds between the end of a child's pipe and its own


class WorkerLost(Exception):
    """The child died or did not answer in time, and was replaced."""


class Unspeakable(Exception):
    """The engine understood and declined; *code* is an `error_code`."""

    def __init__(self, code: str, msg: str) -> None:
        super().__init__(code)
        self.code = code
        self.msg = msg


class Worker:
    """One child, one call at a time, first come first served."""

    def __init__(self, data: Path, engine: str = ENGINE) -> None:
        self._command = (sys.executable, "-m", "bot.speech.child", "--engine", engine, "--data", str(data))
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self.lost = 0

    @property
    def pid(self) -> int | None:
        """The child's, while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def call(self, head: dict[str, Any], blob: bytes = b"", *, deadline: float) -> frames.Frame:
        """One question and its answer. Raises `WorkerLost`, and `Unspeakable` for what the engine declines."""
        async with self._turn:
            process = await self._running()
            try:
                async with asyncio.timeout(deadline):
                    answer = await _ask(process, frames.pack(head, blob))
            except BaseException as problem:
                if isinstance(problem, asyncio.IncompleteReadError | OSError):
                    await _ended(process)  # of itself: a signal now would take its status away
                await self._end(process)  # whatever went wrong, the next answer must not be read as this one's
                if not isinstance(problem, TimeoutError | asyncio.IncompleteReadError | OSError | ValueError):
                    raise
                self.lost += 1
                how = "hung" if isinstance(problem, TimeoutError) else "died"
                logger.warning("the worker was lost", how=how, status=process.returncode)
                raise WorkerLost(how) from None
        if declined := answer[0].get("declined"):
            raise Unspeakable(declined["code"], declined["msg"])
        return answer

    async def close(self) -> None:
        """End the child."""
        if self._process:
            await self._end(self._process)

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            secretless = {name: value for name, value in os.environ.items() if name != "MYNAH_SPEECH_TOKEN"}
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,  # libraries print what they please there, also what was said
                env=secretless,
            )
        return self._process

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        if self._process is process:
            self._process = None


async def _ended(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_DYING):
            await process.wait()


async def _ask(process: asyncio.subprocess.Process, message: bytes) -> frames.Frame:
    if process.stdin is None or process.stdout is None:
        raise OSError("no pipes")
    process.stdin.write(message)
    await process.stdin.drain()
    return await frames.receive(process.stdout)
