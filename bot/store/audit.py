"""What was done, for admins. Rows are only ever added, until they are old or somebody's data is erased."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from bot.model import AuditEntry, Caller
from bot.store.database import Database
from bot.store.owner import owner_key, within
from bot.store.tables import audit as table


class SqlAudit:
    """`bot.ports.Audit` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, entry: AuditEntry) -> None:
        values = owner_key(entry.caller) | {"action": entry.action, "subject": entry.subject, "at": entry.at}
        await self._database.write(insert(table).values(values))

    async def recent(self, workspace: Caller, limit: int = 100) -> Sequence[AuditEntry]:
        """The whole workspace's entries, whoever asks, newest first."""
        rows = await self._database.read(
            select(table).where(within(table, workspace)).order_by(table.c.id.desc()).limit(limit)
        )
        return [
            AuditEntry(
                caller=Caller(platform=workspace.platform, workspace=row.workspace, user=row.owner),
                action=row.action,
                subject=row.subject,
                at=row.at,
            )
            for row in rows
        ]

    async def prune(self, before: float) -> None:
        await self._database.write(delete(table).where(table.c.at < before))
