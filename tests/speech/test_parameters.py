"""What the keys of POST /api/speak do to the sound: together, with the slow voices too, and at one loudness."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from bot.speech.engine.loudness import evened, spoken_level
from tests.speech.client import Client
from tests.speech.sound import Sound
from tests.speech.test_speech import TEXT, say

SHORT = "Nine old letters, a map and the morning train."


def level(sound: Sound) -> float:
    """Decibels of what is spoken; pauses do not count."""
    return float(20 * np.log10(spoken_level(sound.samples.astype(np.float32), sound.rate)))


@pytest.mark.parametrize("form", ["wav", "mp3"])
@pytest.mark.parametrize(("hd", "rate"), [(True, 44100), (False, 16000)])
async def test_rate_and_format_are_those_of_the_file(real: Client, hd: bool, rate: int, form: str) -> None:  # noqa: FBT001  a parameter of a test
    sound = await say(real, xapi_hd=hd, xapi_audio_format=form)

    assert (sound.rate, sound.form) == (rate, form)
    assert sound.seconds == pytest.approx((await say(real)).seconds, abs=0.06)


async def test_the_version_and_its_aliases_speak_alike(real: Client) -> None:
    plain = await real.say(SHORT)

    for name in ("v1", "latest", "first"):
        assert await real.say(SHORT, model_version=name) == plain


VOICES = [("Heart", "en-us", TEXT), ("George", "en-us", SHORT), ("Heart", "it-it", "Buongiorno a tutti, sono le nove.")]


async def test_every_voice_is_equally_loud(real: Client) -> None:
    levels = [level(await say(real, text, name=name, lang=lang)) for name, lang, text in VOICES]

    assert max(levels) - min(levels) < 1.5
    assert np.mean(levels) == pytest.approx(-20, abs=1)


def test_a_pause_does_not_make_the_rest_louder_and_silence_stays_silent() -> None:
    hum = (0.02 * np.sin(np.arange(24_000) / 20)).astype(np.float32)
    pause = np.zeros(48_000, np.float32)
    with_pause = evened(np.concatenate((hum, pause, hum)), 24_000)

    assert with_pause[:24_000] == pytest.approx(evened(hum, 24_000), rel=0.01, abs=1e-6)
    assert np.abs(evened(pause, 24_000)).max() == 0
    assert evened(pause[:0], 24_000).size == 0


def test_high_peaks_are_not_pushed_over_the_ceiling() -> None:
    clicks = np.zeros(24_000, np.float32)
    clicks[::600] = 0.5

    assert np.abs(evened(clicks, 24_000)).max() == pytest.approx(0.89, abs=0.01)


@pytest.mark.parametrize(("volume", "decibels"), [(0, None), (200, 6.02)])
async def test_the_ends_of_volume_are_met(real: Client, volume: int, decibels: float | None) -> None:
    plain, changed = await say(real), await say(real, volume=volume)

    if decibels is None:
        assert changed.peak < 1e-4
    else:
        assert level(changed) - level(plain) == pytest.approx(decibels, abs=1)


@pytest.mark.parametrize(
    ("keys", "seconds", "semitones", "decibels"),
    [
        ({"tempo": 1.5, "pitch": 3, "xapi_audio_format": "mp3"}, 1 / 1.5, 3, 0),
        ({"speed_x": 1.25, "tempo": 0.8}, 1.25 / 0.8, 0, 0),
        ({"volume": 50, "pitch": -4}, 1, -4, -6.02),
        ({"speed_x": 1.2, "pitch": 2, "volume": 40, "xapi_hd": False}, 1.2, 2, -7.96),
    ],
)
async def test_keys_do_the_same_together(
    real: Client, keys: dict[str, Any], seconds: float, semitones: float, decibels: float
) -> None:
    plain, changed = await say(real), await say(real, **keys)
    unmoved = await say(real, **{**keys, "pitch": 0})  # the model's own melody differs from pace to pace

    assert changed.seconds == pytest.approx(plain.seconds * seconds, rel=0.02)
    assert changed.above(unmoved) == pytest.approx(semitones, abs=0.3)
    assert level(changed) - level(plain) == pytest.approx(decibels, abs=1)


@pytest.mark.parametrize("last", [-2, 2])
async def test_duration_and_last_pitch_are_met_together(real: Client, last: int) -> None:
    plain = await say(real, duration=4, pitch=1)
    bent = await say(real, duration=4, pitch=1, last_pitch=last)
    end = float(plain.pitch()[0][-1])

    assert bent.seconds == pytest.approx(4, abs=0.02)
    assert bent.above(plain, end - 0.2) * np.sign(last) > 2


async def test_volume_and_a_preset_are_both_heard(real: Client) -> None:
    loud, soft = [await say(real, emotion_tone_preset="angry-1", volume=volume) for volume in (100, 50)]

    assert level(soft) - level(loud) == pytest.approx(-6.02, abs=1)
    assert soft.seconds == pytest.approx(loud.seconds, rel=0.02)


@pytest.mark.parametrize("name", ["Heart", "George"])
async def test_presets_are_what_the_document_says(real: Client, name: str) -> None:
    """In semitones, factors of the melody's range and of pace, and decibels against the neutral preset."""
    heard = {
        preset: await say(real, TEXT, name=name, emotion_tone_preset=f"{preset}-1")
        for preset in ("normal", "happy", "sad", "angry", "toneup", "tonedown")
    }
    normal = heard["normal"]
    up = {preset: sound.semitones() - normal.semitones() for preset, sound in heard.items()}
    wide = {preset: sound.melody() / normal.melody() for preset, sound in heard.items()}
    fast = {preset: normal.seconds / sound.seconds for preset, sound in heard.items()}
    loud = {preset: level(sound) - level(normal) for preset, sound in heard.items()}

    assert up["happy"] > 1.2
    assert up["sad"] < -0.5
    assert [up[preset] for preset in ("toneup", "tonedown")] == pytest.approx([2, -2], abs=0.4)
    assert min(wide["happy"], wide["angry"]) > 1.1
    assert wide["sad"] < 0.85
    assert [fast[preset] for preset in ("happy", "angry", "sad")] == pytest.approx([1.06, 1.08, 0.9], rel=0.02)
    assert (loud["angry"], loud["happy"], loud["sad"]) == pytest.approx((1.94, 0.83, -1.41), abs=0.5)


