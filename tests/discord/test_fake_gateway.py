from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord
import pytest

from tests.fakes.discord import FakeDiscord, fake_discord, pointed
from tests.fakes.discord.bare import Bare, bare_bot

IDENTIFY, RESUME, HEARTBEAT = 2, 6, 1


class Socket:
    """A client of the gateway that says what it is told to."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws

    async def say(self, op: int, data: object) -> None:
        await self.ws.send_str(json.dumps({"op": op, "d": data}))

    async def hear(self) -> dict[str, Any]:
        return json.loads(await self.ws.receive_str(timeout=5))  # type: ignore[no-any-return]

    async def until(self, name: str) -> dict[str, Any]:
        while (event := await self.hear())["t"] != name:
            pass
        return event

    async def ended(self) -> int | None:
        while (await self.ws.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
            pass
        return self.ws.close_code

    async def identify(self, token: str, *shard: int, intents: int = 1) -> dict[str, Any]:
        await self.say(IDENTIFY, _identity(token, *shard, intents=intents))
        return (await self.until("READY"))["d"]  # type: ignore[no-any-return]


def _identity(token: str, *shard: int, intents: int = 1) -> dict[str, Any]:
    data: dict[str, Any] = {"token": token, "intents": intents, "properties": {}}
    return data | ({"shard": list(shard)} if shard else {})


@asynccontextmanager
async def socket(fake: FakeDiscord, query: str = "?v=10&encoding=json") -> AsyncGenerator[Socket]:
    async with aiohttp.ClientSession() as session, session.ws_connect(fake.gateway_url + query) as ws:
        yield Socket(ws)


@pytest.fixture
async def fake() -> AsyncGenerator[FakeDiscord]:
    async with fake_discord() as fake:
        fake.registry.replace([{"name": "say", "description": "Speak"}], fake.application_id)
        yield fake


async def test_a_bot_that_is_cut_off_resumes_and_hears_what_it_missed(fake: FakeDiscord) -> None:
    async with bare_bot(fake):
        await fake.gateway.drop()
        exchange = await fake.user().slash("say", text="Hello")
        await exchange.answered()

        assert fake.gateway.resumed == 1
        assert len(fake.gateway.identified) == 1


async def test_a_bot_that_is_asked_to_reconnect_resumes(fake: FakeDiscord) -> None:
    async with bare_bot(fake):
        await fake.gateway.ask_to_reconnect()
        async with asyncio.timeout(10):
            while not fake.gateway.resumed:
                await asyncio.sleep(0.01)
        await (await fake.user().slash("say", text="Hello")).answered()


async def test_an_invalidated_session_cannot_be_resumed(fake: FakeDiscord) -> None:
    async with socket(fake) as ws:
        ready = await ws.identify(fake.token, intents=0)
        await fake.gateway.invalidate()

        assert (await ws.hear())["op"] == 9
        assert ready["session_id"] not in fake.gateway.sessions


async def test_the_bot_sees_its_guilds(fake: FakeDiscord) -> None:
    other = fake.guild("Other")
    role, thread = fake.role("Singers", other), fake.thread("Talk", other.general)
    fake.guild("Elsewhere", installed=False)
    async with bare_bot(fake) as bot:
        await bot.wait_until_ready()

        assert {guild.name for guild in bot.guilds} == {"Home", "Other"}
        assert bot.get_channel(int(other.general.id)) is not None
        seen = bot.get_guild(int(other.id))
        assert seen is not None
        assert seen.get_role(int(role.id)) is not None
        assert seen.get_thread(int(thread.id)) is not None

        removed = asyncio.ensure_future(bot.wait_for("guild_remove", timeout=5))
        await asyncio.sleep(0)
        await fake.leave(other)

        assert (await removed).name == "Other"


async def test_a_wrong_token_cannot_log_in(fake: FakeDiscord) -> None:
    with pointed(fake):
        async with Bare() as bot:
            with pytest.raises(discord.LoginFailure):
                await bot.start("another token")


async def test_both_sessions_of_a_shard_hear_a_guild_and_others_do_not(fake: FakeDiscord) -> None:
    mine = fake.home.shard(2)
    async with socket(fake) as old, socket(fake) as new, socket(fake) as other:
        await old.identify(fake.token, mine, 2)
        await new.identify(fake.token, mine, 2)
        ready = await other.identify(fake.token, 1 - mine, 2)

        assert ready["guilds"] == []

        exchange = await fake.user().slash("say")
        heard = [(await each.until("INTERACTION_CREATE"))["d"]["id"] for each in (old, new)]

        assert heard == [exchange.id, exchange.id]
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(other.until("INTERACTION_CREATE"), 0.05)


async def test_of_two_bots_on_one_shard_one_answers(fake: FakeDiscord) -> None:
    async with bare_bot(fake), bare_bot(fake):
        exchange = await (await fake.user().slash("say", text="Hello")).answered()
        async with asyncio.timeout(5):
            while len(statuses := [call.status for call in fake.calls if call.path.endswith("/callback")]) < 2:
                await asyncio.sleep(0.005)

    assert sorted(statuses) == [200, 400]
    assert len(fake.home.general.messages) == 1
    assert exchange.shown.embeds


async def test_direct_messages_come_to_shard_0(fake: FakeDiscord) -> None:
    async with socket(fake) as first, socket(fake) as second:
        await first.identify(fake.token, 0, 2)
        await second.identify(fake.token, 1, 2)
        exchange = await fake.user().in_dm().slash("say")

        assert (await first.until("INTERACTION_CREATE"))["d"]["id"] == exchange.id


async def test_a_resume_replays_from_the_sequence_that_it_names(fake: FakeDiscord) -> None:
    async with socket(fake) as ws:
        ready = await ws.identify(fake.token, intents=0)
        await ws.ws.close(code=4000)
    async with socket(fake) as ws:
        missed = [await fake.user().slash("say") for _ in range(2)]
        await ws.say(RESUME, {"token": fake.token, "session_id": ready["session_id"], "seq": 2})
        event = await ws.until("INTERACTION_CREATE")

        assert (event["s"], event["d"]["id"]) == (3, missed[1].id)
        assert (await ws.hear())["t"] == "RESUMED"


OURS = "the fake's own"


@pytest.mark.parametrize(
    ("op", "data", "code"),
    [
        (IDENTIFY, _identity("wrong"), 4004),
        (IDENTIFY, _identity(OURS, 2, 2), 4010),
        (IDENTIFY, _identity(OURS, intents=1 << 40), 4013),
        (IDENTIFY, _identity(OURS, intents=1 << 15), 4014),
        (RESUME, {"token": "wrong", "session_id": "session-1", "seq": 0}, 4004),
        (99, None, 4001),
        (3, {}, 4003),
        (IDENTIFY, _identity(OURS) | {"properties": {"os": "x" * 4096}}, 4002),
    ],
)
async def test_the_gateway_closes_with_discords_code(fake: FakeDiscord, op: int, data: object, code: int) -> None:
    async with socket(fake) as ws:
        if isinstance(data, dict) and data.get("token") == OURS:
            data = {**data, "token": fake.token}
        await ws.say(op, data)

        assert await ws.ended() == code
        assert fake.gateway.closed == [code]


async def test_what_is_no_json_is_closed_with_4002(fake: FakeDiscord) -> None:
    async with socket(fake) as ws:
        await ws.ws.send_str("not json")

        assert await ws.ended() == 4002


async def test_another_version_is_closed_with_4012(fake: FakeDiscord) -> None:
    async with socket(fake, "?v=6") as ws:
        assert await ws.ended() == 4012


async def test_a_second_identify_is_closed_with_4005(fake: FakeDiscord) -> None:
    async with socket(fake) as ws:
        await ws.identify(fake.token)
        await ws.say(IDENTIFY, _identity(fake.token))

        assert await ws.ended() == 4005


async def test_a_sequence_from_the_future_is_closed_with_4007(fake: FakeDiscord) -> None:
    async with socket(fake) as ws:
        ready = await ws.identify(fake.token)
        await ws.ws.close(code=4000)
    async with socket(fake) as ws:
        await ws.say(RESUME, {"token": fake.token, "session_id": ready["session_id"], "seq": 99})

        assert await ws.ended() == 4007


async def test_too_many_frames_are_closed_with_4008(fake: FakeDiscord) -> None:
    async with socket(fake) as ws:
        for _ in range(121):
            await ws.say(HEARTBEAT, None)

        assert await ws.ended() == 4008


async def test_an_unknown_session_and_a_finished_one_are_invalid(fake: FakeDiscord) -> None:
    async with socket(fake) as ws:
        ready = await ws.identify(fake.token)
        await ws.ws.close(code=1000)
    for session in ("unknown", ready["session_id"]):
        async with socket(fake) as ws:
            await ws.hear()
            await ws.say(RESUME, {"token": fake.token, "session_id": session, "seq": 1})

            assert await ws.hear() == {"op": 9, "d": False, "t": None, "s": None}


async def test_two_identifies_within_the_pause_do_not_both_begin(fake: FakeDiscord) -> None:
    fake.gateway.identify_pause = 60
    async with socket(fake) as first, socket(fake) as second:
        await first.identify(fake.token, 0, 2)
        await second.hear()
        await second.say(IDENTIFY, _identity(fake.token, 1, 2))

        assert (await second.hear())["op"] == 9


async def test_a_client_without_heartbeats_is_closed(fake: FakeDiscord) -> None:
    fake.gateway.heartbeat_interval = 0.02
    async with socket(fake) as ws:
        assert (await ws.hear())["d"]["heartbeat_interval"] == 20
        await ws.say(HEARTBEAT, None)
        assert (await ws.hear())["op"] == 11
        assert await ws.ended() == 4009


async def test_an_interaction_that_comes_late_can_no_more_be_acknowledged(fake: FakeDiscord) -> None:
    fake.late, fake.ack_seconds = 0.2, 0.1
    async with bare_bot(fake):
        exchange = await fake.user().slash("form")
        with pytest.raises(AssertionError, match="did not respond"):
            await exchange.answered()
