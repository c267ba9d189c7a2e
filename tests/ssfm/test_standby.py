"""What keeps the current API from speaking: waited for when it is short, else the voice of this machine speaks and says so."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest

from bot.replies import sentence
from bot.supervisor import open_speech_child
from tests.fakes.ssfm import FakeSsfm
from tests.flows.conftest import Mynah, recording
from tests.ssfm.test_bot import opened


@pytest.fixture
async def mynah(tmp_path: Path, cloud: FakeSsfm) -> AsyncGenerator[Mynah]:
    """The bot, and a speech server that is quick, where it will look for its own."""
    async with open_speech_child(tmp_path / "speech", "--engine", "tests.speech.engines:tone") as child:
        await child.endpoint()
        async with opened(cloud, tmp_path, LOCAL_FALLBACK="yes") as mynah:
            yield mynah


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 402, "body": {"detail": "Insufficient credit"}},
        {"status": 429, "headers": {"Retry-After": "60"}},
        {"status": 403},
    ],
    ids=["credits", "turns", "key"],
)
async def test_the_local_voice_speaks_and_says_so(mynah: Mynah, cloud: FakeSsfm, fault: dict[str, Any]) -> None:
    cloud.fault("speech", times=99, **fault)

    reply = await mynah.say("Anybody there?")

    assert reply.clip
    assert reply.note == sentence("say.local", voice=reply.voice)
    assert cloud.paid == []


async def test_a_short_pause_is_waited_for(mynah: Mynah, cloud: FakeSsfm) -> None:
    cloud.fault("speech", status=429, headers={"Retry-After": "1"})

    reply = await mynah.say("In a moment.")

    assert reply.clip
    assert (reply.note, len(cloud.paid)) == ("", 1)


async def test_a_cloned_voice_speaks_here_from_its_kept_recording(mynah: Mynah, cloud: FakeSsfm) -> None:
    await mynah.clone("Mina", sample=recording(6))
    cloud.used_credits = cloud.plan_credits

    reply = await mynah.say("It is me.", voice="Mina")

    assert reply.clip
    assert (reply.voice, cloud.paid) == ("Mina", [])
