"""Every way to be refused: status, code, and in which order the checks are made."""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest

from tests.speech.conftest import Serve

HEX = "0123456789abcdef01234567"
LONG = "a" * 350


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"text": None}, "app/param/not-enough"),
        ({"lang": None}, "app/param/not-enough"),
        ({"actor_id": None}, "app/param/not-enough"),
        ({"tts_mode": "audio_file"}, "app/param/not-enough"),
        ({"emotion_tone_preset": "emotion-prompt"}, "app/param/not-enough"),
        ({"text": None, "volume": "loud"}, "app/param/not-enough"),
        ({"text": 7}, "app/param/type-mismatch"),
        ({"lang": ["en-us"]}, "app/param/type-mismatch"),
        ({"actor_id": 5}, "app/param/type-mismatch"),
        ({"xapi_hd": "true"}, "app/param/type-mismatch"),
        ({"xapi_hd": 1}, "app/param/type-mismatch"),
        ({"volume": True}, "app/param/type-mismatch"),
        ({"volume": 100.0}, "app/param/type-mismatch"),
        ({"pitch": 1.5}, "app/param/type-mismatch"),
        ({"tempo": "fast"}, "app/param/type-mismatch"),
        ({"tempo": False}, "app/param/type-mismatch"),
        ({"text": "", "tempo": "fast"}, "app/param/type-mismatch"),
        ({"text": ""}, "app/invalid/text"),
        ({"text": "   "}, "app/invalid/text"),
        ({"text": "😀 !?"}, "app/invalid/text"),
        ({"text": LONG + "a"}, "app/invalid/text"),
        ({"actor_id": HEX}, "app/invalid/actor_id"),
        ({"actor_id": "../../etc/passwd"}, "app/invalid/actor_id"),
        ({"lang": "xx-xx"}, "app/invalid/lang"),
        ({"tts_mode": "singing"}, "app/invalid/tts_mode"),
        ({"tts_mode": "audio_file", "speak_resource_id": HEX}, "app/invalid/speak_resource_id"),
        ({"tts_mode": "audio_file", "speak_resource_id": "../key"}, "app/invalid/speak_resource_id"),
        ({"xapi_audio_format": "ogg"}, "app/invalid/xapi_audio_format"),
        ({"model_version": "v9"}, "app/invalid/model_version"),
        ({"emotion_tone_preset": "happy-9"}, "app/invalid/emotion_tone_preset"),
        ({"emotion_label": "bored"}, "app/invalid/emotion_label"),
        ({"emotion_scale": 2.1}, "app/invalid/emotion_scale"),
        ({"volume": 201}, "app/invalid/volume"),
        ({"volume": -1}, "app/invalid/volume"),
        ({"speed_x": 0.49}, "app/invalid/speed_x"),
        ({"speed_x": 1.51}, "app/invalid/speed_x"),
        ({"tempo": 0.49}, "app/invalid/tempo"),
        ({"tempo": 2.01}, "app/invalid/tempo"),
        ({"pitch": 13}, "app/invalid/pitch"),
        ({"pitch": 10**30}, "app/invalid/pitch"),
        ({"last_pitch": -3}, "app/invalid/last_pitch"),
        ({"max_seconds": 0.5}, "app/invalid/max_seconds"),
        ({"max_seconds": 61}, "app/invalid/max_seconds"),
        ({"duration": 0}, "app/invalid/duration"),
        ({"duration": 60.5}, "app/invalid/duration"),
    ],
)
async def test_a_bad_key_is_refused_with_its_code(serve: Serve, keys: dict[str, Any], code: str) -> None:
    client = await serve()
    body = {"text": "Hello.", "lang": "en-us", "actor_id": await client.actor(), **keys}

    status, answer = await client.ask("POST", "/api/speak", body)

    assert (status, answer["message"]["error_code"]) == (400, code)
    assert isinstance(answer["message"]["msg"], str)


