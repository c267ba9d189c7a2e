"""The table of errors: what the API says, what it becomes, and what somebody reads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.errors import (
    BadText,
    BotError,
    SpeechBusy,
    SpeechClosed,
    SpeechFailed,
    SpeechRejected,
    SpeechSpent,
)
from bot.model import Sample, VoiceKind, VoiceRef
from bot.replies import explain
from bot.typecast.v1 import CloudSpeech
from tests.fakes.ssfm import OLD_KEY, FakeSsfm
from tests.ssfm.conftest import HELLO, opened, spoken

STRANGER = VoiceRef(kind=VoiceKind.ACTOR, id="tc_000000000000000000000000")
LOST = VoiceRef(kind=VoiceKind.RESOURCE, id="uc_000000000000000000000000@ssfm-v30")


async def error_for(speech: CloudSpeech, **how: Any) -> BotError:
    with pytest.raises(BotError) as error:
        await speech.submit(spoken(**how))
    return error.value


async def test_a_wrong_key_closes_the_client_for_good(cloud: FakeSsfm, tmp_path: Path) -> None:
    async with opened(cloud, tmp_path, key="wrong") as speech:
        error = await error_for(speech)
        arrived = len(cloud.seen)
        await error_for(speech)
        with pytest.raises(SpeechClosed):
            await speech.actors()

    assert isinstance(error, SpeechClosed)
    assert (error.status, error.entitled) == (401, True)
    assert "does not accept this bot's key" in explain(error).words
    assert len(cloud.seen) == arrived


async def test_a_key_of_the_legacy_api_is_told_by_its_403(cloud: FakeSsfm, tmp_path: Path) -> None:
    async with opened(cloud, tmp_path, key=OLD_KEY) as speech:
        error = await error_for(speech)

    assert isinstance(error, SpeechClosed)
    assert error.status == 403
    assert "mynah doctor" in explain(error).words


async def test_spent_credits_are_told_and_asked_for_again_next_time(cloud: FakeSsfm, speech: CloudSpeech) -> None:
    cloud.used_credits = cloud.plan_credits
    error = await error_for(speech)
    cloud.used_credits = 0

    assert isinstance(error, SpeechSpent)
    assert "credits" in explain(error).words
    assert await speech.submit(HELLO)


async def test_a_voice_that_is_gone_is_told_and_the_list_asked_for_anew(cloud: FakeSsfm, speech: CloudSpeech) -> None:
    await speech.actors()
    error = await error_for(speech, voice=STRANGER)
    await speech.actors()

    assert isinstance(error, SpeechRejected)
    assert error.code == "app/invalid/actor_id"
    assert "/voices" in explain(error).words
    assert cloud.count("voices") == 2


async def test_a_voice_id_that_is_called_invalid_is_a_voice_that_is_gone(cloud: FakeSsfm, speech: CloudSpeech) -> None:
    cloud.fault("speech", status=400, body={"detail": "Invalid voice_id"})
    error = await error_for(speech)

    assert isinstance(error, SpeechRejected)
    assert error.code == "app/invalid/actor_id"


async def test_a_cloned_voice_that_is_gone_is_to_be_enrolled_again(speech: CloudSpeech) -> None:
    error = await error_for(speech, voice=LOST)

    assert isinstance(error, SpeechRejected)
    assert error.code == "app/invalid/speak_resource_id"


async def test_a_text_that_cannot_be_spoken_is_the_caller_s_to_mend(speech: CloudSpeech) -> None:
    error = await error_for(speech, text="?! ...")

    assert isinstance(error, BadText)
    assert error.key == "text.unpronounceable"


async def test_a_text_that_a_validator_declines_is_the_caller_s_to_mend(cloud: FakeSsfm, speech: CloudSpeech) -> None:
    cloud.fault("speech", status=422, body={"detail": [{"loc": ["body", "text"], "msg": "no", "type": "value_error"}]})
    error = await error_for(speech)

    assert isinstance(error, BadText)
    assert error.key == "text.rejected"


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (422, {"detail": [{"loc": ["body", "output", "volume"], "msg": HELLO.text}]}, "app/param/output/volume"),
        (422, {"detail": [{"loc": ["body", "https://x?key=1", 0]}]}, "app/param/0"),
        (400, {"detail": "something else"}, "app/param/http/400"),
        (400, b"<html>", "app/param/http/400"),
    ],
)
async def test_a_mistake_of_ours_is_noted_without_what_was_said(
    cloud: FakeSsfm, speech: CloudSpeech, caplog: pytest.LogCaptureFixture, status: int, body: Any, code: str
) -> None:
    cloud.fault("speech", status=status, body=body)
    error = await error_for(speech)

    assert isinstance(error, SpeechRejected)
    assert error.code == code
    assert "was noted" in explain(error).words
    assert cloud.count("speech") == 1
    assert HELLO.text not in caplog.text


@pytest.mark.parametrize(
    "body", [{"detail": "I'm a teapot"}, b"", {"detail": [7, {"loc": 7}]}, {"error_code": "low case"}]
)
async def test_what_is_not_documented_is_not_asked_for_again(cloud: FakeSsfm, speech: CloudSpeech, body: Any) -> None:
    cloud.fault("speech", status=418, body=body)
    error = await error_for(speech)

    assert isinstance(error, SpeechRejected)
    assert error.code == "http/418"
    assert cloud.count("speech") == 1


async def test_too_many_at_once_makes_everybody_wait_and_then_goes_on(cloud: FakeSsfm, speech: CloudSpeech) -> None:
    cloud.fault("speech", status=429, body={"detail": "Too many requests"}, headers={"Retry-After": "0.05"}, times=2)

    assert await speech.submit(HELLO)
    assert (cloud.count("speech"), len(cloud.paid)) == (3, 1)


async def test_too_many_for_too_long_says_when_to_come_back(cloud: FakeSsfm, speech: CloudSpeech) -> None:
    cloud.fault("speech", status=429, times=99)
    error = await error_for(speech)

    assert isinstance(error, SpeechBusy)
    assert error.retry_after >= 1
    assert "busy" in explain(error).words


@pytest.mark.parametrize("fault", [{"status": 500}, {"reset": True}, {"slow": 1.0}, {"status": 500, "after": True}])
async def test_what_may_have_been_paid_for_is_not_sent_again(
    cloud: FakeSsfm, speech: CloudSpeech, fault: dict[str, Any]
) -> None:
    cloud.fault("speech", **fault)
    error = await error_for(speech)

    assert isinstance(error, SpeechBusy)
    assert cloud.count("speech") == 1


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_what_a_gateway_did_not_pass_on_is_sent_again(cloud: FakeSsfm, speech: CloudSpeech, status: int) -> None:
    cloud.fault("speech", status=status)

    assert await speech.submit(HELLO)
    assert cloud.count("speech") == 2


@pytest.mark.parametrize("fault", [{"html": True}, {"status": 200, "body": b"RIFF"}, {"status": 200, "body": {"a": 1}}])
async def test_what_is_no_sound_is_a_failure_and_not_paid_for_twice(
    cloud: FakeSsfm, speech: CloudSpeech, fault: dict[str, Any]
) -> None:
    cloud.fault("speech", **fault)
    error = await error_for(speech)

    assert isinstance(error, SpeechFailed)
    assert not error.again
    assert cloud.count("speech") == 1


@pytest.mark.parametrize("kind", ["speech", "voices", "clones", "subscription"])
async def test_a_redirect_is_never_followed_with_the_key(cloud: FakeSsfm, speech: CloudSpeech, kind: str) -> None:
    await speech.credits()
    before = len(cloud.seen)
    cloud.fault(kind, status=307, headers={"Location": f"{cloud.url}/v2/voices"}, body=b"", times=9)
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "speech": lambda: speech.submit(HELLO),
        "voices": speech.actors,
        "clones": lambda: speech.enrol(Sample(audio=b"RIFF", seconds=6)),
        "subscription": speech._account.begin,
    }
    speech._account._fresh_until = 0.0

    if kind == "subscription":
        await calls[kind]()
    else:
        with pytest.raises(SpeechRejected):
            await calls[kind]()

    assert {seen.kind for seen in cloud.seen[before:]} <= {kind, "subscription"}


@pytest.mark.parametrize("body", [b"{", b"{}", b"[", b'"voices"'])
async def test_a_list_of_voices_that_is_none_is_a_failure(cloud: FakeSsfm, speech: CloudSpeech, body: bytes) -> None:
    cloud.fault("voices", status=200, body=body)

    with pytest.raises(SpeechFailed):
        await speech.actors()
