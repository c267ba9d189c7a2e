"""Who was asked for their voice, until it is known what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, delete, select

from bot.model import Address, Ask, Caller, Platform
from bot.store.database import Database
from bot.store.owner import within
from bot.store.tables import ask as table


class SqlAsks:
    """`bot.ports.Asks` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, ask: Ask) -> None:
        values = {
            "id": ask.id,
            "platform": ask.caller.platform.value,
            "workspace": ask.caller.workspace,
            "requester": ask.caller.user,
            "locale": ask.caller.locale,
            "speaker": ask.speaker,
            "name": ask.name,
            "sample_key": ask.sample_key,
            "statement": ask.statement,
            "place": asdict(ask.place),
            "created_at": ask.created_at,
            "expires_at": ask.expires_at,
        }
        await self._database.write(self._database.insert(table).values(values).on_conflict_do_nothing())

    async def find(self, ask_id: str) -> Ask | None:
        rows = await self._database.read(select(table).where(table.c.id == ask_id))
        return _ask_of(rows[0]) if rows else None

    async def drop(self, ask_id: str) -> None:
        await self._database.write(delete(table).where(table.c.id == ask_id))

    async def expired(self, now: float) -> Sequence[Ask]:
        due = select(table).where(table.c.expires_at <= now).order_by(table.c.expires_at)
        return [_ask_of(row) for row in await self._database.read(due)]

    async def of_all(self, workspace: Caller) -> Sequence[Ask]:
        rows = await self._database.read(select(table).where(within(table, workspace)).order_by(table.c.created_at))
        return [_ask_of(row) for row in rows]


def _ask_of(row: Row[Any]) -> Ask:
    platform = Platform(row.platform)
    return Ask(
        id=row.id,
        caller=Caller(platform=platform, workspace=row.workspace, user=row.requester, locale=row.locale),
        speaker=row.speaker,
        name=row.name,
        sample_key=row.sample_key,
        statement=row.statement,
        place=Address(**{**row.place, "platform": Platform(row.place["platform"])}),
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
