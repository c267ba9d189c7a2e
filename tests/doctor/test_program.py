"""`mynah doctor` as an admin runs it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from adapters.doctor.given import examine
from adapters.finding import Verdict
from tests.doctor.conftest import NOWHERE, Row, World, doctor, told

SETTINGS = [
    Row(id="no number", set={"MYNAH_PORT": "eighty"}, says=("MYNAH_PORT cannot be 'eighty'",)),
    Row(id="open to all", set={"MYNAH_HOST": "::"}, says=("MYNAH_PASSWORD is not set", "Set MYNAH_PASSWORD")),
    Row(id="plain http", set={"PUBLIC_URL": "http://bot.example"}, says=("PUBLIC_URL must start with https://",)),
    Row(id="a callback in plain http", set={"TYPECAST_API_TOKEN": "k", "TYPECAST_CALLBACK_URL": "http://bot.example"}, says=("TYPECAST_CALLBACK_URL must start with https://",)),
    Row(id="the token as public key", set={"DISCORD_TOKEN": "{public}", "DISCORD_PUBLIC_KEY": "{discord}"}, says=("DISCORD_PUBLIC_KEY cannot be", "64 hexadecimal digits")),
    Row(id="half of slack", set={"SLACK_BOT_TOKEN": "{bot}"}, says=("Slack has no way in", "SLACK_APP_TOKEN")),
    Row(id="the other half", set={"SLACK_APP_TOKEN": "{app}"}, says=("SLACK_BOT_TOKEN is not", "Set SLACK_BOT_TOKEN")),
    Row(id="one and many", set={"SLACK_BOT_TOKEN": "{bot}", "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "x"}, says=("SLACK_BOT_TOKEN is for one workspace",)),
    Row(id="a key without discord", set={"DISCORD_PUBLIC_KEY": "{public}"}, says=("DISCORD_TOKEN is not", "Set DISCORD_TOKEN")),
    Row(id="two speakers", set={"SPEECH_URL": "{cloud}", "TYPECAST_API_TOKEN": "{key}"}, says=("SPEECH_URL and TYPECAST_API_TOKEN", "Keep one")),
    Row(id="half a certificate", set={"MARK_KEY": "{folder}/key.pem"}, says=("MARK_CERTIFICATE and MARK_KEY go together",)),
    Row(id="a secret twice", set={"DISCORD_TOKEN": "{discord}", "DISCORD_TOKEN_FILE": "{folder}/token"}, says=("DISCORD_TOKEN and DISCORD_TOKEN_FILE are both set",)),
    Row(id="a secret's file that is not there", set={"DISCORD_TOKEN_FILE": "{folder}/token"}, says=("DISCORD_TOKEN_FILE names", "cannot be read")),
]  # fmt: skip


@pytest.mark.parametrize("row", SETTINGS, ids=lambda row: row.id)
async def test_settings_that_cannot_be_are_named_and_the_rest_is_looked_at(world: World, row: Row) -> None:
    _, wrong = examine(world.environment(row.set), None)

    (words,) = wrong
    assert all(part in words for part in row.says)
    for secret in (world.team.token, world.slack.app_token, world.discord.token):
        assert secret not in words


async def test_all_mistakes_come_in_one_answer_without_a_traceback(world: World, tmp_path: Path) -> None:
    given = {"MYNAH_HOST": "::", "MAX_TEXT": "many", "DISCORD_TOKEN": "paste-it-here", "SLACK_APP_TOKEN": "xapp-1"}
    (tmp_path / ".env").write_text("MYNAH_PORT=eighty\n")
    environment = world.environment(given)
    del environment["MYNAH_PORT"]

    ended = await doctor(environment, folder=tmp_path)

    assert ended.code == 78
    assert ended.err == ""
    lines = [line for line in ended.out.splitlines() if line.startswith("BLOCKS")]
    for name in ("MYNAH_PASSWORD", "MAX_TEXT", "DISCORD_TOKEN", "SLACK_BOT_TOKEN", "MYNAH_PORT"):
        assert any(name in line for line in lines), name
    assert "ok      python" in ended.out


def test_a_file_of_settings_that_cannot_be_read_is_one_of_them(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe")

    settings, wrong = examine({"MYNAH_PORT": "1234", "MAX_TEXT": "many"}, tmp_path / ".env")

    assert settings.port == 1234
    assert any(".env" in words for words in wrong)
    assert any("MAX_TEXT" in words for words in wrong)


async def test_programs_read_the_same_as_json(world: World, tmp_path: Path) -> None:
    ended = await doctor(world.environment({"MYNAH_HOST": "::"}), "--json", folder=tmp_path)

    assert ended.code == 78
    told(ended.findings, Row(id="", set={}, says=("Set MYNAH_PASSWORD, or MYNAH_PAGE=no",)))
    assert any(line.name == "python" for line in ended.findings)


async def test_notes_alone_are_no_reason_not_to_start(world: World, tmp_path: Path) -> None:
    given = {"TYPECAST_API_TOKEN": "{key}", "TYPECAST_BASE_URL": "{cloud}", "PUBLIC_URL": "http://localhost:1"}

    ended = await doctor(world.environment(given) | {"https_proxy": "http://127.0.0.1:1"}, "--json", folder=tmp_path)

    assert ended.code == 0
    assert sum(line.verdict is Verdict.NOTE for line in ended.findings) >= 2


async def test_where_nothing_answers_it_does_not_wait(world: World, tmp_path: Path) -> None:
    given = {
        "DISCORD_TOKEN": "{discord}",
        "SLACK_BOT_TOKEN": "{bot}",
        "SLACK_APP_TOKEN": "{app}",
        "SPEECH_URL": NOWHERE,
    }
    away = {"DISCORD_API_URL": NOWHERE, "SLACK_API_URL": NOWHERE, "PUBLIC_URL": "https://bot.invalid"}
    began = time.monotonic()

    ended = await doctor(world.environment(given | away), "--json", folder=tmp_path)

    assert time.monotonic() - began < 20  # two on a machine that has nothing else to do; this one may be busy
    assert ended.code == 78
    assert sum("does not answer" in line.words for line in ended.findings) == 4
