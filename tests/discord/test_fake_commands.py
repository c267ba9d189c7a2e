from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from tests.fakes.discord import CannotDo, FakeDiscord, User, file, permissions
from tests.fakes.discord.caller import Caller, caller

Spec = dict[str, Any]


@pytest.fixture
async def call() -> AsyncGenerator[Caller]:
    async with caller() as call:
        yield call


@pytest.fixture
def fake(call: Caller) -> FakeDiscord:
    return call.fake


def _say(**more: object) -> Spec:
    return {"name": "say", "description": "Speak"} | more


def _option(**more: object) -> Spec:
    return {"type": 3, "name": "text", "description": "What"} | more


def _choices(count: int, name: str = "x") -> list[Spec]:
    return [{"name": name, "value": str(each)} for each in range(count)]


async def _sync(call: Caller, *specs: Spec, scope: str = "") -> tuple[int, int | None]:
    return await call.code("PUT", f"/applications/{call.fake.application_id}{scope}/commands", list(specs))


@pytest.mark.parametrize("name", ["say", "말하기", "話す", "speak-this", "l'été", "บอก", "a" * 32])
async def test_a_name_may_be_of_any_alphabet(call: Caller, name: str) -> None:
    assert (await _sync(call, _say(name=name)))[0] == 200


@pytest.mark.parametrize("name", ["Say", "two words", "", "a" * 33, "say!", "été".upper()])
async def test_a_name_has_no_capitals_spaces_or_signs(call: Caller, name: str) -> None:
    assert await _sync(call, _say(name=name)) == (400, 50035)
    assert await _sync(call, _say(name_localizations={"ko": name or "X"})) == (400, 50035)


@pytest.mark.parametrize(
    "spec",
    [
        pytest.param(_say(description=""), id="no description"),
        pytest.param(_say(description="x" * 101), id="long description"),
        pytest.param(_say(description_localizations={"ko": "x" * 101}), id="long translation"),
        pytest.param(_say(name_localizations={"kr": "x"}), id="no such locale"),
        pytest.param(_say(options=[_option(name=f"o{each}") for each in range(26)]), id="26 options"),
        pytest.param(_say(options=[_option(), _option()]), id="two of a name"),
        pytest.param(_say(options=[_option(), _option(name="b", required=True)]), id="required last"),
        pytest.param(_say(options=[_option(choices=_choices(26))]), id="26 choices"),
        pytest.param(_say(options=[_option(choices=_choices(1), autocomplete=True)]), id="both"),
        pytest.param(_say(options=[_option(choices=_choices(1, "x" * 101))]), id="long choice"),
        pytest.param(_say(options=[_option(max_length=6001)]), id="max_length"),
        pytest.param(_say(options=[_option(type=5, min_length=1)]), id="min_length of a boolean"),
        pytest.param(_say(options=[_option(type=12)]), id="type"),
        pytest.param({"name": "x" * 33, "type": 3}, id="long menu"),
        pytest.param({"name": "Speak", "type": 3, "description": "x"}, id="described menu"),
    ],
)
async def test_a_command_is_held_to_its_limits(call: Caller, spec: Spec) -> None:
    assert await _sync(call, spec) == (400, 50035)


async def test_a_command_with_its_longest_translations_has_8000_characters(call: Caller) -> None:
    texts = [_option(name=f"o{each}", description="x" * 50, choices=_choices(25, "x" * 9)) for each in range(22)]
    translated = [text | {"description_localizations": {"ko": "x" * 100}} for text in texts]

    assert (await _sync(call, _say(options=texts)))[0] == 200
    assert await _sync(call, _say(options=translated)) == (400, 50035)


async def test_there_are_at_most_100_commands_and_15_menus(call: Caller) -> None:
    commands = [_say(name=f"c{each}") for each in range(101)]
    menus = [{"name": f"Menu {each}", "type": 3} for each in range(16)]

    assert (await _sync(call, *commands[1:], *menus[1:]))[0] == 200
    assert await _sync(call, *commands) == (400, 50035)
    assert await _sync(call, *menus) == (400, 50035)
    assert await _sync(call, _say(), _say()) == (400, 50035)


async def test_200_commands_can_be_created_a_day(call: Caller) -> None:
    for batch in ("a", "b"):
        assert (await _sync(call, *[_say(name=f"{batch}{each}") for each in range(99)]))[0] == 200

    assert await _sync(call, *[_say(name=f"c{each}") for each in range(3)]) == (429, 30034)


async def test_a_command_keeps_its_id_and_can_be_clicked(call: Caller, fake: FakeDiscord) -> None:
    before = fake.registry.listed()[0]["id"]
    await _sync(call, _say(description="Speak louder"))
    listed = (await call("GET", f"/applications/{fake.application_id}/commands"))[1]

    assert [(each["id"], each["description"]) for each in listed] == [(before, "Speak louder")]

    exchange = await fake.user().tap(f"</say:{before}>")

    assert exchange.payload["data"]["id"] == before
    for dead in ("</say:1>", f"</speak:{before}>", "say"):
        with pytest.raises(CannotDo):
            await fake.user().tap(dead)


async def test_translations_are_listed_when_asked_for(call: Caller, fake: FakeDiscord) -> None:
    await _sync(call, _say(name_localizations={"ko": "말하기"}))
    path = f"/applications/{fake.application_id}/commands"

    assert "name_localizations" not in (await call("GET", path))[1][0]
    assert (await call("GET", path + "?with_localizations=1"))[1][0]["name_localizations"] == {"ko": "말하기"}


