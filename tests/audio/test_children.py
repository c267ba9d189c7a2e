"""What becomes of children that die, hang, talk nonsense or are worn out, and of those whose parent dies."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.audio import open_audio
from bot.audio.pool import Pool, Terms
from bot.audio.process import ChildDied
from bot.audio.tools import Audio
from bot.errors import BadSample, SpeechFailed
from tests.audio.forge import recording, tone, wav
from tests.audio.frugal import pids_of

ROOT = Path(__file__).parents[2]
TERMS = Terms(jobs=3, tries=2, cpu_seconds=60)
HELLO = """
import json, os, struct, sys, time
def say(head):
    sys.stdout.buffer.write(struct.pack("!I", len(head)) + head)
    sys.stdout.flush()
"""
READY = HELLO + """say(b'{"sandbox": "seccomp", "blobs": []}')\n"""
PARENT = """
import asyncio, sys
from bot.audio import open_audio
from tests.audio.frugal import pids_of
async def main():
    async with open_audio() as audio:
        await audio.ready()
        audio.uploads.warm()
        await audio.uploads.ready()
        print(*pids_of(audio.clips), *pids_of(audio.uploads), flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


def lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"  # nobody may be there to bury it


async def until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.01)


async def test_a_child_that_is_killed_mid_job_is_a_broken_recording_and_the_next_one_is_taken(audio: Audio) -> None:
    audio.uploads.warm()
    await until(lambda: bool(pids_of(audio.uploads)))
    (pid,) = pids_of(audio.uploads)
    os.kill(pid, signal.SIGSTOP)
    intake = asyncio.create_task(audio.intake(recording("mp3", 3.0)))
    await asyncio.sleep(0.05)
    os.kill(pid, signal.SIGKILL)

    with pytest.raises(BadSample) as refused:
        await intake
    assert refused.value.key == "sample.broken"
    assert (await audio.intake(recording("mp3", 3.0))).seconds == pytest.approx(3.0, abs=0.1)


async def test_a_spare_that_died_while_it_waited_costs_nobody_anything(audio: Audio) -> None:
    audio.uploads.warm()
    await until(lambda: bool(pids_of(audio.uploads)))
    os.kill(pids_of(audio.uploads)[0], signal.SIGKILL)
    await until(lambda: not pids_of(audio.uploads))

    assert (await audio.intake(recording("mp3", 3.0))).seconds == pytest.approx(3.0, abs=0.1)


async def test_a_clip_whose_child_is_killed_is_tried_once_more(audio: Audio) -> None:
    await audio.ready()
    (pid,) = pids_of(audio.clips)
    os.kill(pid, signal.SIGSTOP)
    check = asyncio.create_task(audio.check(recording("mp3", 3.0)))
    await asyncio.sleep(0.05)
    os.kill(pid, signal.SIGKILL)

    assert (await check).seconds == pytest.approx(3.0, abs=0.1)
    assert pid not in pids_of(audio.clips)


async def test_every_upload_has_a_child_of_its_own_and_clips_share_one(audio: Audio) -> None:
    uploads, clips = set(), set()
    for _ in range(3):
        audio.uploads.warm()
        await until(lambda: bool(pids_of(audio.uploads)))
        uploads |= set(pids_of(audio.uploads))
        await audio.intake(recording("mp3", 3.0))
        await audio.check(recording("mp3", 3.0))
        clips |= set(pids_of(audio.clips))

    assert len(uploads) >= 3
    assert len(clips) == 1


async def test_a_child_is_replaced_after_so_many_jobs() -> None:
    pool, pids = Pool(TERMS), []
    try:
        for _ in range(4):
            await pool.run({"job": "check", "demuxer": "mp3"}, [recording("mp3", 3.0)], cap=1000)
            await until(lambda: bool(pids_of(pool)))
            pids.append(pids_of(pool))
    finally:
        await pool.close()

    assert pids[0] == pids[1] != pids[2] == pids[3]


async def test_a_warm_child_that_nobody_needs_goes_home() -> None:
    pool = Pool(replace(TERMS, idle_seconds=0.05))
    pool.warm()
    try:
        await until(lambda: bool(pids_of(pool)))
        await until(lambda: not pids_of(pool))
    finally:
        await pool.close()


async def test_a_child_that_hangs_is_killed_at_the_deadline() -> None:
    pool = Pool(TERMS)
    try:
        await pool.ready()
        (pid,) = pids_of(pool)
        os.kill(pid, signal.SIGSTOP)
        began = time.monotonic()
        with pytest.raises(ChildDied) as died:
            await pool.run({"job": "check", "demuxer": "mp3"}, [recording("mp3", 3.0)], cap=1000, deadline=0.2)
    finally:
        await pool.close()

    assert died.value.late
    assert time.monotonic() - began < 2
    assert not lives(pid)


@pytest.mark.parametrize(
    "nonsense",
    [
        "os._exit(0)",
        "sys.stdout.buffer.write(b'hello?')",
        "sys.stdout.buffer.write(bytes([255]) * 8)",
        "say(b'no json')",
        "say(b'[]')",
        "say(b'{}')",
        "say(b'{\"blobs\": 7}')",
        "say(b'{\"blobs\": [true]}')",
        "say(b'{\"blobs\": [-1]}')",
        "say(b'{\"blobs\": [1001]}')\nsys.stdout.buffer.write(bytes(1001))",
        "say(b'{\"blobs\": [600, 600]}')\nsys.stdout.buffer.write(bytes(1200))",
        "say(b'[' * 60000)",
    ],
)
async def test_a_child_that_talks_nonsense_is_believed_nothing(tmp_path: Path, nonsense: str) -> None:
    program = tmp_path / "child.py"
    program.write_text(f"{READY}sys.stdin.buffer.read(1)\n{nonsense}\nsys.stdout.flush()\n", "utf-8")
    pool = Pool(replace(TERMS, program=program))
    try:
        with pytest.raises(ChildDied) as died:
            await pool.run({"job": "check"}, (), cap=1000, deadline=5)
        assert died.value.ready
        assert pids_of(pool) == ()
    finally:
        await pool.close()


