"""The programs around a drill: each a process of its own that says when it is ready, and can be killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
OURS = ("MYNAH_", "TYPECAST_", "SPEECH_", "PUBLIC_URL", "DEFAULT_VOICE", "MAX_TEXT", "WORKERS", "LOG_")
PATIENCE = 30.0  # seconds until a program must be ready


@dataclass(frozen=True, slots=True)
class Program:
    """A running `python -m MODULE`. Its complaints go to *log*."""

    process: asyncio.subprocess.Process
    log: Path

    async def ready(self) -> dict[str, Any]:
        """The line of JSON by which the program says that it is ready."""
        assert self.process.stdout
        line = await asyncio.wait_for(self.process.stdout.readline(), PATIENCE)
        if not line:
            raise RuntimeError("the program did not start:\n" + self.log.read_text()[-2000:])
        return dict(json.loads(line))

    async def kill(self) -> None:
        """SIGKILL: no goodbye, no tidying."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()


async def start(module: str, *arguments: str, log: Path, environ: Mapping[str, str] | None = None) -> Program:
    """Start a program with none of this machine's own settings, and *environ* in their place."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    with log.open("ab") as complaints:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, *arguments, cwd=ROOT, env={**clean, **(environ or {})},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints,
        )  # fmt: skip
    return Program(process, log)


@asynccontextmanager
async def running(module: str, *arguments: str, log: Path) -> AsyncGenerator[dict[str, Any]]:
    """What a program said when it was ready; it is killed on leaving."""
    program = await start(module, *arguments, log=log)
    try:
        yield await program.ready()
    finally:
        await program.kill()


def settings(typecast: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """The environment of a bot whose speech comes from the fake cloud and whose data are in *folder*."""
    return {
        "TYPECAST_BASE_URL": str(typecast["url"]),
        "TYPECAST_API_TOKEN": str(typecast["token"]),
        "MYNAH_DATA_DIR": str(folder),
        "LOG_LEVEL": "warning",
        "LOG_FORMAT": "json",
    }