async def test_the_missing_actor_is_answered_as_documented(serve: Serve) -> None:
    client = await serve()

    answer = await client.ask("POST", "/api/speak", {"text": "Hello.", "lang": "auto"})

    assert answer == (
        400,
        {"message": {"msg": "need params as actor_id", "error_code": "app/param/not-enough"}},
    )


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"text"', b"{'a': 1,}", b'{"tempo": NaN}', b"\xff\xfe", b"[" * 50000]
)
async def test_what_is_no_json_object_is_a_400(serve: Serve, body: bytes) -> None:
    client = await serve()

    status, answer = await client.ask("POST", "/api/speak", data=body)

    assert status == 400
    assert answer["message"]["error_code"] == "app/param/type-mismatch"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/speak"),
        ("POST", "/api/text-to-speech"),
        ("POST", "/api/speak/resource"),
        ("GET", f"/api/speak/v2/{HEX}"),
        ("GET", f"/api/speak/{HEX}"),
        ("GET", "/api/actor"),
        ("GET", "/api/me"),
        ("PUT", "/api/me/callback-url"),
        ("GET", "/files/speak/YQ=="),
        ("GET", "/api/nothing"),
    ],
)
@pytest.mark.parametrize(
    "header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "secret"}, {"X-API-KEY": "secret"}]
)
async def test_the_token_is_asked_for_before_the_body_is_read(
    serve: Serve, method: str, path: str, header: dict[str, str]
) -> None:
    client = await serve(token="secret")

    answer = await client.ask(method, path, data=b"{ no json", headers=header)

    assert answer == (401, {"message": {"msg": "not authorized", "error_code": "auth/not-authorized"}})


async def test_the_right_token_opens(serve: Serve) -> None:
    client = await serve(token="secret")

    assert len(await client.get("/api/actor")) == 54


async def test_without_a_token_pages_of_other_sites_are_kept_out(serve: Serve) -> None:
    client = await serve()

    by_origin = await client.ask("GET", "/api/actor", headers={"Origin": "https://elsewhere.example"})
    by_name = await client.ask("GET", "/api/actor", headers={"Host": "elsewhere.example"})
    own = await client.ask("GET", "/api/actor", headers={"Origin": client.url})

    assert (by_origin[0], by_name[0], own[0]) == (401, 401, 200)


@pytest.mark.parametrize(
    "path", [f"/api/speak/v2/{HEX}", f"/api/speak/{HEX}", "/api/actor/none/versions", "/api/nothing"]
)
async def test_what_is_not_there_is_a_404_with_a_json_body(serve: Serve, path: str) -> None:
    client = await serve()

    status, answer = await client.ask("GET", path)

    assert status == 404
    assert "not found" in answer["message"]["msg"]


async def test_a_wrong_method_is_answered_in_json_too(serve: Serve) -> None:
    client = await serve()

    status, answer = await client.ask("DELETE", "/api/speak")

    assert status == 405
    assert answer["message"]["msg"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "app/param/not-enough"),
        ({"audio_format": 1}, "app/param/type-mismatch"),
        ({"audio_format": "ogg"}, "app/invalid/audio_format"),
    ],
)
async def test_a_resource_is_refused_with_its_code(serve: Serve, body: dict[str, Any], code: str) -> None:
    client = await serve()

    status, answer = await client.ask("POST", "/api/speak/resource", body)

    assert (status, answer["message"]["error_code"]) == (400, code)


async def test_keys_that_nobody_knows_are_ignored(serve: Serve) -> None:
    client = await serve()

    order = await client.order("Hello.", style_label_version="v1", seed=42, nonsense={"a": []})

    assert re.fullmatch(rf"{client.url}/api/speak/v2/[0-9a-f]{{24}}", order["speak_v2_url"])


async def test_the_longest_text_is_taken(serve: Serve) -> None:
    client = await serve()

    assert await client.order(LONG)


async def test_strict_keeps_actors_to_the_documented_languages(serve: Serve) -> None:
    client = await serve(strict=True)
    body = {"text": "Bonjour.", "lang": "fr-fr", "actor_id": await client.actor()}

    status, answer = await client.ask("POST", "/api/speak", body)

    assert (status, answer["message"]["error_code"]) == (400, "app/invalid/lang")


@pytest.mark.parametrize("lang", ["auto", "ja-jp"])
async def test_a_language_that_needs_more_is_refused_with_what_to_install(
    serve: Serve, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await serve()
    body = {"text": "こんにちは", "lang": lang, "actor_id": await client.actor()}
    monkeypatch.setitem(sys.modules, "pyopenjtalk", None)  # as if it were not installed

    status, answer = await client.ask("POST", "/api/speak", body)

    assert (status, answer["message"]["error_code"]) == (400, "app/invalid/lang")
    assert "mynah[ja]" in answer["message"]["msg"]
