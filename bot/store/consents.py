"""Who agreed to be cloned. A row is only marked as revoked; it goes long after that, or with the data of whoever it names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from bot.model import Caller, Consent
from bot.store.database import Database
from bot.store.owner import folded, owned_by, owner_key
from bot.store.tables import consent as table


class SqlConsents:
    """`bot.ports.Consents` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, consent: Consent) -> None:
        values = owner_key(consent.caller) | {
            "voice": consent.voice,
            "folded": folded(consent.voice),
            "speaker": consent.speaker,
            "statement": consent.statement,
            "sample_hash": consent.sample_hash,
            "at": consent.at,
            "requester": consent.requester,
            "text_hash": consent.text_hash,
        }
        await self._database.write(insert(table).values(values))

    async def find(self, owner: Caller, voice: str) -> Consent | None:
        rows = await self._database.read(
            select(table)
            .where(owned_by(table, owner), table.c.folded == folded(voice), table.c.revoked_at.is_(None))
            .order_by(table.c.at.desc(), table.c.id.desc())
            .limit(1)
        )
        return _consent_of(rows[0], owner) if rows else None

    async def given(self, speaker: Caller) -> Sequence[Consent]:
        here = [table.c.platform == speaker.platform.value, table.c.speaker == speaker.user]
        if speaker.workspace:
            here.append(table.c.workspace == speaker.workspace)
        rows = await self._database.read(
            select(table).where(*here, table.c.revoked_at.is_(None)).order_by(table.c.at, table.c.id)
        )
        return [
            _consent_of(row, Caller(platform=speaker.platform, workspace=row.workspace, user=row.owner)) for row in rows
        ]

    async def revoke(self, owner: Caller, voice: str, at: float) -> None:
        await self._database.write(
            update(table)
            .where(owned_by(table, owner), table.c.folded == folded(voice), table.c.revoked_at.is_(None))
            .values(revoked_at=at)
        )

    async def prune(self, before: float) -> None:
        await self._database.write(delete(table).where(table.c.revoked_at < before))


def _consent_of(row: Row[Any], owner: Caller) -> Consent:
    return Consent(
        caller=owner,
        voice=row.voice,
        speaker=row.speaker,
        statement=row.statement,
        sample_hash=row.sample_hash,
        at=row.at,
        requester=row.requester,
        text_hash=row.text_hash,
    )
