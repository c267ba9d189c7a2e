from __future__ import annotations

from typing import Any

import pytest

from bot.replies import sentence
from tests.discord.conftest import Mynah, Stage
from tests.fakes.discord import CannotDo, Exchange, User, permissions


async def chosen(user: User, command: str = "settings", **options: Any) -> Exchange:
    return await (await user.slash(command, **options)).answered()


def all_of(commands: list[dict[str, Any]]) -> set[str]:
    """What can be typed behind a slash."""
    chat = [each for each in commands if each["type"] == 1]
    subcommands = {
        f"{each['name']} {option['name']}" for each in chat for option in each["options"] if option["type"] == 1
    }
    return subcommands | {each["name"] for each in chat if not any(option["type"] == 1 for option in each["options"])}


def admin_of(stage: Stage) -> User:
    return stage.fake.user("admin", bits=permissions.MEMBER | permissions.MANAGE_GUILD)


async def test_nothing_is_chosen_at_first(stage: Stage, mynah: Mynah) -> None:
    exchange = await chosen(stage.alice)

    assert (exchange.shown.text, exchange.private) == (sentence("discord.settings_none"), True)


async def test_what_is_chosen_is_kept_and_used(stage: Stage) -> None:
    options: dict[str, Any] = {
        "voice": "plain",
        "language": "Korean",
        "emotion": "sad",
        "speed": 0.8,
        "pitch": 4,
        "format": "wav",
    }
    async with stage.mynah():
        kept = await chosen(stage.alice, **options)
    async with stage.mynah():
        seen = await chosen(stage.alice)
        await stage.said("As I like it")

    body = stage.cloud.orders[0].body
    for words in (kept.shown.text, seen.shown.text):
        assert all(each in words for each in ("voice Plain", "language ko-kr", "emotion sad", "speed 0.8", "pitch 4"))
    assert kept.private
    assert seen.private
    assert (body["actor_id"], body["lang"], body["emotion_tone_preset"]) == (
        "5d8322ca58a5e90007fed456",
        "ko-kr",
        "sad-1",
    )
    assert (body["tempo"], body["pitch"], body["xapi_audio_format"]) == (0.8, 4, "wav")


async def test_one_choice_leaves_the_others(stage: Stage, mynah: Mynah) -> None:
    await chosen(stage.alice, speed=0.8)
    await chosen(stage.alice, pitch=2)

    words = (await chosen(stage.alice)).shown.text

    assert "speed 0.8" in words
    assert "pitch 2" in words


async def test_what_was_asked_for_goes_before_mine_before_the_servers(stage: Stage, mynah: Mynah) -> None:
    await chosen(admin_of(stage), "server-settings", speed=0.6, pitch=1, emotion="angry")
    await chosen(stage.alice, speed=0.8, pitch=2)

    await stage.said("Asked for", speed=1.1)
    await stage.said("By somebody else", by=stage.fake.user("bob"))
    await stage.said("Elsewhere", by=stage.alice.in_dm())

    assert [(order.body["tempo"], order.body["pitch"]) for order in stage.cloud.orders] == [
        (1.1, 2),
        (0.6, 1),
        (1.0, 0),
    ]
    assert [order.body.get("emotion_tone_preset") for order in stage.cloud.orders] == ["angry-1", "angry-1", None]


async def test_reset_forgets_all_but_what_is_chosen_with_it(stage: Stage, mynah: Mynah) -> None:
    await chosen(stage.alice, speed=0.8, pitch=2, voice="Plain", reply="voice-message")
    await chosen(stage.alice, reset=True, pitch=3)
    partly = (await chosen(stage.alice)).shown.text
    await chosen(stage.alice, reset=True)

    assert "pitch 3" in partly
    assert not any(name in partly for name in ("speed", "voice Plain", "delivery"))
    assert (await chosen(stage.alice)).shown.text == sentence("discord.settings_none")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"voice": "Byumso"}, sentence("voice.nearest", name="Byumso", nearest="Byumsoo")),
        ({"language": "klingon", "speed": 0.8}, "klingon"),
    ],
)
async def test_what_cannot_be_is_not_kept(stage: Stage, mynah: Mynah, options: dict[str, Any], words: str) -> None:
    refused = await chosen(stage.alice, **options)

    assert words in refused.shown.text
    assert refused.private
    assert (await chosen(stage.alice)).shown.text == sentence("discord.settings_none")


