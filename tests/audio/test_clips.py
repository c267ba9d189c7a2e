from __future__ import annotations

import pytest

from bot.audio.tools import Audio
from bot.errors import SpeechFailed
from tests.audio.forge import recording, tone, wav


async def test_a_clip_is_measured_whatever_its_format(frugal: Audio) -> None:
    for kind in ("wav", "mp3", "ogg"):
        data = recording(kind, 3.0)
        clip = await frugal.check(data)

        assert (clip.audio, clip.format) == (data, kind)
        assert clip.seconds == pytest.approx(3.0, abs=0.06)
        assert len(clip.waveform) in (29, 30, 31)
        assert max(clip.waveform) == 255


async def test_a_wav_clip_that_is_not_plain_pcm_is_measured_too(frugal: Audio) -> None:
    clip = await frugal.check(recording("wav24", 3.0))

    assert clip.format == "wav"
    assert clip.seconds == pytest.approx(3.0)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b'{"error": "no"}', id="json"),
        pytest.param(b"RIFF\0\0\0\0WAVE", id="bare"),
        pytest.param(b"\xff\xfb\x90\x00" + bytes(400), id="one mp3 header"),
        pytest.param(wav(b""), id="no samples"),
        pytest.param(wav(tone(0.2)), id="too short"),
        pytest.param(wav(bytes(200_000)), id="silent"),
        pytest.param(wav(b"\x01\x00\xff\xff" * 50_000), id="as good as silent"),
        pytest.param(recording("flac", 3.0), id="not what the API makes"),
    ],
)
async def test_what_is_no_speech_is_asked_for_again(frugal: Audio, data: bytes) -> None:
    with pytest.raises(SpeechFailed) as failed:
        await frugal.check(data)

    assert failed.value.again


async def test_a_silent_mp3_is_no_speech(frugal: Audio) -> None:
    silent = await frugal.join([wav(tone(0.5)), wav(bytes(400_000))], "mp3")  # a silent one is never made
    with pytest.raises(SpeechFailed):
        await frugal.join([wav(bytes(400_000))], "mp3")

    assert silent.seconds == pytest.approx(0.5 + 0.25 + 400_000 / 96_000, abs=0.01)


@pytest.mark.parametrize("audio_format", ["wav", "mp3", "ogg"])
async def test_parts_are_joined_with_a_pause_between(frugal: Audio, audio_format: str) -> None:
    parts = [wav(tone(1.0, rate), rate) for rate in (44_100, 16_000, 24_000)]
    clip = await frugal.join(parts, audio_format)

    assert clip.format == audio_format
    assert clip.seconds == pytest.approx(3.5, abs=0.01)
    assert (await frugal.check(clip.audio)).seconds == pytest.approx(3.5, abs=0.06)
    assert clip.waveform[11] < 10 < max(clip.waveform[5:9])


async def test_one_part_is_only_converted(frugal: Audio) -> None:
    for audio_format, rate in (("wav", b"\x44\xac\0\0"), ("mp3", b""), ("ogg", b"OpusHead")):
        clip = await frugal.join([wav(tone(2.0, 16_000), 16_000)], audio_format)

        assert clip.seconds == pytest.approx(2.0, abs=0.01)
        assert rate in clip.audio[:64]


async def test_the_same_parts_make_the_same_bytes(frugal: Audio) -> None:
    parts = [wav(tone(1.0))]

    assert [(await frugal.join(parts, "ogg")).audio for _ in range(2)] == [(await frugal.join(parts, "ogg")).audio] * 2


async def test_a_part_that_is_no_audio_fails_the_whole(frugal: Audio) -> None:
    for part in (b"", b"<html>", b"RIFF\0\0\0\0WAVE", b"ID3" + bytes(100)):
        with pytest.raises(SpeechFailed):
            await frugal.join([wav(tone(1.0)), part], "wav")


async def test_an_unknown_format_is_a_mistake_of_the_program(frugal: Audio) -> None:
    for parts, audio_format in (([wav(tone(1.0))], "m4a"), ([], "wav")):
        with pytest.raises(ValueError, match="nothing can be joined"):
            await frugal.join(parts, audio_format)
