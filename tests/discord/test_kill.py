"""The real program, killed at any moment: the next start answers each command once, and nothing stays "thinking…"."""

from __future__ import annotations

import asyncio

import pytest

from tests.discord.conftest import Stage, until
from tests.discord.program import running
from tests.fakes.discord import Exchange

pytestmark = pytest.mark.timeout(120)

ACK, PATCH, DELETE = "/callback", "PATCH .*@original", "DELETE .*@original"
FOLLOW_UP = r"POST /webhooks/\d+/[^/]+$"


async def commands(stage: Stage) -> list[Exchange]:
    """Four that end in audio, two that end in a sentence for the caller alone, one that is private at all."""
    said = [await stage.alice.slash("say", text=f"This is command number {number}") for number in range(4)]
    said += [await stage.alice.slash("say", text=f"Number {number}", voice="Nobody I know") for number in range(2)]
    return [*said, await stage.alice.slash("say", text="For me alone", private=True)]


async def each_answered_once(stage: Stage, said: list[Exchange]) -> None:
    """Wait until all of *said* are, and see that nothing comes twice."""
    audio, apologies, private = said[:4], said[4:6], said[6:]
    for exchange in [*audio, *private]:
        await exchange.spoken(20)
    await until(lambda: all(exchange.followups for exchange in apologies))
    await asyncio.sleep(0.3)  # for what must not come

    for exchange in [*audio, *private]:
        assert [len(message.attachments) for message in exchange.visible] == [1]
    for exchange in apologies:
        assert exchange.deleted
        assert [message.private for message in exchange.visible] == [True]
        assert "Nobody I know" in exchange.shown.text
    assert sorted(m.id for m in stage.fake.home.general.messages) == sorted(e.shown.id for e in audio)
    assert not any(message.loading for message in stage.fake.home.general.messages)


async def test_between_the_acknowledgement_and_the_answer(stage: Stage) -> None:
    stage.cloud.think = 5.0
    stage.fake.fail_once(DELETE, slow=5.0, times=2)
    async with running(stage) as first:
        said = await commands(stage)
        for exchange in said:
            await exchange.acknowledged()
        await first.kill()
    assert all(exchange.loading for exchange in said)

    stage.cloud.think = 0
    async with running(stage):
        await each_answered_once(stage, said)


async def test_between_the_journal_and_the_acknowledgement(stage: Stage) -> None:
    stage.fake.fail_once(ACK, slow=1.0, times=7)
    async with running(stage) as first:
        said = await commands(stage)
        await until(lambda: sum(ACK in call.path for call in stage.fake.calls) == 7)
        await first.kill()
    assert not any(exchange.acked for exchange in said)
    await until(lambda: all(exchange.acked for exchange in said))  # they were on their way

    async with running(stage):
        await each_answered_once(stage, said)


async def test_before_an_acknowledgement_that_never_left(stage: Stage) -> None:
    stage.fake.fail_once(ACK, slow=0.8, abort=True, times=7)
    async with running(stage) as first:
        said = await commands(stage)
        await until(lambda: sum(ACK in call.path for call in stage.fake.calls) == 7)
        await first.kill()

    async with running(stage):
        await until(lambda: len(stage.fake.home.general.messages) == 6)
        await asyncio.sleep(0.3)  # for what must not come

    spoken = [message for message in stage.fake.home.general.messages if message.attachments]
    assert len(stage.fake.home.general.messages) == 6  # in the channel, for Discord has given the callers up
    assert len(spoken) == 4
    assert not any(exchange.acked for exchange in said)


async def test_while_answers_are_on_their_way(stage: Stage) -> None:
    stage.fake.fail_once(PATCH, slow=0.5, times=5)
    stage.fake.fail_once(DELETE, slow=0.5, times=2)
    async with running(stage) as first:
        said = await commands(stage)
        await until(lambda: sum(call.method == "PATCH" for call in stage.fake.calls) >= 2)
        await first.kill()

    async with running(stage):
        await each_answered_once(stage, said)


async def test_between_the_two_steps_of_an_apology(stage: Stage) -> None:
    stage.fake.fail_once(FOLLOW_UP, slow=0.8, abort=True, times=2)
    async with running(stage) as first:
        said = await commands(stage)
        await until(lambda: all(exchange.deleted for exchange in said[4:6]))
        await first.kill()
        assert not any(exchange.followups for exchange in said)

    async with running(stage):
        await each_answered_once(stage, said)


async def test_again_and_again(stage: Stage) -> None:
    stage.cloud.think = 0.05
    said: list[Exchange] = []
    for delay in (0.0, 0.01, 0.03, 0.06, 0.1):
        async with running(stage) as program:
            said += await commands(stage)
            await asyncio.sleep(delay)
            await program.kill()
    async with running(stage):
        await until(lambda: not any(exchange.loading for exchange in said))
        await asyncio.sleep(1.0)  # for what must not come

    for exchange in said:
        assert len(exchange.visible) <= 1
        assert exchange.visible or not exchange.acked
    assert sum(exchange.acked is not None for exchange in said) > 7


async def test_a_stop_lets_what_is_in_hand_end_and_keeps_what_waits(stage: Stage) -> None:
    stage.cloud.think = 0.5
    async with running(stage) as program:
        said = await commands(stage)
        for exchange in said:
            await exchange.acknowledged()
        await until(lambda: len(stage.cloud.orders) >= 2)
        code = await program.stop()
        spoken = len(stage.fake.home.general.messages) - sum(exchange.loading for exchange in said[:6])

    assert code == 0
    assert spoken >= 2
    async with running(stage):
        await each_answered_once(stage, said)
