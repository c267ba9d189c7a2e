"""Typecast's own SDK as a second opinion on the fake: what it sends is taken, and what it is answered it understands."""

from __future__ import annotations

import asyncio
import io
import wave
from collections.abc import AsyncGenerator
from contextlib import closing
from typing import Any

import pytest
from typecast import AsyncTypecast, Typecast
from typecast.exceptions import (
    BadRequestError,
    NotFoundError,
    PaymentRequiredError,
    RateLimitError,
    TypecastError,
    UnauthorizedError,
    UnprocessableEntityError,
)
from typecast.models import (
    LanguageCode,
    Output,
    OutputStream,
    PresetPrompt,
    Prompt,
    SmartPrompt,
    TTSModel,
    TTSRequest,
    TTSRequestStream,
    TTSRequestWithTimestamps,
    VoicesV2Filter,
)

from tests.fakes.ssfm import KEY, OLD_KEY, FakeSsfm
from tests.fakes.tone import tone
from tests.ssfm.conftest import VOICE

RECORDING = tone("x" * 120)


@pytest.fixture
async def sdk(cloud: FakeSsfm) -> AsyncGenerator[AsyncTypecast]:
    async with AsyncTypecast(host=cloud.url, api_key=KEY) as client:
        yield client


def request(text: str = "Good morning.", **how: Any) -> TTSRequest:
    return TTSRequest(**{"voice_id": VOICE.id, "text": text, "model": TTSModel.SSFM_V30, **how})


def seconds_of(audio: bytes) -> float:
    with wave.open(io.BytesIO(audio)) as wav:
        return float(wav.getnframes() / wav.getframerate())


async def test_it_is_spoken_to(sdk: AsyncTypecast) -> None:
    answer = await sdk.text_to_speech(request())

    assert answer.format == "wav"
    assert answer.duration == pytest.approx(seconds_of(answer.audio_data), abs=0.01)


@pytest.mark.parametrize(
    "how",
    [
        {"language": LanguageCode.KOR},
        {"prompt": PresetPrompt(emotion_preset="whisper", emotion_intensity=1.5)},
        {"prompt": SmartPrompt(previous_text="He ran.", next_text="She laughed.")},
        {"model": TTSModel.SSFM_V21, "prompt": Prompt(emotion_preset="sad")},
        {"output": Output(volume=120, audio_pitch=-2, audio_tempo=1.5, audio_format="mp3")},
        {"output": Output(target_lufs=-14.0, remove_silence_ms=200)},
        {"text": "x" * 2000},
    ],
)
async def test_each_option_of_the_sdk_is_taken(cloud: FakeSsfm, sdk: AsyncTypecast, how: dict[str, Any]) -> None:
    assert (await sdk.text_to_speech(request(**how))).audio_data
    assert len(cloud.paid) == 1


async def test_its_stream_has_an_endless_header_and_the_documented_rate(sdk: AsyncTypecast) -> None:
    asked = TTSRequestStream(
        voice_id=VOICE.id, text="Good morning.", model=TTSModel.SSFM_V30, output=OutputStream(audio_tempo=1.2)
    )
    sound = b"".join([chunk async for chunk in sdk.text_to_speech_stream(asked)])

    assert (sound[:4], sound[4:8], sound[40:44]) == (b"RIFF", b"\xff" * 4, b"\xff" * 4)
    assert int.from_bytes(sound[24:28], "little") == 32_000


async def test_its_timestamps_are_read(sdk: AsyncTypecast) -> None:
    asked = TTSRequestWithTimestamps(voice_id=VOICE.id, text="Good morning.", model=TTSModel.SSFM_V30)
    answer = await sdk.text_to_speech_with_timestamps(asked, granularity="word")

    assert [word.text for word in answer.words or []] == ["Good", "morning."]
    assert "Good" in answer.to_srt()


async def test_its_three_generations_of_voices_are_read(sdk: AsyncTypecast) -> None:
    newest = await sdk.voices_v3(VoicesV2Filter(model=TTSModel.SSFM_V30))
    second, first = await sdk.voices_v2(), await sdk.voices(model="ssfm-v21")

    assert [voice.voice_name.kor for voice in newest] == ["올리비아", "듀크", "문정"]
    assert newest[0].preview_url
    assert (await sdk.voice_v3(VOICE.id)).voice_name.eng == "Olivia"
    assert (await sdk.voice_v2(VOICE.id)).models[0].emotions == second[0].models[0].emotions
    assert (await sdk.get_voice(VOICE.id)).voice_id in {voice.voice_id for voice in first}


