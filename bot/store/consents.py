"""Who agreed to be cloned. A row is only marked as revoked; it is removed when its whole workspace leaves."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from bot.model import Caller, Consent
from bot.store.database import Database
from bot.store.owner import folded, owned_by, owner_key, within
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
        }
        await self._database.write(insert(table).values(values))

    async def find(self, owner: Caller, voice: str) -> Consent | None:
        rows = await self._database.read(
            select(table)
            .where(owned_by(table, owner), table.c.folded == folded(voice), table.c.revoked_at.is_(None))
            .order_by(table.c.at.desc(), table.c.id.desc())
            .limit(1)
        )
        if not rows:
            return None
        row = rows[0]
        return Consent(
            caller=owner,
            voice=row.voice,
            speaker=row.speaker,
            statement=row.statement,
            sample_hash=row.sample_hash,
            at=row.at,
        )

    async def revoke(self, owner: Caller, voice: str, at: float) -> None:
        await self._database.write(
            update(table)
            .where(owned_by(table, owner), table.c.folded == folded(voice), table.c.revoked_at.is_(None))
            .values(revoked_at=at)
        )

    async def prune(self, before: float) -> None:
        await self._database.write(delete(table).where(table.c.revoked_at < before))

    async def clear(self, workspace: Caller) -> None:
        await self._database.write(delete(table).where(within(table, workspace)))
