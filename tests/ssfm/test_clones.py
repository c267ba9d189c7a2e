"""Cloned voices: made from a recording, bound to a model, found again after a crash, and gone for certain."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BadSample, SpeechBusy, SpeechClosed, SpeechFailed, SpeechFull, SpeechSpent
from bot.model import Sample, VoiceKind, VoiceRef
from bot.replies import explain
from bot.typecast.v1 import CloudSpeech
from tests.fakes.ssfm import FakeSsfm
from tests.fakes.tone import tone
from tests.ssfm.conftest import VOICE, opened, spoken

SAMPLE = Sample(audio=tone("x" * 120), seconds=7.2)


async def test_a_recording_becomes_a_voice_that_speaks_with_its_model(cloud: FakeSsfm, tmp_path: Path) -> None:
    async with opened(cloud, tmp_path, model="ssfm-v21") as old:
        mine = await old.enrol(SAMPLE)
    async with opened(cloud, tmp_path) as speech:
        clip = await speech.collect(await speech.submit(spoken(voice=mine)))

    assert mine == VoiceRef(kind=VoiceKind.RESOURCE, id=f"{cloud.custom[0].voice_id}@ssfm-v21")
    assert clip.seconds > 1
    assert cloud.paid[0]["model"] == "ssfm-v21"
    assert cloud.custom[0].audio == SAMPLE.audio


async def test_the_api_learns_nobody_s_name(cloud: FakeSsfm, speech: CloudSpeech) -> None:
    await speech.enrol(SAMPLE)

    assert cloud.custom[0].name.startswith("mynah-")
    assert len(cloud.custom[0].name) <= 30


async def test_a_clone_that_a_crash_left_behind_is_not_made_twice(cloud: FakeSsfm, tmp_path: Path) -> None:
    async with opened(cloud, tmp_path) as first:
        left = await first.enrol(SAMPLE)
    async with opened(cloud, tmp_path) as second:
        assert await second.enrol(SAMPLE) == left

    assert len(cloud.custom) == 1


async def test_a_clone_of_another_model_is_another_voice(cloud: FakeSsfm, tmp_path: Path) -> None:
    for model in ("ssfm-v21", "ssfm-v30"):
        async with opened(cloud, tmp_path, model=model) as speech:
            await speech.enrol(SAMPLE)

    assert [one.model for one in cloud.custom] == ["ssfm-v21", "ssfm-v30"]


@pytest.mark.parametrize(
    ("sample", "key"),
    [
        (Sample(audio=b"", seconds=6), "sample.empty"),
        (Sample(audio=b"x", seconds=6, format="m4a"), "sample.type"),
        (Sample(audio=bytes(25 * 1024 * 1024 + 1), seconds=6), "sample.size"),
        (Sample(audio=b"x", seconds=4.9), "sample.short"),
        (Sample(audio=tone("short"), seconds=0), "sample.short"),
        (Sample(audio=b"x", seconds=151), "sample.long"),
    ],
)
async def test_a_recording_that_the_api_would_decline_is_not_sent(
    cloud: FakeSsfm, speech: CloudSpeech, sample: Sample, key: str
) -> None:
    with pytest.raises(BadSample) as refused:
        await speech.enrol(sample)

    assert refused.value.key == key
    assert cloud.count("clone") == 0
    if key == "sample.short":
        assert "at least 5 s" in explain(refused.value).words


@pytest.mark.parametrize(
    ("status", "body", "key"),
    [
        (422, {"error_code": "CLONING_FILE_TOO_LARGE", "message": "File size exceeds maximum limit"}, "sample.size"),
        (400, {"error_code": "CLONING_FILE_TOO_LARGE", "message": "File size exceeds maximum limit"}, "sample.size"),
        (422, {"error_code": "CLONING_SOMETHING_NEW", "message": "?"}, "sample.declined"),
        (200, {"voice_id": "uc_1", "status": "failed", "error": "no voice"}, "sample.declined"),
    ],
)
async def test_a_recording_that_the_api_declines_is_the_caller_s_to_mend(
    cloud: FakeSsfm, speech: CloudSpeech, status: int, body: Any, key: str
) -> None:
    cloud.fault("clone", status=status, body=body)

    with pytest.raises(BadSample) as refused:
        await speech.enrol(SAMPLE)

    assert refused.value.key == key
    assert explain(refused.value).words


@pytest.mark.parametrize(
    "answer", [{}, {"status": 400, "body": {"detail": "Limit reached"}}, {"status": 409}, {"status": 422}]
)
async def test_full_slots_are_told_however_the_api_says_it(
    cloud: FakeSsfm, speech: CloudSpeech, answer: dict[str, Any]
) -> None:
    cloud.slots = 1
    cloud.clone(name="somebody's", model="ssfm-v30", source="instant")
    if answer:
        cloud.fault("clone", **answer)

    with pytest.raises(SpeechFull) as full:
        await speech.enrol(SAMPLE)

    assert "/voices" in explain(full.value).words
    there, slots = await speech.slots()
    assert ([row["name"] for row in there], slots) == (["somebody's"], 1)


async def test_a_plan_without_cloning_is_told_from_full_slots(cloud: FakeSsfm, speech: CloudSpeech) -> None:
    cloud.cloning = False

    with pytest.raises(SpeechClosed) as closed:
        await speech.enrol(SAMPLE)

    assert not closed.value.entitled
    assert "plan" in explain(closed.value).words


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"status": 402, "body": {"detail": "Insufficient credit"}}, SpeechSpent),
        ({"status": 500}, SpeechBusy),
        ({"reset": True}, SpeechBusy),
        ({"status": 200, "body": b"<html>"}, SpeechFailed),
    ],
)
async def test_a_clone_that_came_to_nothing_is_not_asked_for_twice(
    cloud: FakeSsfm, speech: CloudSpeech, fault: dict[str, Any], error: type[Exception]
) -> None:
    cloud.fault("clone", **fault)

    with pytest.raises(error):
        await speech.enrol(SAMPLE)

    assert cloud.count("clone") == 1


async def test_a_forgotten_voice_is_deleted_at_the_api(cloud: FakeSsfm, speech: CloudSpeech) -> None:
    mine = await speech.enrol(SAMPLE)

    await speech.forget(mine)

    assert cloud.active == []
    await speech.forget(mine)  # again does no harm


@pytest.mark.parametrize("voice", [VOICE, VoiceRef(kind=VoiceKind.RESOURCE, id="63ee55f00000000000000000")])
async def test_what_is_no_clone_of_this_api_is_left_alone(
    cloud: FakeSsfm, speech: CloudSpeech, voice: VoiceRef
) -> None:
    await speech.forget(voice)

    assert cloud.count("delete") == 0


async def until_gone(cloud: FakeSsfm, folder: Path) -> None:
    async with asyncio.timeout(5):
        while cloud.active or any((folder / "forget").iterdir()):
            await asyncio.sleep(0.01)


async def test_a_voice_that_could_not_be_deleted_is_deleted_in_the_next_life(cloud: FakeSsfm, tmp_path: Path) -> None:
    async with opened(cloud, tmp_path) as first:
        mine = await first.enrol(SAMPLE)
        cloud.fault("delete", status=500, times=99)
        await first.forget(mine)
        assert len(cloud.active) == 1
    cloud.heal()
    async with opened(cloud, tmp_path):
        await until_gone(cloud, tmp_path)


async def test_a_voice_that_could_not_be_deleted_is_tried_again_in_this_life_too(
    cloud: FakeSsfm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.typecast.v1.client.TIDY_EVERY", 0.05)
    async with opened(cloud, tmp_path) as speech:
        mine = await speech.enrol(SAMPLE)
        cloud.fault("delete", status=500, times=3)
        await speech.forget(mine)
        assert len(cloud.active) == 1
        await until_gone(cloud, tmp_path)


async def test_one_voice_that_the_api_will_not_delete_keeps_no_other(cloud: FakeSsfm, speech: CloudSpeech) -> None:
    first, second = cloud.clone(name="1", model="ssfm-v30", source="instant"), await speech.enrol(SAMPLE)
    stubborn = VoiceRef(kind=VoiceKind.RESOURCE, id=f"{first.voice_id}@ssfm-v30")
    for voice in (stubborn, second):
        cloud.fault("delete", status=418, times=2)
        await speech.forget(voice)
    cloud.heal()
    cloud.fault("delete", status=418)

    await speech.forget(second)

    assert len(cloud.active) == 1


def _rows(change: Callable[[dict[str, Any]], Any]) -> list[Any]:
    from tests.fakes.ssfm import VOICES

    return [change(dict(VOICES[0])), *VOICES[1:]]


async def test_the_voices_of_a_model_are_listed_in_english_and_korean(cloud: FakeSsfm, tmp_path: Path) -> None:
    async with opened(cloud, tmp_path) as newest, opened(cloud, tmp_path, model="ssfm-v21") as older:
        new, old = await newest.actors(), await older.actors()

    assert [(voice.name, voice.names) for voice in new] == [
        ("Olivia", (("ko", "올리비아"),)),
        ("Duke", (("ko", "듀크"),)),
        ("Moonjung", (("ko", "문정"),)),
    ]
    assert "whisper-1" in new[0].emotions
    assert [(voice.name, voice.emotions) for voice in old][-1] == (
        "Old Sam",
        ("normal-1", "happy-1", "sad-1", "angry-1"),
    )


async def test_nobody_finds_another_s_clone_in_the_list_of_voices(cloud: FakeSsfm, speech: CloudSpeech) -> None:
    await speech.enrol(SAMPLE)

    assert not any("mynah-" in voice.name for voice in await speech.actors())


@pytest.mark.parametrize(
    "change",
    [
        lambda _: None,
        lambda row: row | {"voice_id": "5c3c52c9ea9791000747155b"},
        lambda row: row | {"voice_type": "custom"},
        lambda row: row | {"models": None},
        lambda row: row | {"models": [7, {"version": "ssfm-v99"}]},
    ],
    ids=["nothing", "legacy", "somebody's own", "no models", "another model"],
)
async def test_a_row_that_is_no_voice_of_the_model_is_passed_over(
    cloud: FakeSsfm, speech: CloudSpeech, change: Callable[[dict[str, Any]], Any]
) -> None:
    cloud.fault("voices", status=200, body=_rows(change))

    assert [voice.name for voice in await speech.actors()] == ["Duke", "Moonjung"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Plain  Name", "Plain Name"),
        ({"kor": "올리비아"}, "올리비아"),
        (None, "tc_672c5f5ce59fac2a48faeaee"),
        ({}, "tc_672c5f5ce59fac2a48faeaee"),
    ],
)
async def test_a_voice_has_a_name_whatever_the_row_calls_it(
    cloud: FakeSsfm, speech: CloudSpeech, name: Any, shown: str
) -> None:
    cloud.fault("voices", status=200, body=_rows(lambda row: row | {"voice_name": name}))

    assert (await speech.actors())[0].name == shown


async def test_a_recording_whose_length_is_not_known_is_for_the_api_to_judge(
    cloud: FakeSsfm, speech: CloudSpeech
) -> None:
    mine = await speech.enrol(Sample(audio=b"ID3" + bytes(5000), seconds=0, format="mp3"))

    assert cloud.custom[0].voice_id in mine.id
