from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from adapters.callback import Callback
from adapters.server import serve_listener
from bot.replies import sentence
from tests.discord.conftest import Mynah, Stage
from tests.fakes.discord import permissions

TINY = 3000  # bytes


@asynccontextmanager
async def with_player(stage: Stage, port: int) -> AsyncGenerator[Mynah]:
    """The bot where the service's callback reaches it: it brings the link of a player's page."""
    here = f"http://127.0.0.1:{port}"
    stage.cloud.fault("poll", state="progress", times=2)  # the callback comes before the clip is fetched
    async with stage.mynah(TYPECAST_CALLBACK_URL=here) as mynah:
        callback = Callback(mynah.app)
        settings = replace(mynah.app.settings, host="127.0.0.1", port=port)
        async with serve_listener(settings, mynah.app.ready, [callback]):
            await callback.register()
            yield mynah


@pytest.mark.parametrize("why", ["no permission", "too large"])
async def test_what_cannot_be_attached_is_linked(stage: Stage, unused_tcp_port: int, why: str) -> None:
    if why == "too large":
        stage.fake.home.upload_limit = TINY
    else:
        stage.fake.home.general.denied = permissions.ATTACH_FILES
    async with with_player(stage, unused_tcp_port):
        exchange = await stage.said("See the player")

    assert exchange.shown.content == f"{stage.cloud.url}/embed/{stage.cloud.orders[0].id}"
    assert exchange.shown.embeds[0]["description"] == "See the player"
    assert exchange.shown.labels == ["Again", "Other voice", "Slower", "Delete"]
    assert exchange.shown.attachments == []


@pytest.mark.parametrize("locale", ["en-US", "ja"])
async def test_without_a_player_an_admin_is_asked_for_the_permission(stage: Stage, mynah: Mynah, locale: str) -> None:
    stage.fake.home.bot_permissions &= ~permissions.ATTACH_FILES

    exchange = await stage.said("Hello", by=stage.fake.user("ana", locale=locale))

    assert exchange.shown.text == sentence("discord.no_attach", locale)
    assert exchange.private
    assert exchange.deleted


async def test_without_a_player_what_is_too_large_is_told(stage: Stage, mynah: Mynah) -> None:
    stage.fake.home.upload_limit = TINY

    exchange = await stage.said("A rather long text for such a small server")

    assert exchange.shown.text == sentence("discord.too_large")
    assert exchange.private


async def test_a_wav_that_is_too_large_comes_as_mp3(stage: Stage, mynah: Mynah) -> None:
    stage.fake.home.upload_limit = 60_000

    exchange = await stage.said("A rather long text for such a small server", format="wav")

    clip = await mynah.hear(exchange)
    file = exchange.shown.attachments[0]
    assert clip.format == "mp3"
    assert clip.seconds > 2
    assert (file["filename"].rpartition(".")[2], file["content_type"]) == ("mp3", "audio/mpeg")
    assert file["size"] <= 60_000


async def test_who_may_upload_more_gets_more(stage: Stage, mynah: Mynah) -> None:
    stage.fake.home.upload_limit = 60_000
    nitro = stage.fake.user("nitro", upload_limit=50 << 20)

    exchange = await stage.said("A rather long text for such a small server", by=nitro, format="wav")

    assert (await mynah.hear(exchange)).format == "wav"
    assert exchange.shown.attachments[0]["size"] > 60_000
