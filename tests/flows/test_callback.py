"""Typecast's callback through the bot's own door: it brings the player's link and wakes the wait, and decides nothing."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from adapters.callback import Callback
from adapters.server import serve_listener
from tests.fakes.typecast import FakeTypecast
from tests.flows.conftest import Mynah, open_mynah, settings_for


@asynccontextmanager
async def _listening(folder: Path, cloud: FakeTypecast, port: int) -> AsyncGenerator[Mynah]:
    here = f"http://127.0.0.1:{port}"
    settings = settings_for(folder, cloud, MYNAH_PORT=str(port), TYPECAST_CALLBACK_URL=here)
    async with open_mynah(settings, cloud) as mynah:
        callback = Callback(mynah.app)
        async with serve_listener(settings, mynah.app.ready, [callback]):
            await callback.register()
            yield mynah


async def test_a_clip_gets_its_player_page_by_the_callback(
    tmp_path: Path, cloud: FakeTypecast, unused_tcp_port: int
) -> None:
    cloud.fault("poll", state="progress", times=3)  # the callback comes before the clip is fetched
    async with _listening(tmp_path, cloud, unused_tcp_port) as mynah:
        reply = await mynah.say("Show me a player")

    assert reply.clip
    assert reply.clip.embed_url == f"{cloud.url}/embed/{cloud.orders[0].id}"


async def test_another_callback_of_the_account_is_left_alone(
    tmp_path: Path, cloud: FakeTypecast, unused_tcp_port: int
) -> None:
    cloud.callback_url = "http://127.0.0.1:9/somebody-elses"
    async with _listening(tmp_path, cloud, unused_tcp_port) as mynah:
        assert (await mynah.say("Polling is enough")).clip

    assert cloud.callback_url == "http://127.0.0.1:9/somebody-elses"


@pytest.mark.parametrize(
    ("secret", "body", "status"),
    [("guess", b"{}", 404), ("", b"{", 400), ("", b"\xff", 400), ("", b"[NaN]", 400), ("", b'{"speak_url": 7}', 200)],
)
async def test_nobody_gets_anywhere_with_it(
    tmp_path: Path, cloud: FakeTypecast, unused_tcp_port: int, secret: str, body: bytes, status: int
) -> None:
    async with _listening(tmp_path, cloud, unused_tcp_port) as mynah, aiohttp.ClientSession() as stranger:
        assert cloud.callback_url
        url = f"{cloud.callback_url.rpartition('/')[0]}/{secret}" if secret else cloud.callback_url
        async with stranger.post(url, data=body) as answer:
            assert answer.status == status
        assert (await mynah.say("And on it goes")).clip


async def test_it_is_let_in_under_its_own_name_behind_a_proxy(
    tmp_path: Path, cloud: FakeTypecast, unused_tcp_port: int
) -> None:
    settings = settings_for(
        tmp_path, cloud, MYNAH_PORT=str(unused_tcp_port), TYPECAST_CALLBACK_URL="https://bot.example"
    )
    async with open_mynah(settings, cloud) as mynah:
        callback = Callback(mynah.app)
        async with serve_listener(settings, mynah.app.ready, [callback]) as listener, aiohttp.ClientSession() as proxy:
            await callback.register()
            assert cloud.callback_url
            path = cloud.callback_url.removeprefix("https://bot.example")
            statuses = {}
            for host in ("bot.example", "evil.example"):
                async with proxy.post(listener.url + path, data=b"{}", headers={"Host": host}) as answer:
                    statuses[host] = answer.status
            cloud.callback_url = None  # nobody is there

    assert statuses == {"bot.example": 200, "evil.example": 421}
