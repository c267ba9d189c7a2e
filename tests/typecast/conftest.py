"""A fake cloud and the client, in a hurry."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

import pytest

from bot.model import Utterance, VoiceKind, VoiceRef
from bot.typecast import Pace, TypecastSpeech, fixed, open_speech
from tests.fakes.ears import wav_check
from tests.fakes.typecast import ACTORS, FakeTypecast, fake_typecast

QUICK = Pace(deadline=2.0, request=0.4, transfer=0.6, backoff_first=0.01, backoff_longest=0.04, longest_pause=0.1)
ACTOR = VoiceRef(kind=VoiceKind.ACTOR, id=str(ACTORS[0]["actor_id"]))
HELLO = Utterance(text="Good morning, everybody.", voice=ACTOR)


@pytest.fixture
async def cloud() -> AsyncGenerator[FakeTypecast]:
    async with fake_typecast() as fake:
        yield fake
        assert fake.complaints == []


@pytest.fixture
async def speech(cloud: FakeTypecast) -> AsyncGenerator[TypecastSpeech]:
    async with open_speech(fixed(cloud.url, cloud.token), check=wav_check, pace=QUICK) as client:
        yield client


def spoken(text: str = HELLO.text, **how: Any) -> Utterance:
    """HELLO with other values."""
    return replace(HELLO, text=text, **how)
