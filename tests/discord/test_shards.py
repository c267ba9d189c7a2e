"""Servers are spread over shards, and shards over processes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.discord.conftest import Stage, until
from tests.fakes.discord import User

SHARDS = 2


@pytest.fixture
def people(stage: Stage) -> list[User]:
    """Somebody in a server of each shard, in the order of the shards."""
    found = {stage.fake.home.shard(SHARDS): stage.alice}
    while len(found) < SHARDS:
        guild = stage.fake.guild()
        found.setdefault(guild.shard(SHARDS), stage.fake.user("bob", at=guild.general))
    return [found[shard] for shard in range(SHARDS)]


async def test_one_process_serves_all_shards(stage: Stage, people: list[User]) -> None:
    async with stage.mynah(SHARDS=str(SHARDS)) as mynah:
        said = [await stage.said("Hello from here", by=person) for person in people]

        assert [data["shard"] for data in stage.fake.gateway.identified] == [[0, SHARDS], [1, SHARDS]]
        assert all(len(exchange.shown.attachments) == 1 for exchange in said)
        assert [len(person.channel.messages) for person in people] == [1, 1]

        assert len(mynah.way.client.shards) == SHARDS  # it was not ready before

        gone = stage.fake.gateway.live[1]
        del stage.fake.gateway.sessions[gone.id]
        assert gone.line
        await gone.line.ws.close(code=4000)
        await until(mynah.way.unready)
        reason = mynah.way.unready()
        await stage.fake.connected(SHARDS)
        await until(lambda: not mynah.way.unready())

        assert reason == {"discord": "not connected"}


async def test_two_processes_share_the_shards_and_one_of_them_sends_the_commands(
    stage: Stage, people: list[User], tmp_path: Path
) -> None:
    other = replace(stage, folder=tmp_path / "other")
    async with stage.mynah(SHARDS=str(SHARDS), SHARD_IDS="0") as zero:
        sent = [call for call in stage.fake.calls if call.method == "PUT"]
        async with other.mynah(SHARDS=str(SHARDS), SHARD_IDS="1") as one:
            said = [await stage.said("Hello from here", by=person) for person in people]
            assert zero.app.jobs
            assert one.app.jobs
            kept = [await bot.app.jobs.state(f"discord:{exchange.id}") for bot in (zero, one) for exchange in said]  # type: ignore[union-attr]  # both have jobs
            helped = await (await people[1].slash("help")).answered()

        assert len(sent) == 1
        assert [call for call in stage.fake.calls if call.method == "PUT"] == sent
        assert one.way.client.registry.ids == zero.way.client.registry.ids
        assert kept == ["done", None, None, "done"]
        assert "say" in [name for name, _ in helped.shown.commands]