async def test_its_subscription_is_read(cloud: FakeSsfm, sdk: AsyncTypecast) -> None:
    await sdk.text_to_speech(request("x" * 50))
    mine = await sdk.get_my_subscription()

    assert (mine.plan.value, mine.credits.used_credits) == ("lite", 1_050)
    assert (mine.limits.concurrency_limit, mine.limits.custom_voice_slot) == (cloud.concurrency, cloud.slots)


async def test_a_voice_is_cloned_spoken_with_listed_and_deleted(cloud: FakeSsfm, sdk: AsyncTypecast) -> None:
    mine = await sdk.clone_voice(RECORDING, name="Mina", model=TTSModel.SSFM_V30)
    await sdk.text_to_speech(request(voice_id=mine.voice_id))
    slow = await sdk.create_professional_voice(RECORDING, "Otto", LanguageCode.ENG, TTSModel.SSFM_V30)
    listed = await sdk.get_custom_voices()
    await sdk.delete_voice(mine.voice_id)

    assert [voice.name for voice in listed] == ["Mina", "Otto"]
    assert (await sdk.get_custom_voice(slow.voice_id)).status == "pending"
    assert cloud.custom[0].audio == RECORDING
    with pytest.raises(NotFoundError):
        await sdk.text_to_speech(request(voice_id=mine.voice_id))


async def test_voices_are_recommended_and_parts_composed(cloud: FakeSsfm) -> None:
    def ask() -> tuple[int, bytes]:
        sdk = Typecast(host=cloud.url, api_key=KEY)
        with closing(sdk.session):
            found = sdk.recommend_voices("a calm narrator", count=2)
            composer = sdk.compose_speech().defaults(voice_id=VOICE.id, model=TTSModel.SSFM_V30)
            return len(found), composer.say("One.").pause(0.5).say("Two.").generate().audio_data

    count, sound = await asyncio.to_thread(ask)

    assert count == 2
    assert seconds_of(sound) > 0
    assert [body["text"] for body in cloud.paid] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ({"text": "x" * 2001}, UnprocessableEntityError),
        ({"text": ""}, UnprocessableEntityError),
        ({"text": "?!"}, UnprocessableEntityError),
        ({"voice_id": "5c3c52c9ea9791000747155b"}, BadRequestError),
        ({"voice_id": "tc_000000000000000000000000"}, NotFoundError),
        ({"language": "tlh"}, UnprocessableEntityError),
        ({"model": TTSModel.SSFM_V21, "prompt": PresetPrompt(emotion_preset="happy")}, UnprocessableEntityError),
    ],
)
async def test_what_the_api_refuses_is_refused(
    cloud: FakeSsfm, sdk: AsyncTypecast, how: dict[str, Any], error: type[TypecastError]
) -> None:
    with pytest.raises(error):
        await sdk.text_to_speech(request(**how))
    assert cloud.paid == []


async def test_keys_credits_and_turns_are_kept_as_documented(cloud: FakeSsfm, sdk: AsyncTypecast) -> None:
    for key, status in (("nobody's", 401), (OLD_KEY, 403)):
        async with AsyncTypecast(host=cloud.url, api_key=key) as other:
            with pytest.raises(TypecastError) as refused:
                await other.get_my_subscription()
            assert refused.value.status_code == status
            assert isinstance(refused.value, UnauthorizedError) == (status == 401)

    cloud.concurrency = 0
    with pytest.raises(RateLimitError):
        await sdk.text_to_speech(request())
    cloud.concurrency, cloud.used_credits = 5, cloud.plan_credits
    with pytest.raises(PaymentRequiredError):
        await sdk.text_to_speech(request())


async def test_a_recording_that_is_too_short_or_too_many_is_declined(cloud: FakeSsfm, sdk: AsyncTypecast) -> None:
    with pytest.raises(UnprocessableEntityError):
        await sdk.clone_voice(tone("short"), name="Mina", model=TTSModel.SSFM_V30)
    cloud.slots = 0
    with pytest.raises(TypecastError):
        await sdk.clone_voice(RECORDING, name="Mina", model=TTSModel.SSFM_V30)
