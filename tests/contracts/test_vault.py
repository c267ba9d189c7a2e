"""What every vault promises, and what goes with time."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from bot.model import AuditEntry, Caller, Consent, Platform
from bot.store import Store, open_store
from tests.contracts.stores import database_url

__all__ = ["database_url"]

MINA = Caller(platform=Platform.SLACK, workspace="T1", user="mina")


@pytest.fixture
async def store(database_url: str) -> AsyncGenerator[Store]:
    async with open_store(database_url) as store:
        yield store


async def test_the_first_key_of_a_name_stays(store: Store) -> None:
    assert await store.vault.find("samples/a") is None
    assert await store.vault.keep("samples/a", b"\x00\xffone") == b"\x00\xffone"
    assert await store.vault.keep("samples/a", b"two") == b"\x00\xffone"
    assert await store.vault.keep("samples/b", b"three") == b"three"
    assert await store.vault.find("samples/a") == b"\x00\xffone"


async def test_a_dropped_key_is_gone_and_its_neighbour_stays(store: Store) -> None:
    await store.vault.keep("samples/a", b"one")
    await store.vault.keep("samples/b", b"two")

    await store.vault.drop("samples/a")
    await store.vault.drop("samples/a")

    assert await store.vault.find("samples/a") is None
    assert await store.vault.find("samples/b") == b"two"


async def test_what_was_done_long_ago_is_forgotten(store: Store) -> None:
    for at in (1.0, 2.0, 3.0):
        await store.audit.note(AuditEntry(caller=MINA, action="voice.cloned", subject="Mina", at=at))

    await store.audit.prune(2.5)

    assert [entry.at for entry in await store.audit.recent(MINA)] == [3.0]


async def test_only_consent_that_was_taken_back_long_ago_is_forgotten(store: Store) -> None:
    given = Consent(caller=MINA, voice="old", speaker="mina", statement="1", sample_hash="ab", at=1.0)
    for voice in ("old", "newer", "in force"):
        await store.consents.record(replace(given, voice=voice))
    await store.consents.revoke(MINA, "old", 10.0)
    await store.consents.revoke(MINA, "newer", 20.0)

    await store.consents.prune(15.0)
    await store.consents.prune(15.0)

    kept = await store.consents.find(MINA, "in force")
    assert kept
    assert kept.voice == "in force"
    async with store.engine.connect() as connection:
        rows = (await connection.exec_driver_sql("SELECT voice FROM consent ORDER BY id")).all()
    assert [row[0] for row in rows] == ["newer", "in force"]
