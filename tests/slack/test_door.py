"""The front door over HTTP: what is not Slack's ends there, what is Slack's runs once, and nothing of it is logged."""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from collections.abc import AsyncGenerator, Callable
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, urlencode

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.guard import WINDOW, Seen, fault
from tests.fakes.slack.probes import probes
from tests.slack.conftest import Scene, open_scene

FORM, JSON, MARK = "application/x-www-form-urlencoded", "application/json", "what-the-user-said"
SECRET = b"fake-signing"


def sign(timestamp: str, body: bytes) -> str:
    return "v0=" + hmac.new(SECRET, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()


def command(scene: Scene) -> bytes:
    fields = {"team_id": scene.team.id, "channel_id": scene.general.id, "user_id": scene.ann.id, "command": "/say"}
    return urlencode(fields | {"text": MARK, "response_url": f"{scene.slack.url}/x", "trigger_id": "1"}).encode()


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncGenerator[Scene]:
    async with open_scene("http", tmp_path) as scene, scene.running():
        yield scene


async def send(scene: Scene, body: bytes, timestamp: str | None, signature: str | None, kind: str = FORM) -> int:
    headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}
    given = {name: value for name, value in headers.items() if value is not None}
    async with (
        aiohttp.ClientSession() as http,
        http.post(scene.slack.request_url, data=BytesIO(body), headers=given) as answer,
    ):
        text = await answer.text()
    assert answer.status in (200, 404) or not text
    return answer.status


def at(seconds: float) -> str:
    return str(int(time.time() + seconds))


SIGNED: dict[str, tuple[Callable[[], str], int]] = {
    "valid": (lambda: at(0), 200),
    "295 s old": (lambda: at(-295), 200),
    "295 s ahead": (lambda: at(295), 200),
    "302 s old": (lambda: at(-302), 401),
    "310 s ahead": (lambda: at(310), 401),
    "timestamp abc": (lambda: "abc", 401),
    "timestamp empty": (lambda: "", 401),
    "timestamp float": (lambda: at(0) + ".5", 401),
    "timestamp negative": (lambda: "-" + at(0), 401),
    "timestamp of 13 digits": (lambda: "0" * 3 + at(0), 401),
}


@pytest.mark.parametrize("name", SIGNED)
async def test_a_signed_request_counts_by_its_age_and_its_form(scene: Scene, name: str) -> None:
    timestamp, status = SIGNED[name][0](), SIGNED[name][1]
    body = command(scene)

    assert await send(scene, body, timestamp, sign(timestamp, body)) == status
    await scene.idle()
    assert len(scene.cloud.orders) == (status == 200)


def unsigned(scene: Scene) -> dict[str, tuple[bytes, str | None, str | None, str]]:
    body, now = command(scene), at(0)
    ssl = '{"ssl_check":"1","command":"/say","text":"hi","team_id":"T1"}'
    return {
        "no headers": (body, None, None, FORM),
        "bad signature": (body, now, "v0=" + "0" * 64, FORM),
        "no signature": (body, now, None, FORM),
        "signature in capitals": (body, now, sign(now, body).upper(), FORM),
        "timestamp huge": (body, "9" * 5000, "v0=x", FORM),
        "timestamp in other digits": (body, "١٢٣", "v0=x", FORM),
        "signature not ASCII": (body, now, "v0=é", FORM),
        "ssl_check last": (body + b"&ssl_check=1", None, None, FORM),
        "ssl_check first": (b"ssl_check=1&" + body, None, None, FORM),
        "ssl_check twice": (b"ssl_check=0&" + body + b"&ssl_check=1", None, None, FORM),
        "ssl_check in JSON": (ssl.encode(), None, None, JSON),
        "ssl_check in payload": (b"payload=" + quote(ssl).encode(), None, None, FORM),
        "url_verification": (b'{"type":"url_verification","challenge":"abc"}', None, None, JSON),
        "not UTF-8": (b"text=\xff\xfe&command=%2Fsay", now, "v0=x", FORM),
        "deep JSON in payload": (b"payload=" + b"[" * 100_000, None, None, FORM),
        "deep JSON": (b"[" * 100_000, None, None, JSON),
        "another body": (body + b"&x=1", now, sign(now, body), FORM),
    }


