"""What the account tells: credits for /usage, and how many requests may be on their way."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.errors import SpeechFailed
from bot.model import Credits
from bot.typecast.v1 import CloudSpeech
from bot.typecast.v1.account import Turns
from bot.typecast.v1.wav import mended
from tests.fakes.ssfm import FakeSsfm
from tests.fakes.tone import tone
from tests.ssfm.conftest import opened

ENDLESS = b"\xff" * 4


async def test_the_credits_are_told_and_asked_for_once_a_minute(cloud: FakeSsfm, speech: CloudSpeech) -> None:
    told = await asyncio.gather(speech.credits(), speech.credits())
    asked = cloud.count("subscription")
    await speech.credits()

    assert told[0] == Credits(used=1_000, total=200_000)
    assert cloud.count("subscription") == asked


@pytest.mark.parametrize("body", [b"[", b"<html>"])
async def test_an_account_that_is_none_is_a_failure(cloud: FakeSsfm, tmp_path: Path, body: bytes) -> None:
    cloud.fault("subscription", status=200, body=body, times=99)
    async with opened(cloud, tmp_path) as speech:
        with pytest.raises(SpeechFailed):
            await speech.credits()


@pytest.mark.parametrize(
    "body", [{}, [], {"credits": 7}, {"credits": {"plan_credits": "many"}, "limits": {"concurrency_limit": True}}]
)
async def test_an_account_without_figures_has_none(cloud: FakeSsfm, tmp_path: Path, body: Any) -> None:
    cloud.fault("subscription", status=200, body=body, times=99)
    async with opened(cloud, tmp_path) as speech:
        assert await speech.credits() is None


async def test_a_smaller_number_of_turns_holds_for_those_to_come() -> None:
    turns, order = Turns(), []

    async def work(number: int, hold: asyncio.Event) -> None:
        async with turns:
            order.append(number)
            await hold.wait()

    first, second = asyncio.Event(), asyncio.Event()
    tasks = [asyncio.create_task(work(number, hold)) for number, hold in enumerate((first, first, second))]
    await asyncio.sleep(0.01)
    await turns.resize(1)
    first.set()
    await asyncio.gather(*tasks[:2])
    second.set()
    await tasks[2]

    assert order == [0, 1, 2]


@pytest.mark.parametrize("before", [b"", b"LIST\x05\x00\x00\x00hello\x00"])
def test_an_endless_header_is_given_its_length(before: bytes) -> None:
    whole = tone("Hello.")
    endless = b"RIFF" + ENDLESS + whole[8:36] + before + b"data" + ENDLESS + whole[44:]

    fixed = mended(endless)

    assert int.from_bytes(fixed[4:8], "little") == len(fixed) - 8
    assert int.from_bytes(fixed[40 + len(before) : 44 + len(before)], "little") == len(whole) - 44
    assert fixed[44 + len(before) :] == whole[44:]


@pytest.mark.parametrize(
    "data",
    [tone("Hello."), b"", b"RIFF", b"ID3" + ENDLESS * 20, tone("Hello.")[:20], b"RIFF" + ENDLESS + b"WAVE" + b"x" * 5],
)
def test_what_is_not_endless_is_left_as_it_is(data: bytes) -> None:
    assert mended(data) == data
