"""A fake of the current API and the client, in a hurry."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.model import Utterance, VoiceKind, VoiceRef
from bot.typecast import Pace, fixed
from bot.typecast.v1 import CloudSpeech, open_cloud
from tests.fakes.ears import wav_check
from tests.fakes.ssfm import KEY, VOICES, FakeSsfm, fake_ssfm

QUICK = Pace(deadline=2.0, request=0.6, backoff_first=0.01, backoff_longest=0.04, longest_pause=0.1)
VOICE = VoiceRef(kind=VoiceKind.ACTOR, id=str(VOICES[0]["voice_id"]))
HELLO = Utterance(text="Good morning, everybody.", voice=VOICE)


@pytest.fixture
async def cloud() -> AsyncGenerator[FakeSsfm]:
    async with fake_ssfm() as fake:
        yield fake
        assert fake.complaints == []


def opened(
    cloud: FakeSsfm, folder: Path, key: str = KEY, pace: Pace = QUICK, **how: Any
) -> AbstractAsyncContextManager[CloudSpeech]:
    """The client of *cloud*, with its spool in *folder*."""
    return open_cloud(fixed(cloud.url, key), folder, check=wav_check, pace=pace, **how)


@pytest.fixture
async def speech(cloud: FakeSsfm, tmp_path: Path) -> AsyncGenerator[CloudSpeech]:
    async with opened(cloud, tmp_path / "spool") as client:
        yield client


def spoken(text: str = HELLO.text, **how: Any) -> Utterance:
    """HELLO with other values."""
    return replace(HELLO, text=text, **how)
