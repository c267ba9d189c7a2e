"""Discord's part of `mynah doctor`, each mistake over the wire."""

from __future__ import annotations

import pytest

from adapters.discord.check import check
from adapters.finding import Verdict
from adapters.kind import application_of
from bot.settings import Settings
from tests.fakes.discord import FakeDiscord

KEY = "ab" * 32


def settings(fake: FakeDiscord, **more: str) -> Settings:
    return Settings.load({"DISCORD_TOKEN": fake.token, "DISCORD_API_URL": fake.api, **more}, None)


async def words(settings: Settings, verdict: Verdict) -> str:
    return "\n".join(finding.words for finding in await check(settings) if finding.verdict is verdict)


async def test_a_good_set_up_tells_the_way_in_and_both_invitations(fake: FakeDiscord) -> None:
    told = await words(settings(fake), Verdict.OK)

    assert "the gateway" in told
    assert f"client_id={fake.application_id}" in told
    assert "scope=bot+applications.commands" in told
    assert "integration_type=1" in told
    assert fake.token not in told


async def test_without_discord_there_is_nothing_to_say() -> None:
    assert await check(Settings()) == []


@pytest.mark.parametrize("token", ["abc", "a.b", "not-base64!.b.c", "YWJj.b.c", "MTIz.b.c", "ü.b.c"])
async def test_what_is_no_token_is_found_without_asking_discord(token: str) -> None:
    told = await words(Settings(discord_token=token, discord_api_url="http://127.0.0.1:9"), Verdict.BLOCKS)

    assert "DISCORD_TOKEN is not a bot's token" in told
    assert application_of(token) is None


async def test_a_token_that_discord_refuses_blocks(fake: FakeDiscord) -> None:
    wrong = fake.token[:-3] + "xyz"

    told = await words(settings(fake, DISCORD_TOKEN=wrong), Verdict.BLOCKS)

    assert "Discord refuses DISCORD_TOKEN" in told
    assert wrong not in told


async def test_an_endpoint_in_the_portal_without_our_key_blocks(fake: FakeDiscord) -> None:
    fake.endpoint.url = "https://bot.example/discord"

    assert "Set DISCORD_PUBLIC_KEY" in (await words(settings(fake), Verdict.BLOCKS)).replace("set D", "Set D")


async def test_the_key_of_another_application_blocks(fake: FakeDiscord) -> None:
    fake.endpoint.url = "https://bot.example/discord"

    assert "another application's" in await words(settings(fake, DISCORD_PUBLIC_KEY=KEY), Verdict.BLOCKS)


async def test_a_key_without_an_endpoint_says_which_url_to_enter(fake: FakeDiscord) -> None:
    told = await words(
        settings(fake, DISCORD_PUBLIC_KEY=fake.public_key, PUBLIC_URL="https://bot.example"), Verdict.NOTE
    )

    assert "https://bot.example/discord" in told


async def test_discord_that_does_not_answer_is_a_note_and_the_links_are_there_all_the_same(fake: FakeDiscord) -> None:
    away = settings(fake, DISCORD_API_URL="http://127.0.0.1:9")

    assert "Discord does not answer" in await words(away, Verdict.NOTE)
    assert "integration_type=1" in await words(away, Verdict.OK)
