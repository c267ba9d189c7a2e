"""What makes a crash and a double session harmless: written down, acknowledged, worked, in this order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.model import JobState
from tests.discord.conftest import Mynah, Stage, until
from tests.fakes.discord import Exchange, FakeDiscord

ACK = "POST /interactions/.*/callback"


def acknowledgements(fake: FakeDiscord) -> list[int]:
    """What Discord answered to each."""
    return [call.status for call in fake.calls if call.path.endswith("/callback")]


def one_answer(stage: Stage, exchange: Exchange) -> None:
    """One message with one file, and one order that is paid."""
    assert len(stage.fake.home.general.messages) == 1
    assert len(exchange.shown.attachments) == 1
    assert exchange.followups == []
    assert len(stage.cloud.orders) == 1


async def test_a_command_is_written_down_before_it_is_acknowledged_and_worked_after(stage: Stage, mynah: Mynah) -> None:
    assert mynah.app.jobs
    stage.fake.fail_once(ACK, slow=0.4)

    exchange = await stage.alice.slash("say", text="First things first")
    await until(lambda: acknowledgements(stage.fake))
    written = await mynah.app.jobs.state(f"discord:{exchange.id}")
    early = len(stage.cloud.orders)
    assert exchange.acked is None
    await exchange.spoken()

    assert written is JobState.OPEN
    assert early == 0
    assert await mynah.ended(exchange) is JobState.DONE


async def test_the_same_interaction_twice_is_one_command(stage: Stage, mynah: Mynah) -> None:
    exchange = await stage.alice.slash("say", text="Once is enough")
    await stage.fake.repeat(exchange)
    await exchange.spoken()
    await stage.fake.repeat(exchange)
    other = await stage.said("Another one")

    assert other.shown.attachments
    assert len(stage.cloud.orders) == 2
    assert len(stage.fake.home.general.messages) == 2
    assert len(acknowledgements(stage.fake)) == 2


async def test_of_two_bots_on_one_token_one_speaks_and_the_other_pays_nothing(stage: Stage, tmp_path: Path) -> None:
    other = replace(stage, folder=tmp_path / "other")
    async with stage.mynah() as first, other.mynah() as second:
        await stage.fake.connected(2)
        said = [await stage.said(f"Sentence number {number}") for number in range(4)]
        ends = [sorted([str(await bot.ended(exchange)) for bot in (first, second)]) for exchange in said]

    assert ends == [["done", "withdrawn"]] * 4
    assert len(stage.cloud.orders) == 4
    assert len(stage.fake.home.general.messages) == 4
    assert sorted(acknowledgements(stage.fake)) == [204] * 4 + [400] * 4


async def test_two_bots_answer_a_question_once(stage: Stage, tmp_path: Path) -> None:
    other = replace(stage, folder=tmp_path / "other")
    async with stage.mynah(), other.mynah():
        await stage.fake.connected(2)
        exchange = await (await stage.alice.slash("usage")).answered()
        await until(lambda: len(acknowledgements(stage.fake)) == 2)

    assert exchange.private
    assert len(exchange.visible) == 1


async def test_a_bot_that_leaves_lets_the_one_that_came_go_first(stage: Stage, tmp_path: Path) -> None:
    other = replace(stage, folder=tmp_path / "other")
    async with stage.mynah() as leaving, other.mynah():
        await stage.fake.connected(2)
        leaving.app.closing = True
        exchange = await stage.said("Rolling on")
        await until(lambda: len(acknowledgements(stage.fake)) == 2)

    one_answer(stage, exchange)
    assert acknowledgements(stage.fake) == [204, 400]


async def test_a_command_that_comes_too_late_costs_nothing(stage: Stage, mynah: Mynah) -> None:
    stage.fake.ack_seconds = 0

    exchange = await stage.alice.slash("say", text="Too late")
    await until(lambda: acknowledgements(stage.fake))

    assert await mynah.ended(exchange) is JobState.WITHDRAWN
    assert stage.cloud.orders == []
    assert stage.fake.home.general.messages == []


async def test_an_acknowledgement_that_arrives_too_late_costs_nothing(stage: Stage, mynah: Mynah) -> None:
    stage.fake.ack_seconds = 0.3
    stage.fake.fail_once(ACK, slow=0.4)

    exchange = await stage.alice.slash("say", text="Slow line")
    await until(lambda: acknowledgements(stage.fake))

    assert await mynah.ended(exchange) is JobState.WITHDRAWN
    assert stage.cloud.orders == []


@pytest.mark.parametrize(
    "fault", [{"abort": True}, {"abort": True, "after": True}, {"status": 502}, {"status": 502, "after": True}]
)
async def test_an_acknowledgement_that_is_lost_leaves_one_answer(
    stage: Stage, mynah: Mynah, fault: dict[str, bool]
) -> None:
    stage.fake.fail_once(ACK, **fault)  # type: ignore[arg-type]  # the fields of a fault

    exchange = await (await stage.alice.slash("say", text="Did you hear me?")).spoken()

    one_answer(stage, exchange)


async def test_an_acknowledgement_that_never_comes_through_is_answered_in_the_channel(
    stage: Stage, mynah: Mynah
) -> None:
    stage.fake.fail_once(ACK, abort=True, times=2)

    exchange = await stage.alice.slash("say", text="Hello out there")

    assert await mynah.ended(exchange) is JobState.DONE
    (message,) = stage.fake.home.general.messages
    assert len(message.attachments) == 1
    assert len(stage.cloud.orders) == 1


@pytest.mark.parametrize("after", [False, True])
async def test_a_sentence_that_is_lost_on_its_way_is_shown_once(stage: Stage, mynah: Mynah, *, after: bool) -> None:
    stage.fake.fail_once(ACK, abort=True, after=after)

    exchange = await (await stage.alice.slash("usage")).answered()

    assert exchange.private
    assert len(exchange.visible) == 1
    assert exchange.followups == []
