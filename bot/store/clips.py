"""Which clips are cached, how big they are and when they were last used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import delete, func, or_, select, update

from bot.model import ClipRecord
from bot.store.database import Database
from bot.store.tables import clip as table

_AT_ONCE = 500  # keys in one DELETE; SQLite takes 32,766 parameters at most


class SqlClipIndex:
    """`bot.ports.ClipIndex` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, key: str, now: float) -> ClipRecord | None:
        rows = await self._database.write(
            update(table).where(table.c.key == key).values(used_at=now).returning(*table.c)
        )
        return ClipRecord(**rows[0]._asdict()) if rows else None

    async def keep(self, record: ClipRecord) -> None:
        await self._database.write(self._database.upsert(table, asdict(record)))

    async def excess(self, max_bytes: int, older_than: float) -> Sequence[str]:
        held = func.sum(table.c.size).over(order_by=(table.c.used_at.desc(), table.c.key)).label("held")
        newest_first = select(table.c.key, table.c.used_at, held).subquery()
        rows = await self._database.read(
            select(newest_first.c.key)
            .where(or_(newest_first.c.used_at < older_than, newest_first.c.held > max_bytes))
            .order_by(newest_first.c.used_at, newest_first.c.key.desc())
        )
        return [row.key for row in rows]

    async def under(self, folder: str) -> Sequence[str]:
        wanted = table.c.key.startswith(f"{folder}/", autoescape=True)
        return [row.key for row in await self._database.read(select(table.c.key).where(wanted))]

    async def drop(self, keys: Sequence[str]) -> None:
        for start in range(0, len(keys), _AT_ONCE):
            await self._database.write(delete(table).where(table.c.key.in_(keys[start : start + _AT_ONCE])))
