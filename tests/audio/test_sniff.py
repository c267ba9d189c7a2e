from __future__ import annotations

import pytest

from bot.audio.sniff import demuxer_of
from tests.audio.forge import recording, tone, wav

TAG = b"ID3\x04\0\0\0\0\0\x05hello"


@pytest.mark.parametrize(
    ("kind", "demuxer"),
    [("wav", "wav"), ("mp3", "mp3"), ("m4a", "mov"), ("ogg", "ogg"), ("webm", "matroska"), ("flac", "flac")],
)
def test_a_file_is_what_its_first_bytes_say(kind: str, demuxer: str) -> None:
    assert demuxer_of(recording(kind, 2.5)) == demuxer


def test_a_tag_may_stand_in_front_of_mp3_and_of_flac() -> None:
    assert demuxer_of(TAG + b"\xff\xfb\x90\x00") == "mp3"
    assert demuxer_of(TAG + b"fLaC") == "flac"
    assert demuxer_of(b"ID3") == "mp3"


def test_big_endian_and_64_bit_wav_files_are_wav_files() -> None:
    plain = wav(tone(0.1))

    assert [demuxer_of(magic + plain[4:]) for magic in (b"RIFX", b"RF64")] == ["wav", "wav"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"\xff\xfe# a text in UTF-16",
        b"\xff\xfb\xf0\x00 a bit rate that is reserved",
        b"\xff\xfb\x9c\x00 a sample rate that is reserved",
        b"\xff\xeb\x90\x00 a version that is reserved",
        b"\xff\xf1\x50\x80 raw AAC",
        b"RIFF\0\0\0\0AVI LIST",
        b"#EXTM3U\n",
        b"ffconcat version 1.0\n",
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04",
        b"<html>",
    ],
)
def test_nothing_else_is_a_recording(data: bytes) -> None:
    assert demuxer_of(data) is None
