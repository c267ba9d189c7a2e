from __future__ import annotations

import array

from bot.audio.levels import MAX_LEVELS, SILENCE, is_audible, peak_of, waveform_of
from bot.audio.pcm import read_plain, write_wav
from tests.audio.forge import tone, wav


def samples(*values: int) -> memoryview:
    return memoryview(array.array("h", values))


def test_a_constant_is_silence_however_high() -> None:
    assert peak_of(samples(*[-32_768] * 1000)) == 0
    assert peak_of(samples()) == 0


def test_a_lonely_click_in_a_long_silence_is_heard() -> None:
    click = array.array("h", bytes(2_000_000))
    click[777_777] = 20_000

    assert peak_of(memoryview(click)) == 10_000
    assert not is_audible(memoryview(click)[:1000])


def test_sixty_decibels_below_full_scale_is_where_silence_begins() -> None:
    assert peak_of(samples(*[-(SILENCE - 1), SILENCE - 1] * 500)) < SILENCE
    assert peak_of(samples(*[-SILENCE, SILENCE] * 500)) == SILENCE


def test_the_waveform_has_ten_levels_a_second_and_at_most_256() -> None:
    hum = memoryview(tone(60, 8_000)).cast("h")

    assert [len(waveform_of(hum[: 8_000 * s], 8_000)) for s in (1, 4, 60)] == [10, 40, MAX_LEVELS]
    assert waveform_of(samples(1, -1), 8_000) == b"\xff"
    assert waveform_of(samples(), 8_000) == b""


def test_the_waveform_follows_the_sound() -> None:
    shape = waveform_of(memoryview(bytes(16_000) + tone(1, 8_000)).cast("h"), 8_000)

    assert shape[:10] == bytes(10)
    assert max(shape[10:]) == 255


def test_plain_pcm_is_read_as_it_was_written() -> None:
    hum = tone(1, 16_000)
    plain = read_plain(write_wav(hum, 16_000))

    assert plain is not None
    assert (plain.samples.tobytes(), plain.rate, plain.channels, plain.seconds) == (hum, 16_000, 1, 1.0)


def test_samples_are_counted_not_believed() -> None:
    for announced in (4, 0xFFFFFFF0):
        plain = read_plain(wav(tone(1, 16_000), 16_000, announce=announced))

        assert plain is not None
        assert plain.seconds == min(1.0, announced / 32_000)


def test_what_is_not_plain_pcm_is_left_to_a_child() -> None:
    hum = tone(0.1)
    odd = [
        b"",
        b"RIFF",
        hum,
        wav(hum, bits=8),
        wav(hum, bits=24),
        wav(hum, tag=3, bits=32),
        wav(hum, channels=65_535),
        wav(hum, rate=0),
        wav(hum, channels=0),
    ]

    assert [read_plain(data) for data in odd] == [None] * len(odd)
