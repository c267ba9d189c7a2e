from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from typing import Any

import aiohttp
import pytest

from tests.fakes.discord import Exchange, FakeDiscord, file, permissions
from tests.fakes.discord.bare import SOUND

DEFER, SHOW = {"type": 5}, 4
VOICE = {
    "flags": 1 << 13,
    "attachments": [
        {"id": 0, "filename": "v.ogg", "duration_secs": 1.5, "waveform": base64.b64encode(bytes(8)).decode()}
    ],
}


class Caller:
    """Requests of a bot, made by hand."""

    def __init__(self, fake: FakeDiscord, session: aiohttp.ClientSession) -> None:
        self.fake, self._session = fake, session
        self.headers: dict[str, str] = {}

    async def __call__(
        self, method: str, path: str, body: object = None, *, sound: bytes = b"", kind: str = "audio/mpeg"
    ) -> tuple[int, Any]:
        data: Any = None if body is None else json.dumps(body)
        if sound:
            data = aiohttp.FormData()
            data.add_field("payload_json", json.dumps(body), content_type="application/json")
            data.add_field("files[0]", sound, filename="say.mp3", content_type=kind)
        headers = {"Authorization": f"Bot {self.fake.token}"} | ({} if sound else {"Content-Type": "application/json"})
        async with self._session.request(method, self.fake.api + path, data=data, headers=headers) as answer:
            self.headers = dict(answer.headers)
            raw = await answer.read()
            return answer.status, json.loads(raw) if answer.content_type == "application/json" and raw else raw

    async def code(self, *what: Any, **how: Any) -> tuple[int, int | None]:
        """HTTP status and Discord's code."""
        status, body = await self(*what, **how)
        return status, body.get("code") if isinstance(body, dict) else None


@pytest.fixture
async def fake() -> AsyncGenerator[FakeDiscord]:
    """A bot without a gateway: its endpoint takes everything and says nothing."""
    fake = FakeDiscord()
    fake.document = None  # refusals are the fake's own; the document is tried elsewhere
    fake.registry.replace([{"name": "say", "description": "Speak", "integration_types": [0, 1]}], fake.application_id)
    server = await asyncio.start_server(_accept, "127.0.0.1", 0)
    fake.endpoint.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    async with server, fake.running():
        yield fake


async def _accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
        writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
    writer.close()


@pytest.fixture
async def call(fake: FakeDiscord) -> AsyncGenerator[Caller]:
    async with aiohttp.ClientSession() as session:
        yield Caller(fake, session)


def _callback(exchange: Exchange) -> str:
    return f"/interactions/{exchange.id}/{exchange.token}/callback"


def _webhook(exchange: Exchange, which: str = "@original") -> str:
    return f"{_followups(exchange)}/messages/{which}"


def _followups(exchange: Exchange) -> str:
    return f"/webhooks/{exchange.payload['application_id']}/{exchange.token}"


async def _deferred(fake: FakeDiscord, call: Caller, **how: object) -> Exchange:
    exchange = await fake.user().slash("say")
    assert await call("POST", _callback(exchange), DEFER | how) == (204, b"")
    return exchange


async def test_a_second_acknowledgement_is_40060(fake: FakeDiscord, call: Caller) -> None:
    exchange = await _deferred(fake, call)

    assert await call.code("POST", _callback(exchange), DEFER) == (400, 40060)


async def test_an_acknowledgement_after_3_seconds_is_10062(fake: FakeDiscord, call: Caller) -> None:
    exchange = await fake.user().slash("say")
    exchange.age(3.1)

    assert await call.code("POST", _callback(exchange), DEFER) == (404, 10062)
    assert await call.code("POST", "/interactions/1/unknown/callback", DEFER) == (404, 10062)


async def test_a_token_is_void_after_15_minutes(fake: FakeDiscord, call: Caller) -> None:
    exchange = await _deferred(fake, call)
    exchange.age(901)

    assert await call.code("PATCH", _webhook(exchange), {"content": "x"}) == (401, 50027)
    assert await call.code("POST", _followups(exchange), {"content": "x"}) == (401, 50027)


async def test_nothing_can_be_edited_before_the_acknowledgement(fake: FakeDiscord, call: Caller) -> None:
    exchange = await fake.user().slash("say")

    assert await call.code("PATCH", _webhook(exchange), {"content": "x"}) == (404, 10015)


