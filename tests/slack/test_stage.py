"""A person on Slack's stage, as on every other platform's."""

from __future__ import annotations

import pytest

from tests.flows.conftest import recording
from tests.slack.conftest import Scene
from tests.stages.slack import SlackStage


@pytest.fixture
def stage(scene: Scene) -> SlackStage:
    return SlackStage(scene.slack, scene.ann, scene.general)


@pytest.mark.parametrize("line", ["/say Good morning, everyone", "Good morning, everyone"])
async def test_a_line_is_acknowledged_and_then_heard(stage: SlackStage, line: str) -> None:
    shown = await stage.types(line)

    assert shown.acknowledged_first
    assert shown.text == "Good morning, everyone"
    assert shown.voice == "Byumsoo"
    assert shown.audio[:4] == b"RIFF"
    assert not shown.private


async def test_a_mistake_is_told_in_private(stage: SlackStage) -> None:
    shown = await stage.types("/say --voice nobody-there Hello")

    assert shown.private
    assert "no voice called" in shown.words
    assert not shown.audio


async def test_a_recording_becomes_a_voice_and_only_with_consent(stage: SlackStage) -> None:
    assert "Please confirm" in (await stage.clones("ada", recording(), consent=False)).words
    assert "'ada' is ready" in (await stage.clones("ada", recording())).words
    assert (await stage.types("/say --voice ada It is me")).voice == "ada"
