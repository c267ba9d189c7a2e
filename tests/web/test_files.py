from __future__ import annotations

import asyncio

import pytest

from tests.fakes.app import FakeApp
from tests.stages.web import WebStage
from tests.web.conftest import Served, serve_page


async def test_a_clip_comes_whole_in_ranges_and_as_a_download(page: Served) -> None:
    shown = await WebStage(page.client).types("Guten Morgen, ihr Lieben!")
    path = f"/api/clips/{next(iter(page.app.jobs))}"
    size = len(shown.audio)

    for wanted, status, part in (
        ("bytes=0-99", 206, shown.audio[:100]),
        ("bytes=100-", 206, shown.audio[100:]),
        ("bytes=-50", 206, shown.audio[-50:]),
        (f"bytes=0-{size * 2}", 206, shown.audio),
        (f"bytes={size}-", 416, b""),
        ("lines=1-2", 200, shown.audio),
    ):
        async with page.client.get(path, headers={"Range": wanted}) as response:
            assert (wanted, response.status, await response.read()) == (wanted, status, part)
    async with page.client.get(path, headers={"Range": "bytes=10-19"}) as response:
        assert response.headers["Content-Range"] == f"bytes 10-19/{size}"
        assert response.content_type == "audio/wav"
    async with page.client.get(path + "?download") as response:
        assert response.headers["Content-Disposition"] == 'attachment; filename="Guten-Morgen-ihr-Lieben.wav"'


async def test_a_clip_that_nobody_made_or_keeps_is_said_to_be_gone(page: Served) -> None:
    await WebStage(page.client).types("hi")
    job_id = next(iter(page.app.jobs))
    page.app.flows.clips.clear()

    for path, status in (("/api/clips/web-nothing", 404), (f"/api/clips/{job_id}", 410)):
        async with page.client.get(path) as response:
            assert response.status == status


async def test_a_clip_is_heard_also_when_the_cache_is_off() -> None:
    app = FakeApp()
    app.flows.cached = False
    async with serve_page(app) as page:
        shown = await WebStage(page.client).types("hi")

    assert shown.audio.startswith(b"RIFF")


async def test_static_files_are_served_and_not_sent_twice(page: Served) -> None:
    for path, content_type in (
        ("/", "text/html"),
        ("/static/page.css", "text/css"),
        ("/static/page.js", "text/javascript"),
        ("/favicon.ico", "image/svg+xml"),
    ):
        async with page.client.get(path) as response:
            assert (response.status, response.content_type) == (200, content_type)
            etag = response.headers["ETag"]
        async with page.client.get(path, headers={"If-None-Match": etag}) as response:
            assert (response.status, await response.read()) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/static/../adapter.py", "/static/%2e%2e/adapter.py", "/static/adapter.py", "/static/"]
)
async def test_nothing_but_the_pages_files_is_served(page: Served, path: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", page.listener.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())

    assert b" 404 " in await reader.readline()
    writer.close()


async def test_the_page_asks_nothing_of_any_other_machine(page: Served) -> None:
    for name in ("", "static/page.css", "static/page.js", "static/api.js", "static/mynah.svg", "static/icons.svg"):
        async with page.client.get("/" + name) as response:
            text = (await response.text()).replace("http://www.w3.org/", "")

        assert "http://" not in text
        assert "https://" not in text
        assert "<style" not in text
        assert "onclick=" not in text
