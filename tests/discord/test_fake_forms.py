from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from tests.fakes.discord import CannotDo, Exchange, FakeDiscord, file
from tests.fakes.discord.bare import SOUND
from tests.fakes.discord.caller import Caller, callback, caller, webhook

Field = dict[str, Any]
OPTIONS = [{"label": "One", "value": "1"}, {"label": "Two", "value": "2"}]


@pytest.fixture
async def call() -> AsyncGenerator[Caller]:
    async with caller() as call:
        yield call


@pytest.fixture
def fake(call: Caller) -> FakeDiscord:
    return call.fake


def _label(component: Field, label: str = "Name", **more: object) -> Field:
    return {"type": 18, "label": label, "component": {"custom_id": "f"} | component, **more}


async def _opened(call: Caller, *components: Field, **more: object) -> tuple[Exchange, tuple[int, int | None]]:
    exchange = await call.fake.user().slash("say")
    data = {"title": "Form", "custom_id": "form", "components": list(components)} | more
    return exchange, await call.code("POST", callback(exchange), {"type": 9, "data": data})


TEXT: Field = {"type": 4, "style": 1}


@pytest.mark.parametrize(
    "over",
    [
        pytest.param({"title": "x" * 46}, id="title"),
        pytest.param({"custom_id": "x" * 101}, id="custom_id"),
        pytest.param({"components": []}, id="no field"),
        pytest.param({"components": [_label(TEXT | {"custom_id": str(at)}) for at in range(6)]}, id="six fields"),
        pytest.param({"components": [_label(TEXT, "x" * 46)]}, id="label"),
        pytest.param({"components": [_label(TEXT, description="x" * 101)]}, id="description"),
        pytest.param({"components": [_label(TEXT | {"max_length": 4001})]}, id="max_length"),
        pytest.param({"components": [_label(TEXT | {"placeholder": "x" * 101})]}, id="placeholder"),
        pytest.param({"components": [_label({"type": 19, "max_values": 11})]}, id="files"),
        pytest.param({"components": [_label({"type": 3, "options": []})]}, id="empty select"),
        pytest.param({"components": [{"type": 2, "custom_id": "b"}]}, id="button"),
    ],
)
async def test_a_form_is_held_to_its_limits(call: Caller, over: dict[str, Any]) -> None:
    _, fits = await _opened(call, _label(TEXT))
    _, refused = await _opened(call, _label(TEXT), **over)

    assert (fits, refused) == ((204, None), (400, 50035))


FIELDS = {
    "text": TEXT | {"min_length": 2, "max_length": 4},
    "optional": TEXT | {"required": False},
    "files": {"type": 19, "min_values": 1, "max_values": 2, "file_types": ["audio"]},
    "radio": {"type": 21, "options": OPTIONS},
    "group": {"type": 22, "options": OPTIONS, "min_values": 1, "max_values": 2},
    "box": {"type": 23, "default": True},
    "select": {"type": 3, "options": OPTIONS, "required": False},
}
SOUNDS = [file("a.wav", SOUND), file("b.wav", SOUND)]


@pytest.mark.parametrize(
    ("kind", "value", "sent"),
    [
        ("text", "abcd", {"value": "abcd"}),
        ("optional", None, {"value": ""}),
        ("radio", "Two", {"value": "2"}),
        ("group", ["One", "2"], {"values": ["1", "2"]}),
        ("box", None, {"value": True}),
        ("box", False, {"value": False}),
        ("select", None, {"values": []}),
        ("select", "Two", {"values": ["2"]}),
    ],
)
async def test_a_field_is_sent_as_it_was_filled_in(call: Caller, kind: str, value: object, sent: Field) -> None:
    opened, _ = await _opened(call, _label(FIELDS[kind]))
    exchange = await call.fake.user().submit(opened.modal, {} if value is None else {"Name": value})
    field = exchange.payload["data"]["components"][0]["component"]

    assert {key: field[key] for key in sent} == sent
    assert field["custom_id"] == "f"


async def test_files_of_a_form_are_uploaded(call: Caller) -> None:
    opened, _ = await _opened(call, _label(FIELDS["files"]))
    data = (await call.fake.user().submit(opened.modal, {"f": SOUNDS})).payload["data"]
    ids = data["components"][0]["component"]["values"]

    assert [data["resolved"]["attachments"][each]["filename"] for each in ids] == ["a.wav", "b.wav"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "a"),
        ("text", "abcde"),
        ("text", None),
        ("text", 5),
        ("files", None),
        ("files", [*SOUNDS, SOUNDS[0]]),
        ("files", file("a.png", b"x", "image/png")),
        ("radio", None),
        ("radio", "Three"),
        ("group", []),
        ("select", ["One", "Two"]),
    ],
)
async def test_a_form_that_the_client_would_not_send_is_not_sent(call: Caller, kind: str, value: object) -> None:
    opened, _ = await _opened(call, _label(FIELDS[kind]))
    alice = call.fake.user()
    values = {} if value is None else {"Name": value}

    with pytest.raises(CannotDo):
        await alice.submit(opened.modal, values)
    with pytest.raises(CannotDo):
        await alice.submit(opened.modal, values | {"nothing": "x"})
    with pytest.raises(CannotDo):
        await alice.submit(None, {})


BUTTONS = [
    {"type": 2, "style": 1, "label": "Off", "custom_id": "off", "disabled": True},
    {"type": 2, "style": 5, "label": "Link", "url": "https://example.org"},
    {"type": 2, "style": 1, "label": "On", "custom_id": "on"},
]
SELECT = {"type": 3, "custom_id": "voice", "placeholder": "Voice", "options": OPTIONS, "max_values": 1}


async def test_only_what_is_there_and_on_can_be_clicked(call: Caller, fake: FakeDiscord) -> None:
    alice, bob = fake.user(), fake.user("bob")
    public, private = await call.deferred(), await call.deferred(data={"flags": 64})
    rows = [{"type": 1, "components": BUTTONS}, {"type": 1, "components": [SELECT]}]
    for exchange in (public, private):
        await call("PATCH", webhook(exchange), {"content": "x", "components": rows})
    clicked = await bob.click(public.shown, "On")
    chosen = await bob.choose(public.shown, "Voice", "Two")

    assert clicked.payload["data"]["custom_id"] == "on"
    assert clicked.payload["message"]["id"] == public.shown.id
    assert chosen.payload["data"]["values"] == ["2"]
    for what in ("Off", "Link", "nowhere", "voice"):
        with pytest.raises(CannotDo):
            await bob.click(public.shown, what)
    for values in (["Three"], ["1", "2"], []):
        with pytest.raises(CannotDo):
            await alice.choose(public.shown, "voice", values)
    with pytest.raises(CannotDo):
        await bob.click(private.shown, "On")
    await private.user.click(private.shown, "On")


async def test_a_form_from_a_button_may_change_the_message(call: Caller) -> None:
    first = await call.deferred()
    await call("PATCH", webhook(first), {"content": "x", "components": [{"type": 1, "components": [BUTTONS[2]]}]})
    clicked = await call.fake.user().click(first.shown, "On")
    form = {"title": "Form", "custom_id": "form", "components": [_label(TEXT)]}
    await call("POST", callback(clicked), {"type": 9, "data": form})
    sent = await call.fake.user().submit((await clicked.answered()).modal, {"Name": "x"})
    status, _ = await call("POST", callback(sent), {"type": 7, "data": {"content": "changed"}})

    assert status == 204
    assert sent.payload["message"]["id"] == first.shown.id
    assert first.shown.content == "changed"
