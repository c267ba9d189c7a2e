from __future__ import annotations

import asyncio
import contextlib
import gzip
import time
from collections.abc import AsyncGenerator

import aiohttp
import pytest

from adapters.server import Patience, serve_listener
from bot.settings import Settings
from tests.fakes.app import FakeApp
from tests.web.conftest import Served, serve_page

HASTY = Patience(idle=0.3, body=0.3, stop=0.1)


@contextlib.asynccontextmanager
async def raw(port: int) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def test_it_is_alive(page: Served) -> None:
    async with page.client.get("/healthz") as response:
        assert (response.status, await response.text()) == (200, "ok\n")


async def test_it_says_that_it_is_ready_and_why_it_is_not(page: Served) -> None:
    async with page.client.get("/readyz") as response:
        assert (response.status, await response.json()) == (200, {"ready": True, "reasons": {}})

    page.app.closing = True

    async with page.client.get("/readyz") as response:
        assert (response.status, await response.json()) == (503, {"ready": False, "reasons": {"jobs": "draining"}})


@pytest.mark.parametrize("path", ["/", "/static/page.js", "/api/voices", "/healthz", "/nothing"])
async def test_every_answer_carries_the_headers_that_keep_the_page_to_itself(page: Served, path: str) -> None:
    async with page.client.get(path) as response:
        policy = response.headers["Content-Security-Policy"]

        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert response.headers["Server"] == "Mynah"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "", "localhost.evil"])
async def test_a_foreign_host_is_turned_away_on_loopback(page: Served, host: str) -> None:
    async with page.client.get("/api/voices", headers={"Host": host}) as response:
        assert response.status == 421
        assert "Ada" not in await response.text()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]:8765", "mynah.example"])
async def test_our_own_names_are_answered(host: str) -> None:
    async with serve_page(FakeApp(Settings(port=0, public_url="https://mynah.example"))) as page:
        response = await page.client.get("/healthz", headers={"Host": host})
        await response.read()

    assert response.status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"},
    ],
)
@pytest.mark.parametrize(("method", "path"), [("POST", "/api/commands"), ("POST", "/api/clone"), ("PUT", "/api/preferences"), ("DELETE", "/api/voices/x")])  # fmt: skip
async def test_another_website_cannot_use_the_bot(
    page: Served, method: str, path: str, headers: dict[str, str]
) -> None:
    async with page.client.request(method, path, json={"id": "12345678", "text": "hi"}, headers=headers) as response:
        assert response.status == 403

    assert page.app.jobs == {}


async def test_its_own_page_can_use_the_bot(page: Served) -> None:
    for headers in ({"Origin": page.url}, {"Sec-Fetch-Site": "same-origin"}, {}):
        body = {"id": f"12345678{len(page.app.jobs)}", "text": "hi"}
        async with page.client.post("/api/commands", json=body, headers=headers) as response:
            assert response.status == 202


async def test_a_body_that_is_too_large_is_not_read(page: Served) -> None:
    async with page.client.post("/api/commands", data=b"x" * 300_000) as response:
        assert response.status == 413


async def test_a_connection_that_says_nothing_is_hung_up() -> None:
    for said in (b"", b"GET /healthz HTTP/1.1\r\nHost: loc"):
        async with serve_page(FakeApp(), HASTY) as page, raw(page.listener.port) as (reader, writer):
            writer.write(said)
            began = time.monotonic()

            assert await asyncio.wait_for(reader.read(), 3) == b""
            assert time.monotonic() - began < 2


async def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    async with serve_page(FakeApp(), HASTY) as page, raw(page.listener.port) as (reader, writer):
        writer.write(b"POST /api/commands HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc")

        assert b" 408 " in await asyncio.wait_for(reader.readline(), 3)


async def test_a_compressed_body_is_not_blown_up(page: Served) -> None:
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    body = gzip.compress(b'{"id": "12345678", "text": "hi"}')
    async with page.client.post("/api/commands", data=body, headers=headers) as response:
        assert response.status == 422


async def test_a_taken_port_is_an_os_error(page: Served) -> None:
    with pytest.raises(OSError, match="address already in use"):
        async with serve_listener(Settings(port=page.listener.port), page.app.ready):
            pass


async def test_stopping_ends_streams_and_the_listener() -> None:
    async with serve_page(FakeApp(), Patience(stop=30)) as page:
        stream = await page.client.get("/api/events")
        assert await stream.content.readline()
        began = time.monotonic()
    stream.close()

    assert time.monotonic() - began < 3
    with pytest.raises(aiohttp.ClientError):
        async with aiohttp.ClientSession() as client, client.get(page.url):
            pass
