"""What adapters note for themselves."""

from __future__ import annotations

from sqlalchemy import select

from bot.store.database import Database
from bot.store.tables import mark as table


class SqlMarks:
    """`bot.ports.Marks` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, name: str) -> str:
        rows = await self._database.read(select(table.c.value).where(table.c.name == name))
        return str(rows[0].value) if rows else ""

    async def put(self, name: str, value: str) -> None:
        await self._database.write(self._database.upsert(table, {"name": name, "value": value}))
