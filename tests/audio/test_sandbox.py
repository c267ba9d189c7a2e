from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.audio import open_audio
from bot.audio.pool import warn_once
from bot.audio.tools import Audio
from tests.audio.forge import recording
from tests.audio.frugal import pids_of

linux = pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux's")


@linux
@pytest.mark.parametrize("what", ["socket", "open"])
async def test_a_child_that_reaches_out_is_killed_on_the_spot(audio: Audio, what: str) -> None:
    assert await audio.ready() == "seccomp"
    assert await audio.probe(what) == -signal.SIGSYS


@linux
async def test_a_child_has_no_environment_no_privileges_to_gain_and_little_of_everything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CANARY", "sings")
    async with open_audio() as audio:
        await audio.ready()
        look_at(pids_of(audio.clips)[0])


def look_at(pid: int) -> None:
    process = Path(f"/proc/{pid}")
    status = dict(line.split(":\t", 1) for line in (process / "status").read_text("ascii").splitlines())
    limits = {line[:26].strip(): line[26:].split()[:2] for line in (process / "limits").read_text("ascii").splitlines()}

    assert b"CANARY" not in (process / "environ").read_bytes()
    assert (status["Seccomp"], status["NoNewPrivs"]) == ("2", "1")
    assert limits["Max address space"] == [str(1 << 30)] * 2
    assert limits["Max file size"] == limits["Max core file size"] == ["0", "0"]
    assert limits["Max open files"] == ["8", "8"]
    assert limits["Max cpu time"] == ["300", "300"]
    assert {path.name for path in (process / "fd").iterdir()} == {"0", "1", "2"}


async def test_where_there_is_no_seccomp_it_works_and_says_so_loudly_and_once(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    warn_once.cache_clear()
    async with open_audio(seccomp=False) as audio:
        assert await audio.ready() == audio.sandbox == "rlimits"
        assert (await audio.intake(recording("mp3", 3.0))).seconds == pytest.approx(3.0, abs=0.1)
        assert await audio.probe("open") is None
    said = caplog.text + capsys.readouterr().out

    assert said.count("WITHOUT SECCOMP") == 1


async def test_where_there_is_seccomp_nothing_is_said(
    audio: Audio, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    warn_once.cache_clear()
    assert audio.sandbox == ""
    await audio.ready()

    assert audio.sandbox == "seccomp"
    assert "SECCOMP" not in caplog.text + capsys.readouterr().out


def test_no_decoder_is_ever_in_the_bots_process() -> None:
    program = """
import asyncio, sys
from bot.audio import open_audio
from tests.audio.forge import tone, wav
async def main():
    async with open_audio() as audio:
        sample = await audio.intake(wav(tone(3.0)))
        await audio.check((await audio.join([sample.audio], "mp3")).audio)
asyncio.run(main())
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"av", "numpy", "pyseccomp"}), "end")
"""
    root = Path(__file__).parents[2]
    ran = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, check=True)

    assert ran.stdout == b"end\n"


def test_the_package_is_light_to_import_because_the_children_do() -> None:
    program = "import sys, bot.audio, bot.audio.levels, bot.audio.pcm, bot.audio.wire; print('asyncio' in sys.modules)"
    ran = subprocess.run([sys.executable, "-Ic", program], capture_output=True, check=True)

    assert ran.stdout == b"False\n"
