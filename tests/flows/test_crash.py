"""The real program, killed with SIGKILL between the promise and the answer."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest

from tests.fakes.typecast import FakeTypecast, fake_typecast

pytestmark = pytest.mark.timeout(90)
ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def running(
    folder: Path, cloud: FakeTypecast | None, **settings: str
) -> AsyncGenerator[tuple[asyncio.subprocess.Process, str]]:
    """`mynah run`, and where its page is; killed at the end."""
    key = {"TYPECAST_BASE_URL": cloud.url, "TYPECAST_API_TOKEN": cloud.token} if cloud else {}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "adapters",
        "run",
        stdout=asyncio.subprocess.PIPE,
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PYTHONPATH": str(ROOT),
            "MYNAH_DATA_DIR": str(folder / "data"),
            "MYNAH_PORT": "0",
            **key,
            **settings,
        },
    )
    assert process.stdout
    line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
    try:
        yield process, next(word for word in line.split() if word.startswith("http"))
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def events(http: aiohttp.ClientSession, url: str, wanted: int) -> list[dict[str, object]]:
    """What the page is shown, until *wanted* answers have come."""
    seen: list[dict[str, object]] = []
    async with http.get(f"{url}/api/events") as stream:
        async for line in stream.content:
            if line.startswith(b"data: ") and (event := json.loads(line[6:])):
                seen.append(event)
            if sum(event["kind"] == "answer" for event in seen) >= wanted:
                return seen
    return seen


async def test_what_was_accepted_is_answered_once_after_kill_9(tmp_path: Path) -> None:
    ids = [str(uuid4()) for _ in range(6)]
    async with fake_typecast(think=0.4) as cloud, aiohttp.ClientSession() as http:
        async with running(tmp_path, cloud) as (first, url):
            for number, key in enumerate(ids):
                command = {"id": key, "text": f"/say This is command number {number}"}
                async with http.post(f"{url}/api/commands", json=command) as answer:
                    assert answer.status == 202
            first.send_signal(signal.SIGKILL)
            await first.wait()
        async with running(tmp_path, cloud) as (_, url):
            seen = await asyncio.wait_for(events(http, url, len(ids)), 30)

    answers = Counter(str(event["id"]) for event in seen if event["kind"] == "answer")
    assert answers == Counter(f"web-{key}" for key in ids)
    assert all(event["clip"] for event in seen if event["kind"] == "answer")


async def test_a_killed_bot_leaves_no_process_behind(tmp_path: Path) -> None:
    async with aiohttp.ClientSession() as http, running(tmp_path, None) as (bot, url):
        command = {"id": str(uuid4()), "text": "/say Guten Morgen --lang de"}  # every child there is gets started
        async with http.post(f"{url}/api/commands", json=command) as answer:
            assert answer.status == 202
        await asyncio.wait_for(events(http, url, 1), 60)
        children = _family(bot.pid)
        assert len(children) >= 3  # the speech server, its worker, the audio child

        bot.kill()
        await bot.wait()
        left = children
        for _ in range(100):
            if not (left := {pid for pid in left if _alive(pid)}):
                break
            await asyncio.sleep(0.05)

    assert not left


def _family(pid: int) -> set[int]:
    """All that descends from *pid*."""
    if not Path("/proc/self/task").exists():
        pytest.skip("needs /proc to see the children of a process")
    found: set[int] = set()
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            found |= {int(child)} | _family(int(child))
    return found


def _alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
