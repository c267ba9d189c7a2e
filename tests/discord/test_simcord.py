"""A second opinion: the same client in simcord, which models Discord independently of our own fake.

simcord takes the place of discord.py's HTTP and gateway. Answers of ours go by `Rest`, over HTTP: a bridge on the loopback
hands them to simcord's routes. Two things it cannot give: a file of Discord's by HTTP, so that no recording is fetched
here, and a follow-up once the loading message is deleted, which Discord takes since 2021 (discord-api-docs, issue 2739).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import discord
import simcord
from aiohttp import web
from aiohttp.test_utils import TestServer
from discord.http import Route
from simcord.results import InteractionResult

from adapters.discord import open_discord
from bot.app import open_app
from bot.model import Platform
from bot.replies import sentence
from bot.settings import Settings
from tests.fakes.typecast import FakeTypecast, fake_typecast


@dataclass
class Sim:
    """A server in simcord with one of its people, and the service that speaks."""

    env: Any
    channel: Any
    alice: Any
    cloud: FakeTypecast

    async def answered(self, result: InteractionResult) -> InteractionResult:
        """Wait until the loading message has become something, or is gone."""
        async with asyncio.timeout(10):
            while result.deferred and (loading := result.response) and not (loading.embeds or loading.content):
                await asyncio.sleep(0.01)
        return result


class Bridge:
    """Discord's API on a port, every request answered by the client that simcord has taken over."""

    def __init__(self) -> None:
        self.client: discord.Client | None = None

    async def serve(self, request: web.Request) -> web.Response:
        assert self.client
        body, files = await _read(request)
        route = Route(request.method, "/" + request.match_info["path"])
        form = [{"name": "payload_json", "value": json.dumps(body)}] if files else None
        try:
            sent: dict[str, Any] = {"form": form, "files": files} if files else {"json": body}
            answer = await self.client.http.request(route, **sent)
        except discord.HTTPException as refusal:
            return web.json_response({"code": refusal.code, "message": refusal.text}, status=refusal.status)
        return web.json_response(answer)


async def _read(request: web.Request) -> tuple[Any, list[discord.File]]:
    if not request.content_type.startswith("multipart/"):
        return (await request.json() if request.can_read_body else None), []
    fields = await request.post()
    files = [
        discord.File(BytesIO(part.file.read()), part.filename)
        for part in fields.values()
        if isinstance(part, web.FileField)
    ]
    payload = fields["payload_json"]
    assert isinstance(payload, str | bytearray)
    return json.loads(payload), files


@asynccontextmanager
async def running(folder: Path) -> AsyncGenerator[Sim]:
    bridge, front = Bridge(), web.Application(client_max_size=64 << 20)
    front.router.add_route("*", "/{path:.*}", bridge.serve)
    async with fake_typecast() as cloud, TestServer(front) as server:
        given = {
            "MYNAH_DATA_DIR": str(folder),
            "TYPECAST_BASE_URL": cloud.url,
            "TYPECAST_API_TOKEN": cloud.token,
            "DISCORD_TOKEN": "x",
            "DISCORD_API_URL": str(server.make_url("")).rstrip("/"),
        }
        async with open_app(Settings.load(given, None)) as app, open_discord(app) as way:
            app.attach(Platform.DISCORD, way)
            bridge.client = way.client
            async with app.serve(), simcord.run(way.client, shard_count=1) as env:
                channel = env.create_guild().create_text_channel("general")
                alice = env.guild.add_member(env.create_user("alice"))
                yield Sim(env, channel, alice, cloud)


async def test_what_is_said_is_posted_with_its_sound(tmp_path: Path) -> None:
    async with running(tmp_path) as sim:
        result = await sim.answered(await sim.alice.slash(sim.channel, "say", text="Good morning"))

        assert result.response
        assert result.response.embeds[0].description == "Good morning"
        assert result.response.attachments[0].filename.startswith("Good-morning.")
        assert not result.ephemeral
        assert len(sim.channel.history()) == 1


