"""Files made to break things. Each must end in a recording or in a refusal, soon, and read nothing but itself."""

from __future__ import annotations

import asyncio
import random
import struct
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audio.tools import Audio
from bot.errors import BadSample, SpeechFailed
from bot.model import Sample
from tests.audio.forge import box, recording, silent_m4a, tone, wav
from tests.audio.frugal import open_frugal

MAGICS = (
    b"RIFF\xff\xff\xff\xffWAVEfmt ",
    b"RF64\xff\xff\xff\xffWAVEds64",
    b"ID3\x04\0\0\0\0\0\x05hello",
    b"\xff\xfb\x90\x00",
    b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42",
    b"OggS\0\x02",
    b"\x1a\x45\xdf\xa3",
    b"fLaC\0\0\0\x22",
)
KEYS = frozenset({"sample.broken", "sample.type", "sample.short", "sample.long", "sample.silent", "sample.empty"})


async def verdict(audio: Audio, data: bytes) -> str | Sample:
    try:
        return await audio.intake(data)
    except BadSample as refused:
        return refused.key


def playlists(secret: Path) -> dict[str, bytes]:
    hls = f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{secret}\n#EXT-X-ENDLIST\n".encode()
    concat = f"ffconcat version 1.0\nfile {secret}\nfile {secret}\n".encode()
    return {"hls": hls, "concat": concat, "sdp": b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=audio 5004 RTP/AVP 0\n"}


@pytest.mark.parametrize("kind", ["hls", "concat", "sdp"])
async def test_a_playlist_under_the_name_of_a_recording_opens_no_other_file(tmp_path: Path, kind: str) -> None:
    secret = tmp_path / "someone-elses.wav"
    await asyncio.to_thread(secret.write_bytes, wav(tone(9.0)))
    text = playlists(secret)[kind]

    found = await verdicts(
        [text, *(magic + b"\n" + text for magic in MAGICS)]
    )  # also with audio's first bytes in front
    assert found[0] == "sample.type"
    assert set(found) <= KEYS


async def test_an_m4a_that_points_to_another_file_gets_none_of_it(frugal: Audio, tmp_path: Path) -> None:
    secret = tmp_path / "someone-elses.m4a"
    await asyncio.to_thread(secret.write_bytes, recording("m4a", 9.0))
    name = str(secret).encode() + b"\0"
    honest = silent_m4a(0.01)
    alias = box(b"dinf", box(b"dref", struct.pack(">II", 0, 1), box(b"url ", b"\0\0\0\0" + name)))
    pointing = honest.replace(b"smhd" + bytes(8), b"smhd" + bytes(8) + alias)
    for container in (b"moov", b"trak", b"mdia", b"minf"):
        at = honest.index(container) - 4
        size = struct.unpack(">I", honest[at : at + 4])[0]
        pointing = pointing[:at] + struct.pack(">I", size + len(alias)) + pointing[at + 4 :]

    assert await verdict(frugal, honest) == "sample.silent"
    assert await verdict(frugal, pointing) in {"sample.silent", "sample.broken", "sample.empty"}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(wav(b"", announce=0xFFFFFFFF), id="a header of 4 GB and nothing behind it"),
        pytest.param(wav(tone(1.0), announce=0xFFFFFFFF), id="a header of 4 GB and a second behind it"),
        pytest.param(wav(tone(3.0), channels=65_535), id="65,535 channels"),
        pytest.param(wav(tone(3.0), channels=255, bits=8), id="255 channels"),
        pytest.param(wav(tone(3.0), channels=0), id="no channels"),
        pytest.param(wav(tone(3.0), rate=0), id="no rate"),
        pytest.param(wav(tone(3.0), rate=1), id="one sample a second"),
        pytest.param(wav(tone(3.0), rate=0x7FFFFFFF), id="two billion samples a second"),
        pytest.param(wav(tone(3.0), bits=0), id="no bits"),
        pytest.param(wav(tone(3.0), bits=65_535), id="65,535 bits"),
        pytest.param(wav(b"\xff" * 400_000, bits=32, tag=3), id="floats that are no numbers"),
        pytest.param(wav(b"\0\0\x80\x7f" * 100_000, bits=32, tag=3), id="infinite floats"),
        pytest.param(wav(tone(3.0), tag=0x2001), id="DTS that is none"),
        pytest.param(wav(tone(3.0), tag=0x55), id="mp3 that is none"),
        pytest.param(wav(tone(3.0), tag=0xFFFE), id="extensible without an extension"),
        pytest.param(silent_m4a(0.0001, announced=36_000), id="an m4a that announces ten hours"),
        pytest.param(b"ID3\x04\0\0\x7f\x7f\x7f\x7f", id="a tag of 256 MB"),
        pytest.param(b"\xff\xfb\x90\x00" * 100_000, id="nothing but mp3 headers"),
        pytest.param(b"OggS" * 100_000, id="nothing but ogg magic"),
        pytest.param(b"\x1a\x45\xdf\xa3" + b"\x01" + b"\xff" * 7, id="a matroska of unknown size"),
        pytest.param(b"\0\0\0\x18ftypheic" + bytes(100), id="a picture in the clothes of an m4a"),
    ],
)
async def test_a_header_that_lies_is_found_out_within_two_seconds(frugal: Audio, data: bytes) -> None:
    began = time.monotonic()
    found = await verdict(frugal, data)

    assert found in KEYS
    assert time.monotonic() - began < 2
    if data[:4] == b"RIFF":
        with pytest.raises(SpeechFailed):
            await frugal.check(data[: 44 + 9_000])


async def test_a_lying_size_does_not_spoil_an_honest_recording(frugal: Audio) -> None:
    for announced in (0xFFFFFFFF, 0x7FFFFFFF):
        found = await verdict(frugal, wav(tone(3.0), announce=announced))

        assert isinstance(found, Sample)
        assert found.seconds == pytest.approx(3.0)


async def test_255_channels_and_the_like_are_refused_by_the_check_of_clips_too(frugal: Audio) -> None:
    for data in (wav(tone(3.0), channels=255, bits=8), wav(tone(3.0), bits=65_535), wav(tone(3.0), rate=0)):
        with pytest.raises(SpeechFailed):
            await frugal.check(data)


@settings(max_examples=5, deadline=None)
@given(tails=st.lists(st.binary(max_size=2_000), min_size=len(MAGICS), max_size=len(MAGICS)))
def test_noise_behind_any_magic_is_refused(tails: list[bytes]) -> None:
    files = [magic + tail for magic, tail in zip(MAGICS, tails, strict=True)]

    assert set(asyncio.run(verdicts(files))) <= KEYS


def test_recordings_with_flipped_bytes_end_in_a_sample_or_a_refusal() -> None:
    dice = random.Random(20_261_123)
    files = [
        spoiled(recording(kind, 3.0), dice) for kind in ("mp3", "m4a", "ogg", "webm", "flac", "wav") for _ in "1234"
    ]
    found = asyncio.run(verdicts(files))

    assert len(found) == len(files)
    assert {one for one in found if isinstance(one, str)} <= KEYS
    assert any(isinstance(one, Sample) for one in found)


def spoiled(data: bytes, dice: random.Random) -> bytes:
    bad = bytearray(data)
    for _ in range(dice.choice((1, 5, 50))):
        bad[dice.randrange(12, min(len(bad), dice.choice((200, len(bad)))))] = dice.randrange(256)
    return bytes(bad)


async def verdicts(files: Sequence[bytes]) -> list[str | Sample]:
    async with open_frugal() as audio:
        return await asyncio.gather(*(verdict(audio, data) for data in files))
