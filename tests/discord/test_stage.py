"""A person on Discord's stage, as on every other platform's."""

from __future__ import annotations

import pytest

from tests.discord.conftest import Mynah, Stage
from tests.flows.conftest import recording
from tests.stages.discord import DiscordStage


@pytest.fixture
def person(stage: Stage, mynah: Mynah) -> DiscordStage:
    return DiscordStage(stage.alice)


@pytest.mark.parametrize("line", ["/say Good morning, everyone", "Good morning, everyone"])
async def test_a_line_is_acknowledged_and_then_heard(person: DiscordStage, line: str) -> None:
    shown = await person.types(line)

    assert shown.acknowledged_first
    assert shown.text == "Good morning, everyone"
    assert shown.voice == "Byumsoo"
    assert shown.audio
    assert not shown.private


async def test_a_mistake_is_told_in_private(person: DiscordStage) -> None:
    shown = await person.types("/say --voice nobody-there Hello")

    assert shown.private
    assert "no voice called" in shown.words
    assert not shown.audio


async def test_a_recording_becomes_a_voice_and_only_with_consent(person: DiscordStage) -> None:
    assert "Please confirm" in (await person.clones("ada l", recording(), consent=False)).words
    assert "'ada l' is ready" in (await person.clones("ada l", recording())).words
    assert (await person.types('/say --voice "ada l" It is me')).voice == "ada l"
