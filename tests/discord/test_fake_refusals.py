from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from tests.fakes.discord import FakeDiscord, permissions
from tests.fakes.discord.caller import Caller, callback, caller, followups, webhook

DEFER, SHOW = {"type": 5}, 4


@pytest.fixture
async def call() -> AsyncGenerator[Caller]:
    async with caller() as call:
        yield call


@pytest.fixture
def fake(call: Caller) -> FakeDiscord:
    return call.fake


async def test_a_second_acknowledgement_is_40060(fake: FakeDiscord, call: Caller) -> None:
    exchange = await call.deferred()

    assert await call.code("POST", callback(exchange), DEFER) == (400, 40060)


async def test_an_acknowledgement_after_3_seconds_is_10062(fake: FakeDiscord, call: Caller) -> None:
    exchange = await fake.user().slash("say")
    exchange.age(3.1)

    assert await call.code("POST", callback(exchange), DEFER) == (404, 10062)
    assert await call.code("POST", "/interactions/1/unknown/callback", DEFER) == (404, 10062)


async def test_a_token_is_void_after_15_minutes(fake: FakeDiscord, call: Caller) -> None:
    exchange = await call.deferred()
    exchange.age(901)

    assert await call.code("PATCH", webhook(exchange), {"content": "x"}) == (401, 50027)
    assert await call.code("POST", followups(exchange), {"content": "x"}) == (401, 50027)


async def test_nothing_can_be_edited_before_the_acknowledgement(fake: FakeDiscord, call: Caller) -> None:
    exchange = await fake.user().slash("say")

    assert await call.code("PATCH", webhook(exchange), {"content": "x"}) == (404, 10015)


async def test_a_command_cannot_be_answered_as_a_button_is(fake: FakeDiscord, call: Caller) -> None:
    exchange = await fake.user().slash("say")

    assert await call.code("POST", callback(exchange), {"type": 7, "data": {"content": "x"}}) == (400, 50035)
    assert await call.code("POST", callback(exchange), {"type": 8, "data": {"choices": []}}) == (400, 50035)
    assert exchange.acked is None


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_an_unknown_message_is_10008(fake: FakeDiscord, call: Caller, method: str) -> None:
    exchange = await call.deferred()
    body = {"content": "x"} if method == "PATCH" else None
    channel = f"/channels/{fake.home.general.id}/messages/123"

    assert await call.code(method, webhook(exchange, "123"), body) == (404, 10008)
    assert await call.code(method, channel, body) == (404, 10008)
    assert (await call("DELETE", webhook(exchange)))[0] == 204
    assert await call.code(method, webhook(exchange), body) == (404, 10008)


async def test_the_first_followup_after_a_public_defer_cannot_be_private(fake: FakeDiscord, call: Caller) -> None:
    exchange = await call.deferred()
    await call("POST", followups(exchange), {"content": "first", "flags": 64})

    assert not exchange.visible[0].private

    await call("POST", followups(exchange), {"content": "second", "flags": 64})

    assert [message.private for message in exchange.visible] == [False, True]
    assert [message.content for message in exchange.visible] == ["first", "second"]


async def test_what_follows_a_private_defer_stays_private(fake: FakeDiscord, call: Caller) -> None:
    exchange = await call.deferred(data={"flags": 64})
    await call("POST", followups(exchange), {"content": "first"})

    assert exchange.private
    assert fake.home.general.messages == []


async def test_a_bot_that_a_user_brought_along_has_fivefollowups(fake: FakeDiscord, call: Caller) -> None:
    away = fake.guild("Away", installed=False)
    exchange = await fake.user(installed=True, at=away.general).slash("say")
    await call("POST", callback(exchange), {"type": SHOW, "data": {"content": "x"}})
    answers = [await call.code("POST", followups(exchange), {"content": "x"}) for _ in range(6)]

    assert [status for status, _ in answers] == [200] * 5 + [400]
    assert answers[5][1] == 40094
    assert (await call("PATCH", webhook(exchange), {"content": "y"}))[0] == 200


async def test_a_user_without_external_apps_sees_the_answer_alone(fake: FakeDiscord, call: Caller) -> None:
    away = fake.guild("Away", installed=False)
    alice = fake.user(installed=True, at=away.general, bits=permissions.MEMBER & ~permissions.USE_EXTERNAL_APPS)
    exchange = await alice.slash("say")
    await call("POST", callback(exchange), {"type": SHOW, "data": {"content": "x"}})

    assert exchange.private