@pytest.mark.parametrize(
    "answer",
    [
        '{"blobs": []}',
        '{"blobs": [], "seconds": "3", "rate": 16000, "peak": 99}',
        '{"blobs": [], "seconds": 3, "rate": 16000, "peak": 99}',
        '{"blobs": [], "seconds": 3, "rate": -1, "peak": 1e999}',
        '{"blobs": [0], "seconds": NaN, "rate": 16000, "peak": 99}',
        '{"blobs": [0], "seconds": 1e999, "rate": 16000, "peak": 99}',
    ],
)
async def test_a_child_that_was_taken_over_cannot_make_anything_of_a_file_but_a_refusal(
    tmp_path: Path, answer: str
) -> None:
    program = tmp_path / "child.py"
    program.write_text(f"{READY}sys.stdin.buffer.read(1)\nsay({answer.encode()!r})\ntime.sleep(60)\n", "utf-8")
    audio = Audio(Pool(replace(TERMS, program=program)), Pool(replace(TERMS, program=program)))
    try:
        with pytest.raises(BadSample):
            await audio.intake(recording("mp3", 3.0))
        with pytest.raises(SpeechFailed):
            await audio.check(recording("mp3", 3.0))
    finally:
        await audio.uploads.close()
        await audio.clips.close()


@pytest.mark.parametrize("program", ["sys.exit(1)", "say(b'no json')"])
async def test_a_child_that_cannot_start_is_nobodys_recordings_fault(tmp_path: Path, program: str) -> None:
    (tmp_path / "child.py").write_text(HELLO + program, "utf-8")
    broken = replace(TERMS, program=tmp_path / "child.py")
    audio = Audio(Pool(broken), Pool(broken))
    try:
        for call in (audio.ready(), audio.intake(recording("mp3", 3.0)), audio.check(recording("mp3", 3.0))):
            with pytest.raises(SpeechFailed) as failed:
                await call
            assert failed.value.again
    finally:
        await audio.uploads.close()
        await audio.clips.close()


async def test_who_is_cancelled_leaves_no_half_answer_to_the_next(audio: Audio) -> None:
    await audio.ready()
    check = asyncio.create_task(audio.check(recording("mp3", 8.0)))
    await asyncio.sleep(0.002)
    check.cancel()
    await asyncio.gather(check, return_exceptions=True)

    assert (await audio.check(recording("mp3", 3.0))).seconds == pytest.approx(3.0, abs=0.1)


async def test_many_at_once_are_all_served_by_few_children(audio: Audio) -> None:
    clips = asyncio.gather(*(audio.check(recording("mp3", 3.0)) for _ in range(12)))
    samples = asyncio.gather(*(audio.intake(recording("m4a", 3.0)) for _ in range(6)))
    seconds = [clip.seconds for clip in await clips] + [sample.seconds for sample in await samples]

    assert seconds == [pytest.approx(3.0, abs=0.1)] * 18
    assert len(pids_of(audio.clips)) <= 2


async def test_no_child_is_left_when_the_tools_are_closed() -> None:
    async with open_audio() as audio:
        await audio.intake(recording("mp3", 3.0))
        await audio.check(recording("mp3", 3.0))
        await until(lambda: bool(pids_of(audio.uploads)))
        working = asyncio.create_task(audio.join([wav(tone(20.0))] * 6, "mp3"))
        await asyncio.sleep(0.05)
        pids = pids_of(audio.clips) + pids_of(audio.uploads)
        assert all(map(lives, pids))
    await asyncio.gather(working, return_exceptions=True)

    assert len(pids) >= 2
    assert not any(map(lives, pids))
    assert isinstance(working.exception(), SpeechFailed)
    with pytest.raises(SpeechFailed):
        await audio.intake(recording("mp3", 3.0))


async def test_no_child_is_started_before_its_need_where_that_is_wanted() -> None:
    async with open_audio(warm=False) as audio:
        assert (await audio.check(wav(tone(1.0)))).seconds == 1.0
        assert pids_of(audio.clips) + pids_of(audio.uploads) == ()
        assert (await audio.check(recording("mp3", 3.0))).format == "mp3"


async def test_closing_at_once_waits_for_no_child_that_is_still_starting() -> None:
    async with asyncio.timeout(3):
        async with open_audio():
            pass


@pytest.mark.skipif(sys.platform != "linux", reason="the death of a parent is told by Linux")
async def test_no_orphan_is_left_when_the_parent_is_killed_even_by_a_child_that_hangs() -> None:
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", PARENT, stdout=subprocess.PIPE, cwd=ROOT)
    assert parent.stdout is not None
    pids = [int(pid) for pid in (await parent.stdout.readline()).split()]
    assert len(pids) == 2
    assert all(map(lives, pids))
    os.kill(pids[0], signal.SIGSTOP)  # it will not notice that its stdin closes
    parent.kill()
    await parent.wait()

    await until(lambda: not any(map(lives, pids)))
