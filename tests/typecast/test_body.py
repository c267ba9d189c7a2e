"""What POST /api/speak is sent, and what is refused before."""

from __future__ import annotations

import math
from typing import Any

import pytest

from bot.errors import BadOption, BadText, SpeechRejected
from bot.model import VoiceKind, VoiceRef
from bot.typecast import TypecastSpeech
from bot.typecast.body import body_of
from tests.fakes.typecast import FakeTypecast
from tests.typecast.conftest import ACTOR, HELLO, spoken


def test_a_plain_utterance_asks_for_the_actor_in_full_quality() -> None:
    assert body_of(HELLO) == {
        "text": "Good morning, everybody.",
        "lang": "auto",
        "tts_mode": "actor",
        "actor_id": ACTOR.id,
        "xapi_hd": True,
        "xapi_audio_format": "wav",
        "model_version": "latest",
        "volume": 100,
        "pitch": 0,
        "max_seconds": 60.0,
        "tempo": 1.0,
    }


def test_a_cloned_voice_is_asked_for_as_an_audio_file() -> None:
    body = body_of(spoken(voice=VoiceRef(kind=VoiceKind.RESOURCE, id="63ee55f00000000000000000"), language="fr-fr"))

    assert (body["tts_mode"], body["speak_resource_id"]) == ("audio_file", "63ee55f00000000000000000")
    assert "actor_id" not in body


def test_every_option_arrives_under_the_name_of_the_documents() -> None:
    body = body_of(
        spoken(
            language="ko-kr", format="mp3", hd=False, model="v3", emotion="happy-2", emotion_scale=1.5,
            volume=50, tempo=0.5, speed_x=1.5, pitch=-12, last_pitch=2, max_seconds=1,
        )
    )  # fmt: skip

    assert body.items() >= {
        "lang": "ko-kr", "xapi_audio_format": "mp3", "xapi_hd": False, "model_version": "v3",
        "emotion_tone_preset": "happy-2", "emotion_scale": 1.5, "volume": 50, "tempo": 0.5, "speed_x": 1.5,
        "pitch": -12, "last_pitch": 2, "max_seconds": 1,
    }.items()  # fmt: skip


def test_a_prompted_emotion_brings_its_preset_and_a_label_brings_its_own() -> None:
    prompted = body_of(spoken(emotion="happy-1", emotion_prompt="as if whispering"))
    labelled = body_of(spoken(emotion_label="sad"))

    assert (prompted["emotion_tone_preset"], prompted["emotion_prompt"]) == ("emotion-prompt", "as if whispering")
    assert (labelled["emotion_tone_preset"], labelled["emotion_label"]) == ("normal-1", "sad")


def test_a_fixed_duration_goes_without_tempo() -> None:
    body = body_of(spoken(duration=2.5, tempo=2.0))

    assert body["duration"] == 2.5
    assert "tempo" not in body


@pytest.mark.parametrize(
    ("how", "key"),
    [
        ({"pitch": 13}, "option.pitch"),
        ({"pitch": 0.5}, "option.pitch"),
        ({"pitch": True}, "option.pitch"),
        ({"volume": 201}, "option.volume"),
        ({"tempo": 0.4}, "option.speed"),
        ({"tempo": math.nan}, "option.speed"),
        ({"speed_x": 1.6}, "option.number"),
        ({"last_pitch": 3}, "option.number"),
        ({"max_seconds": 61}, "option.number"),
        ({"duration": math.inf}, "option.number"),
        ({"emotion_scale": -0.1}, "option.number"),
        ({"language": "fr-fr"}, "option.language"),
        ({"language": "xx"}, "option.language"),
        ({"format": "ogg"}, "option.format"),
        ({"emotion": "happy!"}, "option.emotion"),
        ({"emotion_label": "bored"}, "option.emotion"),
        ({"model": "a b"}, "option.unknown"),
    ],
)
def test_a_value_out_of_its_range_is_named(how: dict[str, Any], key: str) -> None:
    with pytest.raises(BadOption) as refused:
        body_of(spoken(**how))

    assert refused.value.key == key


@pytest.mark.parametrize(("text", "key"), [(" \n", "text.empty"), ("x" * 351, "text.too_long")])
def test_a_text_without_words_or_with_too_many_is_refused(text: str, key: str) -> None:
    with pytest.raises(BadText) as refused:
        body_of(spoken(text))

    assert refused.value.key == key


def test_350_characters_are_the_most() -> None:
    assert len(body_of(spoken("x" * 350))["text"]) == 350


def test_our_own_speech_server_has_actors_for_every_language() -> None:
    assert body_of(spoken(language="fr-fr"), local=True)["lang"] == "fr-fr"


@pytest.mark.parametrize("kind", VoiceKind)
def test_an_id_that_cannot_be_one_is_rejected_as_the_api_would(kind: VoiceKind) -> None:
    with pytest.raises(SpeechRejected) as rejected:
        body_of(spoken(voice=VoiceRef(kind=kind, id="../me")))

    wanted = {"actor": "app/invalid/actor_id", "resource": "app/invalid/speak_resource_id"}
    assert rejected.value.code == wanted[kind]


async def test_what_is_refused_costs_no_request(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    with pytest.raises(BadOption):
        await speech.submit(spoken(pitch=99))

    assert cloud.seen == []
