from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any

from bot.model import Address, Job, Platform, Reply
from tests.fakes.app import FakeApp, forgetful
from tests.stages.web import WebStage, posts
from tests.web.conftest import Served, serve_page


async def told(page: Served, last: int = 0) -> list[dict[str, Any]]:
    """What a page that opens now is told before it is up to date."""
    found = []
    async with aclosing(posts(page.client, last)) as stream:
        async for post in stream:
            if post["kind"] == "ready":
                break
            found.append(post)
    return found


async def test_a_page_that_opens_later_is_told_what_was_said(page: Served) -> None:
    await WebStage(page.client).types("/say one")
    await WebStage(page.client).types("/say two")

    assert [(post["kind"], post["text"]) for post in sorted(await told(page), key=lambda post: post["at"])] == [
        ("asked", "/say one"),
        ("answer", "one"),
        ("asked", "/say two"),
        ("answer", "two"),
    ]


async def test_a_stream_goes_on_where_it_broke_off(page: Served) -> None:
    await WebStage(page.client).types("one")
    last = (await told(page))[-1]["position"]

    await WebStage(page.client).types("two")

    assert {post["text"] for post in await told(page, last)} == {"two"}


async def test_an_answer_survives_a_crash_of_the_bot() -> None:
    before = FakeApp()
    async with serve_page(before) as page:
        await WebStage(page.client).types("one")
        last = (await told(page))[-1]["position"]
    after = FakeApp(store=before.store)
    after.flows.clips = before.flows.clips
    async with serve_page(after) as page:
        assert await told(page, last) == []
        assert len(await told(page)) == 2
        job_id = (await told(page))[-1]["id"]
        async with page.client.get(f"/api/clips/{job_id}") as response:
            assert response.status == 200


async def test_an_answer_that_is_delivered_twice_takes_its_own_place(page: Served) -> None:
    await WebStage(page.client).types("one")
    job_id = next(iter(page.app.jobs))
    address = Address(platform=Platform.WEB, channel="page")
    job = Job(id=job_id, request=page.app.jobs[job_id], address=address)

    await page.app._adapters[Platform.WEB].deliver(job, Reply(words="again", private=True), forgetful)

    answers = [post for post in await told(page) if post["kind"] == "answer"]
    assert [(post["id"], post["words"]) for post in answers] == [(job_id, "again")]


async def test_what_comes_while_a_page_listens_is_told_at_once(page: Served) -> None:
    async with aclosing(posts(page.client)) as stream:
        assert (await anext(stream))["kind"] == "ready"
        async with page.client.post("/api/commands", json={"id": "12345678", "text": "hi"}) as response:
            assert response.status == 202
        first = await asyncio.wait_for(anext(stream), 1)

    assert first["id"] == "web-12345678"


async def test_an_answer_says_what_a_player_needs_and_nothing_of_the_inside(page: Served) -> None:
    await WebStage(page.client).types("Good morning")

    answer = next(post for post in await told(page) if post["kind"] == "answer")

    assert answer["clip"]["seconds"] > 0
    assert len(answer["clip"]["waveform"]) > 300
    assert answer["voice"] == "Ada"
    assert "key" not in answer


async def test_a_previews_answer_is_marked_so_that_it_is_not_listed(page: Served) -> None:
    body = {"id": "12345678", "text": "hi", "quiet": True}
    async with page.client.post("/api/commands", json=body) as response:
        assert response.status == 202
    await asyncio.sleep(0.05)

    assert {post["quiet"] for post in await told(page)} == {True}


async def test_a_refusal_is_marked_private(page: Served) -> None:
    await WebStage(page.client).types("/say --voice nobody hi")

    answer = next(post for post in await told(page) if post["kind"] == "answer")

    assert answer["private"]
    assert answer["refused"]


async def test_a_nonsense_position_is_the_beginning(page: Served) -> None:
    await WebStage(page.client).types("one")

    for last in ("x", "-1", "9" * 40, "²"):
        async with page.client.get("/api/events", params={"since": last}) as stream:
            assert await stream.content.readuntil(b"id: ")
