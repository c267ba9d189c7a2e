"""Giving the API a recording."""

from __future__ import annotations

import pytest

from bot.errors import BadSample, SpeechBusy, SpeechFailed
from bot.model import Sample, VoiceKind
from bot.typecast import TypecastSpeech
from tests.fakes.tone import tone
from tests.fakes.typecast import FakeTypecast
from tests.typecast.conftest import spoken

RECORDING = Sample(audio=tone("A recording of some seconds, which is enough. " * 2), seconds=6)


async def test_a_recording_is_uploaded_whole_and_can_be_spoken_with(
    cloud: FakeTypecast, speech: TypecastSpeech
) -> None:
    voice = await speech.enrol(RECORDING)

    assert voice.kind is VoiceKind.RESOURCE
    assert cloud.uploads == {voice.id: RECORDING.audio}
    assert (await speech.collect(await speech.submit(spoken(voice=voice, language="fr-fr")))).audio


async def test_the_upload_carries_what_curl_would_send(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    await speech.enrol(RECORDING)

    headers = {name.lower() for name in cloud.seen[-1].headers}
    assert not headers & {"authorization", "content-type", "transfer-encoding", "cookie"}
    assert cloud.seen[-1].headers["Content-Length"] == str(len(RECORDING.audio))
    assert cloud.seen[-1].path.endswith("?X-Sig=a%2Fb%3Ac%2B")


async def test_megabytes_are_uploaded_too(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    voice = await speech.enrol(Sample(audio=b"RIFF" + bytes(3_000_000), seconds=60))

    assert len(cloud.uploads[voice.id] or b"") == 3_000_004


@pytest.mark.parametrize("how", [{"status": 403}, {"status": 503}, {"reset": True}, {"slow": 1.0}])
async def test_an_upload_that_failed_is_made_once_more_to_a_new_resource(
    cloud: FakeTypecast, speech: TypecastSpeech, how: dict[str, object]
) -> None:
    cloud.fault("upload", **how)

    voice = await speech.enrol(RECORDING)

    assert (cloud.count("resource"), cloud.count("upload")) == (2, 2)
    assert cloud.uploads[voice.id] == RECORDING.audio


@pytest.mark.parametrize(("how", "error"), [({"status": 403}, SpeechFailed), ({"reset": True}, SpeechBusy)])
async def test_an_upload_that_fails_twice_is_left(
    cloud: FakeTypecast, speech: TypecastSpeech, how: dict[str, object], error: type[Exception]
) -> None:
    cloud.fault("upload", times=9, **how)

    with pytest.raises(error):
        await speech.enrol(RECORDING)

    assert cloud.count("upload") == 2


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("app/invalid/audio", "sample.unfit"),
        ("app/invalid/audio/speech", "sample.unfit"),
        ("app/invalid/audio/tone", "sample.tone"),
        ("app/invalid/audio/clipped", "sample.clipped"),
        ("app/invalid/audio/crowd", "sample.crowd"),
    ],
)
async def test_a_recording_that_the_server_finds_unfit_is_a_bad_sample_with_the_servers_reason(
    cloud: FakeTypecast, speech: TypecastSpeech, code: str, key: str
) -> None:
    cloud.fault("upload", status=400, body={"message": {"msg": "no voice", "error_code": code}})

    with pytest.raises(BadSample) as refused:
        await speech.enrol(RECORDING)

    assert refused.value.key == key
    assert cloud.count("upload") == 1


@pytest.mark.parametrize(
    ("sample", "key"),
    [
        (Sample(audio=b"", seconds=6), "sample.empty"),
        (Sample(audio=b"x", seconds=6, format="ogg"), "sample.type"),
        (Sample(audio=bytes(25 * 1024 * 1024 + 1), seconds=6), "sample.size"),
    ],
)
async def test_what_cannot_be_a_recording_is_not_sent(
    cloud: FakeTypecast, speech: TypecastSpeech, sample: Sample, key: str
) -> None:
    with pytest.raises(BadSample) as refused:
        await speech.enrol(sample)

    assert refused.value.key == key
    assert cloud.seen == []


@pytest.mark.parametrize("link", ["http://192.0.2.7/x", "gopher://127.0.0.1/x"])
async def test_a_recording_goes_nowhere_but_to_a_safe_url(
    cloud: FakeTypecast, speech: TypecastSpeech, link: str
) -> None:
    cloud.links["upload"] = link

    with pytest.raises(SpeechFailed):
        await speech.enrol(RECORDING)
