"""What every store promises about the rules of a workspace's admins."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import asdict, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from bot.model import Caller, Platform, Rules
from bot.store import Store, open_store
from bot.store.tables import rule as table
from tests.contracts.stores import database_url

__all__ = ["database_url"]

GUILD = Caller(platform=Platform.DISCORD, workspace="guild")
ELSEWHERE = [replace(GUILD, workspace="other"), replace(GUILD, platform=Platform.SLACK)]
MANY = Rules(
    cloning="roles",
    cloning_roles=("7", "8"),
    channels=("100",),
    roles=("7",),
    blocked=("otto", "eve"),
    max_text=300,
    forced_voice="Ada",
    local_fallback=False,
    daily_characters=0,
    workspace_daily_characters=5000,
)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url) as opened:
        yield opened


async def test_where_nothing_was_ruled_everything_is_allowed(store: Store) -> None:
    assert await store.rules.get(GUILD) == Rules()


async def test_the_last_rules_come_back_whole_whoever_of_the_workspace_asks(store: Store) -> None:
    await store.rules.put(GUILD, Rules(cloning="off", blocked=("ada",)))
    await store.rules.put(replace(GUILD, user="an admin"), MANY)

    assert await store.rules.get(GUILD) == MANY
    assert await store.rules.get(replace(GUILD, user="ada", locale="ko")) == MANY


async def test_no_other_workspace_is_touched(store: Store) -> None:
    await store.rules.put(GUILD, MANY)
    for other in ELSEWHERE:
        assert await store.rules.get(other) == Rules()
        await store.rules.put(other, Rules(max_text=1))
        await store.people.erase(other)

    assert await store.rules.get(GUILD) == MANY


async def test_erased_rules_are_gone(store: Store) -> None:
    await store.rules.put(GUILD, MANY)
    await store.people.erase(GUILD)

    assert await store.rules.get(GUILD) == Rules()


async def test_rules_of_a_newer_and_of_an_older_version_are_read(store: Store) -> None:
    await store.rules.put(GUILD, MANY)
    body = {name: value for name, value in asdict(MANY).items() if name != "blocked"}
    await store.database.write(update(table).values(body=body | {"moon_phases": ["full"]}))

    assert await store.rules.get(GUILD) == replace(MANY, blocked=())


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(max_size=20), max_size=4), st.text(max_size=40) | st.none(), st.integers(0, 10**9) | st.none())
async def test_any_name_and_number_survives(
    store: Store, ids: list[str], voice: str | None, number: int | None
) -> None:
    rules = Rules(blocked=tuple(ids), forced_voice=voice, max_text=number)
    await store.rules.put(GUILD, rules)

    assert await store.rules.get(GUILD) == rules
