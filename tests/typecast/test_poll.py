"""Waiting for an order."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest

from bot.errors import BadText, SpeechFailed, SpeechRejected
from bot.typecast import CLOUD_RHYTHM, Pace, Rhythm, TypecastSpeech, fixed, open_speech
from tests.fakes.ears import wav_check
from tests.fakes.typecast import FakeTypecast
from tests.typecast.conftest import HELLO, QUICK

SLOW = replace(QUICK, local=Rhythm(first=30, longest=30), deadline=20, long_poll=0)


async def test_the_cloud_is_looked_at_no_more_than_once_a_second(cloud: FakeTypecast) -> None:
    cloud.think, cloud.strict = 2.2, True
    async with open_speech(
        fixed(cloud.url, cloud.token), check=wav_check, pace=Pace(local=CLOUD_RHYTHM, long_poll=0)
    ) as speech:
        await speech.collect(await speech.submit(HELLO))

    assert cloud.too_fast == 0
    assert cloud.count("poll") == 3
    assert "wait" not in cloud.seen[-2].path


def test_the_cloud_s_rhythm_is_that_of_the_documents() -> None:
    pauses, pause = [], 0.0
    for _ in range(6):
        pause = CLOUD_RHYTHM.after(pause)
        pauses.append(round(pause, 2))

    assert pauses == [1.0, 1.4, 1.96, 2.74, 3.84, 4.0]
    assert (Pace().cloud, Pace().deadline) == (CLOUD_RHYTHM, 120)


def test_only_the_speech_server_on_loopback_is_asked_often_and_to_hold_back() -> None:
    pace = Pace()

    assert pace.rhythm(local=False) == CLOUD_RHYTHM
    assert pace.rhythm(local=True).longest < 1
    assert [pace.hold(left, local=True) for left in (60, 2.5, 0.5)] == [10, 2, 0]
    assert pace.hold(60, local=False) == 0


async def test_on_loopback_the_answer_is_there_within_moments(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    cloud.think = 0.1
    began = time.monotonic()

    await speech.collect(await speech.submit(HELLO))

    assert time.monotonic() - began < 0.5


async def test_the_speech_server_is_asked_to_hold_the_answer_back(cloud: FakeTypecast) -> None:
    async with open_speech(fixed(cloud.url, cloud.token), check=wav_check) as speech:
        await speech.collect(await speech.submit(HELLO))

    assert cloud.seen[1].path.endswith("?wait=10")


@pytest.mark.parametrize("state", ["started", "progress", "in_progress", "something-new", ""])
async def test_any_other_word_than_the_known_ends_means_wait(
    cloud: FakeTypecast, speech: TypecastSpeech, state: str
) -> None:
    cloud.fault("poll", state=state, times=3)

    assert (await speech.collect(await speech.submit(HELLO))).audio


@pytest.mark.parametrize("state", ["failed", "fail", "error"])
async def test_a_failed_order_may_be_made_once_more(cloud: FakeTypecast, speech: TypecastSpeech, state: str) -> None:
    cloud.fault("poll", state=state)

    with pytest.raises(SpeechFailed) as failed:
        await speech.collect(await speech.submit(HELLO))

    assert failed.value.again


@pytest.mark.parametrize(
    ("code", "expected"),
    [("app/invalid/text", BadText), ("app/invalid/x", SpeechRejected), ("app/failed", SpeechFailed)],
)
async def test_a_failure_that_has_a_reason_keeps_it(
    cloud: FakeTypecast, speech: TypecastSpeech, code: str, expected: type[Exception]
) -> None:
    cloud.fault("poll", status=200, body={"result": {"status": "failed", "error_code": code}})

    with pytest.raises(expected):
        await speech.collect(await speech.submit(HELLO))


async def test_done_without_a_url_means_wait(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    cloud.fault("poll", status=200, body={"result": {"status": "done", "audio_download_url": None}}, times=2)

    assert (await speech.collect(await speech.submit(HELLO))).audio


async def test_trouble_on_the_way_does_not_end_the_wait(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    order = await speech.submit(HELLO)
    for how in ({"status": 500}, {"reset": True}, {"html": True}, {"slow": 0.6}, {"status": 429}, {"status": 503}):
        cloud.fault("poll", **how)
    cloud.fault("poll", status=200, body=b'{"result": NaN}')

    assert (await speech.collect(order)).audio


async def test_an_order_may_be_unknown_twice_but_not_longer(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    order = await speech.submit(HELLO)
    cloud.fault("poll", status=404, times=2)
    assert (await speech.collect(order)).audio

    cloud.fault("poll", status=404, times=3)
    with pytest.raises(SpeechFailed) as failed:
        await speech.collect(order)

    assert failed.value.again


async def test_at_the_deadline_the_wait_ends(cloud: FakeTypecast) -> None:
    cloud.think = 60
    began = time.monotonic()
    async with open_speech(fixed(cloud.url, cloud.token), check=wav_check, pace=replace(QUICK, deadline=0.3)) as speech:
        with pytest.raises(SpeechFailed) as failed:
            await speech.collect(await speech.submit(HELLO))

    assert not failed.value.again
    assert time.monotonic() - began < 1


async def test_a_server_that_hangs_does_not_hold_us_beyond_the_deadline(cloud: FakeTypecast) -> None:
    cloud.fault("poll", slow=30, times=99)
    began = time.monotonic()
    async with open_speech(fixed(cloud.url, cloud.token), check=wav_check, pace=replace(QUICK, deadline=0.6)) as speech:
        with pytest.raises(SpeechFailed):
            await speech.collect(await speech.submit(HELLO))

    assert time.monotonic() - began < 2


async def test_a_finished_order_can_be_collected_again(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    order = await speech.submit(HELLO)

    assert await speech.collect(order) == await speech.collect(order)
    assert len(cloud.orders) == 1


@pytest.mark.parametrize("speak_id", ["", "..", "a b", "ä"])
async def test_what_is_no_id_is_not_asked_for(cloud: FakeTypecast, speech: TypecastSpeech, speak_id: str) -> None:
    with pytest.raises(SpeechFailed):
        await speech.collect(speak_id)

    assert cloud.seen == []


async def test_a_hint_makes_the_wait_look_at_once(cloud: FakeTypecast) -> None:
    cloud.think = 0.2
    async with open_speech(fixed(cloud.url, cloud.token), check=wav_check, pace=SLOW) as speech:
        order = await speech.submit(HELLO)
        waiting = asyncio.create_task(speech.collect(order))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        speech.wake(order)
        await asyncio.wait_for(waiting, 1)


async def test_hints_cannot_make_us_poll_like_mad(cloud: FakeTypecast) -> None:
    cloud.think = 60
    async with open_speech(fixed(cloud.url, cloud.token), check=wav_check, pace=SLOW) as speech:
        order = await speech.submit(HELLO)
        waiting = asyncio.create_task(speech.collect(order))
        for _ in range(20):
            await asyncio.sleep(0.01)
            speech.wake(order)
        waiting.cancel()
        await asyncio.wait([waiting])

    assert cloud.count("poll") == 2
