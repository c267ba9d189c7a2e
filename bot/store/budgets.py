"""Counters with a cap. One statement takes and checks, so that no number of takers gets past the cap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Executable, case, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Claim
from bot.store.database import Database
from bot.store.tables import budget as table

_TICKET = "ticket:"  # a row of this scope says that a reservation stands; it goes with its period


class SqlBudgets:
    """`bot.ports.Budgets` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reserve_all(self, ticket: str, claims: Sequence[Claim]) -> Claim | None:
        _check(claims)
        if over := next((claim for claim in claims if claim.amount > claim.cap), None):
            return over

        async def take(connection: AsyncConnection) -> None:
            if not await self._note(connection, ticket, claims):
                return  # an earlier life has done it
            for claim in _in_order(claims):
                if not (await connection.execute(self._taking(claim))).all():
                    raise _Over(claim)

        try:
            await self._database.transact(take)
        except _Over as over_cap:
            return over_cap.claim
        return None

    async def give_back_all(self, ticket: str, claims: Sequence[Claim]) -> None:
        _check(claims)

        async def undo(connection: AsyncConnection) -> None:
            there = delete(table).where(table.c.scope == _TICKET + ticket).returning(table.c.scope)
            if (await connection.execute(there)).all():
                for claim in _in_order(claims):
                    await connection.execute(_giving_back(claim))

        await self._database.transact(undo)

    async def used(self, scope: str, period: str) -> int:
        rows = await self._database.read(select(table.c.used).where(*_counter(scope, period)))
        return int(rows[0].used) if rows else 0

    async def prune(self, before: str) -> None:
        await self._database.write(delete(table).where(table.c.period < before))

    async def _note(self, connection: AsyncConnection, ticket: str, claims: Sequence[Claim]) -> bool:
        """Whether nothing was reserved under *ticket* so far."""
        latest = max((claim.period for claim in claims), default="")
        row = {"scope": _TICKET + ticket, "period": latest, "used": 0}
        there = await connection.execute(select(table.c.scope).where(table.c.scope == row["scope"]))
        if there.all():
            return False
        new = self._database.insert(table).values(row).on_conflict_do_nothing().returning(table.c.scope)
        return bool((await connection.execute(new)).all())

    def _taking(self, claim: Claim) -> Executable:
        """Returns a row when it took. The first row of a period does not pass the WHERE: the caller has compared."""
        taken = table.c.used + claim.amount
        return (
            self._database.insert(table)
            .values(scope=claim.scope, period=claim.period, used=claim.amount)
            .on_conflict_do_update(index_elements=["scope", "period"], set_={"used": taken}, where=taken <= claim.cap)
            .returning(table.c.used)
        )


class _Over(Exception):
    """Undoes the transaction; *claim* is the one that did not fit."""

    def __init__(self, claim: Claim) -> None:
        super().__init__("over the cap")
        self.claim = claim


def _in_order(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Always the same way round, so that two transactions never wait for each other (PostgreSQL locks the rows)."""
    yield from sorted(claims, key=lambda claim: (claim.scope, claim.period))


def _counter(scope: str, period: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.scope == scope, table.c.period == period


def _giving_back(claim: Claim) -> Executable:
    left = case((table.c.used > claim.amount, table.c.used - claim.amount), else_=0)
    return update(table).where(*_counter(claim.scope, claim.period)).values(used=left)


def _check(claims: Sequence[Claim]) -> None:
    if any(claim.amount < 0 for claim in claims):
        raise ValueError("an amount is 0 or more")
