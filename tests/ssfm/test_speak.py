"""One order, from the words to the clip."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BadOption, BadText, SpeechRejected
from bot.model import Utterance, VoiceKind, VoiceRef
from bot.options import LANGUAGES
from bot.typecast.v1 import MODELS, CloudSpeech
from bot.typecast.v1.body import LANGUAGE_CODES, body_of
from tests.fakes.ssfm import FakeSsfm
from tests.fakes.ssfm.rules import LANGUAGES as THEIRS
from tests.ssfm.conftest import HELLO, VOICE, opened, spoken

CLONE = VoiceRef(kind=VoiceKind.RESOURCE, id="uc_64a25802e671d3676a7a62ca@ssfm-v21")


async def test_a_sentence_comes_back_as_sound(cloud: FakeSsfm, speech: CloudSpeech) -> None:
    clip = await speech.collect(await speech.submit(HELLO))

    assert 1 < clip.seconds < 3
    assert cloud.paid == [
        {
            "voice_id": VOICE.id,
            "text": HELLO.text,
            "model": "ssfm-v30",
            "output": {"volume": 100, "audio_pitch": 0, "audio_tempo": 1.0, "audio_format": "wav"},
        }
    ]


async def test_the_key_is_sent_without_the_blanks_it_was_pasted_with(cloud: FakeSsfm, tmp_path: Path) -> None:
    async with opened(cloud, tmp_path, key=f" {cloud.key[:4]}\n{cloud.key[4:]}\t") as speech:
        assert await speech.submit(HELLO)


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ({"language": "ko-kr"}, {"language": "kor"}),
        ({"language": "auto"}, {"language": None}),
        ({"emotion": "happy-1"}, {"prompt": {"emotion_type": "preset", "emotion_preset": "happy"}}),
        ({"emotion": "toneup"}, {"prompt": {"emotion_type": "preset", "emotion_preset": "toneup"}}),
        ({"emotion_label": "sad"}, {"prompt": {"emotion_type": "preset", "emotion_preset": "sad"}}),
        (
            {"emotion": "angry-2", "emotion_scale": 1.5},
            {"prompt": {"emotion_type": "preset", "emotion_preset": "angry", "emotion_intensity": 1.5}},
        ),
        (
            {"emotion_scale": 0.5},
            {"prompt": {"emotion_type": "preset", "emotion_preset": "normal", "emotion_intensity": 0.5}},
        ),
        (
            {"emotion_prompt": "as if in a hurry"},
            {"prompt": {"emotion_type": "smart", "previous_text": "as if in a hurry"}},
        ),
        ({"tempo": 1.5}, {"audio_tempo": 1.5}),
        ({"tempo": 1.0, "speed_x": 0.5}, {"audio_tempo": 2.0}),
        ({"tempo": 0.5, "speed_x": 1.5}, {"audio_tempo": 0.5}),
        ({"pitch": -3}, {"audio_pitch": -3}),
        ({"volume": 150}, {"volume": 150}),
        ({"format": "mp3"}, {"audio_format": "mp3"}),
        ({"model": "ssfm-v21", "emotion": "sad"}, {"model": "ssfm-v21", "prompt": {"emotion_preset": "sad"}}),
        ({"hd": False, "last_pitch": 1, "max_seconds": 5.0, "duration": 3.0}, {"text": HELLO.text}),
    ],
)
async def test_each_option_is_sent_as_this_api_calls_it(
    cloud: FakeSsfm, speech: CloudSpeech, asked: dict[str, Any], sent: dict[str, Any]
) -> None:
    await speech.submit(spoken(**asked))

    body = {**cloud.paid[0], **cloud.paid[0]["output"]}
    assert {name: body.get(name) for name in sent} == sent


def test_each_language_of_the_bot_is_one_of_the_api() -> None:
    assert LANGUAGE_CODES.keys() == LANGUAGES.keys()
    assert all(set(LANGUAGE_CODES.values()) <= set(THEIRS[model]) for model in MODELS)


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ({"text": " "}, "text.empty"),
        ({"text": "x" * 2001}, "text.too_long"),
    ],
)
async def test_a_text_that_the_api_would_refuse_costs_no_request(
    cloud: FakeSsfm, speech: CloudSpeech, asked: dict[str, Any], key: str
) -> None:
    with pytest.raises(BadText) as refused:
        await speech.submit(spoken(**asked))

    assert refused.value.key == key
    assert cloud.count("speech") == 0


@pytest.mark.parametrize(
    "asked",
    [
        {"tempo": 2.1},
        {"speed_x": 0.1},
        {"pitch": 13},
        {"volume": 201},
        {"volume": True},
        {"format": "ogg"},
        {"language": "xx-xx"},
        {"emotion": "furious"},
        {"emotion_scale": 2.5},
        {"model": "ssfm-v21", "emotion": "whisper"},
        {"model": "ssfm-v21", "emotion_prompt": "softly"},
    ],
)
async def test_an_option_that_the_api_would_refuse_costs_no_request(
    cloud: FakeSsfm, speech: CloudSpeech, asked: dict[str, Any]
) -> None:
    with pytest.raises(BadOption):
        await speech.submit(spoken(**asked))

    assert cloud.count("speech") == 0


@pytest.mark.parametrize(
    ("kind", "ident", "code"),
    [
        (VoiceKind.ACTOR, "5c3c52c9ea9791000747155b", "app/invalid/actor_id"),
        (VoiceKind.ACTOR, "uc_64a25802e671d3676a7a62ca@ssfm-v30", "app/invalid/actor_id"),
        (VoiceKind.RESOURCE, "63ee55f00000000000000000", "app/invalid/speak_resource_id"),
        (VoiceKind.RESOURCE, "../uc_1@ssfm-v30", "app/invalid/speak_resource_id"),
    ],
)
async def test_a_voice_of_the_other_generation_is_known_by_its_id(
    cloud: FakeSsfm, speech: CloudSpeech, kind: VoiceKind, ident: str, code: str
) -> None:
    with pytest.raises(SpeechRejected) as rejected:
        await speech.submit(spoken(voice=VoiceRef(kind=kind, id=ident)))

    assert rejected.value.code == code
    assert cloud.count("speech") == 0


def test_a_cloned_voice_speaks_with_the_model_it_was_made_for() -> None:
    body = body_of(Utterance(text="Hello.", voice=CLONE, model="ssfm-v30"), "ssfm-v30")

    assert (body["voice_id"], body["model"]) == ("uc_64a25802e671d3676a7a62ca", "ssfm-v21")


async def test_a_long_text_is_streamed_and_its_endless_header_mended(cloud: FakeSsfm, speech: CloudSpeech) -> None:
    clip = await speech.collect(await speech.submit(spoken("This is a long story. " * 40)))

    assert (cloud.count("stream"), cloud.count("speech")) == (1, 0)
    assert int.from_bytes(clip.audio[4:8], "little") == len(clip.audio) - 8
    assert int.from_bytes(clip.audio[40:44], "little") == len(clip.audio) - 44
    assert clip.seconds > 10


async def test_a_long_text_that_is_to_be_louder_is_not_streamed(cloud: FakeSsfm, speech: CloudSpeech) -> None:
    await speech.submit(spoken("This is a long story. " * 40, volume=150))

    assert (cloud.count("stream"), cloud.count("speech")) == (0, 1)


async def test_a_stream_that_breaks_off_is_no_clip(cloud: FakeSsfm, speech: CloudSpeech) -> None:
    cloud.fault("stream", truncated=True)

    with pytest.raises(Exception, match="cannot be reached"):
        await speech.submit(spoken("This is a long story. " * 40))


async def test_no_more_requests_are_on_their_way_than_the_plan_allows(cloud: FakeSsfm, tmp_path: Path) -> None:
    cloud.think, cloud.concurrency = 0.05, 3
    async with opened(cloud, tmp_path) as speech:
        await speech.credits()
        await asyncio.gather(*(speech.submit(spoken(f"Number {number}.")) for number in range(12)))

    assert cloud.most == 3
    assert len(cloud.paid) == 12


async def test_before_the_plan_is_known_two_requests_are(cloud: FakeSsfm, tmp_path: Path) -> None:
    cloud.think = 0.05
    cloud.fault("subscription", status=500, times=99)
    async with opened(cloud, tmp_path) as speech:
        await asyncio.gather(*(speech.submit(spoken(f"Number {number}.")) for number in range(6)))

    assert cloud.most == 2


async def test_no_request_goes_elsewhere_or_says_more_than_it_must(cloud: FakeSsfm, speech: CloudSpeech) -> None:
    await speech.submit(HELLO)

    seen = next(seen for seen in cloud.seen if seen.kind == "speech")
    assert seen.headers["X-API-KEY"] == cloud.key
    assert seen.headers["Content-Type"] == "application/json"
    assert HELLO.text not in json.dumps(dict(seen.headers))
