from __future__ import annotations

import time
from collections.abc import AsyncGenerator

import aiohttp
import pytest

from tests.fakes.discord import FakeDiscord, file, permissions
from tests.fakes.discord.bare import SOUND
from tests.fakes.discord.caller import Caller, caller, webhook


@pytest.fixture
async def call() -> AsyncGenerator[Caller]:
    async with caller() as call:
        yield call


@pytest.fixture
def fake(call: Caller) -> FakeDiscord:
    return call.fake


async def test_a_message_in_a_channel_is_posted_once_for_a_nonce(fake: FakeDiscord, call: Caller) -> None:
    path, body = f"/channels/{fake.home.general.id}/messages", {"content": "x", "nonce": "7", "enforce_nonce": True}
    first, second = await call("POST", path, body), await call("POST", path, body)

    assert first[0] == second[0] == 200
    assert first[1]["id"] == second[1]["id"]
    assert len(fake.home.general.messages) == 1


async def test_a_channel_is_closed_to_who_may_not_post_there(fake: FakeDiscord, call: Caller) -> None:
    alice = fake.user()
    away, quiet = fake.guild("Away", installed=False).general, fake.home.general
    private, dm = fake.private_channel(alice, fake.user("bob")), alice.in_dm().channel
    quiet.denied, dm.closed = permissions.SEND_MESSAGES, True
    places = {away.id: 50001, private.id: 50001, quiet.id: 50013, dm.id: 50007, "123": 10003}

    for place, code in places.items():
        assert (await call.code("POST", f"/channels/{place}/messages", {"content": "x"}))[1] == code


async def test_a_message_of_another_can_be_read_but_not_edited(fake: FakeDiscord, call: Caller) -> None:
    message = fake.user().post("Hello", file("a.wav", SOUND))
    path = f"/channels/{fake.home.general.id}/messages/{message.id}"

    assert (await call("GET", path))[1]["content"] == "Hello"
    assert await call.code("PATCH", path, {"content": "x"}) == (403, 50005)
    assert await call.code("DELETE", path) == (403, 50013)


async def test_people_and_guilds_can_be_looked_up(fake: FakeDiscord, call: Caller) -> None:
    alice = fake.user()

    assert (await call("GET", f"/users/{alice.id}"))[1]["username"] == "alice"
    assert (await call("GET", f"/guilds/{fake.home.id}/members/{alice.id}"))[1]["user"]["id"] == alice.id
    assert [each["name"] for each in (await call("GET", "/users/@me/guilds"))[1]] == ["Home"]
    assert await call.code("GET", "/users/1") == (404, 10013)
    assert await call.code("GET", "/guilds/1") == (404, 10004)
    assert alice.post(f"<@{alice.id}> hello").data["mentions"][0]["username"] == "alice"


async def test_without_the_token_nothing_is_told(fake: FakeDiscord, call: Caller) -> None:
    call.token = "another"

    assert (await call("GET", "/users/@me"))[0] == 401
    assert (await call("GET", "/gateway"))[1] == {"url": fake.gateway_url}


async def test_faults_happen_once_and_as_they_do_in_life(fake: FakeDiscord, call: Caller) -> None:
    exchange = await call.deferred()
    path = webhook(exchange)
    fake.limit_once("PATCH", 0.25)

    status, body = await call("PATCH", path, {"content": "x"})

    assert (status, body["retry_after"], call.headers["Via"]) == (429, 0.25, "1.1 google")

    fake.limit_once("PATCH", via=False)

    assert (await call("PATCH", path, {"content": "x"}))[0] == 429
    assert "Via" not in call.headers

    fake.fail_once("PATCH", status=502)

    assert (await call("PATCH", path, {"content": "x"}))[1].startswith(b"<html>")

    fake.fail_once("PATCH", after=True)
    with pytest.raises(aiohttp.ClientError):
        await call("PATCH", path, {"content": "done, but nobody heard"})

    assert exchange.shown.content == "done, but nobody heard"

    fake.fail_once("PATCH", slow=0.1)
    began = time.monotonic()

    assert (await call("PATCH", path, {"content": "x"}))[0] == 200
    assert time.monotonic() - began >= 0.1


async def test_calls_beyond_the_rate_limit_are_429(fake: FakeDiscord, call: Caller) -> None:
    fake.rest.rates.count, fake.rest.rates.seconds = 2, 60
    statuses = [(await call("GET", "/users/@me"))[0] for _ in range(3)]

    assert statuses == [200, 200, 429]
    assert call.headers["X-RateLimit-Remaining"] == "0"


async def test_a_download_can_go_wrong(call: Caller) -> None:
    exchange = await call.deferred()
    await call("PATCH", webhook(exchange), {}, sound=SOUND)
    call.fake.fail_once("GET /attachments/", status=503)

    with pytest.raises(aiohttp.ClientResponseError, match="503"):
        await exchange.audio()

    assert await exchange.audio() == SOUND


async def test_a_link_is_dead_once_it_expired(fake: FakeDiscord, call: Caller) -> None:
    exchange = await call.deferred()
    await call("PATCH", webhook(exchange), {}, sound=SOUND)
    fake.cdn.expire()

    with pytest.raises(aiohttp.ClientResponseError, match="404"):
        await exchange.audio()