@pytest.mark.parametrize(
    ("prompt", "preset", "scale"),
    [
        ("Say it with joy", "happy", 1),
        ("아주 슬프게", "sad", 1.5),
        ("slightly annoyed", "angry", 0.6),
        ("차분하게", "tonedown", 1),
        ("like a train timetable", "normal", 1),
    ],
)
async def test_a_prompt_is_the_preset_that_its_words_name(real: Client, prompt: str, preset: str, scale: float) -> None:
    prompted = await real.say(SHORT, emotion_tone_preset="emotion-prompt", emotion_prompt=prompt)

    assert prompted == await real.say(SHORT, emotion_tone_preset=f"{preset}-1", emotion_scale=scale)


async def test_the_scale_is_how_much_of_the_preset(real: Client) -> None:
    normal = await say(real)
    slower = [
        (await say(real, emotion_label="sad", emotion_scale=scale)).seconds / normal.seconds for scale in (0.5, 1, 2)
    ]

    assert slower == pytest.approx([1 / 0.95, 1 / 0.9, 1 / 0.8], rel=0.02)


async def test_the_slow_voices_take_the_same_keys(real: Client) -> None:
    plain = await say(real, SHORT, name="George")
    unmoved = await say(real, SHORT, name="George", tempo=1.2, volume=50)
    changed = await say(real, SHORT, name="George", tempo=1.2, volume=50, pitch=-3)
    ended = await say(real, SHORT, name="George", duration=3, last_pitch=2)
    flat = await say(real, SHORT, name="George", duration=3, pitch=0)
    end = float(flat.pitch()[0][-1])

    assert changed.seconds == pytest.approx(plain.seconds / 1.2, rel=0.02)
    assert changed.above(unmoved) == pytest.approx(-3, abs=0.3)
    assert level(changed) - level(plain) == pytest.approx(-6.02, abs=1)
    assert ended.seconds == pytest.approx(3, abs=0.02)
    assert ended.above(flat, end - 0.2) > 2
