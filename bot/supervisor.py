"""Keeps the speech server running: starts it, waits until it answers, restarts it, stops it with the bot.

The server is a program of its own (`python -m bot.speech`), because speech engines crash. It listens on a free port
of loopback and dies when its standard input ends, which the kernel does for us even after `kill -9` of the bot.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot import metrics
from bot.errors import SpeechBusy
from bot.logs import describe, get_logger

logger = get_logger(__name__)

READY_WITHIN = 20.0  # seconds from the start to the line that says where it listens
PATIENCE = 15.0  # seconds that a command waits for a server that is just restarting
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 30.0  # seconds between restarts, doubling
HEALTHY_AFTER = 30.0  # seconds of life after which the pause starts small again
CHECK_EVERY, CHECK_WITHIN, STRIKES = 5.0, 5.0, 3  # a server that misses three health checks is restarted
STOP_WITHIN = 5.0
COMMAND = (sys.executable, "-m", "bot.speech", "--host", "127.0.0.1", "--port", "0", "--with-parent")
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "KOKORO_MODEL", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a speech server answers, and to which token."""

    url: str
    token: str


class SpeechChild:
    """One supervised speech server. *command* is what to run; tests run worse things than we do."""

    def __init__(self, folder: Path, command: Sequence[str]) -> None:
        self._note = folder / "speech.json"
        self._token = secrets.token_urlsafe(32)
        self._command = command
        self._here: Endpoint | None = None
        self._up = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self.restarts = 0

    async def endpoint(self) -> Endpoint:
        """Where the server is now; waits through a restart. Raises `SpeechBusy` when it stays away."""
        if self._here is None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._up.wait(), PATIENCE)
        if self._here is None:
            raise SpeechBusy("the speech server does not come up", retry_after=5)
        return self._here

    @property
    def up(self) -> bool:
        """True while the server answers."""
        return self._here is not None

    @property
    def pid(self) -> int | None:
        """The process id of the server, for an operator."""
        return self._process.pid if self._process else None

    async def run(self) -> None:
        """Start the server and start it again whenever it ends, until cancelled."""
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            try:
                await self._live()
            except (OSError, ValueError, TimeoutError) as error:
                logger.warning("speech server did not start", error=describe(error))
            finally:
                self._gone()
                await self._stop()
            self.restarts += 1
            metrics.restarts.inc()
            pause = FIRST_PAUSE if time.monotonic() - began > HEALTHY_AFTER else min(pause * 2, LONGEST_PAUSE)
            logger.warning("speech server ended, starting it again", restarts=self.restarts, pause=pause)
            await asyncio.sleep(pause)

    async def _live(self) -> None:
        """One life: from the start to the end of the process."""
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        pipe = asyncio.subprocess.PIPE
        self._process = process = await asyncio.create_subprocess_exec(
            *self._command, stdin=pipe, stdout=pipe, env={**environment, "MYNAH_SPEECH_TOKEN": self._token}
        )
        if process.stdout is None:
            raise OSError
        line = await asyncio.wait_for(process.stdout.readline(), READY_WITHIN)
        url = json.loads(line or b"null")["url"] if line else ""
        if not url:
            raise OSError
        self._here = Endpoint(url, self._token)
        _publish(self._note, self._here)
        self._up.set()
        logger.info("speech server is up", pid=process.pid)
        async with asyncio.TaskGroup() as group:
            watch = group.create_task(self._watch(url, process))
            await process.wait()
            watch.cancel()

    async def _watch(self, url: str, process: asyncio.subprocess.Process) -> None:
        strikes = 0
        while strikes < STRIKES:
            await asyncio.sleep(CHECK_EVERY)
            strikes = 0 if await healthy(url) else strikes + 1
        logger.warning("speech server hangs", pid=process.pid)
        process.kill()

    def _gone(self) -> None:
        self._here = None
        self._up.clear()
        self._note.unlink(missing_ok=True)

    async def _stop(self) -> None:
        """Ask the server to end, and see to it."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        if process.stdin:
            process.stdin.close()
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_WITHIN)
        except TimeoutError:
            process.kill()
            await process.wait()


@asynccontextmanager
async def open_speech_child(folder: Path, *flags: str) -> AsyncGenerator[SpeechChild]:
    """A speech server for as long as the block runs; its files and `speech.json` (where it is) go to *folder*.

    *flags* are passed on: `--engine`, `--pocket-model`, `--public-url`, `--log-level`, `--log-format`.
    """
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    child = SpeechChild(folder, (*COMMAND, "--data", str(folder), *flags))
    task = asyncio.create_task(child.run())
    try:
        yield child
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def open_spare_child(folder: Path, *flags: str) -> AsyncGenerator[Callable[[], Awaitable[Endpoint]]]:
    """A speech server that is started when it is first needed: what is yielded says where it is, as `endpoint` does.

    One that another process keeps for *folder* is used as it is.
    """
    async with AsyncExitStack() as stack:
        turn, children = asyncio.Lock(), list[SpeechChild]()

        async def endpoint() -> Endpoint:
            async with turn:
                if not children:
                    if here := await running(folder):
                        return here
                    children.append(await stack.enter_async_context(open_speech_child(folder, *flags)))
            return await children[0].endpoint()

        yield endpoint


async def running(folder: Path) -> Endpoint | None:
    """The speech server that another process of this user keeps for *folder*, when it answers."""
    try:
        note = json.loads(await asyncio.to_thread((folder / "speech.json").read_text, "utf-8"))
        here = Endpoint(str(note["url"]), str(note["token"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return here if await healthy(here.url) else None


async def healthy(url: str) -> bool:
    """True when the server at *url* answers its health check in time."""
    import aiohttp

    from bot.egress import Purpose, open_session

    try:
        async with (
            open_session(Purpose.of(url), timeout=aiohttp.ClientTimeout(total=CHECK_WITHIN)) as session,
            session.get(f"{url}/healthz", allow_redirects=False) as answer,
        ):
            return answer.status == 200  # noqa: PLR2004 - HTTP's word for fine
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return False


def _publish(note: Path, here: Endpoint) -> None:
    """Only this user may read it: it holds the token."""
    part = note.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump({"url": here.url, "token": here.token}, out)
    part.replace(note)
