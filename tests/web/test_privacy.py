"""The page's /privacy: a file with everything, and nothing left after a second word."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from typing import Any

import aiohttp

from bot.flows.export import DOCUMENT, NAME
from bot.replies import sentence
from bot.settings import Settings
from tests.fakes.app import FakeApp, hum
from tests.web.conftest import Served, page, serve_page

__all__ = ["page"]


async def typed(page: Served, text: str) -> dict[str, Any]:
    async with page.client.post("/api/commands", json={"id": "12345678-a", "text": text}) as answer:
        assert answer.status in (200, 202)
        told: dict[str, Any] = await answer.json()
        return told


async def cloned(page: Served) -> None:
    form = aiohttp.FormData({"id": "12345678-b", "name": "Mine", "consent": "yes"})
    form.add_field("sample", hum(6.0), filename="me.wav")
    async with page.client.post("/api/clone", data=form) as answer:
        assert answer.status == 202
    async with asyncio.timeout(10):
        while not page.app.flows.clones:
            await asyncio.sleep(0.005)


async def test_an_export_is_a_file_to_download(page: Served) -> None:
    await cloned(page)

    told = await typed(page, "/privacy export")
    async with page.client.get(told["href"]) as answer:
        archive = zipfile.ZipFile(io.BytesIO(await answer.read()))

    assert (told["kind"], told["words"]) == ("download", sentence("privacy.exported"))
    assert NAME in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert archive.namelist() == [DOCUMENT, "recordings/01 Mine.wav"]
    assert json.loads(archive.read(DOCUMENT))["user"] == "you"


async def test_nothing_is_deleted_without_the_second_word(page: Served) -> None:
    await cloned(page)

    warned = await typed(page, "/privacy delete")
    still = bool(page.app.flows.clones)
    done = await typed(page, "/privacy delete YES")

    assert sentence("privacy.ask") in warned["words"]
    assert "/privacy delete yes" in warned["words"]
    assert still
    assert (done["kind"], done["words"]) == ("erased", sentence("privacy.erased"))
    assert page.app.flows.clones == {}
    assert page.app.store.posts.posts == {}


async def test_what_there_is_is_told(page: Served) -> None:
    for text in ("/privacy", "/privacy please"):
        assert (await typed(page, text))["words"] == sentence("privacy.how")


async def test_the_file_is_behind_the_password() -> None:
    async with (
        serve_page(FakeApp(Settings(port=0, password="open sesame"))) as page,
        page.client.get("/api/privacy") as answer,
    ):
        assert answer.status == 401
