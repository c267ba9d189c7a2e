"""Player pages: linked only when PUBLIC_URL says that others can reach them, and then they do play."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from yarl import URL

from adapters.embed import EmbedPages
from adapters.server import serve_listener
from adapters.verify import verdict_of
from bot.app import open_app
from bot.audio import open_audio
from bot.model import Clip, Platform, Say
from bot.settings import Settings
from tests.flows.conftest import ADA, Chat, Mynah

pytestmark = pytest.mark.timeout(60)


async def _clip(settings: Settings) -> tuple[Clip, int, bytes]:
    """What /say gave, and what a stranger gets from its page: the status, and the sound that the page plays."""
    async with open_app(settings) as app:
        chat = Chat()
        app.attach(Platform.WEB, chat)
        async with app.serve(), serve_listener(settings, app.ready, [EmbedPages(app.locate, app.marked)]):
            reply = await Mynah(app, chat, cloud=None).ask(Say(caller=ADA, text="Hello there"))  # type: ignore[arg-type]  # no cloud here
            assert reply.clip
            if reply.clip.embed_url is None:
                return reply.clip, 0, b""
            async with aiohttp.ClientSession() as stranger:
                async with stranger.get(URL(reply.clip.embed_url, encoded=True)) as page:
                    source = re.search(r'<audio[^>]* src="([^"]+)"', await page.text())
                    assert source
                sound = page.url.join(URL(source[1].replace("&amp;", "&"), encoded=True))
                async with stranger.get(sound) as answer:
                    return reply.clip, page.status, await answer.read()


def _settings(folder: Path, **more: str) -> Settings:
    return Settings.load({"MYNAH_DATA_DIR": str(folder), "MYNAH_PORT": "0", **more}, dotenv=None)


async def test_nobody_is_sent_to_a_page_on_loopback(tmp_path: Path) -> None:
    clip, _, _ = await _clip(_settings(tmp_path))

    assert clip.embed_url is None


async def test_the_page_plays_for_a_stranger_where_there_is_a_public_address(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    here = f"http://127.0.0.1:{unused_tcp_port}"
    settings = replace(_settings(tmp_path, PUBLIC_URL=here), port=unused_tcp_port)

    clip, status, sound = await _clip(settings)

    assert clip.embed_url
    assert clip.embed_url.startswith(here)
    assert status == 200
    told = verdict_of(sound, tmp_path / "marking")
    assert (told.by_ai, told.altered, told.signed_here) == (True, False, True)
    async with open_audio() as audio:
        assert (await audio.check(sound)).waveform == clip.waveform


async def test_only_signed_links_lead_anywhere(tmp_path: Path, unused_tcp_port: int) -> None:
    settings = replace(_settings(tmp_path, PUBLIC_URL=f"http://127.0.0.1:{unused_tcp_port}"), port=unused_tcp_port)
    async with (
        open_app(settings) as app,
        serve_listener(settings, app.ready, [EmbedPages(app.locate, app.marked)]) as listener,
    ):
        async with aiohttp.ClientSession() as stranger:
            for path in (
                "/audio/" + "a" * 24 + ".mp3",
                "/embed/" + "a" * 24 + ".mp3",
                "/embed/..%2fapi%2fme",
                "/audio/x",
            ):
                async with stranger.get(URL(listener.url + path, encoded=True)) as answer:
                    assert answer.status in (403, 404)
        await asyncio.sleep(0)


async def test_a_player_may_ask_for_parts_of_one_and_the_same_sound(tmp_path: Path, unused_tcp_port: int) -> None:
    settings = replace(_settings(tmp_path, PUBLIC_URL=f"http://127.0.0.1:{unused_tcp_port}"), port=unused_tcp_port)
    async with open_app(settings) as app:
        chat = Chat()
        app.attach(Platform.WEB, chat)
        async with app.serve(), serve_listener(settings, app.ready, [EmbedPages(app.locate, app.marked)]):
            reply = await Mynah(app, chat, cloud=None).ask(Say(caller=ADA, text="Hello there"))  # type: ignore[arg-type]  # no cloud here
            assert reply.clip
            async with aiohttp.ClientSession() as stranger:
                async with stranger.get(URL(str(reply.clip.embed_url), encoded=True)) as page:
                    source = re.search(r'<audio[^>]* src="([^"]+)"', await page.text())
                    assert source
                sound = page.url.join(URL(source[1].replace("&amp;", "&"), encoded=True))
                async with stranger.get(sound) as whole, stranger.get(sound, headers={"Range": "bytes=100-"}) as rest:
                    assert (whole.status, rest.status) == (200, 206)
                    assert (await whole.read())[100:] == await rest.read()
