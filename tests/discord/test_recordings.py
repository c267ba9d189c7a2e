from __future__ import annotations

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.discord.recordings import Recordings
from bot.errors import BadSample, DeliveryBusy
from bot.flows.clone import MAX_UPLOAD


@pytest.mark.parametrize(
    "link",
    [
        "http://cdn.discordapp.com/a",
        "https://cdn.discordapp.com.evil.test/a",
        "https://evil.test/cdn.discordapp.com",
        "https://cdn.discordapp.com@evil.test/a",
        "http://127.0.0.1:9/a",
        "file:///etc/passwd",
        "",
    ],
)
async def test_a_recording_comes_from_discords_hosts_alone(link: str) -> None:
    async with aiohttp.ClientSession() as http:
        with pytest.raises(BadSample, match=r"sample\.gone"):
            await Recordings(http).fetch(link)


async def answered(handler: object) -> bytes:
    """What comes of a host that answers so."""
    app = web.Application()
    app.router.add_get("/a", handler)  # type: ignore[arg-type]
    async with TestServer(app) as server, aiohttp.ClientSession() as http:
        return await Recordings(http, local=True).fetch(str(server.make_url("/a")))


async def test_more_than_was_said_is_not_read() -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        while sent < 4 * MAX_UPLOAD:
            await response.write(bytes(2**20))
            sent += 2**20
        return response

    with pytest.raises(BadSample, match=r"sample\.size"):
        await answered(endless)

    assert sent < 2 * MAX_UPLOAD


async def test_no_redirect_is_followed() -> None:
    async def elsewhere(request: web.Request) -> web.Response:
        raise web.HTTPFound("/b")

    with pytest.raises(BadSample, match=r"sample\.gone"):
        await answered(elsewhere)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_host_that_is_busy_is_asked_again_later(status: int) -> None:
    async def busy(request: web.Request) -> web.Response:
        return web.Response(status=status)

    with pytest.raises(DeliveryBusy):
        await answered(busy)
