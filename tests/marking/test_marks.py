"""Each clip says that a machine made it, in whose workspace's name, and whether it was changed since."""

from __future__ import annotations

import io
import json
import stat
import subprocess
import sys
import wave
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.verify import verdict_of, verify
from bot.audio import open_audio
from bot.marking import Marks
from bot.marking.identity import CHAIN, KEY, make_identity
from bot.marking.tags import comments_of
from bot.model import Caller, Clip, Platform
from bot.settings import Settings
from tests.flows.conftest import recording

ADA = Caller(platform=Platform.DISCORD, workspace="4711", user="person-0815")
AT = 1_795_000_000.0
WAV = Clip(audio=recording(2.0), format="wav", seconds=2.0)


@pytest.fixture
def marks(tmp_path: Path) -> Marks:
    return Marks(tmp_path / "marking", clock=lambda: AT)


async def mp3_of(clip: Clip) -> Clip:
    async with open_audio() as audio:
        return await audio.join([clip.audio], "mp3")


@pytest.mark.parametrize("kind", ["wav", "mp3"])
async def test_a_clip_tells_what_made_it_when_and_for_whom(marks: Marks, kind: str, tmp_path: Path) -> None:
    clip = WAV if kind == "wav" else await mp3_of(WAV)

    marked = await marks.mark(clip, ADA)

    told = verdict_of(marked.audio, tmp_path / "marking")
    assert (told.marked, told.by_ai, told.altered, told.signed_here) == (True, True, False, True)
    assert told.made_by.startswith("Mynah ")
    assert (told.workspace, told.at) == ("discord:4711", "2026-11-18T11:06:40Z")
    assert ADA.user.encode() not in marked.audio
    assert 0 < len(marked.audio) - len(clip.audio) < 8192


@pytest.mark.parametrize("kind", ["wav", "mp3"])
async def test_a_marked_clip_sounds_the_same(marks: Marks, kind: str) -> None:
    clip = WAV if kind == "wav" else await mp3_of(WAV)
    marked = await marks.mark(clip, ADA)

    async with open_audio() as audio:
        before, after = await audio.check(clip.audio), await audio.check(marked.audio)

    assert (after.seconds, after.waveform) == (before.seconds, before.waveform)
    if kind == "wav":
        with wave.open(io.BytesIO(marked.audio)) as one, wave.open(io.BytesIO(clip.audio)) as other:
            assert one.readframes(10**6) == other.readframes(10**6)


@pytest.mark.parametrize("kind", ["wav", "mp3"])
async def test_one_changed_bit_is_found(marks: Marks, kind: str, tmp_path: Path) -> None:
    clip = WAV if kind == "wav" else await mp3_of(WAV)
    audio = bytearray((await marks.mark(clip, ADA)).audio)
    audio[len(audio) // 2 if kind == "wav" else -100] ^= 1

    told = verdict_of(bytes(audio), tmp_path / "marking")

    assert told.altered is True
    assert "ALTERED" in told.words


async def test_the_identity_is_made_once_and_its_key_is_for_the_owner_alone(marks: Marks, tmp_path: Path) -> None:
    first = await marks.mark(WAV, ADA)
    second = await Marks(tmp_path / "marking", clock=lambda: AT).mark(WAV, ADA)

    serials = {verdict_of(clip.audio, tmp_path / "marking").signed_here for clip in (first, second)}
    assert serials == {True}
    assert stat.S_IMODE((tmp_path / "marking" / KEY).stat().st_mode) == 0o600


async def test_a_clip_of_another_installation_is_whole_but_not_ours(marks: Marks, tmp_path: Path) -> None:
    foreign = await Marks(tmp_path / "elsewhere", clock=lambda: AT).mark(WAV, ADA)
    await marks.mark(WAV, ADA)

    told = verdict_of(foreign.audio, tmp_path / "marking")

    assert (told.altered, told.signed_here) == (False, False)
    assert "whom this installation does not know" in told.words


async def test_an_admins_own_certificate_signs(tmp_path: Path) -> None:
    own = make_identity()
    (tmp_path / "own.pem").write_bytes(own.chain)
    (tmp_path / "own.key").write_bytes(own.key)
    marks = Marks(tmp_path / "marking", (tmp_path / "own.pem", tmp_path / "own.key"), lambda: AT)

    marked = await marks.mark(WAV, ADA)

    (tmp_path / "look").mkdir()
    (tmp_path / "look" / CHAIN).write_bytes(own.chain)
    assert verdict_of(marked.audio, tmp_path / "look").signed_here
    assert not (tmp_path / "marking").exists()


async def test_a_voice_message_carries_a_comment(marks: Marks, tmp_path: Path) -> None:
    async with open_audio() as audio:
        clip = await audio.join([WAV.audio], "ogg", comment=marks.comment(ADA))

    told = verdict_of(clip.audio, tmp_path)
    assert (told.marked, told.by_ai, told.altered, told.workspace) == (True, True, None, "discord:4711")
    assert told.made_by.startswith("Mynah ")
    assert told.at == "2026-11-18T11:06:40Z"


async def test_a_clip_that_cannot_be_marked_is_answered_all_the_same(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")

    assert await Marks(blocked / "marking").mark(WAV, ADA) is WAV
    assert await Marks(tmp_path / "ok").mark(replace(WAV, audio=b"no sound"), ADA) == replace(WAV, audio=b"no sound")
    ogg = replace(WAV, format="ogg")
    assert await Marks(tmp_path / "ok").mark(ogg, ADA) is ogg


@pytest.mark.parametrize(
    "data", [b"", b"RIFF", b"OggS", b"OggS" + b"OpusTags", b"OggSOpusTags\xff\xff\xff\xff", b"ID3", WAV.audio, b"%PDF"]
)
def test_whatever_is_looked_at_there_is_a_verdict(data: bytes, tmp_path: Path) -> None:
    told = verdict_of(data, tmp_path)

    assert not told.marked or told.altered
    assert told.words


def test_tags_are_read_as_far_as_they_go() -> None:
    assert list(comments_of(b"no ogg")) == []


async def test_the_command_says_it_in_a_sentence_and_for_programs(
    marks: Marks, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(data_dir=tmp_path)
    (tmp_path / "a.wav").write_bytes((await marks.mark(WAV, ADA)).audio)
    (tmp_path / "b.wav").write_bytes(WAV.audio)

    assert await verify(settings, tmp_path / "a.wav", as_json=False) == 0
    assert "AI-generated speech, made by Mynah" in capsys.readouterr().out
    assert await verify(settings, tmp_path / "a.wav", as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["workspace"] == "discord:4711"
    assert await verify(settings, tmp_path / "b.wav", as_json=False) == 65
    assert "no mark" in capsys.readouterr().out
    assert await verify(settings, tmp_path / "c.wav", as_json=False) == 65
    assert "cannot be read" in capsys.readouterr().err


def test_the_library_is_loaded_when_it_is_used() -> None:
    look = "import sys, bot.app, adapters.run, adapters.verify; print({'c2pa', 'cryptography'} & set(sys.modules))"

    assert subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout == "set()\n"