async def test_a_command_cannot_be_answered_as_a_button_is(fake: FakeDiscord, call: Caller) -> None:
    exchange = await fake.user().slash("say")

    assert await call.code("POST", _callback(exchange), {"type": 7, "data": {"content": "x"}}) == (400, 50035)
    assert await call.code("POST", _callback(exchange), {"type": 8, "data": {"choices": []}}) == (400, 50035)
    assert exchange.acked is None


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_an_unknown_message_is_10008(fake: FakeDiscord, call: Caller, method: str) -> None:
    exchange = await _deferred(fake, call)
    body = {"content": "x"} if method == "PATCH" else None
    channel = f"/channels/{fake.home.general.id}/messages/123"

    assert await call.code(method, _webhook(exchange, "123"), body) == (404, 10008)
    assert await call.code(method, channel, body) == (404, 10008)
    assert (await call("DELETE", _webhook(exchange)))[0] == 204
    assert await call.code(method, _webhook(exchange), body) == (404, 10008)


async def test_the_first_followup_after_a_public_defer_cannot_be_private(fake: FakeDiscord, call: Caller) -> None:
    exchange = await _deferred(fake, call)
    await call("POST", _followups(exchange), {"content": "first", "flags": 64})

    assert not exchange.visible[0].private

    await call("POST", _followups(exchange), {"content": "second", "flags": 64})

    assert [message.private for message in exchange.visible] == [False, True]
    assert [message.content for message in exchange.visible] == ["first", "second"]


async def test_what_follows_a_private_defer_stays_private(fake: FakeDiscord, call: Caller) -> None:
    exchange = await _deferred(fake, call, data={"flags": 64})
    await call("POST", _followups(exchange), {"content": "first"})

    assert exchange.private
    assert fake.home.general.messages == []


async def test_a_bot_that_a_user_brought_along_has_five_followups(fake: FakeDiscord, call: Caller) -> None:
    away = fake.guild("Away", installed=False)
    exchange = await fake.user(installed=True, at=away.general).slash("say")
    await call("POST", _callback(exchange), {"type": SHOW, "data": {"content": "x"}})
    answers = [await call.code("POST", _followups(exchange), {"content": "x"}) for _ in range(6)]

    assert [status for status, _ in answers] == [200] * 5 + [400]
    assert answers[5][1] == 30040
    assert (await call("PATCH", _webhook(exchange), {"content": "y"}))[0] == 200


async def test_a_user_without_external_apps_sees_the_answer_alone(fake: FakeDiscord, call: Caller) -> None:
    away = fake.guild("Away", installed=False)
    alice = fake.user(installed=True, at=away.general, bits=permissions.MEMBER & ~permissions.USE_EXTERNAL_APPS)
    exchange = await alice.slash("say")
    await call("POST", _callback(exchange), {"type": SHOW, "data": {"content": "x"}})

    assert exchange.private


async def test_files_are_added_unless_attachments_are_named(fake: FakeDiscord, call: Caller) -> None:
    exchange = await _deferred(fake, call)
    for _ in range(2):
        await call("PATCH", _webhook(exchange), {"content": "x"}, sound=SOUND)

    assert len(exchange.shown.attachments) == 2

    kept = exchange.shown.attachments[0]["id"]
    await call("PATCH", _webhook(exchange), {"attachments": [{"id": kept}]})

    assert [each["id"] for each in exchange.shown.attachments] == [kept]
    assert await exchange.audio() == SOUND
    assert await call.code("PATCH", _webhook(exchange), {"attachments": [{"id": 7}]}) == (400, 50035)


async def test_a_file_over_the_limit_is_40005(fake: FakeDiscord, call: Caller) -> None:
    fake.home.upload_limit = len(SOUND) - 1
    exchange = await _deferred(fake, call)

    assert exchange.payload["attachment_size_limit"] == len(SOUND) - 1
    assert await call.code("PATCH", _webhook(exchange), {}, sound=SOUND) == (413, 40005)
    assert exchange.loading


async def test_permissions_are_told_and_enforced(fake: FakeDiscord, call: Caller) -> None:
    fake.home.general.denied = permissions.ATTACH_FILES | permissions.SEND_VOICE_MESSAGES
    exchange = await _deferred(fake, call)

    assert not int(exchange.payload["app_permissions"]) & permissions.ATTACH_FILES
    assert await call.code("PATCH", _webhook(exchange), {}, sound=SOUND) == (403, 50013)

    fake.home.general.denied = permissions.SEND_VOICE_MESSAGES

    assert await call.code("PATCH", _webhook(exchange), VOICE, sound=SOUND, kind="audio/ogg") == (400, 50173)
    assert (await call("PATCH", _webhook(exchange), {}, sound=SOUND))[0] == 200