@pytest.mark.parametrize(
    "options", [{"speed": 0.4}, {"speed": 2.1}, {"pitch": 13}, {"pitch": 1.5}, {"emotion": "bored"}]
)
@pytest.mark.parametrize("command", ["say", "settings"])
async def test_discord_itself_lets_nothing_else_through(
    stage: Stage, mynah: Mynah, command: str, options: dict[str, Any]
) -> None:
    more = {"text": "Hello"} if command == "say" else {}

    with pytest.raises(CannotDo):
        await stage.alice.slash(command, **more, **options)


async def test_a_server_is_set_by_who_manages_it_and_nowhere_else(stage: Stage, mynah: Mynah) -> None:
    command = {each["name"]: each for each in stage.fake.registry.listed()}["server-settings"]

    assert int(command["default_member_permissions"]) == permissions.MANAGE_GUILD
    assert (command["contexts"], command["integration_types"]) == ([0], [0])
    for who in (stage.alice, admin_of(stage).in_dm(), stage.fake.user("mod", bits=permissions.MANAGE_MESSAGES)):
        with pytest.raises(CannotDo):
            await who.slash("server-settings", speed=1.5)


async def test_two_servers_do_not_share_their_settings(stage: Stage) -> None:
    other = stage.fake.guild("Other").general
    async with stage.mynah():
        await chosen(admin_of(stage), "server-settings", speed=0.6)
        await stage.said("There", by=stage.alice.at(other))

    assert stage.cloud.orders[0].body["tempo"] == 1.0


async def test_usage_counts_what_was_made(stage: Stage) -> None:
    async with stage.mynah(DAILY_CHARACTERS="30"):
        await stage.said("Ten signs.")
        used = await (await stage.alice.slash("usage")).answered()
        over = await stage.said("This is far more than what is left")

    assert used.shown.text.startswith(sentence("usage.capped", used=10, cap=30, left=20, voices=0))
    assert used.private
    assert "over your 30 characters for today" in over.shown.text
    assert (over.private, over.deleted) == (True, True)


async def test_usage_without_a_limit(stage: Stage, mynah: Mynah) -> None:
    exchange = await (await stage.alice.slash("usage")).answered()

    assert exchange.shown.text.startswith(sentence("usage.free", voices=0))


async def test_every_command_in_the_help_opens_when_it_is_clicked(stage: Stage) -> None:
    async with stage.mynah():
        pass
    async with stage.mynah():  # it knows the commands from before
        exchange = await (await stage.alice.slash("help")).answered()
        mentions = [f"</{name}:{ident}>" for name, ident in exchange.shown.commands]
        spoken = await (await stage.alice.tap(mentions[0], text="From the help")).answered()
        usage = await (await stage.alice.tap(next(each for each in mentions if "usage" in each))).answered()
        for mention in mentions:
            stage.fake.registry.mentioned(mention)

    names = [name for name, _ in exchange.shown.commands]
    assert exchange.private
    assert names[0] == "say"
    assert set(names) == all_of(stage.fake.registry.listed())
    assert spoken.shown.attachments
    assert usage.private


async def test_help_is_in_the_callers_language(stage: Stage, mynah: Mynah) -> None:
    exchange = await (await stage.fake.user("ji", locale="ko").slash("help")).answered()

    assert sentence("discord.help", "ko", commands="").strip() in exchange.shown.text
