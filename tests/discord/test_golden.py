from __future__ import annotations

import json
from typing import Any

import pytest

from bot.replies import sentence
from tests.discord import golden
from tests.discord.conftest import Stage

RENEW = "If the change is meant: python -m tests.discord.golden > tests/discord/commands.json"


async def test_discord_is_told_what_stands_in_the_golden_file(stage: Stage) -> None:
    async with stage.mynah():
        told = golden.sent(stage.fake)

    assert [golden.printed(commands) for commands in told] == [golden.PATH.read_text(encoding="utf-8")], RENEW


def test_the_golden_file_is_sorted_and_whole() -> None:
    commands = json.loads(golden.PATH.read_text(encoding="utf-8"))

    names = [each["name"] for each in commands if each["type"] == 1]
    assert names == sorted(names)
    assert {"clone", "help", "say", "server-settings", "settings", "usage", "voices"} <= set(names)
    assert [each["name"] for each in commands if each["type"] == 3] == ["Speak this message"]


async def test_commands_are_sent_once_and_again_when_they_change(stage: Stage) -> None:
    for more in ({}, {}, {"MAX_TEXT": "100"}, {"MAX_TEXT": "100"}):
        async with stage.mynah(**more):
            pass

    limits = [option["max_length"] for commands in golden.sent(stage.fake) for option in _options(commands, "say")]
    assert limits == [2000, 100]


async def test_a_new_data_folder_sends_them_anew_under_the_same_ids(stage: Stage) -> None:
    async with stage.mynah():
        before = [each["id"] for each in stage.fake.registry.listed()]
    (stage.folder / "state.db").unlink()
    async with stage.mynah() as mynah:
        assert sorted(map(str, mynah.way.client.registry.ids.values())) == sorted(before)

    assert len(golden.sent(stage.fake)) == 2


async def test_one_server_can_have_them_at_once(stage: Stage) -> None:
    home = stage.fake.home
    async with stage.mynah(DISCORD_GUILD_ID=home.id):
        pass
    async with stage.mynah(DISCORD_GUILD_ID=home.id):
        exchange = await stage.said("In one server")
        opened = await (await stage.alice.slash("help")).answered()

    paths = [call.path for call in stage.fake.calls if call.method == "PUT"]
    assert paths == [f"/applications/{stage.fake.application_id}/guilds/{home.id}/commands"]
    assert stage.fake.registry.listed() == []
    assert exchange.shown.attachments
    assert opened.shown.commands[0] == ("say", next(_ids(stage, home.id, "say")))


async def test_where_they_cannot_be_sent_those_of_before_still_work(stage: Stage) -> None:
    async with stage.mynah():
        pass
    stage.fake.fail_once("PUT ", status=403, body={"message": "Missing Access", "code": 50001})
    async with stage.mynah(MAX_TEXT="100"):
        exchange = await stage.said("Still here")
        shown = await (await stage.alice.slash("help")).answered()
    async with stage.mynah(MAX_TEXT="100"):
        pass

    assert exchange.shown.attachments
    assert shown.shown.commands
    assert [option["max_length"] for option in _options(stage.fake.registry.listed(), "say")] == [100]


@pytest.mark.parametrize("locale", ["en-US", "ko"])
async def test_commands_are_called_by_their_english_names_whatever_the_language(stage: Stage, locale: str) -> None:
    async with stage.mynah():
        exchange = await (await stage.fake.user(locale=locale).slash("usage")).answered()

    assert exchange.shown.text.startswith(sentence("usage.free", locale, voices=0))


def _options(commands: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """The options with a limit of their own."""
    command = next(each for each in commands if each["name"] == name)
    return [option for option in command["options"] if option["name"] == "text"]


def _ids(stage: Stage, guild: str, name: str) -> Any:
    return (each["id"] for each in stage.fake.registry.listed(guild) if each["name"] == name)
