"""What callers and workspaces like by default."""

from __future__ import annotations

from dataclasses import asdict, fields

from sqlalchemy import select

from bot.model import Caller, Preferences
from bot.store.database import Database
from bot.store.owner import owned_by, owner_key
from bot.store.tables import preference as table

_CHOICES = tuple(table.c[choice.name] for choice in fields(Preferences))


class SqlPreferences:
    """`bot.ports.PreferenceStore` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, whose: Caller) -> Preferences:
        rows = await self._database.read(select(*_CHOICES).where(owned_by(table, whose)))
        return Preferences(**rows[0]._asdict()) if rows else Preferences()

    async def put(self, whose: Caller, preferences: Preferences) -> None:
        await self._database.write(self._database.upsert(table, owner_key(whose) | asdict(preferences)))
