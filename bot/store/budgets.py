"""Counters with a cap. One statement takes and checks, so that no number of takers gets past the cap."""

from __future__ import annotations

from sqlalchemy import ColumnElement, case, delete, select, update

from bot.store.database import Database
from bot.store.tables import budget as table


class SqlBudgets:
    """`bot.ports.Budgets` in SQL. Amounts are 0 or more; raises `ValueError` for less."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reserve(self, scope: str, period: str, amount: int, cap: int) -> bool:
        _check(amount)
        if amount > cap:  # the first row of a period does not pass the WHERE below
            return False
        taken = table.c.used + amount
        statement = (
            self._database.insert(table)
            .values(scope=scope, period=period, used=amount)
            .on_conflict_do_update(index_elements=["scope", "period"], set_={"used": taken}, where=taken <= cap)
            .returning(table.c.used)
        )
        return bool(await self._database.write(statement))

    async def give_back(self, scope: str, period: str, amount: int) -> None:
        _check(amount)
        left = case((table.c.used > amount, table.c.used - amount), else_=0)
        await self._database.write(update(table).where(*_counter(scope, period)).values(used=left))

    async def used(self, scope: str, period: str) -> int:
        rows = await self._database.read(select(table.c.used).where(*_counter(scope, period)))
        return int(rows[0].used) if rows else 0

    async def clear(self, start: str) -> None:
        await self._database.write(delete(table).where(table.c.scope.startswith(start, autoescape=True)))


def _counter(scope: str, period: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.scope == scope, table.c.period == period


def _check(amount: int) -> None:
    if amount < 0:
        raise ValueError("an amount is 0 or more")
