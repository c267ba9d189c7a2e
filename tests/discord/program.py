"""The real program with Discord set up: started, looked at, killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests.discord.conftest import Stage

ROOT = Path(__file__).parents[2]


@dataclass
class Program:
    """`mynah run` as a process; `printed` are its lines on stdout."""

    process: asyncio.subprocess.Process
    log: Path
    printed: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where its page is."""
        return next(word for line in self.printed for word in line.split() if word.startswith("http://127"))

    async def says(self, words: str) -> str:
        """The next line on stdout that holds *words*."""
        assert self.process.stdout
        async with asyncio.timeout(30):
            while line := (await self.process.stdout.readline()).decode():
                self.printed.append(line)
                if words in line:
                    return line
        raise AssertionError(f"it ended: {self.printed} {self.log.read_text()}")

    async def ready(self, *, wanted: bool = True) -> dict[str, str]:
        """Wait until it is ready (or not); the reasons why not."""
        async with aiohttp.ClientSession() as http, asyncio.timeout(30):
            while True:
                async with http.get(f"{self.url}/readyz") as answer:
                    told = await answer.json()
                assert (answer.status == 200) is told["ready"]
                if told["ready"] is wanted:
                    return dict(told["reasons"])
                await asyncio.sleep(0.02)

    async def ended(self) -> int:
        """Its exit code, once it ends by itself."""
        return await asyncio.wait_for(self.process.wait(), 40)

    async def kill(self) -> None:
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def stop(self) -> int:
        """As an operator would; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return await self.ended()


@asynccontextmanager
async def started(stage: Stage, **more: str) -> AsyncGenerator[Program]:
    """Started, and nothing waited for; killed at the end."""
    given = {
        "PATH": os.environ["PATH"],
        "HOME": str(stage.folder),
        "PYTHONPATH": str(ROOT),
        "MYNAH_DATA_DIR": str(stage.folder / "data"),
        "MYNAH_PORT": "0",
        "TYPECAST_BASE_URL": stage.cloud.url,
        "TYPECAST_API_TOKEN": stage.cloud.token,
        "DISCORD_TOKEN": stage.fake.token,
        "DISCORD_API_URL": stage.fake.api,
    }
    log = stage.folder / "log"
    with log.open("a") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "adapters", "run"),
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            cwd=stage.folder,
            env=given | more,
        )
    try:
        yield Program(process, log)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@asynccontextmanager
async def running(stage: Stage, **more: str) -> AsyncGenerator[Program]:
    """Started, and ready for commands."""
    async with started(stage, **more) as program:
        await program.says("Mynah is up")
        await program.ready()
        yield program
