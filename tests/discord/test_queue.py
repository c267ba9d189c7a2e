"""How long somebody waits without a word."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from bot.model import JobState
from bot.replies import sentence
from tests.discord.conftest import Mynah, Stage, until
from tests.fakes.discord import Exchange

PATCH = "PATCH .*@original"


async def busy(stage: Stage, mynah: Mynah) -> Exchange:
    """A command that keeps the only worker for a second."""
    stage.cloud.think = 1.0
    first = await (await stage.alice.slash("say", text="I was first")).acknowledged()
    await until(lambda: stage.cloud.orders)
    return first


@pytest.fixture
def stage(stage: Stage) -> Stage:
    stage.patience = 0.1
    return stage


@pytest.fixture
async def mynah(stage: Stage) -> AsyncGenerator[Mynah]:
    async with stage.mynah(WORKERS="1") as mynah:
        yield mynah


async def test_a_long_wait_shows_the_place_in_the_queue_once(stage: Stage, mynah: Mynah) -> None:
    await busy(stage, mynah)

    second = await stage.said("I was second")
    note = second.shown.text
    stage.cloud.think = 0
    await second.spoken()

    assert note == sentence("queue.place", ahead=1)
    assert second.original
    assert second.original.edits == 2
    assert note not in second.shown.text
    assert len(stage.fake.home.general.messages) == 2


async def test_an_answer_in_time_comes_without_a_note(stage: Stage, mynah: Mynah) -> None:
    exchange = await stage.said("Quick")

    assert exchange.original
    assert exchange.original.edits == 1


async def test_what_is_being_spoken_has_no_place_in_the_queue(stage: Stage, mynah: Mynah) -> None:
    first = await busy(stage, mynah)
    await first.spoken()

    assert first.original
    assert first.original.edits == 1


async def test_a_slow_note_does_not_overtake_the_answer(stage: Stage, mynah: Mynah) -> None:
    await busy(stage, mynah)
    stage.fake.fail_once(PATCH, slow=1.5)
    second = await stage.alice.slash("say", text="I was second")
    await until(lambda: [call for call in stage.fake.calls if call.method == "PATCH"])
    stage.cloud.think = 0

    assert await mynah.ended(second) is JobState.DONE
    await until(lambda: all(call.status for call in stage.fake.calls))
    assert second.shown.content == ""
    assert len(second.shown.attachments) == 1
    assert "I was second" in second.shown.text


async def test_a_note_that_fails_spoils_nothing(stage: Stage, mynah: Mynah) -> None:
    await busy(stage, mynah)
    stage.fake.fail_once(PATCH, status=400)
    second = await stage.alice.slash("say", text="I was second")
    await second.spoken()

    assert second.original
    assert second.original.edits == 1


async def test_an_apology_after_a_note_is_private_too(stage: Stage, mynah: Mynah) -> None:
    await busy(stage, mynah)
    second = await stage.said("I was second")
    stage.cloud.think = 0
    stage.cloud.fault("poll", state="failed", times=9)

    assert await mynah.ended(second) is JobState.FAILED
    assert second.deleted
    assert second.private
    assert second.shown.text.startswith(sentence("speech.failed"))
