"""Whom and what the speech server refuses beside orders: with the statuses and codes of Typecast's legacy documents."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.speech.stranger.client import ApiError, Client, refusal_of, send
from tests.speech.stranger.program import TOKEN, running

NOBODY = "5c3c52c9ea9791000747155b"
ENDPOINTS = [
    ("POST", "/speak"),
    ("GET", "/speak/v2/64a25802e671d3676a7a62ca"),
    ("GET", "/speak/64a25802e671d3676a7a62ca"),
    ("POST", "/speak/resource"),
    ("POST", "/text-to-speech"),
    ("GET", "/actor"),
    ("GET", f"/actor/{NOBODY}/versions"),
    ("GET", f"/actor/{NOBODY}/versions/latest"),
    ("GET", "/me"),
    ("PUT", "/me/callback-url"),
]
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


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
@pytest.mark.parametrize("given", [None, "Bearer not-the-token", f"Basic {TOKEN}", TOKEN, "Bearer", "", "Bearer \xe9"])
def test_without_the_token_nothing_is_answered(stranger: Client, method: str, path: str, given: str | None) -> None:
    headers = {"Content-Type": "application/json"} | ({} if given is None else {"Authorization": given})

    answer = send(method, stranger.base + path, headers=headers, body=b"{not json" if method != "GET" else None)
    assert refusal_of(answer)[:2] == (401, "auth/not-authorized")
    assert refusal_of(answer)[2] == "not authorized"


@pytest.mark.parametrize(("method", "path"), [pair for pair in ENDPOINTS if pair[0] != "GET"])
def test_the_token_is_looked_at_before_the_body_is_sent(stranger: Client, method: str, path: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(stranger.base).netloc, timeout=10)
    try:
        connection.putrequest(method, urlsplit(stranger.base).path + path)
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", "100000000")
        connection.endheaders()

        assert connection.getresponse().status == 401
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, MISSING),
        ({"format": "wav"}, MISSING),
        ({"audio_format": 5}, MISTYPED),
        ({"audio_format": ["wav"]}, MISTYPED),
        ({"audio_format": "ogg"}, "app/invalid/audio_format"),
        ({"audio_format": "WAV"}, "app/invalid/audio_format"),
    ],
)
def test_a_resource_is_refused_with_the_documented_code(stranger: Client, body: dict[str, Any], code: str) -> None:
    assert refusal(stranger, "POST", "/speak/resource", body) == (400, code)


@pytest.mark.parametrize("resource", ["63ee55f00000000000000000", "abc", ""])
def test_an_unknown_resource_is_refused(stranger: Client, resource: str) -> None:
    body = {"text": "Hello.", "lang": "auto", "tts_mode": "audio_file", "speak_resource_id": resource}

    assert refusal(stranger, "POST", "/speak", body) == (400, "app/invalid/speak_resource_id")


def test_a_resource_without_its_recording_is_refused(stranger: Client) -> None:
    resource, _ = stranger.resource("m4a")
    body = {"text": "Hello.", "lang": "auto", "tts_mode": "audio_file", "speak_resource_id": resource}

    assert refusal(stranger, "POST", "/speak", body) == (400, "app/invalid/speak_resource_id")


def test_an_address_for_a_recording_cannot_be_made_up(stranger: Client) -> None:
    resource, address = stranger.resource("wav")
    last = address[-1]

    answer = send("PUT", address[:-1] + ("0" if last != "0" else "1"), body=b"RIFF" + bytes(4000))
    assert 400 <= answer.status < 500
    with pytest.raises(ApiError):
        stranger.order(text="Hello.", lang="auto", tts_mode="audio_file", speak_resource_id=resource)


def test_what_is_no_recording_never_becomes_a_voice(stranger: Client) -> None:
    resource, address = stranger.resource("wav")
    send("PUT", address, body=b"this is no recording" * 1000)
    body = {"text": "Hello.", "lang": "auto", "tts_mode": "audio_file", "speak_resource_id": resource}

    assert refusal(stranger, "POST", "/speak", body)[0] == 400


@pytest.mark.parametrize(
    "where",
    [
        "/speak/v2/64a25802e671d3676a7a62ca",
        "/speak/64a25802e671d3676a7a62ca",
        "/speak/v2/nothing",
        f"/actor/{NOBODY}/versions",
        f"/actor/{NOBODY}/versions/latest",
        "/nothing",
    ],
)
def test_what_is_not_there_is_404(stranger: Client, where: str) -> None:
    assert refusal(stranger, "GET", where)[0] == 404


def test_an_unknown_version_is_named_so(stranger: Client, order: dict[str, Any]) -> None:
    answer = stranger.ask("GET", f"/actor/{order['actor_id']}/versions/v99")

    assert answer.status == 404
    assert refusal_of(answer)[2] == "Version not found"


def test_a_wrong_link_gives_no_sound(stranger: Client) -> None:
    base = stranger.base.removesuffix("/api")

    for name in ("bm90aGluZw==", "bm90", "a", "%C3%A9", "%FF"):
        assert refusal(stranger, "GET", f"{base}/files/speak/{name}")[0] == 404
    assert send("GET", f"{base}/audio/64a25802e671d3676a7a62ca.wav").status in {401, 403, 404}
    assert send("GET", f"{base}/embed/64a25802e671d3676a7a62ca").status in {401, 403, 404}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "app/param/not-enough/callback_url"),
        ({"url": "https://example.com"}, "app/param/not-enough/callback_url"),
        ({"callback_url": "example.com/hook"}, "app/invalid/callback_url"),
        ({"callback_url": "ftp://example.com/hook"}, "app/invalid/callback_url"),
        ({"callback_url": "https://"}, "app/invalid/callback_url"),
        ({"callback_url": "javascript:alert(1)"}, "app/invalid/callback_url"),
        ({"callback_url": "https://exa mple.com/hook"}, "app/invalid/callback_url"),
        ({"callback_url": "https://example.com/\nhook"}, "app/invalid/callback_url"),
        ({"callback_url": "https://example.com/\x00"}, "app/invalid/callback_url"),
        ({"callback_url": "https://example.com/\ud800"}, "app/invalid/callback_url"),
    ],
)
def test_a_callback_url_is_checked(stranger: Client, body: dict[str, Any], code: str) -> None:
    before = stranger.me()["callback_url"]

    assert refusal(stranger, "PUT", "/me/callback-url", body) == (400, code)
    assert stranger.me()["callback_url"] == before


def test_a_callback_url_is_kept_and_told(stranger: Client) -> None:
    url = "https://your.host/hook"

    assert stranger.ask("PUT", "/me/callback-url", {"callback_url": url}).json() == {"result": {"callback_url": url}}
    assert stranger.me()["callback_url"] == url


def test_an_error_is_an_envelope_and_nothing_else(stranger: Client) -> None:
    body = json.loads(stranger.ask("POST", "/speak", {}).body)

    assert set(body) == {"message"}
    assert set(body["message"]) == {"msg", "error_code"}
    assert re.fullmatch(r"[\x20-\x7e]+", body["message"]["msg"])