async def test_a_private_one_is_seen_by_one_person(tmp_path: Path) -> None:
    async with running(tmp_path) as sim:
        result = await sim.answered(await sim.alice.slash(sim.channel, "say", text="A secret", private=True))

        assert result.response
        assert result.response.attachments
        assert result.ephemeral


async def test_what_is_wrong_at_sight_is_told_in_private(tmp_path: Path) -> None:
    async with running(tmp_path) as sim:
        result = await sim.alice.slash(sim.channel, "say", text="!?")

        assert result.response
        assert (result.response.content, result.ephemeral) == (sentence("text.unpronounceable"), True)
        assert not result.deferred


async def test_options_reach_the_speech(tmp_path: Path) -> None:
    async with running(tmp_path) as sim:
        await sim.answered(
            await sim.alice.slash(sim.channel, "say", text="Hello", voice="Plain", emotion="sad", speed=1.5, pitch=2)
        )

        body = sim.cloud.orders[0].body
    assert (body["actor_id"], body["emotion_tone_preset"], body["tempo"], body["pitch"]) == (
        "5d8322ca58a5e90007fed456",
        "sad-1",
        1.5,
        2,
    )


async def test_voices_are_offered(tmp_path: Path) -> None:
    async with running(tmp_path) as sim:
        choices = await sim.alice.autocomplete(sim.channel, "say", "voice", "pla", text="x")

    assert [choice["value"] for choice in choices] == ["Plain"]


async def test_a_message_is_spoken_from_its_menu(tmp_path: Path) -> None:
    async with running(tmp_path) as sim:
        message = await sim.alice.send(sim.channel, "**Tea** is ready")
        result = await sim.answered(await sim.alice.context_menu(sim.channel, "Speak this message", message))

        assert result.response
        assert result.response.embeds[0].description == "Tea is ready"


async def test_a_button_says_it_again_more_slowly(tmp_path: Path) -> None:
    async with running(tmp_path) as sim:
        first = await sim.answered(await sim.alice.slash(sim.channel, "say", text="Slowly"))
        assert first.response
        slower = await sim.answered(await sim.alice.click(first.response.message, label="Slower"))

        assert slower.response
        assert slower.response.attachments
        assert [order.body["tempo"] for order in sim.cloud.orders] == [1.0, 0.85]


async def test_a_button_of_somebody_else_is_refused(tmp_path: Path) -> None:
    async with running(tmp_path) as sim:
        first = await sim.answered(await sim.alice.slash(sim.channel, "say", text="Keep me"))
        assert first.response
        bob = sim.env.guild.add_member(sim.env.create_user("bob"))
        refused = await bob.click(first.response.message, label="Delete")

        assert refused.response
        assert (refused.response.content, refused.ephemeral) == (sentence("discord.not_yours"), True)


async def test_the_form_of_clone_opens_and_wants_the_consent(tmp_path: Path) -> None:
    async with running(tmp_path) as sim:
        shown = await sim.alice.slash(sim.channel, "clone", name="ada")
        assert shown.modal
        values = {"name": "ada", "sample": ("me.wav", b"RIFF"), "consent": False}
        refused = await sim.alice.submit_modal(shown, values)

        assert refused.response
        assert (refused.response.content, refused.ephemeral) == (sentence("consent.missing"), True)


async def test_who_manages_the_server_alone_is_offered_its_settings(tmp_path: Path) -> None:
    async with running(tmp_path) as sim:
        role = sim.env.guild.create_role("Admins", permissions=discord.Permissions(manage_guild=True))
        admin = sim.env.guild.add_member(sim.env.create_user("admin"), roles=[role])
        result = await admin.slash(sim.channel, "server-settings", speed=1.5)

        assert "server-settings" not in sim.alice.available_commands(sim.channel)
        more = set(admin.available_commands(sim.channel)) - set(sim.alice.available_commands(sim.channel))
        assert {name.partition(" ")[0] for name in more} == {"server-settings", "server-rules", "server-privacy"}
        assert result.response
        assert "1.5" in result.response.content
