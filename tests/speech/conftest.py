"""Servers: quick ones in this process with a humming engine, and one real program with the models for all tests."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import wave
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.errors import BadSample
from bot.speech.server import Options, create_app
from tests.speech.client import Client

TONE = "tests.speech.engines:tone"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder, so that the model is joined once."""
    return tmp_path_factory.mktemp("speech")


def begin(*arguments: str, **more: Any) -> tuple[subprocess.Popen[str], str]:
    """The program, once it says that it listens, and where."""
    program = subprocess.Popen(
        (sys.executable, "-m", "bot.speech", *arguments),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        **{"stderr": subprocess.DEVNULL, **more},
    )
    assert program.stdout
    line = json.loads(program.stdout.readline())
    assert line["ready"] is True
    return program, line["url"]


@pytest.fixture(scope="session")
def real_url(models: Path) -> Generator[str]:
    """The program itself, with all its models."""
    program, url = begin("--data", str(models), "--with-parent", "--deadline", "60")
    with program:
        yield url
        program.communicate()


@pytest.fixture
async def session() -> AsyncGenerator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def real(real_url: str, session: aiohttp.ClientSession) -> Client:
    return Client(real_url, session)


@pytest.fixture(scope="session")
def hum_url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """The program with the humming engine, for tests that ask nothing special of it."""
    program, url = begin("--data", str(tmp_path_factory.mktemp("hum")), "--with-parent", "--engine", TONE)
    with program:
        yield url
        program.communicate()


@pytest.fixture
def hum(hum_url: str, session: aiohttp.ClientSession) -> Client:
    return Client(hum_url, session)


Serve = Callable[..., Awaitable[Client]]


async def plain_intake(data: bytes) -> bytes:
    """WAV goes through, all else is refused: the decoder has tests of its own."""
    if not data.startswith(b"RIFF"):
        raise BadSample("sample.type")
    return data


@pytest.fixture
async def serve(tmp_path: Path, session: aiohttp.ClientSession) -> AsyncGenerator[Serve]:
    """Starts a server in this process; its engine hums in a real worker process."""
    async with AsyncExitStack() as stack:

        async def start(clock: Callable[[], float] | None = None, **options: Any) -> Client:
            settings = Options(**{"data": tmp_path, "engine": TONE, "warm": False, **options})
            app = create_app(settings, plain_intake, *([clock] if clock else []))
            runner = web.AppRunner(app, shutdown_timeout=1, lingering_time=0.5)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            host, port = runner.addresses[0]
            return Client(f"http://{host}:{port}", session, settings.token)

        yield start


@pytest.fixture
def wav() -> bytes:
    """Two seconds that are not silent."""
    import numpy as np

    return as_wav((9000 * np.sin(np.arange(32000) / 10)).astype("<i2").tobytes())


def as_wav(pcm: bytes, rate: int = 16000) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(pcm)
    return file.getvalue()