async def test_commands_of_a_guild_are_offered_there_only(call: Caller, fake: FakeDiscord) -> None:
    other = fake.guild()
    await _sync(call)
    await _sync(call, _say(), scope=f"/guilds/{other.id}")

    await fake.user(at=other.general).slash("say")
    with pytest.raises(CannotDo):
        await fake.user().slash("say")
    away = fake.guild(installed=False)
    assert await _sync(call, _say(), scope=f"/guilds/{away.id}") == (403, 50001)


OPTIONS = [
    _option(required=True, min_length=2, max_length=5),
    _option(name="speed", type=10, min_value=0.5, max_value=2),
    _option(name="kind", choices=[{"name": "Ogg", "value": "ogg", "name_localizations": {"ko": "오그"}}]),
    _option(name="where", type=7, channel_types=[0]),
    _option(name="who", type=6),
    _option(name="sample", type=11, file_types=["audio"]),
    _option(name="loud", type=5),
]


@pytest.fixture
async def alice(call: Caller) -> User:
    await _sync(call, _say(options=OPTIONS))
    return call.fake.user()


async def test_options_arrive_as_they_were_typed(alice: User, fake: FakeDiscord) -> None:
    place = alice.channel
    typed = await alice.slash(
        "say",
        text="hello",
        speed=1.5,
        kind="오그",
        where=place,
        who=alice.account,
        sample=file("a.mp3", b"x"),
        loud=True,
    )
    data = typed.payload["data"]
    values = {option["name"]: option["value"] for option in data["options"]}

    assert values["kind"] == "ogg"
    assert (values["where"], values["who"]) == (place.id, alice.id)
    assert data["resolved"]["attachments"][values["sample"]]["size"] == 1
    assert data["resolved"]["users"][alice.id]["username"] == "alice"


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"text": "h"}, id="short"),
        pytest.param({"text": "hello!"}, id="long"),
        pytest.param({"text": 5}, id="type"),
        pytest.param({"text": "hello", "speed": 2.5}, id="fast"),
        pytest.param({"text": "hello", "kind": "wav"}, id="choice"),
        pytest.param({"text": "hello", "what": 1}, id="unknown"),
        pytest.param({"text": "hello", "loud": 1}, id="boolean"),
        pytest.param({"text": "hello", "sample": file("a.png", b"x", "image/png")}, id="file type"),
        pytest.param({"text": "hello", "sample": file("a.mp3", bytes((10 << 20) + 1))}, id="file size"),
    ],
)
async def test_what_the_client_would_not_send_is_not_sent(alice: User, values: dict[str, object]) -> None:
    with pytest.raises(CannotDo):
        await alice.slash("say", **values)


async def test_a_channel_of_another_kind_cannot_be_chosen(alice: User) -> None:
    with pytest.raises(CannotDo):
        await alice.slash("say", text="hello", where=alice.in_dm().channel)


async def test_subcommands_are_nested(call: Caller, fake: FakeDiscord) -> None:
    inner = {"type": 1, "name": "list", "description": "x", "options": [_option()]}
    await _sync(call, _say(name="voice", options=[{"type": 2, "name": "my", "description": "x", "options": [inner]}]))
    exchange = await fake.user().slash("voice my list", text="x")

    assert exchange.payload["data"]["options"] == [
        {
            "name": "my",
            "type": 2,
            "options": [{"name": "list", "type": 1, "options": [{"name": "text", "type": 3, "value": "x"}]}],
        }
    ]
    with pytest.raises(CannotDo):
        await fake.user().slash("voice")


async def test_a_command_is_offered_where_it_is_installed(call: Caller, fake: FakeDiscord) -> None:
    await _sync(
        call, _say(integration_types=[0, 1], contexts=[0, 1, 2]), _say(name="here", integration_types=[0], contexts=[0])
    )
    away = fake.guild("Away", installed=False).general
    brought, guest = fake.user(installed=True, locale="ko"), fake.user("bob")
    private = fake.private_channel(brought, guest)

    places = {
        "guild": (await brought.slash("say")).payload,
        "away": (await brought.at(away).slash("say")).payload,
        "dm": (await guest.in_dm().slash("say")).payload,
        "private": (await brought.at(private).slash("say")).payload,
    }

    assert {name: (each["context"], each["authorizing_integration_owners"]) for name, each in places.items()} == {
        "guild": (0, {"0": fake.home.id, "1": brought.id}),
        "away": (0, {"1": brought.id}),
        "dm": (1, {"0": "0"}),
        "private": (2, {"1": brought.id}),
    }
    assert places["guild"]["locale"] == "ko"
    assert "member" not in places["dm"]
    for nobody in (guest.at(away), guest.at(private)):
        with pytest.raises(CannotDo):
            await nobody.slash("say")
    with pytest.raises(CannotDo):
        await guest.in_dm().slash("here")


async def test_a_command_for_moderators_is_offered_to_them(call: Caller, fake: FakeDiscord) -> None:
    await _sync(
        call,
        _say(default_member_permissions=str(permissions.MANAGE_GUILD)),
        _say(name="admins", default_member_permissions="0"),
    )
    moderator, admin = fake.user(moderator=True), fake.user(bits=permissions.ADMINISTRATOR)
    exchange = await moderator.slash("say")
    await admin.slash("admins")

    assert int(exchange.payload["member"]["permissions"]) & permissions.MANAGE_GUILD
    for nobody, name in ((fake.user(), "say"), (moderator, "admins")):
        with pytest.raises(CannotDo):
            await nobody.slash(name)
