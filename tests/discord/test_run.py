"""`mynah run` as the person at the terminal sees it."""

from __future__ import annotations

import socket

import pytest

from adapters.discord.way import REFUSED
from bot.replies import sentence
from tests.discord.conftest import Stage, until
from tests.discord.program import running, started


async def test_a_bad_token_is_one_sentence_and_an_exit_code(stage: Stage) -> None:
    async with started(stage, DISCORD_TOKEN="MTIzNDU2Nzg5MDEyMzQ1Njc4.bad.token") as program:
        code = await program.ended()

    log = program.log.read_text()
    assert code == 78
    assert log.splitlines()[-1] == REFUSED
    assert "DISCORD_TOKEN" in REFUSED
    assert "Traceback" not in log
    assert "bad.token" not in log


async def test_a_token_that_is_reset_while_the_bot_runs_ends_it_the_same(stage: Stage) -> None:
    async with running(stage) as program:
        stage.fake.gateway.token = "another"
        await stage.fake.gateway.drop()
        code = await program.ended()

    log = program.log.read_text()
    assert code == 78
    assert log.splitlines()[-1] == REFUSED
    assert "Traceback" not in log


async def test_the_links_to_invite_the_bot_are_printed(stage: Stage) -> None:
    async with started(stage) as program:
        server = await program.says("Invite Mynah")
        account = await program.says("your own account")

    assert f"client_id={stage.fake.application_id}" in server
    assert "permissions=70643622136832" in server
    assert "integration_type=1" in account


async def test_discord_is_away_at_the_start_and_the_page_is_up_and_says_why(stage: Stage) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = f"http://127.0.0.1:{nobody.getsockname()[1]}/api/v10"
        async with started(stage, DISCORD_API_URL=away) as program:
            await program.says("Mynah is up")
            reasons = await program.ready(wanted=False)
            await until(lambda: program.log.read_text().count("Discord is away") >= 2)
            code = await program.stop()

    assert reasons == {"discord": "not logged in"}
    assert code == 0
    assert "Traceback" not in program.log.read_text()


async def test_discord_comes_late_and_is_ready_then(stage: Stage) -> None:
    stage.fake.fail_once("GET /gateway$", status=503, times=2)
    async with running(stage) as program:
        exchange = await stage.said("Good morning")

        assert exchange.shown.attachments
        assert "Discord is away" in program.log.read_text()


async def test_a_cut_in_the_connection_shows_in_the_readiness(stage: Stage) -> None:
    async with running(stage) as program:
        await stage.fake.gateway.invalidate()

        assert await program.ready(wanted=False) == {"discord": "not connected"}
        assert await program.ready() == {}


async def test_signed_requests_reach_the_same_listener(stage: Stage) -> None:
    async with running(stage, DISCORD_PUBLIC_KEY=stage.fake.public_key) as program:
        stage.fake.endpoint.url = f"{program.url}/discord"
        accepted = await stage.fake.endpoint.accepted(stage.fake.application_id)
        exchange = await stage.said("Good morning")

    assert accepted
    assert exchange.shown.attachments
    assert stage.fake.gateway.identified == []


@pytest.mark.parametrize(
    ("name", "value"), [("DISCORD_PUBLIC_KEY", "zz"), ("SHARD_IDS", "0"), ("DISCORD_API_URL", "x")]
)
async def test_a_setting_that_cannot_work_is_one_sentence(stage: Stage, name: str, value: str) -> None:
    async with started(stage, **{name: value}) as program:
        code = await program.ended()

    log = program.log.read_text()
    assert code == 78
    assert name in log
    assert len(log.splitlines()) == 1


async def test_a_command_during_the_stop_is_told_to_come_again(stage: Stage) -> None:
    stage.cloud.think = 4.0
    async with running(stage) as program:
        slow = await stage.alice.slash("say", text="Slowly")
        await until(lambda: stage.cloud.orders)
        program.process.terminate()
        await until(lambda: "stopping" in program.log.read_text())
        late = await stage.said("Too late")
        code = await program.ended()

    assert late.private
    assert late.shown.text.startswith(sentence("bot.closing"))
    assert slow.shown.attachments
    assert code == 0