def _with(**change: object) -> dict[str, Any]:
    return VOICE | change


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (VOICE, "audio/ogg", None),
        (_with(content="x"), "audio/ogg", 50159),
        (_with(embeds=[{"title": "x"}]), "audio/ogg", 50159),
        (VOICE, "application/octet-stream", 50160),
        (_with(attachments=[{"id": 0, "filename": "v.ogg"}]), "audio/ogg", 50161),
    ],
)
async def test_a_voice_message_is_one_audio_file_and_no_words(
    fake: FakeDiscord, call: Caller, body: dict[str, Any], kind: str, code: int | None
) -> None:
    exchange = await fake.user().slash("say")
    answer = await call.code("POST", _callback(exchange), {"type": SHOW, "data": body}, sound=SOUND, kind=kind)

    assert answer == ((204, None) if code is None else (400, code))
    if code is None:
        assert exchange.shown.voice
        assert exchange.shown.attachments[0]["duration_secs"] == 1.5
        assert await call.code("PATCH", _webhook(exchange), {"content": "x"}) == (400, 50162)


async def test_a_voice_message_by_edit_can_be_refused(fake: FakeDiscord, call: Caller) -> None:
    fake.voice_on_edit = False
    exchange = await _deferred(fake, call)

    assert await call.code("PATCH", _webhook(exchange), VOICE, sound=SOUND, kind="audio/ogg") == (400, 50161)

    fake.voice_on_edit = True

    assert (await call("PATCH", _webhook(exchange), VOICE, sound=SOUND, kind="audio/ogg"))[0] == 200
    assert exchange.shown.voice


def _button(**more: object) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "x", "custom_id": "x"} | more


def _rows(count: int, *each: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"type": 1, "components": [one | {"custom_id": f"{row}-{at}"} for at, one in enumerate(each)]}
        for row in range(count)
    ]


def _select(count: int) -> dict[str, Any]:
    return {"type": 3, "options": [{"label": str(each), "value": str(each)} for each in range(count)]}


@pytest.mark.parametrize(
    "build",
    [
        lambda over: {"content": "x" * (2000 + over)},
        lambda over: {"embeds": [{"title": "x"}] * (10 + over)},
        lambda over: {"embeds": [{"title": "x" * (256 + over)}]},
        lambda over: {"embeds": [{"description": "x" * (4096 + over)}]},
        lambda over: {"embeds": [{"description": "x" * 4000}, {"description": "x" * (2000 + over)}]},
        lambda over: {"embeds": [{"fields": [{"name": "x", "value": "x"}] * (25 + over)}]},
        lambda over: {"content": "x", "components": _rows(5 + over, _button())},
        lambda over: {"content": "x", "components": _rows(1, *[_button()] * (5 + over))},
        lambda over: {"content": "x", "components": _rows(1, _button(label="x" * (80 + over)))},
        lambda over: {"content": "x", "components": _rows(1, _select(25 + over))},
        lambda over: {
            "content": "x",
            "components": [{"type": 1, "components": [_button(custom_id="x" * (100 + over))]}],
        },
        lambda over: {"content": "x", "components": [{"type": 1, "components": [_button()] * (1 + over)}]},
        lambda over: {"flags": 1 << 15, "components": [{"type": 10, "content": "x"}] * (40 + over)},
    ],
    ids=[
        "content",
        "embeds",
        "title",
        "description",
        "sum",
        "fields",
        "rows",
        "buttons",
        "label",
        "options",
        "custom_id",
        "duplicate",
        "newer",
    ],
)
async def test_a_message_is_held_to_its_limits(
    fake: FakeDiscord, call: Caller, build: Callable[[int], dict[str, Any]]
) -> None:
    fits, over = await _deferred(fake, call), await _deferred(fake, call)

    assert (await call("PATCH", _webhook(fits), build(0)))[0] == 200

    status, body = await call("PATCH", _webhook(over), build(1))

    assert (status, body["code"]) == (400, 50035)
    assert body["errors"]


async def test_an_empty_message_is_50006(fake: FakeDiscord, call: Caller) -> None:
    exchange = await _deferred(fake, call)

    assert await call.code("PATCH", _webhook(exchange), {"embeds": []}) == (400, 50006)


