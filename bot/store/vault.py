"""The key of each kept recording. A file is noise from the moment its row is gone."""

from __future__ import annotations

from sqlalchemy import delete, select

from bot.store.database import Database
from bot.store.tables import vault as table


class SqlVault:
    """`bot.ports.Vault` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, name: str) -> bytes | None:
        rows = await self._database.read(select(table.c.key).where(table.c.name == name))
        return bytes(rows[0].key) if rows else None

    async def keep(self, name: str, key: bytes) -> bytes:
        values = {"name": name, "key": key}
        await self._database.write(self._database.insert(table).values(values).on_conflict_do_nothing())
        found = await self.find(name)
        return key if found is None else found

    async def drop(self, name: str) -> None:
        gone = await self._database.write(delete(table).where(table.c.name == name).returning(table.c.name))
        if gone:
            await self._database.scrub()
