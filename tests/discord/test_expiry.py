"""The interaction's token lives for 15 minutes; some answers take longer."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bot.model import JobState
from bot.replies import sentence
from tests.discord.conftest import Mynah, Stage, until
from tests.fakes.discord import Exchange, User, permissions

POST = "POST /channels/.*/messages"
LATE = 1000.0


async def expired(stage: Stage, by: User, **options: object) -> Exchange:
    """A /say whose token is void before the answer is ready."""
    stage.cloud.think = 0.3
    exchange = await (await by.slash("say", text="Better late", **options)).acknowledged()
    exchange.age(LATE)
    return exchange


async def test_where_the_bot_is_a_member_a_late_answer_is_a_message_in_the_channel(stage: Stage, mynah: Mynah) -> None:
    exchange = await expired(stage, stage.alice)

    assert await mynah.ended(exchange) is JobState.DONE
    _, message = stage.fake.home.general.messages
    (call,) = [call for call in stage.fake.calls if call.path.startswith("/channels/")]
    assert len(message.attachments) == 1
    assert "Better late" in message.text
    assert message.labels
    assert call.json["nonce"] == exchange.id
    assert call.json["enforce_nonce"] is True


@pytest.mark.parametrize("fault", [{"abort": True, "after": True}, {"status": 502, "after": True}, {"status": 502}])
async def test_a_late_answer_comes_once_however_often_it_is_sent(
    stage: Stage, mynah: Mynah, fault: dict[str, Any]
) -> None:
    stage.fake.fail_once(POST, **fault)
    exchange = await expired(stage, stage.alice)

    assert await mynah.ended(exchange) is JobState.DONE
    assert len(stage.fake.home.general.messages) == 2
    assert len([call for call in stage.fake.calls if call.path.startswith("/channels/")]) == 2


async def test_a_late_apology_names_who_asked_and_pings_nobody(stage: Stage, mynah: Mynah) -> None:
    stage.cloud.fault("poll", state="failed", times=9)
    exchange = await expired(stage, stage.alice)

    assert await mynah.ended(exchange) is JobState.FAILED
    _, message = stage.fake.home.general.messages
    assert message.content.startswith(f"<@{stage.alice.id}> {sentence('speech.failed')}")
    assert message.pings == []


async def test_in_direct_messages_a_late_answer_is_a_message(stage: Stage, mynah: Mynah) -> None:
    alice = stage.alice.in_dm()
    exchange = await expired(stage, alice)

    assert await mynah.ended(exchange) is JobState.DONE
    assert len(alice.channel.messages[-1].attachments) == 1


async def test_where_the_bot_is_no_member_a_late_answer_ends_as_expired(stage: Stage, mynah: Mynah) -> None:
    elsewhere = stage.fake.guild("Elsewhere", installed=False)
    exchange = await expired(stage, stage.fake.user(at=elsewhere.general, installed=True))

    assert await mynah.ended(exchange) is JobState.EXPIRED
    assert [message.attachments for message in elsewhere.general.messages] == [[]]
    assert (await stage.said("Still here")).shown.attachments


async def test_a_private_answer_never_comes_late_for_all_to_see(stage: Stage, mynah: Mynah) -> None:
    exchange = await expired(stage, stage.alice, private=True)

    assert await mynah.ended(exchange) is JobState.EXPIRED
    assert stage.fake.home.general.messages == []


@pytest.mark.parametrize("lost", [permissions.VIEW_CHANNEL, permissions.SEND_MESSAGES])
async def test_a_bot_that_may_not_write_there_any_more_ends_as_expired(stage: Stage, mynah: Mynah, lost: int) -> None:
    exchange = await expired(stage, stage.alice)
    stage.fake.home.bot_permissions &= ~lost

    assert await mynah.ended(exchange) is JobState.EXPIRED
    assert len(stage.fake.home.general.messages) == 1


async def test_a_late_answer_without_the_right_to_attach_says_so(stage: Stage, mynah: Mynah) -> None:
    exchange = await expired(stage, stage.alice)
    stage.fake.home.bot_permissions &= ~permissions.ATTACH_FILES

    assert await mynah.ended(exchange) is JobState.DONE
    message = stage.fake.home.general.messages[-1]
    assert message.attachments == []
    assert message.content


async def test_what_was_asked_long_before_this_start_is_told_in_the_channel(stage: Stage) -> None:
    stage.cloud.fault("speak", status=503, times=1000)
    async with stage.mynah() as before:
        exchange = await (await stage.alice.slash("say", text="Anybody?")).acknowledged()
        await until(lambda: stage.cloud.count("speak"))
        assert before.app.jobs
        assert await before.app.jobs.state(f"discord:{exchange.id}") is JobState.OPEN
    exchange.age(LATE)
    stage.clock = lambda: time.time() + LATE
    async with stage.mynah() as after:
        end = await after.ended(exchange)

    assert end is JobState.FAILED
    assert sentence("speech.late") in stage.fake.home.general.messages[-1].content


async def test_a_machine_whose_clock_is_wrong_answers_all_the_same(stage: Stage) -> None:
    stage.clock = lambda: time.time() + 10 * LATE
    async with stage.mynah() as mynah:
        elsewhere = stage.fake.guild("Elsewhere", installed=False)
        exchange = await stage.said("What time is it?", stage.fake.user(at=elsewhere.general, installed=True))

        assert await mynah.ended(exchange) is JobState.DONE
        assert len(exchange.shown.attachments) == 1
