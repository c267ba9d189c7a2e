"""What is paid for waits on disk: across a crash, a cancelled wait, and an hour of second thoughts."""

from __future__ import annotations

import asyncio
import os
import stat
import time
from pathlib import Path

import pytest

from bot.errors import SpeechFailed
from bot.model import Sample
from bot.typecast import Pace
from bot.typecast.v1 import CloudSpeech
from bot.typecast.v1.spool import READ_LIFE, UNREAD_LIFE, Spool
from tests.fakes.ssfm import FakeSsfm
from tests.fakes.tone import tone
from tests.ssfm.conftest import HELLO, opened, spoken


async def test_what_was_paid_for_before_a_crash_is_not_paid_for_again(cloud: FakeSsfm, tmp_path: Path) -> None:
    async with opened(cloud, tmp_path) as first:
        await first.submit(HELLO)  # its id was never noted
    async with opened(cloud, tmp_path) as second:
        clip = await second.collect(await second.submit(HELLO))

    assert clip.seconds > 1
    assert len(cloud.paid) == 1


async def test_only_the_very_same_request_takes_over_what_was_left(cloud: FakeSsfm, tmp_path: Path) -> None:
    async with opened(cloud, tmp_path) as first:
        await first.submit(HELLO)
    async with opened(cloud, tmp_path) as second:
        for other in (spoken("Good morning."), spoken(pitch=1), spoken(format="mp3")):
            await second.submit(other)
        await second.submit(HELLO)
        await second.submit(HELLO)  # somebody else says the same: the answer was taken over once

    assert len(cloud.paid) == 5


async def test_what_was_collected_is_not_taken_over(cloud: FakeSsfm, tmp_path: Path) -> None:
    async with opened(cloud, tmp_path) as first:
        await first.collect(await first.submit(HELLO))
    async with opened(cloud, tmp_path) as second:
        await second.submit(HELLO)

    assert len(cloud.paid) == 2


async def test_an_order_whose_caller_is_stopped_is_written_down_all_the_same(cloud: FakeSsfm, tmp_path: Path) -> None:
    cloud.think = 0.2
    async with opened(cloud, tmp_path) as first:
        waiting = asyncio.ensure_future(first.submit(HELLO))
        while not cloud.busy:
            await asyncio.sleep(0.01)
        waiting.cancel()
    async with opened(cloud, tmp_path) as second:
        await second.submit(HELLO)

    assert len(cloud.paid) == 1


async def test_closing_does_not_wait_for_ever_for_what_is_under_way(
    cloud: FakeSsfm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.typecast.v1.client.GRACE", 0.05)
    cloud.fault("speech", slow=30)
    async with asyncio.timeout(5):
        async with opened(cloud, tmp_path, pace=Pace()) as speech:
            waiting = asyncio.ensure_future(speech.submit(HELLO))
            while not cloud.count("speech"):
                await asyncio.sleep(0.01)
            waiting.cancel()

    assert waiting.cancelled()
    assert [path.name for path in tmp_path.iterdir()] == []


async def test_a_clip_without_sound_is_dropped_and_ordered_anew(
    cloud: FakeSsfm, speech: CloudSpeech, tmp_path: Path
) -> None:
    cloud.fault("speech", silent=True)
    order = await speech.submit(HELLO)

    for _ in range(2):
        with pytest.raises(SpeechFailed) as failed:
            await speech.collect(order)
        assert failed.value.again
    assert list((tmp_path / "spool").iterdir()) == []
    assert (await speech.collect(await speech.submit(HELLO))).seconds > 1


@pytest.mark.parametrize("order", ["0" * 24, "../../etc/passwd", "", "*"])
async def test_an_order_that_is_not_there_may_be_made_anew(speech: CloudSpeech, order: str) -> None:
    with pytest.raises(SpeechFailed) as failed:
        await speech.collect(order)

    assert failed.value.again


async def test_nobody_else_on_the_machine_can_listen(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    await spool.open()
    await spool.put("digest", "tc_1", b"sound")

    assert stat.S_IMODE((tmp_path / "spool").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "spool").iterdir()} == {0o600}


@pytest.mark.parametrize(("reads", "life"), [(0, UNREAD_LIFE), (1, READ_LIFE)])
async def test_an_answer_goes_in_time(tmp_path: Path, reads: int, life: float) -> None:
    (tmp_path / "notes.of.somebody").write_text("somebody's own")
    spool = Spool(tmp_path)
    await spool.open()
    young, old = await spool.put("one", "tc_1", b"young"), await spool.put("two", "uc_1", b"old")
    for order in (young, old) * reads:
        await spool.get(order)
    for path in tmp_path.iterdir():
        age = life + 60 if path.name.startswith(old) else life - 60
        os.utime(path, (time.time() - age,) * 2)

    again = Spool(tmp_path)
    await again.open()

    assert await again.get(young) == b"young"
    assert await again.get(old) is None
    assert again.adopt("two") is None


async def test_what_is_too_old_goes_while_the_bot_runs(
    cloud: FakeSsfm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.typecast.v1.client.TIDY_EVERY", 0.05)
    async with opened(cloud, tmp_path) as speech:
        order = await speech.submit(HELLO)
        await speech.collect(order)
        (file,) = tmp_path.glob(f"{order}.*")
        os.utime(file, (time.time() - READ_LIFE - 60,) * 2)
        async with asyncio.timeout(5):
            while file.exists():
                await asyncio.sleep(0.01)


async def test_what_a_voice_said_goes_with_it(cloud: FakeSsfm, speech: CloudSpeech) -> None:
    mine = await speech.enrol(Sample(audio=tone("x" * 120), seconds=7.2))
    read, unread, other = [await speech.submit(spoken(voice=voice)) for voice in (mine, mine, HELLO.voice)]
    await speech.collect(read)

    await speech.forget(mine)

    for order in (read, unread):
        with pytest.raises(SpeechFailed):
            await speech.collect(order)
    assert (await speech.collect(other)).seconds > 1
