"""What the admins of each workspace allow: one JSON document a workspace, so that a new rule needs no new column."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import select

from bot.model import Caller, Rules
from bot.store.database import Database
from bot.store.owner import within
from bot.store.tables import rule as table

_NAMES = {field.name for field in fields(Rules)}


class SqlRules:
    """`bot.ports.RuleStore` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, workspace: Caller) -> Rules:
        rows = await self._database.read(select(table.c.body).where(within(table, workspace)))
        return _rules_of(rows[0].body) if rows else Rules()

    async def put(self, workspace: Caller, rules: Rules) -> None:
        key = {"platform": workspace.platform.value, "workspace": workspace.workspace}
        await self._database.write(self._database.upsert(table, key | {"body": asdict(rules)}))


def _rules_of(body: dict[str, Any]) -> Rules:
    """A newer Mynah's names are passed over, names that an older one did not know take their default."""
    known = {name: value for name, value in body.items() if name in _NAMES}
    lists: dict[str, Any] = {name: tuple(value) for name, value in known.items() if isinstance(value, list)}
    return Rules(**{**known, **lists})
