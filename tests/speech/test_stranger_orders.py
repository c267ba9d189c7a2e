"""What Typecast's legacy documents refuse of an order, the speech server refuses with the same status and code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.speech.stranger.client import Client, refusal_of
from tests.speech.stranger.program import TOKEN, running

NOBODY = "5c3c52c9ea9791000747155b"
MISSING, MISTYPED = "app/param/not-enough", "app/param/type-mismatch"


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with running(tmp_path_factory.mktemp("speech")) as url:
        yield Client(f"{url}/api", TOKEN)


@pytest.fixture(scope="module")
def order(stranger: Client) -> dict[str, Any]:
    return {"text": "Hello.", "lang": "en-us", "actor_id": stranger.actors()[0]["actor_id"]}


def refusal(client: Client, method: str, where: str, body: Any = None) -> tuple[int, str]:
    answer = client.ask(method, where, body)
    status, code, msg = refusal_of(answer)

    assert status >= 400, answer.body[:200]
    assert answer.headers.get_content_type() == "application/json"
    assert msg, "an envelope has a msg"
    return status, code


@pytest.mark.parametrize("endpoint", ["/speak", "/text-to-speech"])
@pytest.mark.parametrize("key", ["text", "lang", "actor_id"])
def test_what_is_missing_is_named(stranger: Client, order: dict[str, Any], endpoint: str, key: str) -> None:
    body = {name: value for name, value in order.items() if name != key}
    answer = stranger.ask("POST", endpoint, body)

    assert refusal_of(answer)[:2] == (400, MISSING)
    assert refusal_of(answer)[2] == f"need params as {key}"


def test_a_clone_needs_its_resource_and_no_actor(stranger: Client) -> None:
    body = {"text": "Hello.", "lang": "auto", "tts_mode": "audio_file"}

    assert refusal_of(stranger.ask("POST", "/speak", body)) == (400, MISSING, "need params as speak_resource_id")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("text", 5),
        ("text", ["Hello."]),
        ("lang", 1),
        ("actor_id", 5),
        ("tts_mode", True),
        ("xapi_hd", 1),
        ("xapi_hd", "true"),
        ("xapi_audio_format", 1),
        ("model_version", 1),
        ("emotion_tone_preset", 0),
        ("emotion_prompt", 1),
        ("emotion_label", 1),
        ("emotion_scale", "1"),
        ("volume", True),
        ("volume", "100"),
        ("volume", 99.5),
        ("speed_x", "1"),
        ("speed_x", True),
        ("tempo", "fast"),
        ("tempo", False),
        ("pitch", 1.5),
        ("pitch", True),
        ("last_pitch", "1"),
        ("max_seconds", "60"),
        ("duration", [5]),
    ],
)
def test_types_are_strict(stranger: Client, order: dict[str, Any], key: str, value: Any) -> None:
    assert refusal(stranger, "POST", "/speak", {**order, key: value}) == (400, MISTYPED)


@pytest.mark.parametrize("text", ["a" * 351, " ", "\n\t", "...", "?!", "\u200b", "🙂"])
def test_a_text_that_cannot_be_spoken_is_refused(stranger: Client, order: dict[str, Any], text: str) -> None:
    assert refusal(stranger, "POST", "/speak", {**order, "text": text}) == (400, "app/invalid/text")


@pytest.mark.parametrize("actor", [NOBODY, "tc_" + NOBODY, "abc", ""])
def test_a_wrong_actor_is_refused(stranger: Client, order: dict[str, Any], actor: str) -> None:
    assert refusal(stranger, "POST", "/speak", {**order, "actor_id": actor}) == (400, "app/invalid/actor_id")


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("tts_mode", ["clone", ""]),
        ("lang", ["xx-xx", "english"]),
        ("xapi_audio_format", ["ogg", "m4a", "WAV"]),
        ("model_version", ["v99", "newest"]),
        ("emotion_tone_preset", ["angelic-1"]),
        ("emotion_label", ["bored"]),
        ("emotion_scale", [2.1, -0.1]),
        ("volume", [-1, 201]),
        ("speed_x", [0.49, 1.51]),
        ("tempo", [0.49, 2.01]),
        ("pitch", [-13, 13]),
        ("last_pitch", [-3, 3]),
        ("max_seconds", [0.9, 60.1]),
        ("duration", [0.9, 60.1]),
    ],
)
def test_values_are_held_to_their_ranges(stranger: Client, order: dict[str, Any], key: str, values: list[Any]) -> None:
    for value in values:
        status, code = refusal(stranger, "POST", "/speak", {**order, key: value})

        assert status == 400
        assert code in {f"app/invalid/{key}", "app/invalid/audio_format" if key == "xapi_audio_format" else ""}


@pytest.mark.parametrize(
    "change",
    [
        {"text": "a b " * 87 + "c."},
        {"volume": 0, "pitch": 12, "last_pitch": 2, "tempo": 2.0, "max_seconds": 60},
        {"volume": 200, "pitch": -12, "last_pitch": -2, "tempo": 0.5, "max_seconds": 1, "emotion_scale": 2.0},
        {"speed_x": 0.5, "tempo": 1},
        {"speed_x": 1.5, "emotion_scale": 0},
        {"duration": 60},
        {"duration": 1, "tempo": 1.0, "speed_x": 1},
        {"style_label": "normal-1", "style_label_version": "v1", "anything": {"else": [None]}},
        {"tts_mode": "actor", "model_version": "first"},
    ],
)
def test_the_ends_of_the_ranges_and_unknown_keys_are_taken(
    stranger: Client, order: dict[str, Any], change: dict[str, Any]
) -> None:
    assert stranger.order(**{**order, **change})["speak_v2_url"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"text": "Hello.",}', b"Hello.", b"\xff\xfe", b'{"text": NaN}', b"[]", b"null", b'"text"', b"1"],
)
@pytest.mark.parametrize("where", ["/speak", "/text-to-speech", "/speak/resource", "/me/callback-url"])
def test_a_body_that_is_no_json_object_is_refused(stranger: Client, where: str, body: bytes) -> None:
    assert refusal(stranger, "PUT" if where.startswith("/me") else "POST", where, body)[0] == 400


@pytest.mark.parametrize(
    ("change", "without", "code"),
    [
        ({"volume": "loud", "pitch": 99}, "text", MISSING),
        ({"text": 7}, "lang", MISSING),
        ({"text": "", "xapi_hd": 1}, "actor_id", MISSING),
        ({"pitch": 99, "volume": "loud"}, None, MISTYPED),
        ({"text": "...", "xapi_hd": 1}, None, MISTYPED),
        ({"actor_id": NOBODY, "duration": "5"}, None, MISTYPED),
    ],
)
def test_checks_come_in_order(
    stranger: Client, order: dict[str, Any], change: dict[str, Any], without: str | None, code: str
) -> None:
    body = {name: value for name, value in {**order, **change}.items() if name != without}

    assert refusal(stranger, "POST", "/speak", body) == (400, code)


def test_the_documented_words_are_used(stranger: Client, order: dict[str, Any]) -> None:
    ogg = stranger.ask("POST", "/speak/resource", {"audio_format": "ogg"})
    alone = stranger.ask("POST", "/speak", {"text": "Hello.", "lang": "auto"})

    assert ogg.json() == {"message": {"msg": "invalid audio_format", "error_code": "app/invalid/audio_format"}}
    assert alone.json() == {"message": {"msg": "need params as actor_id", "error_code": "app/param/not-enough"}}
