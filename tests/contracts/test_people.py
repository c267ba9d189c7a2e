"""All that is kept about somebody: found, and erased, in every table."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from bot.model import (
    Address,
    Ask,
    AuditEntry,
    Caller,
    Claim,
    Consent,
    Platform,
    Preferences,
    Rules,
    Voice,
    VoiceKind,
    VoiceRef,
    Whom,
)
from bot.store import Store, open_store
from bot.store.people import OF
from bot.store.tables import channel, clip, mark, metadata, vault
from tests.contracts.stores import database_url

__all__ = ["database_url"]

MINA = Caller(platform=Platform.SLACK, workspace="T1", user="mina")
OTTO = replace(MINA, user="otto")
THERE = replace(MINA, workspace="T2")
TEAM = replace(MINA, user="")


@pytest.fixture
async def store(database_url: str) -> AsyncGenerator[Store]:
    async with open_store(database_url) as store:
        for caller in (MINA, OTTO, THERE):
            await fill(store, caller)
        yield store


async def fill(store: Store, who: Caller) -> None:
    """One row about *who* in each table that holds people."""
    ref = VoiceRef(kind=VoiceKind.RESOURCE, id="r")
    await store.voices.keep(who, Voice(name="Own", ref=ref, owner=who.user, sample_key="samples/a", created_at=1.0))
    await store.voices.share_with(who, "Own", Whom(kind="person", id="ida"))
    await store.consents.record(
        Consent(caller=who, voice="Own", speaker=who.user, statement="1", sample_hash="ab", at=1.0)
    )
    await store.preferences.put(who, Preferences(speed=1.5))
    await store.audit.note(AuditEntry(caller=who, action="voice.cloned", subject="Own", at=1.0))
    scope = f"{who.platform}:{who.workspace}:{who.user}:characters"
    await store.budgets.reserve_all(who.user + who.workspace, [Claim(scope=scope, period="2026", amount=7, cap=99)])
    place = Address(platform=who.platform, channel="c")
    ask = Ask(
        id=f"{who.user}{who.workspace}",
        caller=who,
        speaker="ida",
        name="Ida",
        sample_key="asks/a",
        statement="1",
        place=place,
        created_at=1.0,
        expires_at=2.0,
    )
    await store.asks.add(ask)
    await store.rules.put(replace(who, user=""), Rules(max_text=99))


async def tables_of(store: Store, whose: Caller) -> set[str]:
    return {name for name, rows in (await store.people.everything(whose)).items() if rows}


NOBODYS = (clip, vault, channel, mark)  # they name no person: clips and keys go with their voice
PERSONAL = {"voice", "share", "consent", "preference", "audit", "budget", "ask"}


def test_no_table_is_forgotten() -> None:
    assert {*OF, *NOBODYS} == set(metadata.tables.values())
    assert not any({"owner", "user", "speaker"} & set(table.c.keys()) for table in NOBODYS)


async def test_each_table_is_looked_into(store: Store) -> None:
    assert await tables_of(store, MINA) == PERSONAL
    assert await tables_of(store, TEAM) == PERSONAL | {"rule"}
    assert await tables_of(store, replace(MINA, user="nobody")) == set()
    assert await store.people.workspaces(replace(MINA, workspace="")) == ["T1", "T2"]


async def test_nothing_of_a_person_stays_and_all_of_the_others(store: Store) -> None:
    before = await store.people.everything(OTTO), await store.people.everything(THERE)

    await store.people.erase(MINA)
    await store.people.erase(MINA)

    assert await tables_of(store, MINA) == set()
    assert (await store.people.everything(OTTO), await store.people.everything(THERE)) == before
    assert (await store.rules.get(MINA)).max_text == 99


async def test_somebody_is_erased_in_every_workspace_of_the_platform(store: Store) -> None:
    elsewhere = replace(MINA, platform=Platform.DISCORD)
    await store.preferences.put(elsewhere, Preferences(speed=0.7))

    await store.people.erase(replace(MINA, workspace=""))

    assert await tables_of(store, MINA) == await tables_of(store, THERE) == set()
    assert await tables_of(store, OTTO) == PERSONAL
    assert await tables_of(store, elsewhere) == {"preference"}


async def test_nothing_of_a_workspace_stays(store: Store) -> None:
    await store.people.erase(TEAM)

    assert await tables_of(store, TEAM) == set()
    assert await tables_of(store, THERE) == PERSONAL


@pytest.mark.parametrize("column", ["speaker", "requester"])
async def test_a_consent_is_about_everybody_who_is_named_in_it(store: Store, column: str) -> None:
    given = Consent(caller=OTTO, voice="Of ida", speaker="x", statement="1", sample_hash="ab", at=1.0, requester="y")
    ida = replace(MINA, user="ida-" + column)
    await store.consents.record(replace(given, **{column: ida.user}))  # type: ignore[arg-type]  # a field of it

    assert await tables_of(store, ida) == {"consent"}
    await store.people.erase(ida)
    assert await store.consents.find(OTTO, "Of ida") is None


async def test_whoever_was_asked_or_may_use_a_voice_is_named_too(store: Store) -> None:
    ida = replace(MINA, user="ida")

    assert await tables_of(store, ida) == {"ask", "share"}
    await store.people.erase(ida)

    assert await store.voices.of(ida) == []
    assert await tables_of(store, ida) == set()


async def test_names_with_signs_of_a_pattern_stand_for_themselves_alone(store: Store) -> None:
    await store.people.erase(replace(MINA, user="%"))
    await store.people.erase(replace(MINA, user="min_", workspace=""))

    assert await store.budgets.used("slack:T1:mina:characters", "2026") == 7


async def test_nobody_is_nobody(store: Store) -> None:
    with pytest.raises(ValueError, match="neither"):
        await store.people.erase(replace(MINA, user="", workspace=""))


async def test_what_is_shown_holds_no_right_of_ours(store: Store) -> None:
    shown = str(await store.people.everything(MINA))

    assert "samples/a" not in shown
    assert "asks/a" not in shown
    assert "'ref'" not in shown
    assert "'Own'" in shown
