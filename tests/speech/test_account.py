"""The account: who am I, the callback, and the page that it links to."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from aiohttp import web
from yarl import URL

from tests.speech.conftest import Serve
from tests.speech.sound import hear


@pytest.fixture
async def hook() -> AsyncGenerator[tuple[str, asyncio.Queue[Any]]]:
    """A listener on loopback, and what it was told."""
    told: asyncio.Queue[Any] = asyncio.Queue()

    async def listen(request: web.Request) -> web.Response:
        await told.put(await request.json())
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", listen)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    yield f"http://{host}:{port}/hook", told
    await runner.cleanup()


async def test_me_says_that_the_api_is_enabled_and_never_the_token(serve: Serve) -> None:
    client = await serve(token="secret")

    me = await client.get("/api/me")

    assert me["enable_api"] is True
    assert me["callback_url"] is None
    assert me.keys() == {"username", "fullname", "uid", "email", "enable_api", "api_token", "callback_url"}
    assert "secret" not in str(me)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "app/param/not-enough/callback_url"),
        ({"callback_url": "http://elsewhere.example/hook"}, "app/invalid/callback_url"),
        ({"callback_url": "ftp://127.0.0.1/hook"}, "app/invalid/callback_url"),
        ({"callback_url": "http://[::1"}, "app/invalid/callback_url"),
        ({"callback_url": "hook"}, "app/invalid/callback_url"),
        ({"callback_url": ["https://elsewhere.example"]}, "app/param/type-mismatch"),
    ],
)
async def test_a_callback_must_be_https_or_on_this_machine(serve: Serve, body: Any, code: str) -> None:
    client = await serve()

    status, answer = await client.ask("PUT", "/api/me/callback-url", body)

    assert (status, answer["message"]["error_code"]) == (400, code)


async def test_the_end_of_an_order_is_told_with_a_page_to_embed(
    serve: Serve, hook: tuple[str, asyncio.Queue[Any]]
) -> None:
    url, told = hook
    client = await serve(token="secret")
    assert (await client.ask("PUT", "/api/me/callback-url", {"callback_url": url}))[0] == 200
    assert (await client.get("/api/me"))["callback_url"] == url

    order = await client.order("Hello there.")
    payload = await asyncio.wait_for(told.get(), 10)

    assert payload["speak_url"] == order["speak_url"]
    assert payload["status"] == "done"
    assert await client.download(payload["audio_download_url"])
    async with client.session.get(URL(payload["share"]["embed_url"], encoded=True)) as response:
        page = await response.text()
    assert response.headers["Content-Type"].startswith("text/html")
    assert "frame-ancestors" not in response.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in response.headers
    (source,) = re.findall(r'<audio[^>]* src="([^"]+)"', page)
    relative = source.replace("&amp;", "&")
    assert hear(await client.download(str(response.url.join(URL(relative, encoded=True))))).seconds > 0.3


async def test_a_failed_order_is_told_too_and_has_nothing_to_embed(
    serve: Serve, hook: tuple[str, asyncio.Queue[Any]]
) -> None:
    url, told = hook
    client = await serve()
    await client.ask("PUT", "/api/me/callback-url", {"callback_url": url})

    await client.order("stumble")
    payload = await asyncio.wait_for(told.get(), 10)

    assert (payload["status"], payload["share"]["embed_url"]) == ("failed", None)


async def test_embed_links_begin_with_the_public_url(serve: Serve, hook: tuple[str, asyncio.Queue[Any]]) -> None:
    url, told = hook
    client = await serve(public_url="https://speech.example/mynah")
    await client.ask("PUT", "/api/me/callback-url", {"callback_url": url})

    await client.order("Hello there.")
    payload = await asyncio.wait_for(told.get(), 10)

    assert payload["share"]["embed_url"].startswith("https://speech.example/mynah/embed/")
    assert payload["audio_download_url"].startswith(client.url)


async def test_a_callback_that_nobody_hears_hurts_nothing(serve: Serve) -> None:
    client = await serve()
    await client.ask("PUT", "/api/me/callback-url", {"callback_url": "http://127.0.0.1:9/"})

    assert await client.say("Hello there.")
