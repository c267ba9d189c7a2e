"""Discord fails while an answer is on its way: the answer comes, once."""

from __future__ import annotations

from typing import Any

import pytest

from bot.model import JobState
from bot.replies import sentence
from tests.discord.conftest import Mynah, Stage, until
from tests.fakes.discord import Exchange, permissions
from tests.fakes.discord.message import Message

PATCH, DELETE, FOLLOW_UP = "PATCH .*@original", "DELETE .*@original", r"POST /webhooks/\d+/[^/]+$"
FAULTS: list[dict[str, Any]] = [
    {"status": 502},
    {"status": 503, "times": 2},
    {"abort": True},
    {"abort": True, "after": True},
    {"status": 502, "after": True},
]


def one_message(stage: Stage, exchange: Exchange) -> Message:
    """All that stands in the channel; nothing was ordered twice for it."""
    (message,) = stage.fake.home.general.messages
    assert message is exchange.original
    assert len(message.attachments) == 1
    assert exchange.followups == []
    assert len(stage.cloud.orders) == 1
    return message


def one_apology(stage: Stage, exchange: Exchange) -> None:
    """The caller alone reads one sentence, and nothing is left for the others to see."""
    assert exchange.deleted
    assert [message.private for message in exchange.visible] == [True]
    assert exchange.shown.text.startswith(sentence("speech.failed"))
    assert stage.fake.home.general.messages == []


@pytest.mark.parametrize("fault", FAULTS)
async def test_an_answer_gets_through_once(stage: Stage, mynah: Mynah, fault: dict[str, Any]) -> None:
    stage.fake.fail_once(PATCH, **fault)

    exchange = await stage.said("Through thick and thin")

    assert await mynah.ended(exchange) is JobState.DONE
    assert (await mynah.hear(exchange)).seconds > 0
    one_message(stage, exchange)


@pytest.mark.parametrize(
    "limit", [{"retry_after": 0.05}, {"retry_after": 0.2, "whole": True}, {"retry_after": 1.0, "via": False}]
)
async def test_an_answer_waits_when_discord_asks_for_a_pause(stage: Stage, mynah: Mynah, limit: dict[str, Any]) -> None:
    stage.fake.limit_once(PATCH, **limit)

    exchange = await stage.said("In a moment")

    assert await mynah.ended(exchange) is JobState.DONE
    one_message(stage, exchange)
    refused, done = [call for call in stage.fake.calls if call.method == "PATCH"]
    assert done.at - refused.at >= limit["retry_after"]


async def test_a_long_pause_is_waited_for_by_the_job(stage: Stage, mynah: Mynah) -> None:
    assert mynah.app.jobs
    stage.fake.limit_once(PATCH, 3)

    exchange = await stage.alice.slash("say", text="In a while")
    await until(lambda: [call for call in stage.fake.calls if call.method == "PATCH"])
    other = await stage.said("Meanwhile")
    waiting = exchange.loading
    await exchange.spoken()

    assert waiting
    assert len(other.shown.attachments) == 1
    assert await mynah.ended(exchange) is JobState.DONE
    assert len(stage.fake.home.general.messages) == 2
    assert len(stage.cloud.orders) == 2


@pytest.mark.parametrize("step", [DELETE, FOLLOW_UP])
@pytest.mark.parametrize("fault", [{"status": 502}, {"abort": True}, {"status": 503, "times": 4}])
async def test_an_apology_gets_through_once(stage: Stage, mynah: Mynah, step: str, fault: dict[str, Any]) -> None:
    stage.cloud.fault("poll", state="failed", times=9)
    stage.fake.fail_once(step, **fault)

    exchange = await stage.said("Alas")

    assert await mynah.ended(exchange) is JobState.FAILED
    one_apology(stage, exchange)


@pytest.mark.parametrize("step", [DELETE, FOLLOW_UP])
async def test_an_apology_waits_when_discord_asks_for_a_pause(stage: Stage, mynah: Mynah, step: str) -> None:
    stage.cloud.fault("poll", state="failed", times=9)
    stage.fake.limit_once(step, 2.5)

    exchange = await stage.said("Alas")

    assert await mynah.ended(exchange) is JobState.FAILED
    one_apology(stage, exchange)


async def test_a_deletion_whose_answer_is_lost_leaves_one_apology(stage: Stage, mynah: Mynah) -> None:
    stage.cloud.fault("poll", state="failed", times=9)
    stage.fake.fail_once(DELETE, abort=True, after=True)

    exchange = await stage.said("Alas")

    assert await mynah.ended(exchange) is JobState.FAILED
    one_apology(stage, exchange)


async def test_a_voice_message_whose_answer_is_lost_stands_once(stage: Stage, mynah: Mynah) -> None:
    stage.fake.fail_once(PATCH, abort=True, after=True)

    exchange = await stage.alice.slash("say", text="Native sound", format="voice message")

    assert await mynah.ended(exchange) is JobState.DONE
    sound, words = exchange.visible
    assert sound.voice
    assert words.attachments == []
    assert "Native sound" in words.text
    assert words.labels


async def test_what_a_moderator_deletes_meanwhile_does_not_come_back(stage: Stage, mynah: Mynah) -> None:
    stage.cloud.think = 0.3
    exchange = await (await stage.alice.slash("say", text="Off topic")).acknowledged()
    taken_away(stage, exchange)

    assert await mynah.ended(exchange) is JobState.DONE
    assert exchange.visible == []
    assert stage.fake.home.general.messages == []


async def test_an_apology_for_what_a_moderator_deleted_is_private(stage: Stage, mynah: Mynah) -> None:
    stage.cloud.think = 0.3
    stage.cloud.fault("poll", state="failed", times=9)
    exchange = await (await stage.alice.slash("say", text="Off topic")).acknowledged()
    taken_away(stage, exchange)

    assert await mynah.ended(exchange) is JobState.FAILED
    one_apology(stage, exchange)


def taken_away(stage: Stage, exchange: Exchange) -> None:
    """A moderator deletes the "thinking…"."""
    assert exchange.original
    exchange.original.deleted = True
    stage.fake.home.general.messages.remove(exchange.original)


async def test_the_right_to_attach_is_lost_meanwhile(stage: Stage, mynah: Mynah) -> None:
    stage.cloud.think = 0.3
    exchange = await (await stage.alice.slash("say", text="Hello")).acknowledged()
    stage.fake.home.bot_permissions &= ~permissions.ATTACH_FILES
    await exchange.answered()

    assert await mynah.ended(exchange) is JobState.DONE
    assert not exchange.shown.loading
    assert exchange.shown.text
    assert exchange.shown.attachments == []


async def test_the_limit_of_uploads_shrinks_meanwhile(stage: Stage, mynah: Mynah) -> None:
    stage.cloud.think = 0.3
    exchange = await (await stage.alice.slash("say", text="Hello")).acknowledged()
    exchange.payload["attachment_size_limit"] = 100
    await exchange.answered()

    assert await mynah.ended(exchange) is JobState.DONE
    assert not exchange.shown.loading
    assert exchange.shown.text
    assert exchange.shown.attachments == []


async def test_a_bot_that_is_thrown_out_meanwhile_leaves_it_and_works_on_elsewhere(stage: Stage, mynah: Mynah) -> None:
    stage.cloud.think = 0.3
    exchange = await (await stage.alice.slash("say", text="Last words")).acknowledged()
    await stage.fake.leave(stage.fake.home)

    assert await mynah.ended(exchange) is JobState.WITHDRAWN  # with all else that was kept for that server
    assert (await stage.said("Still here", stage.alice.in_dm())).shown.attachments
