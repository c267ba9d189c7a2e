"""The gateway goes away and comes back: commands that were given meanwhile are answered, once."""

from __future__ import annotations

import pytest

from adapters.discord.way import REFUSED
from adapters.way import CannotStart
from bot.app import open_app
from tests.discord.conftest import Mynah, Stage, until
from tests.fakes.discord import Exchange


def all_answered_once(stage: Stage, said: list[Exchange]) -> None:
    assert len(stage.fake.home.general.messages) == len(said)
    assert all(len(exchange.shown.attachments) == 1 for exchange in said)
    assert len(stage.cloud.orders) == len(said)


async def test_after_a_cut_the_session_goes_on_and_nothing_is_lost(stage: Stage, mynah: Mynah) -> None:
    await stage.fake.gateway.drop()
    said = [await stage.alice.slash("say", text=f"While you were away {number}") for number in range(3)]
    for exchange in said:
        await exchange.spoken()

    assert stage.fake.gateway.resumed == 1
    assert len(stage.fake.gateway.identified) == 1
    all_answered_once(stage, said)
    await until(lambda: not mynah.way.unready())


async def test_discord_asks_to_reconnect(stage: Stage, mynah: Mynah) -> None:
    await stage.fake.gateway.ask_to_reconnect()
    exchange = await (await stage.alice.slash("say", text="Where were we?")).spoken()

    assert stage.fake.gateway.resumed == 1
    all_answered_once(stage, [exchange])
    await until(lambda: not mynah.way.unready())


async def test_a_session_that_is_invalid_but_can_be_resumed_goes_on(stage: Stage, mynah: Mynah) -> None:
    await stage.fake.gateway.invalidate(resumable=True)
    exchange = await (await stage.alice.slash("say", text="Where were we?")).spoken()

    assert stage.fake.gateway.resumed == 1
    all_answered_once(stage, [exchange])


async def test_a_session_that_is_invalid_is_begun_anew_and_until_then_the_bot_is_not_ready(
    stage: Stage, mynah: Mynah
) -> None:
    await stage.fake.gateway.invalidate()
    await until(mynah.way.unready)
    reason = mynah.way.unready()
    await stage.fake.connected()
    exchange = await (await stage.alice.slash("say", text="Who are you?")).spoken()

    assert reason == {"discord": "not connected"}
    assert len(stage.fake.gateway.identified) == 2
    all_answered_once(stage, [exchange])
    await until(lambda: not mynah.way.unready())


async def test_a_session_is_begun_anew_at_once_when_the_last_began_long_ago(stage: Stage, mynah: Mynah) -> None:
    mynah.way.client._next_identify -= 60
    await stage.fake.gateway.invalidate()
    exchange = await (await stage.alice.slash("say", text="Within three seconds")).spoken()

    all_answered_once(stage, [exchange])


async def test_an_answer_needs_no_gateway(stage: Stage, mynah: Mynah) -> None:
    stage.cloud.think = 0.3
    exchange = await (await stage.alice.slash("say", text="On my own")).acknowledged()
    await stage.fake.gateway.invalidate()
    await exchange.spoken()

    assert stage.fake.gateway.live == []
    all_answered_once(stage, [exchange])
    await stage.fake.connected()


async def test_discord_ends_the_connection_for_good_and_the_bot_comes_back(stage: Stage, mynah: Mynah) -> None:
    before = mynah.way.client
    await before.close()  # as discord.py does when it meets what it does not know
    await until(lambda: mynah.way.client is not before and not mynah.way.unready())
    exchange = await stage.said("Back again")

    all_answered_once(stage, [exchange])
    assert stage.fake.registry.syncs == 1


async def test_a_token_that_is_reset_while_the_bot_runs_ends_it_with_a_sentence(stage: Stage) -> None:
    from adapters.discord import open_discord

    async with open_app(stage.settings()) as app, open_discord(app) as way:
        stage.fake.gateway.token = "another"
        with pytest.raises(CannotStart) as refusal:
            await way.connect()

    assert str(refusal.value) == REFUSED
    assert stage.fake.gateway.closed == [4004]


async def test_discord_is_away_at_the_start_and_comes(stage: Stage) -> None:
    stage.fake.fail_once("GET /users/@me", abort=True)
    stage.fake.fail_once("GET /oauth2/applications/@me", abort=True)
    stage.fake.fail_once("GET /gateway/bot", abort=True)
    async with stage.mynah():
        exchange = await stage.said("At last")

        all_answered_once(stage, [exchange])
