"""Starting: what an admin reads who has mixed up a token, and what happens while Slack is away."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from adapters.slack import open_slack
from adapters.way import CannotStart
from bot.app import open_app
from tests.slack.conftest import Scene

ROOT = Path(__file__).parents[2]


async def test_a_bot_token_that_slack_does_not_know_is_one_sentence(before: Scene) -> None:
    async with open_app(before.settings(SLACK_BOT_TOKEN="xoxb-made-up")) as app:
        with pytest.raises(CannotStart, match=r"SLACK_BOT_TOKEN.*OAuth & Permissions"):
            async with open_slack(app):
                pass


async def test_an_app_token_that_slack_does_not_know_is_one_sentence(before: Scene) -> None:
    for token in ("xapp-made-up", before.team.token):
        async with open_app(before.settings(SLACK_APP_TOKEN=token)) as app, open_slack(app) as way:
            with pytest.raises(CannotStart, match=r"SLACK_APP_TOKEN.*connections:write"):
                await asyncio.wait_for(way.connect(), 10)


async def test_the_program_ends_with_that_sentence_and_the_code_for_settings(before: Scene) -> None:
    settings = before.settings()
    given = {
        "PATH": os.environ["PATH"],
        "HOME": str(before.folder),
        "PYTHONPATH": str(ROOT),
        "MYNAH_DATA_DIR": str(before.folder / "data"),
        "MYNAH_PORT": "0",
        "TYPECAST_BASE_URL": before.cloud.url,
        "TYPECAST_API_TOKEN": before.cloud.token,
        "SLACK_API_URL": settings.slack_api_url,
        "SLACK_BOT_TOKEN": "xoxb-made-up",
        "SLACK_APP_TOKEN": "xapp-made-up",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "adapters", "run", cwd=before.folder, env=given, stderr=asyncio.subprocess.PIPE
    )
    _, complaint = await asyncio.wait_for(process.communicate(), 30)

    assert process.returncode == 78
    assert "SLACK_BOT_TOKEN" in complaint.decode().splitlines()[-1]
    assert b"Traceback" not in complaint
    assert b"xoxb-" not in complaint.replace(b"(xoxb-...)", b"")


async def test_slack_being_away_is_no_reason_not_to_start(before: Scene) -> None:
    before.slack.fail_once("auth.test", status=503)
    before.slack.fail_once("apps.connections.open", status=503)
    async with open_app(before.settings()) as app, open_slack(app) as way:
        assert way.unready()

    before.slack.faults._due.clear()
    before.slack.fail_once("auth.test", abort=True, times=2)
    async with before.running() as bot:
        assert (await before.say("Better late")).files
        assert dict(bot.way.unready()) == {}


async def test_a_bot_without_a_command_finds_out_by_itself_that_slack_is_back(before: Scene) -> None:
    before.slack.fail_once("auth.test", status=503)
    async with before.running() as bot:
        assert bot.way.unready()
        await before.slack.until(lambda: not bot.way.unready())

    assert before.slack.exchanges == []


async def test_a_lost_socket_and_its_return_are_logged_once_each(
    before: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    if before.transport != "socket":
        return
    async with before.running() as bot:
        before.slack.fail_once("apps.connections.open", status=503, times=2)
        before.slack.sockets.drop()
        await before.slack.until(lambda: before.slack.sockets.open, seconds=30, what="a new socket")
        async with asyncio.timeout(20):
            while bot.way.unready():
                await asyncio.sleep(0.05)
        await asyncio.sleep(1.2)
    logged = "".join(capsys.readouterr())

    assert logged.count("slack disconnected") == 1
    assert logged.count("slack connected") == 2
    assert "Traceback" not in logged


async def test_missing_scopes_are_named_in_the_log(before: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    before.slack.install(before.team, scopes=frozenset({"commands", "chat:write"}))
    async with open_app(before.settings()) as app, open_slack(app):
        logged = "".join(capsys.readouterr())

    assert "lacks scopes" in logged
    assert "files:write" in logged


async def test_importing_the_package_loads_none_of_slacks_libraries() -> None:
    look = "import sys, adapters.slack, adapters.slack.manifest; print('slack_bolt' in sys.modules or 'slack_sdk' in sys.modules)"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", look, cwd=ROOT, stdout=asyncio.subprocess.PIPE)

    assert (await process.communicate())[0].strip() == b"False"
