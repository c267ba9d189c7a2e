from __future__ import annotations

import time

import pytest

from bot.audio.pcm import read_plain
from bot.audio.tools import Audio
from bot.errors import BadSample
from tests.audio.forge import KINDS, recording, silent_m4a, tone, wav
from tests.audio.frugal import pids_of


async def refusal(audio: Audio, data: bytes) -> tuple[str, dict[str, object]]:
    with pytest.raises(BadSample) as refused:
        await audio.intake(data)
    return refused.value.key, refused.value.values


@pytest.mark.parametrize("kind", KINDS)
async def test_a_recording_of_any_common_kind_becomes_a_mono_wav(frugal: Audio, kind: str) -> None:
    sample = await frugal.intake(recording(kind, 3.0))
    plain = read_plain(sample.audio)

    assert plain is not None
    assert (sample.format, plain.channels, plain.rate) == ("wav", 1, 48_000)
    assert sample.seconds == plain.seconds == pytest.approx(3.0, abs=0.1)
    assert 4_000 < max(plain.samples) < 12_000


@pytest.mark.parametrize(("rate", "kept"), [(4_000, 8_000), (11_025, 11_025), (16_000, 16_000), (96_000, 48_000)])
async def test_the_rate_is_kept_within_8_to_48_khz(frugal: Audio, rate: int, kept: int) -> None:
    sample = await frugal.intake(wav(tone(3.0, rate), rate))
    plain = read_plain(sample.audio)

    assert plain is not None
    assert plain.rate == kept
    assert sample.seconds == pytest.approx(3.0, abs=0.02)


async def test_channels_are_mixed(frugal: Audio) -> None:
    hum = memoryview(tone(3.0)).cast("h")
    both = b"".join(sample.to_bytes(2, "little", signed=True) * 2 for sample in hum)
    sample = await frugal.intake(wav(both, channels=2))

    assert sample.seconds == pytest.approx(3.0)


async def test_an_empty_file_is_named_so(frugal: Audio) -> None:
    assert await refusal(frugal, b"") == ("sample.empty", {})
    assert await refusal(frugal, wav(b"")) == ("sample.empty", {})


async def test_a_file_over_the_limit_is_not_even_decoded(frugal: Audio) -> None:
    assert await refusal(frugal, wav(bytes(25 * 1024 * 1024))) == ("sample.size", {"limit_mb": 25})
    assert pids_of(frugal.uploads) == ()


async def test_a_second_is_too_short_and_two_are_enough(frugal: Audio) -> None:
    key, values = await refusal(frugal, recording("wav", 1.0))

    assert (key, values) == ("sample.short", {"seconds": pytest.approx(1.0), "minimum": 2.0})
    assert (await frugal.intake(recording("wav", 2.0))).seconds == 2.0


async def test_silence_is_refused_also_when_it_is_not_quite_digital(frugal: Audio) -> None:
    for still in (bytes(400_000), b"\x01\x00\xff\xff" * 100_000, b"\x00\x80" * 200_000):
        assert await refusal(frugal, wav(still)) == ("sample.silent", {})


async def test_several_minutes_of_noise_are_a_recording_and_its_first_150_seconds_are_used(frugal: Audio) -> None:
    sample = await frugal.intake(wav(tone(200, 8_000), 8_000))

    assert sample.seconds == 150.0
    assert sample.audio[44:] == tone(150, 8_000)


async def test_a_voice_that_comes_after_three_silent_minutes_is_found(frugal: Audio) -> None:
    sample = await frugal.intake(wav(bytes(2 * 8_000 * 180) + tone(20, 8_000), 8_000))

    assert sample.seconds == pytest.approx(
        50.0, abs=0.1
    )  # the silent 30 s behind the 150 that were left out, then the voice


async def test_ten_minutes_may_be_decoded_and_not_eleven(frugal: Audio) -> None:
    assert (await frugal.intake(wav(tone(600, 8_000), 8_000))).seconds == 150.0
    assert await refusal(frugal, wav(tone(660, 8_000), 8_000)) == (
        "sample.long",
        {"maximum": 600.0, "maximum_minutes": 10.0},
    )


async def test_ten_silent_hours_get_their_verdict_in_two_seconds(frugal: Audio) -> None:
    ten_hours = silent_m4a(10)
    await frugal.uploads.ready()
    took = []
    for _ in range(2):  # the better of two: others use this machine too
        began = time.monotonic()
        assert (await refusal(frugal, ten_hours))[0] == "sample.long"
        took.append(time.monotonic() - began)

    assert min(took) < 2


async def test_an_mp3_that_was_cut_off_is_taken_for_what_is_there(frugal: Audio) -> None:
    whole = recording("mp3", 8.0)
    sample = await frugal.intake(whole[: len(whole) // 2 + 7])

    assert sample.seconds == pytest.approx(4.0, abs=0.2)
    assert (await refusal(frugal, whole[:300]))[0] in {"sample.broken", "sample.short"}


async def test_a_recording_with_a_hole_in_it_is_taken_for_the_rest(frugal: Audio) -> None:
    for kind in ("mp3", "ogg", "m4a", "flac", "webm"):
        data = bytearray(recording(kind, 8.0))
        middle = len(data) // 2
        data[middle : middle + 200] = b"\xaa" * 200

        assert (await frugal.intake(bytes(data))).seconds == pytest.approx(8.0, abs=1.5), kind


async def test_a_recording_that_changes_its_kind_half_way_is_taken_whole(frugal: Audio) -> None:
    sample = await frugal.intake(recording("mp3", 3.0) + recording("mp3", 3.0, 24_000))

    assert sample.seconds == pytest.approx(6.0, abs=0.2)
