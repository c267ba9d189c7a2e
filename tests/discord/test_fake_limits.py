from __future__ import annotations

import base64
from collections.abc import AsyncGenerator, Callable
from typing import Any

import pytest

from tests.fakes.discord import FakeDiscord, permissions
from tests.fakes.discord.bare import SOUND
from tests.fakes.discord.caller import Caller, callback, caller, webhook

SHOW = 4
VOICE = {
    "flags": 1 << 13,
    "attachments": [
        {"id": 0, "filename": "v.ogg", "duration_secs": 1.5, "waveform": base64.b64encode(bytes(8)).decode()}
    ],
}


@pytest.fixture
async def call() -> AsyncGenerator[Caller]:
    async with caller() as call:
        yield call


@pytest.fixture
def fake(call: Caller) -> FakeDiscord:
    return call.fake


async def test_files_are_added_unless_attachments_are_named(fake: FakeDiscord, call: Caller) -> None:
    exchange = await call.deferred()
    for _ in range(2):
        await call("PATCH", webhook(exchange), {"content": "x"}, sound=SOUND)

    assert len(exchange.shown.attachments) == 2

    kept = exchange.shown.attachments[0]["id"]
    await call("PATCH", webhook(exchange), {"attachments": [{"id": kept}]})

    assert [each["id"] for each in exchange.shown.attachments] == [kept]
    assert await exchange.audio() == SOUND
    assert await call.code("PATCH", webhook(exchange), {"attachments": [{"id": 7}]}) == (400, 50035)


async def test_a_file_over_the_limit_is_40005(fake: FakeDiscord, call: Caller) -> None:
    fake.home.upload_limit = len(SOUND) - 1
    exchange = await call.deferred()

    assert exchange.payload["attachment_size_limit"] == len(SOUND) - 1
    assert await call.code("PATCH", webhook(exchange), {}, sound=SOUND) == (413, 40005)
    assert exchange.loading


async def test_permissions_are_told_and_enforced(fake: FakeDiscord, call: Caller) -> None:
    fake.home.general.denied = permissions.ATTACH_FILES | permissions.SEND_VOICE_MESSAGES
    exchange = await call.deferred()

    assert not int(exchange.payload["app_permissions"]) & permissions.ATTACH_FILES
    assert await call.code("PATCH", webhook(exchange), {}, sound=SOUND) == (403, 50013)

    fake.home.general.denied = permissions.SEND_VOICE_MESSAGES

    assert await call.code("PATCH", webhook(exchange), VOICE, sound=SOUND, kind="audio/ogg") == (400, 50173)
    assert (await call("PATCH", webhook(exchange), {}, sound=SOUND))[0] == 200


async def test_answers_may_be_let_have_files_anyway(fake: FakeDiscord, call: Caller) -> None:
    fake.home.general.denied, fake.files_need_permission = permissions.ATTACH_FILES, False
    exchange = await call.deferred()

    assert (await call("PATCH", webhook(exchange), {}, sound=SOUND))[0] == 200
    assert await call.code("POST", f"/channels/{fake.home.general.id}/messages", {}, sound=SOUND) == (403, 50013)


async def test_where_the_bot_is_no_member_only_what_an_answer_needs_is_told(fake: FakeDiscord) -> None:
    alice = fake.user(installed=True)
    for place in (fake.guild("Away", installed=False).general, alice.in_dm().channel):
        told = int((await alice.at(place).slash("say")).payload["app_permissions"])

        assert told & permissions.ATTACH_FILES
        assert not told & permissions.SEND_VOICE_MESSAGES


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
    answer = await call.code("POST", callback(exchange), {"type": SHOW, "data": body}, sound=SOUND, kind=kind)

    assert answer == ((204, None) if code is None else (400, code))
    if code is None:
        assert exchange.shown.voice
        assert exchange.shown.attachments[0]["duration_secs"] == 1.5
        assert await call.code("PATCH", webhook(exchange), {"content": "x"}) == (400, 50162)


async def test_a_voice_message_by_edit_can_be_refused(fake: FakeDiscord, call: Caller) -> None:
    fake.voice_on_edit = False
    exchange = await call.deferred()

    assert await call.code("PATCH", webhook(exchange), VOICE, sound=SOUND, kind="audio/ogg") == (400, 50161)

    fake.voice_on_edit = True

    assert (await call("PATCH", webhook(exchange), VOICE, sound=SOUND, kind="audio/ogg"))[0] == 200
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
    fits, over = await call.deferred(), await call.deferred()

    assert (await call("PATCH", webhook(fits), build(0)))[0] == 200

    status, body = await call("PATCH", webhook(over), build(1))

    assert (status, body["code"]) == (400, 50035)
    assert body["errors"]


async def test_an_empty_message_is_50006(fake: FakeDiscord, call: Caller) -> None:
    exchange = await call.deferred()

    assert await call.code("PATCH", webhook(exchange), {"embeds": []}) == (400, 50006)


async def test_an_answer_tells_whom_it_would_call(fake: FakeDiscord, call: Caller) -> None:
    loud, quiet = await call.deferred(), await call.deferred()
    words = "@everyone <@123>"
    await call("PATCH", webhook(loud), {"content": words})
    await call("PATCH", webhook(quiet), {"content": words, "allowed_mentions": {"parse": []}})

    assert loud.shown.pings == ["@everyone", "<@123>"]
    assert quiet.shown.pings == []