async def test_an_answer_tells_whom_it_would_call(fake: FakeDiscord, call: Caller) -> None:
    loud, quiet = await _deferred(fake, call), await _deferred(fake, call)
    words = "@everyone <@123>"
    await call("PATCH", _webhook(loud), {"content": words})
    await call("PATCH", _webhook(quiet), {"content": words, "allowed_mentions": {"parse": []}})

    assert loud.shown.pings == ["@everyone", "<@123>"]
    assert quiet.shown.pings == []


async def test_a_message_in_a_channel_is_posted_once_for_a_nonce(fake: FakeDiscord, call: Caller) -> None:
    path, body = f"/channels/{fake.home.general.id}/messages", {"content": "x", "nonce": "7", "enforce_nonce": True}
    first, second = await call("POST", path, body), await call("POST", path, body)

    assert first[0] == second[0] == 200
    assert first[1]["id"] == second[1]["id"]
    assert len(fake.home.general.messages) == 1


async def test_a_channel_is_closed_to_who_may_not_post_there(fake: FakeDiscord, call: Caller) -> None:
    alice = fake.user()
    away, quiet = fake.guild("Away", installed=False).general, fake.home.general
    private, dm = fake.private_channel(alice, fake.user("bob")), alice.in_dm().channel
    quiet.denied, dm.closed = permissions.SEND_MESSAGES, True
    places = {away.id: 50001, private.id: 50001, quiet.id: 50013, dm.id: 50007, "123": 10003}

    for place, code in places.items():
        assert (await call.code("POST", f"/channels/{place}/messages", {"content": "x"}))[1] == code


async def test_a_message_of_another_can_be_read_but_not_edited(fake: FakeDiscord, call: Caller) -> None:
    message = fake.user().post("Hello", file("a.wav", SOUND))
    path = f"/channels/{fake.home.general.id}/messages/{message.id}"

    assert (await call("GET", path))[1]["content"] == "Hello"
    assert await call.code("PATCH", path, {"content": "x"}) == (403, 50005)
    assert await call.code("DELETE", path) == (403, 50013)


async def test_without_the_token_nothing_is_told(fake: FakeDiscord, call: Caller) -> None:
    fake.token = "another"
    bearer = Caller(FakeDiscord("wrong"), call._session)
    bearer.fake.api = fake.api

    assert (await bearer("GET", "/users/@me"))[0] == 401
    assert (await bearer("GET", "/gateway"))[1] == {"url": fake.gateway_url}


async def test_faults_happen_once_and_as_they_do_in_life(fake: FakeDiscord, call: Caller) -> None:
    exchange = await _deferred(fake, call)
    path = _webhook(exchange)
    fake.limit_once("PATCH", 0.25)

    status, body = await call("PATCH", path, {"content": "x"})

    assert (status, body["retry_after"], call.headers["Via"]) == (429, 0.25, "1.1 google")

    fake.limit_once("PATCH", via=False)

    assert (await call("PATCH", path, {"content": "x"}))[0] == 429
    assert "Via" not in call.headers

    fake.fail_once("PATCH", status=502)

    assert (await call("PATCH", path, {"content": "x"}))[1].startswith(b"<html>")

    fake.fail_once("PATCH", after=True)
    with pytest.raises(aiohttp.ClientError):
        await call("PATCH", path, {"content": "done, but nobody heard"})

    assert exchange.shown.content == "done, but nobody heard"

    fake.fail_once("PATCH", slow=0.1)
    began = time.monotonic()

    assert (await call("PATCH", path, {"content": "x"}))[0] == 200
    assert time.monotonic() - began >= 0.1


async def test_calls_beyond_the_rate_limit_are_429(fake: FakeDiscord, call: Caller) -> None:
    fake.rest.rates.count, fake.rest.rates.seconds = 2, 60
    statuses = [(await call("GET", "/users/@me"))[0] for _ in range(3)]

    assert statuses == [200, 200, 429]
    assert call.headers["X-RateLimit-Remaining"] == "0"


async def test_a_link_is_dead_once_it_expired(fake: FakeDiscord, call: Caller) -> None:
    exchange = await _deferred(fake, call)
    await call("PATCH", _webhook(exchange), {}, sound=SOUND)
    fake.cdn.expire()

    with pytest.raises(aiohttp.ClientResponseError, match="404"):
        await exchange.audio()
