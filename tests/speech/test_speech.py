"""What the real voices say, measured in the files themselves."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

from bot.speech.languages import missing
from tests.speech.client import Client
from tests.speech.sound import Sound, hear

TEXT = "Good morning, everyone. The meeting starts at nine o'clock."


async def say(client: Client, text: str = TEXT, **keys: object) -> Sound:
    return hear(await client.say(text, **{"xapi_hd": True, "max_seconds": 60, **keys}))


async def test_english_is_spoken_at_a_natural_pace_and_level(real: Client) -> None:
    sound = await say(real)

    assert 2.5 < sound.seconds < 5
    assert sound.rate == 44100
    assert -32 < sound.decibels < -12
    assert 0.1 < sound.peak <= 1


async def test_the_quick_voice_is_quick(real: Client) -> None:
    await real.say("Warm up.")
    begun = time.monotonic()

    sound = await say(real, "The quick voice says that this sentence is here. " * 5)

    assert time.monotonic() - begun < 0.5 * sound.seconds  # about 0.02 on a quiet machine


async def test_sentences_are_kept_apart_by_a_pause(real: Client) -> None:
    both = await say(real, "Good morning. Good evening.")

    quiet = np.abs(both.samples) < 0.01 * both.peak
    runs = np.diff(np.flatnonzero(np.concatenate(([True], ~quiet, [True])))) / both.rate
    assert 0.25 <= runs.max() < 0.6


async def test_the_same_order_is_the_same_sound(real: Client) -> None:
    assert await real.say(TEXT) == await real.say(TEXT)


LANGUAGES = {  # the slow model: short texts, and seconds between which they are plausible
    "es-es": ("Una taza de café.", 0.8, 3.0),
    "ko-kr": ("안녕하세요, 3시입니다.", 1.2, 4.5),
    "de-de": ("Drei Tassen Kaffee.", 0.8, 3.0),
    "ja-jp": ("とても良い天気。", 0.8, 3.0),
    "zh-cn": ("今天天气非常好。", 0.8, 3.5),
}


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_another_language_is_detected_and_spoken(real: Client, lang: str) -> None:
    if install := missing(lang):
        pytest.skip(f"needs {install}")
    text, shortest, longest = LANGUAGES[lang]

    sound = await say(real, text, lang="auto")

    assert shortest < sound.seconds < longest
    assert sound.decibels > -35
    assert len(sound.pitch()[0]) * 0.005 > 0.3 * sound.seconds  # voiced speech, not noise


async def test_another_actor_sounds_otherwise(real: Client) -> None:
    heart, george = await say(real, "Good morning."), await say(real, "Good morning.", name="George")

    assert heart.semitones() - george.semitones() > 5


async def test_what_cannot_be_read_in_its_language_fails_with_a_reason(real: Client) -> None:
    state = await real.end(await real.order("สวัสดี", lang="en-us"))

    assert (state["status"], state["error_code"]) == ("failed", "app/invalid/text")


@pytest.mark.parametrize(
    ("keys", "factor"),
    [
        ({"tempo": 2.0}, 0.5),
        ({"tempo": 1.3}, 1 / 1.3),
        ({"tempo": 0.5}, 2.0),
        ({"speed_x": 1.5}, 1.5),
        ({"speed_x": 0.5}, 0.5),
        ({"tempo": 2.0, "speed_x": 0.5}, 0.25),
    ],
)
async def test_pace_is_met_within_two_percent(real: Client, keys: dict[str, Any], factor: float) -> None:
    plain, paced = await say(real), await say(real, **keys)

    assert paced.seconds == pytest.approx(plain.seconds * factor, rel=0.02)


@pytest.mark.parametrize("seconds", [1, 3.5, 12])
@pytest.mark.parametrize("form", ["wav", "mp3"])
async def test_duration_is_met_within_20_ms(real: Client, seconds: float, form: str) -> None:
    sound = await say(real, duration=seconds, xapi_audio_format=form)

    assert sound.seconds == pytest.approx(
        seconds, abs=0.02 if form == "wav" else 0.06
    )  # an mp3 ends with a whole frame


async def test_max_seconds_cuts_between_sentences(real: Client) -> None:
    first, cut = await say(real, "Good morning, everyone."), await say(real, max_seconds=3)

    assert cut.seconds == pytest.approx(first.seconds, abs=0.02)


async def test_max_seconds_cuts_a_long_sentence_and_fades(real: Client) -> None:
    cut = await say(real, "The meeting starts at nine o'clock tomorrow morning in the main hall.", max_seconds=1.5)

    assert cut.seconds == pytest.approx(1.5, abs=0.02)
    assert np.abs(cut.samples[-20:]).max() < 0.02


@pytest.mark.parametrize("pitch", [-12, -5, 4, 12])
async def test_pitch_is_met_within_a_third_of_a_semitone(real: Client, pitch: int) -> None:
    plain, moved = await say(real), await say(real, pitch=pitch)

    assert moved.above(plain) == pytest.approx(pitch, abs=0.3)
    assert moved.seconds == pytest.approx(plain.seconds, rel=0.02)


@pytest.mark.parametrize("last", [-2, 2])
async def test_last_pitch_bends_the_end_and_nothing_else(real: Client, last: int) -> None:
    plain, bent = await say(real, pitch=1), await say(real, pitch=1, last_pitch=last)
    end = float(plain.pitch()[0][-1])

    assert bent.above(plain, end - 0.2) * np.sign(last) > 2
    assert bent.above(plain, 0, end - 1) == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize(("volume", "decibels"), [(50, -6.02), (25, -12.04), (150, 3.52)])
async def test_volume_is_met_within_a_decibel(real: Client, volume: int, decibels: float) -> None:
    plain, changed = await say(real), await say(real, volume=volume)

    assert changed.decibels - plain.decibels == pytest.approx(decibels, abs=1)


async def test_the_loudest_does_not_clip(real: Client) -> None:
    assert (await say(real, volume=200)).peak < 1


async def test_presets_differ_in_pitch_pace_melody_and_level(real: Client) -> None:
    normal, happy, sad, up, down = [
        await say(real, emotion_tone_preset=f"{preset}-1")
        for preset in ("normal", "happy", "sad", "toneup", "tonedown")
    ]

    assert happy.semitones() - normal.semitones() > 0.8
    assert happy.melody() > normal.melody() > sad.melody()
    assert happy.seconds < normal.seconds < sad.seconds
    assert happy.decibels > normal.decibels > sad.decibels
    assert up.semitones() - down.semitones() > 3


async def test_a_prompt_and_a_label_choose_a_preset_and_a_scale_turns_it_off(real: Client) -> None:
    happy = await real.say(TEXT, emotion_tone_preset="happy-1")

    assert await real.say(TEXT, emotion_tone_preset="emotion-prompt", emotion_prompt="기쁘게") == happy
    assert await real.say(TEXT, emotion_label="happy") == happy
    assert await real.say(TEXT, emotion_label="happy", emotion_scale=0) == await real.say(TEXT)


async def test_everything_at_once(real: Client) -> None:
    sound = await say(
        real, duration=4, pitch=-3, last_pitch=1, volume=80, emotion_tone_preset="sad-1", xapi_audio_format="mp3"
    )

    assert sound.seconds == pytest.approx(4, abs=0.06)
    assert sound.form == "mp3"
