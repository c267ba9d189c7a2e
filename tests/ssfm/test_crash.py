"""The real program with the current API, killed with SIGKILL while it speaks: answered once, and hardly paid twice."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest

from tests.fakes.ssfm import fake_ssfm
from tests.flows.test_crash import events, running

pytestmark = pytest.mark.timeout(90)


async def test_what_was_accepted_is_answered_once_after_kill_9(tmp_path: Path) -> None:
    ids = [str(uuid4()) for _ in range(8)]
    async with fake_ssfm(think=0.3) as cloud, aiohttp.ClientSession() as http:
        given = {"TYPECAST_API": "v1", "TYPECAST_BASE_URL": cloud.url, "TYPECAST_API_TOKEN": cloud.key}
        async with running(tmp_path, None, **given) as (first, url):
            for number, key in enumerate(ids):
                command = {"id": key, "text": f"/say This is command number {number}"}
                async with http.post(f"{url}/api/commands", json=command) as answer:
                    assert answer.status == 202
            while len(cloud.paid) < 3:
                await asyncio.sleep(0.01)
            first.send_signal(signal.SIGKILL)
            await first.wait()
        async with running(tmp_path, None, **given) as (_, url):
            seen = await asyncio.wait_for(events(http, url, len(ids)), 30)

    answers = Counter(str(event["id"]) for event in seen if event["kind"] == "answer")
    paid = Counter(body["text"] for body in cloud.paid)
    assert answers == Counter(f"web-{key}" for key in ids)
    assert len(paid) == len(ids)
    assert max(paid.values()) <= 2  # one whose answer was on its way, or not on disk yet, is paid once more
    assert sum(paid.values()) - len(ids) <= 4  # as many as are worked on at the same time
