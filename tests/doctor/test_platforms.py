"""Discord and Slack: each token that is missing, mixed up or refused, over the wire."""

from __future__ import annotations

import pytest

from adapters.discord.check import check as check_discord
from adapters.doctor.given import examine
from adapters.finding import Finding, Verdict
from adapters.slack.check import check as check_slack
from tests.doctor.conftest import NOWHERE, Row, World, told
from tests.fakes.discord import permissions

PAIR = {"SLACK_BOT_TOKEN": "{bot}", "SLACK_APP_TOKEN": "{app}"}
SIGNED = {"SLACK_BOT_TOKEN": "{bot}", "SLACK_SIGNING_SECRET": "ab" * 16}

ROWS = [
    Row(id="no token in it", set={"DISCORD_TOKEN": "paste-it-here"}, says=("DISCORD_TOKEN is not a bot's token", "Reset Token")),
    Row(id="slack's bot token", set={"DISCORD_TOKEN": "{bot}"}, says=("DISCORD_TOKEN holds a Slack bot token (that is for SLACK_BOT_TOKEN)",)),
    Row(id="slack's app token", set={"DISCORD_TOKEN": "{app}"}, says=("DISCORD_TOKEN holds a Slack app-level token",)),
    Row(id="typecast's key", set={"DISCORD_TOKEN": "__pltAbCd"}, says=("DISCORD_TOKEN holds a key of Typecast (that is for TYPECAST_API_TOKEN)",)),
    Row(id="the public key", set={"DISCORD_TOKEN": "{public}"}, says=("DISCORD_TOKEN holds a Discord public key", "Copy it from")),
    Row(id="the application's id", set={"DISCORD_TOKEN": "123456789012345678"}, says=("DISCORD_TOKEN holds an id of Discord",)),
    Row(id="discord refuses it", set={"DISCORD_TOKEN": "{discord}x"}, says=("Discord refuses DISCORD_TOKEN", "Reset Token")),
    Row(id="another application's key", set={"DISCORD_TOKEN": "{discord}", "DISCORD_PUBLIC_KEY": "ab" * 32}, says=("DISCORD_PUBLIC_KEY is another application's", "General Information")),
    Row(id="no endpoint", set={"DISCORD_TOKEN": "{discord}", "DISCORD_PUBLIC_KEY": "{public}"}, says=("no Interactions Endpoint URL", "/discord"), verdict=Verdict.NOTE),
    Row(id="discord is away", set={"DISCORD_TOKEN": "{discord}", "DISCORD_API_URL": NOWHERE}, says=("Discord does not answer", "DISCORD_API_URL"), verdict=Verdict.NOTE),
    Row(id="app token for the bot's", set={**PAIR, "SLACK_BOT_TOKEN": "{app}"}, says=("SLACK_BOT_TOKEN holds a Slack app-level token (that is for SLACK_APP_TOKEN)", "OAuth & Permissions")),
    Row(id="bot token for the app's", set={**PAIR, "SLACK_APP_TOKEN": "{bot}"}, says=("SLACK_APP_TOKEN holds a Slack bot token (that is for SLACK_BOT_TOKEN)", "connections:write")),
    Row(id="a user's token", set={**PAIR, "SLACK_BOT_TOKEN": "xoxp-1-2"}, says=("SLACK_BOT_TOKEN holds a Slack token that is neither",)),
    Row(id="discord's for slack's", set={**PAIR, "SLACK_BOT_TOKEN": "{discord}"}, says=("SLACK_BOT_TOKEN holds a Discord bot's token (that is for DISCORD_TOKEN)",)),
    Row(id="no bot token in it", set={**PAIR, "SLACK_BOT_TOKEN": "paste-it-here"}, says=("SLACK_BOT_TOKEN is not what it should be",)),
    Row(id="slack refuses the bot token", set={**PAIR, "SLACK_BOT_TOKEN": "xoxb-made-up"}, says=("Slack does not accept SLACK_BOT_TOKEN", "OAuth & Permissions")),
    Row(id="slack refuses the app token", set={**PAIR, "SLACK_APP_TOKEN": "xapp-made-up"}, says=("Slack does not accept SLACK_APP_TOKEN", "connections:write")),
    Row(id="a token as signing secret", set={**SIGNED, "SLACK_SIGNING_SECRET": "{bot}"}, says=("SLACK_SIGNING_SECRET holds a Slack bot token", "Basic Information")),
    Row(id="a shortened signing secret", set={**SIGNED, "SLACK_SIGNING_SECRET": "ab12"}, says=("SLACK_SIGNING_SECRET is not 32 hexadecimal digits",), verdict=Verdict.NOTE),
    Row(id="both ways in", set={**PAIR, **SIGNED}, says=("SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both set", "keep the one"), verdict=Verdict.NOTE),
    Row(id="the app's id as client id", set={"SLACK_CLIENT_ID": "A0123", "SLACK_CLIENT_SECRET": "cd" * 16, "SLACK_SIGNING_SECRET": "ab" * 16}, says=("SLACK_CLIENT_ID is not what it should be", "the Client ID")),
    Row(id="a token as client secret", set={"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "{bot}", "SLACK_SIGNING_SECRET": "ab" * 16}, says=("SLACK_CLIENT_SECRET holds a Slack bot token",)),
    Row(id="slack is away", set={**PAIR, "SLACK_API_URL": NOWHERE}, says=("Slack does not answer", "SLACK_API_URL"), verdict=Verdict.NOTE),
]  # fmt: skip


async def found(world: World, given: dict[str, str]) -> list[Finding]:
    settings, wrong = examine(world.environment(given), None)
    assert wrong == []
    return [*await check_discord(settings), *await check_slack(settings)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
async def test_each_mistake_is_named_with_its_mend_and_no_secret(world: World, row: Row) -> None:
    words = told(await found(world, row.set), row)

    for secret in (world.team.token, world.slack.app_token, world.discord.token):
        assert secret not in words


async def test_a_good_set_up_of_both_has_nothing_but_good_lines(world: World) -> None:
    lines = await found(world, {"DISCORD_TOKEN": "{discord}", **PAIR})

    assert {line.verdict for line in lines} == {Verdict.OK}
    told_of = "\n".join(line.words for line in lines)
    assert "the bot is known in Acme" in told_of
    assert "Socket Mode" in told_of
    assert "{bot}".format(**world.names) not in told_of


async def test_each_scope_that_is_missing_is_named(world: World) -> None:
    world.slack.install(world.team, scopes=world.slack.manifest.scopes - {"files:write", "im:write"})

    row = Row(id="", set=PAIR, says=("lacks files:write, im:write.", "install it anew"))
    told(await found(world, row.set), row)


async def test_an_endpoint_in_the_portal_without_our_key_blocks(world: World) -> None:
    world.discord.endpoint.url = "https://bot.example/discord"

    row = Row(
        id="", set={"DISCORD_TOKEN": "{discord}"}, says=("no command arrives by the gateway", "DISCORD_PUBLIC_KEY")
    )
    told(await found(world, row.set), row)


@pytest.mark.parametrize(
    ("switch", "value", "says"),
    [
        ("bot_require_code_grant", True, "Code Grant is on"),
        ("bot_public", False, "Public Bot is off"),
        ("integration_types_config", {"0": {}}, "User Install is off"),
    ],
)
async def test_switches_in_the_portal_that_are_in_the_way_of_an_invitation(
    world: World, switch: str, value: object, says: str
) -> None:
    world.discord.switches[switch] = value

    row = Row(id="", set={"DISCORD_TOKEN": "{discord}"}, says=(says, "Switch it o"), verdict=Verdict.NOTE)
    told(await found(world, row.set), row)


async def test_rights_that_the_bot_lacks_are_named_with_the_servers_ids(world: World) -> None:
    world.discord.home.bot_permissions &= ~(permissions.ATTACH_FILES | permissions.SEND_VOICE_MESSAGES)
    says = (f"in 1 of 1 servers ({world.discord.home.id})", "attach files, send voice messages", "again there")

    row = Row(id="", set={"DISCORD_TOKEN": "{discord}"}, says=says, verdict=Verdict.NOTE)
    assert world.discord.home.name not in told(await found(world, row.set), row)


async def test_an_administrator_lacks_nothing(world: World) -> None:
    world.discord.home.bot_permissions = permissions.ADMINISTRATOR

    assert {line.verdict for line in await found(world, {"DISCORD_TOKEN": "{discord}"})} == {Verdict.OK}


async def test_a_bot_that_nobody_has_invited(world: World) -> None:
    world.discord.home.installed = False

    says = ("in no server yet", "Open the first link")
    told(await found(world, {"DISCORD_TOKEN": "{discord}"}), Row(id="", set={}, says=says, verdict=Verdict.NOTE))