async def test_what_slack_did_not_sign_gets_401_runs_nothing_and_is_not_logged(
    scene: Scene, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        seen = {name: await send(scene, *probe) for name, probe in unsigned(scene).items()}
    await scene.idle()

    assert set(seen.values()) == {401}, seen
    assert scene.cloud.orders == []
    logged = caplog.text + "".join(capsys.readouterr())
    assert "was not slack's" in logged
    assert MARK not in logged
    assert "Traceback" not in logged


async def test_a_request_of_two_megabytes_is_not_read_to_its_end(scene: Scene) -> None:
    assert await send(scene, b"text=" + b"a" * 2_000_000, at(0), "v0=x") == 413


@pytest.mark.parametrize(
    "body", [b"text=\xff\xfe", b"payload=" + b"[" * 100_000, b"payload=%5B%5D", b"payload=nothing", b"", b"a=b"]
)
async def test_a_signed_request_that_is_none_gets_no_traceback(scene: Scene, body: bytes) -> None:
    timestamp = at(0)

    assert await send(scene, body, timestamp, sign(timestamp, body)) in (400, 404)
    assert await send(scene, command(scene), timestamp, sign(timestamp, command(scene))) == 200


async def test_every_known_way_to_spoil_a_request_gets_what_it_deserves(scene: Scene) -> None:
    said = await scene.ann.command("/say", "Good", channel=scene.general)
    await said.post()
    spoiled = probes(said.sent[0], scene.slack.signing_secret)
    answered = {probe.name: ((await scene.slack.send(probe.sent))[0], probe.answers) for probe in spoiled}

    assert len(answered) > 20
    assert {name: status for name, (status, good) in answered.items() if status not in good} == {}


async def test_a_replay_is_answered_and_runs_nothing(scene: Scene) -> None:
    said = await scene.ann.command("/say", "Once", channel=scene.general)
    await said.post()

    assert await scene.slack.send(said.sent[0]) == (200, "")
    await scene.idle()
    assert len(scene.general.messages) == 1


async def test_a_replay_of_what_is_no_job_runs_nothing_either(scene: Scene) -> None:
    said = await scene.ann.command("/voices", channel=scene.general)

    assert said.ack
    assert await scene.slack.send(said.sent[0]) == (200, "")


async def test_a_request_that_could_not_be_taken_is_taken_when_it_comes_again(scene: Scene) -> None:
    scene.bot.app.closing = True
    said = await scene.ann.mention(scene.general, "After the restart")
    assert said.error
    assert said.deliveries == 2
    scene.bot.app.closing = False

    status, _ = await scene.slack.send(said.sent[-1])
    await scene.slack.until(lambda: scene.cloud.orders)

    assert status == 200


async def test_slacks_question_whether_we_are_there_is_answered_when_it_is_signed(scene: Scene) -> None:
    body, timestamp = b'{"type":"url_verification","challenge":"abc"}', at(0)

    assert await send(scene, body, timestamp, sign(timestamp, body), JSON) == 200


async def test_the_door_takes_nothing_but_posts(scene: Scene) -> None:
    async with aiohttp.ClientSession() as http, http.get(scene.slack.request_url) as answer:
        assert answer.status == 405


@given(st.text(max_size=30), st.text(max_size=80), st.binary(max_size=50))
def test_nothing_that_is_made_up_passes_or_breaks_the_guard(timestamp: str, signature: str, body: bytes) -> None:
    assert fault(SECRET, timestamp, signature, body, time.time())


def test_what_was_seen_is_forgotten_after_twice_the_window() -> None:
    now = 0.0
    seen = Seen(lambda: now)

    assert seen.first("a")
    assert not seen.first("a")
    now = 2 * WINDOW + 1
    assert seen.first("b")
    assert seen.first("a")
    seen.forget("a")
    assert seen.first("a")
