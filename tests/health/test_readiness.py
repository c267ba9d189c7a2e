"""/readyz and /healthz: each reason for not being ready, and that each goes by itself."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
import time
from collections.abc import AsyncGenerator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from adapters import healthcheck
from adapters.server import serve_listener
from bot.app import open_app
from bot.settings import Settings
from tests.fakes.typecast import FakeTypecast, fake_typecast
from tests.flows.conftest import open_mynah, settings_for
from tests.flows.test_crash import events, running

pytestmark = pytest.mark.timeout(120)
PRLIMIT = shutil.which("prlimit") or ""


@pytest.fixture
async def cloud() -> AsyncGenerator[FakeTypecast]:
    async with fake_typecast() as cloud:
        yield cloud


async def readiness(http: aiohttp.ClientSession, url: str) -> tuple[int, dict[str, str]]:
    async with http.get(f"{url}/readyz") as answer:
        told = await answer.json()
    assert told["ready"] is not bool(told["reasons"])
    return answer.status, told["reasons"]


async def until(http: aiohttp.ClientSession, url: str, *, ready: bool) -> dict[str, str]:
    async with asyncio.timeout(40):
        while True:
            status, reasons = await readiness(http, url)
            if (status == 200) is ready:
                return reasons
            await asyncio.sleep(0.1)


async def order(http: aiohttp.ClientSession, url: str) -> tuple[int, Any]:
    command = {"id": str(uuid4()), "text": "/say Good morning"}
    async with http.post(f"{url}/api/commands", json=command) as answer:
        return answer.status, await answer.json(content_type=None)


def allow(pid: int, size: str) -> None:
    """How large a file of that process may become: beyond it every write fails, as on a full disk."""
    subprocess.run([PRLIMIT, "--pid", str(pid), f"--fsize={size}:"], check=True)


@pytest.mark.skipif(not PRLIMIT, reason="prlimit is not installed")
async def test_a_full_disk_takes_no_command_says_why_and_heals_by_itself(tmp_path: Path, cloud: FakeTypecast) -> None:
    async with aiohttp.ClientSession() as http, running(tmp_path, cloud) as (bot, url):
        await until(http, url, ready=True)
        allow(bot.pid, "1")

        reasons = await until(http, url, ready=False)
        status, told = await order(http, url)
        assert "the disk full" in reasons["journal"]
        assert status != 202
        assert "Traceback" not in str(told)

        allow(bot.pid, "unlimited")
        await until(http, url, ready=True)
        assert (await order(http, url))[0] == 202
        seen = await asyncio.wait_for(events(http, url, 1), 30)

    assert sum(event["kind"] == "answer" for event in seen) == 1
    for name in ("jobs.db", "state.db"):
        with closing(sqlite3.connect(tmp_path / "data" / name)) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_while_it_stops(tmp_path: Path, cloud: FakeTypecast) -> None:
    async with open_mynah(settings_for(tmp_path, cloud), cloud) as mynah:
        assert await mynah.app.ready() == {}
        mynah.app.closing = True

        assert await mynah.app.ready() == {"jobs": "draining"}


async def test_once_the_speech_service_has_refused_the_key(tmp_path: Path, cloud: FakeTypecast) -> None:
    settings = settings_for(tmp_path, cloud, TYPECAST_API_TOKEN="wrong")
    async with open_mynah(settings, cloud) as mynah:
        await mynah.say("Good morning")

        assert "mynah doctor" in (await mynah.app.ready())["speech"]


async def test_until_the_speech_server_is_up(tmp_path: Path) -> None:
    async with open_app(Settings(data_dir=tmp_path, port=0)) as app:
        before = await app.ready()
        async with asyncio.timeout(60):
            while await app.ready():
                await asyncio.sleep(0.1)

    assert "speech" in before


async def test_while_the_store_cannot_be_read(tmp_path: Path, cloud: FakeTypecast) -> None:
    async with open_mynah(settings_for(tmp_path, cloud), cloud) as mynah:
        for path in tmp_path.glob("state.db*"):
            path.write_bytes(b"\xaa" * 8192)

        assert (await mynah.app.ready())["store"] == "not usable"


async def test_many_who_ask_share_one_trial_write(tmp_path: Path, cloud: FakeTypecast) -> None:
    async with open_mynah(settings_for(tmp_path, cloud), cloud) as mynah:
        assert mynah.app.jobs
        await asyncio.gather(*(mynah.app.jobs.check() for _ in range(50)))
        journal = tmp_path / "jobs.db-wal"
        before = journal.stat().st_mtime_ns
        await asyncio.gather(*(mynah.app.jobs.check() for _ in range(50)))

        assert journal.stat().st_mtime_ns == before


async def test_a_bot_that_is_held_up_fails_its_health_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(healthcheck, "WITHIN", 0.5)

    async def ready() -> dict[str, str]:
        return {}

    async with serve_listener(Settings(port=0), ready) as listener:
        asked = Settings(port=listener.port)
        assert await asyncio.to_thread(healthcheck.healthcheck, asked) == 0
        checking = asyncio.get_running_loop().run_in_executor(None, healthcheck.healthcheck, asked)
        time.sleep(1.5)  # noqa: ASYNC251 - holds the loop up, which is the point
        assert await checking == 1
        await asyncio.sleep(0.2)  # the listener notices that nobody waits any more
