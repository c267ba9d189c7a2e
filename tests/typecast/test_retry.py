"""What is asked again, how often, and who waits meanwhile."""

from __future__ import annotations

import asyncio
import socket
import time
from dataclasses import replace
from email.utils import formatdate

import pytest

from bot.errors import SpeechBusy
from bot.typecast import TypecastSpeech, fixed, open_speech
from bot.typecast.gate import backoff, retry_after_of
from tests.fakes.ears import wav_check
from tests.fakes.typecast import FakeTypecast
from tests.typecast.conftest import HELLO, QUICK


async def test_after_429_the_order_is_made_once_the_pause_is_over(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    cloud.fault("speak", status=429, times=4)

    await speech.submit(HELLO)

    assert (cloud.count("speak"), len(cloud.orders)) == (5, 1)


async def test_after_five_times_429_the_job_is_told_to_come_back(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    cloud.fault("speak", status=429, times=99)

    with pytest.raises(SpeechBusy) as busy:
        await speech.submit(HELLO)

    assert busy.value.retry_after >= 1
    assert cloud.count("speak") == 5


async def test_everybody_waits_when_one_is_told_to(cloud: FakeTypecast) -> None:
    cloud.fault("speak", status=429, headers={"Retry-After": "1"})
    async with open_speech(
        fixed(cloud.url, cloud.token), check=wav_check, pace=replace(QUICK, longest_pause=9)
    ) as speech:
        order = asyncio.create_task(speech.submit(HELLO))
        while not cloud.seen:
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.05)
        await asyncio.gather(order, speech.actors())

    told, *others = (seen.at for seen in cloud.seen)
    assert len(others) == 2
    assert min(others) - told >= 1.0


async def test_an_absurd_pause_is_cut_short(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    cloud.fault("speak", status=429, headers={"Retry-After": "99999999"})
    began = time.monotonic()

    await speech.submit(HELLO)

    assert 0.1 <= time.monotonic() - began < 1.5


async def test_a_pause_beyond_the_deadline_is_not_sat_out(cloud: FakeTypecast) -> None:
    cloud.fault("speak", status=429, headers={"Retry-After": "30"})
    began = time.monotonic()
    async with open_speech(
        fixed(cloud.url, cloud.token), check=wav_check, pace=replace(QUICK, longest_pause=60)
    ) as speech:
        with pytest.raises(SpeechBusy) as busy:
            await speech.submit(HELLO)

    assert 25 < busy.value.retry_after <= 30
    assert time.monotonic() - began < 1


async def test_a_pause_longer_than_the_callers_patience_is_their_business(cloud: FakeTypecast) -> None:
    cloud.fault("speak", status=429, headers={"Retry-After": "30"})
    pace = replace(QUICK, deadline=100, longest_pause=60, patience=0.5)
    async with open_speech(fixed(cloud.url, cloud.token), check=wav_check, pace=pace) as speech:
        for _ in range(2):  # the second call meets the pause that the first one met
            with pytest.raises(SpeechBusy) as busy:
                await speech.submit(HELLO)
            assert 25 < busy.value.retry_after <= 30

    assert cloud.count("speak") == 1


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_gateway_that_did_not_take_the_order_is_asked_twice_more(
    cloud: FakeTypecast, speech: TypecastSpeech, status: int
) -> None:
    cloud.fault("speak", status=status, times=2)

    await speech.submit(HELLO)

    assert (cloud.count("speak"), len(cloud.orders)) == (3, 1)


@pytest.mark.parametrize("how", [{"status": 503}, {"status": 503, "headers": {"Retry-After": "x"}}])
async def test_then_the_job_is_told_to_come_back(
    cloud: FakeTypecast, speech: TypecastSpeech, how: dict[str, object]
) -> None:
    cloud.fault("speak", times=99, **how)

    with pytest.raises(SpeechBusy):
        await speech.submit(HELLO)

    assert cloud.count("speak") == 3


@pytest.mark.parametrize("how", [{"status": 500}, {"reset": True}, {"reset": True, "after": True}, {"slow": 5.0}])
async def test_an_order_that_may_have_been_taken_is_not_sent_again(
    cloud: FakeTypecast, speech: TypecastSpeech, how: dict[str, object]
) -> None:
    cloud.fault("speak", times=9, **how)

    with pytest.raises(SpeechBusy):
        await speech.submit(HELLO)

    assert cloud.count("speak") == 1


async def test_what_is_free_is_asked_again_after_a_lost_connection(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    cloud.fault("actors", status=500)
    cloud.fault("actors", reset=True)

    assert len(await speech.actors()) == 3
    assert cloud.count("actors") == 3


async def test_nobody_at_the_address_is_asked_three_times() -> None:
    with socket.socket() as taken:  # bound but not listening: connections are refused
        taken.bind(("127.0.0.1", 0))
        asked = 0

        async def endpoint() -> tuple[str, str]:
            nonlocal asked
            asked += 1
            return f"http://127.0.0.1:{taken.getsockname()[1]}", "t"

        async with open_speech(endpoint, check=wav_check, pace=QUICK) as speech:
            with pytest.raises(SpeechBusy):
                await speech.submit(HELLO)

    assert asked == 1 + 3  # once for the checks before the first try


async def test_a_server_that_moved_is_found_at_its_new_address(cloud: FakeTypecast) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        addresses = [f"http://127.0.0.1:{taken.getsockname()[1]}"] * 2

        async def endpoint() -> tuple[str, str]:
            return (addresses.pop() if addresses else cloud.url), cloud.token

        async with open_speech(endpoint, check=wav_check, pace=QUICK) as speech:
            await speech.collect(await speech.submit(HELLO))

    assert len(cloud.orders) == 1


async def test_a_server_that_stays_away_is_said_to_be_busy() -> None:
    async def endpoint() -> tuple[str, str]:
        raise SpeechBusy("not up", retry_after=5)

    async with open_speech(endpoint, check=wav_check, pace=QUICK) as speech:
        with pytest.raises(SpeechBusy) as busy:
            await speech.collect("64a25802e671d3676a7a62ca")

    assert busy.value.retry_after == 5


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("3", 3.0), ("0.5", 0.5), ("", None), ("0", None), ("-5", None), ("nan", None), ("soon", None), (None, None),
     (formatdate(0), None)],
)  # fmt: skip
def test_retry_after_is_seconds_or_nothing(header: str | None, seconds: float | None) -> None:
    assert retry_after_of(header) == seconds


def test_retry_after_may_be_a_date() -> None:
    seconds = retry_after_of(formatdate(time.time() + 30, usegmt=True))

    assert seconds is not None
    assert 28 < seconds <= 30


def test_the_roof_of_the_backoff_doubles_to_its_limit() -> None:
    highest = [
        max(backoff(replace(QUICK, backoff_longest=30, backoff_first=1), n) for _ in range(400)) for n in (1, 3, 9)
    ]

    assert 0.8 < highest[0] <= 1
    assert 3 < highest[1] <= 4
    assert 20 < highest[2] <= 30
