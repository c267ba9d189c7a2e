"""The table of errors: what the API says, what it becomes, and whether anything is asked again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.errors import (
    BadOption,
    BadSample,
    BadText,
    BotError,
    SpeechBusy,
    SpeechClosed,
    SpeechFailed,
    SpeechRejected,
)
from bot.model import Sample, VoiceKind, VoiceRef
from bot.typecast import TypecastSpeech, fixed, open_speech
from tests.fakes.ears import wav_check
from tests.fakes.typecast import FakeTypecast
from tests.typecast.conftest import HELLO, QUICK, spoken


def says(code: str) -> dict[str, Any]:
    return {"message": {"msg": "whatever", "error_code": code}}


async def test_an_unknown_token_closes_the_client_for_good(cloud: FakeTypecast) -> None:
    async with open_speech(fixed(cloud.url, "wrong"), check=wav_check, pace=QUICK) as speech:
        for _ in range(3):
            with pytest.raises(SpeechClosed) as closed:
                await speech.submit(HELLO)
            assert closed.value.entitled
        with pytest.raises(SpeechClosed):
            await speech.actors()

    assert len(cloud.seen) == 1


async def test_another_token_opens_it_again(cloud: FakeTypecast) -> None:
    tokens = ["wrong", cloud.token]

    async def endpoint() -> tuple[str, str]:
        return cloud.url, tokens[0]

    async with open_speech(endpoint, check=wav_check, pace=QUICK) as speech:
        with pytest.raises(SpeechClosed):
            await speech.submit(HELLO)
        tokens.pop(0)
        await speech.submit(HELLO)

    assert len(cloud.orders) == 1


async def test_what_the_plan_does_not_hold_is_told_apart_and_the_rest_goes_on(
    cloud: FakeTypecast, speech: TypecastSpeech
) -> None:
    cloud.entitled = False

    with pytest.raises(SpeechClosed) as closed:
        await speech.enrol(Sample(audio=b"RIFF", seconds=6))

    assert not closed.value.entitled
    assert await speech.submit(HELLO)


@pytest.mark.parametrize(
    ("status", "body", "expected", "detail"),
    [
        (400, says("app/param/not-enough"), SpeechRejected, "app/param/not-enough"),
        (400, says("app/param/type-mismatch/volume"), SpeechRejected, "app/param/type-mismatch/volume"),
        (400, says("app/invalid/text"), BadText, "text.unpronounceable"),
        (400, says("app/invalid/actor_id"), SpeechRejected, "app/invalid/actor_id"),
        (400, says("app/invalid/speak_resource_id"), SpeechRejected, "app/invalid/speak_resource_id"),
        (400, says("app/invalid/something_new"), SpeechRejected, "app/invalid/something_new"),
        (400, {"error_code": "app/invalid/text"}, BadText, "text.unpronounceable"),
        (400, {"message": "a plain string"}, SpeechRejected, "http/400"),
        (404, b"", SpeechRejected, "http/404"),
        (400, says("SHOUTING https://x/?token=1"), SpeechRejected, "http/400"),
    ],
)
async def test_a_declined_order_is_not_asked_for_again(
    cloud: FakeTypecast, speech: TypecastSpeech, status: int, body: Any, expected: type[BotError], detail: str
) -> None:
    cloud.fault("speak", status=status, body=body)

    with pytest.raises(expected) as error:
        await speech.submit(HELLO)

    assert detail in (getattr(error.value, "code", ""), getattr(error.value, "key", ""))
    assert cloud.count("speak") == 1


async def test_without_credit_the_api_is_closed_to_us_but_our_token_is_good(
    cloud: FakeTypecast, speech: TypecastSpeech
) -> None:
    cloud.fault("speak", status=402, body=b"<html>")

    with pytest.raises(SpeechClosed) as closed:
        await speech.submit(HELLO)

    assert not closed.value.entitled
    assert await speech.submit(HELLO)


async def test_a_language_that_our_own_server_lacks_is_named(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    with pytest.raises(BadOption) as refused:
        await speech.submit(spoken(language="fr-fr"))

    assert (refused.value.key, refused.value.values["language"]) == ("option.language_missing", "French")


async def test_a_recording_in_a_format_that_is_declined_is_a_bad_sample(
    cloud: FakeTypecast, speech: TypecastSpeech
) -> None:
    cloud.fault("resource", status=400, body=says("app/invalid/audio_format"))

    with pytest.raises(BadSample) as refused:
        await speech.enrol(Sample(audio=b"RIFF", seconds=6))

    assert refused.value.key == "sample.type"


async def test_an_answer_without_sense_is_not_paid_for_twice(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    cloud.fault("speak", html=True)

    with pytest.raises(SpeechFailed) as failed:
        await speech.submit(HELLO)

    assert not failed.value.again
    assert cloud.count("speak") == 1


@pytest.mark.parametrize(
    "result", [None, [], {}, {"speak_v2_url": None}, {"speak_v2_url": 7}, {"speak_v2_url": "https://typecast.ai/ä/"}]
)
async def test_an_answer_without_an_id_is_a_failure(
    cloud: FakeTypecast, speech: TypecastSpeech, result: object
) -> None:
    cloud.fault("speak", status=200, body={"result": result})

    with pytest.raises(SpeechFailed):
        await speech.submit(HELLO)


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/api/speak/v2/64a25802e671d3676a7a62ca?x=1", "/api/speak/v2/64a25802e671d3676a7a62ca/"],
)
async def test_of_the_url_of_an_order_only_the_id_counts(cloud: FakeTypecast, speech: TypecastSpeech, url: str) -> None:
    cloud.fault("speak", status=200, body={"result": {"speak_v2_url": url}})

    assert await speech.submit(HELLO) == "64a25802e671d3676a7a62ca"


async def test_the_deprecated_url_alone_will_do(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    cloud.fault("speak", status=200, body={"result": {"speak_url": "https://typecast.ai/api/speak/abc"}})

    assert await speech.submit(HELLO) == "abc"


@pytest.mark.parametrize("kind", ["speak", "actors", "resource", "poll", "me"])
async def test_a_redirect_is_never_followed_with_the_token(
    cloud: FakeTypecast, speech: TypecastSpeech, kind: str
) -> None:
    cloud.fault(kind, status=302, headers={"Location": f"{cloud.cdn}/api/actor"}, body=b"", times=9)
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "speak": lambda: speech.submit(HELLO),
        "actors": speech.actors,
        "resource": lambda: speech.enrol(Sample(audio=b"RIFF", seconds=6)),
        "poll": lambda: speech.collect("64a25802e671d3676a7a62ca"),
        "me": lambda: speech.register_callback("https://bot.example/hook"),
    }

    with pytest.raises(SpeechRejected) as rejected:
        await calls[kind]()

    assert rejected.value.code == "http/302"
    assert [seen.kind for seen in cloud.seen] == [kind]


async def test_an_endless_answer_is_cut_off(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    cloud.fault("speak", status=200, body=b" " * (5 * 1024 * 1024))

    with pytest.raises(SpeechBusy):
        await speech.submit(HELLO)


@pytest.mark.parametrize("base", ["http://typecast.ai", "ftp://127.0.0.1", "typecast.ai", ""])
async def test_a_token_never_travels_unencrypted(base: str) -> None:
    async with open_speech(fixed(base, "t"), check=wav_check, pace=QUICK) as speech:
        with pytest.raises(SpeechRejected):
            await speech.submit(HELLO)


async def test_a_voice_that_the_api_does_not_know_empties_the_list_of_actors(
    cloud: FakeTypecast, speech: TypecastSpeech
) -> None:
    await speech.actors()
    with pytest.raises(SpeechRejected):
        await speech.submit(spoken(voice=VoiceRef(kind=VoiceKind.ACTOR, id="0" * 24)))
    await speech.actors()

    assert cloud.count("actors") == 2
