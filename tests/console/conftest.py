"""The terminal as a person has it: the real program, a real speech server, a home of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Ended:
    code: int
    out: bytes
    err: str


Mynah = Callable[..., Awaitable[Ended]]


@pytest.fixture
def mynah(tmp_path: Path) -> Mynah:
    """Runs `mynah ...` in *tmp_path* and returns how it ended."""

    async def run(*arguments: str, stdin: bytes = b"", **environment: str) -> Ended:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "adapters",
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=tmp_path,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(tmp_path),
                "PYTHONPATH": str(Path(__file__).parents[2]),
                "MYNAH_DATA_DIR": str(tmp_path / "data"),
                **environment,
            },
        )
        out, err = await process.communicate(stdin)
        assert process.returncode is not None
        return Ended(process.returncode, out, err.decode())

    return run
