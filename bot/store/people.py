"""All that is kept about one person, or about a whole workspace, in whichever table it stands: to be read, and to be erased.

The one file that has to know every table. `OF` names for each which of its rows are somebody's; a test holds it against
the tables, so that a new one cannot be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import ColumnElement, Table, and_, delete, false, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Caller, Platform
from bot.store import tables as t
from bot.store.database import Database

PAGE = frozenset({Platform.WEB, Platform.CONSOLE})  # where there is one person, whose the whole transcript is
_INSIDE = frozenset({"id", "ref", "sample_key", "folded", "place", "position"})  # ours alone, and rights under our key


RowsOf = Callable[[Caller], ColumnElement[bool]]


class SqlPeople:
    """`bot.ports.People` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def everything(self, whose: Caller) -> Mapping[str, Sequence[Mapping[str, object]]]:
        _check(whose)
        found = {}
        for table, rows_of in OF.items():
            rows = await self._database.read(select(table).where(rows_of(whose)))
            shown = [{name: value for name, value in row._asdict().items() if name not in _INSIDE} for row in rows]
            found[table.name] = [{name: value for name, value in row.items() if value is not None} for row in shown]
        return found

    async def workspaces(self, whose: Caller) -> Sequence[str]:
        found = set[str]()
        for table, rows_of in OF.items():
            if "workspace" in table.c:
                rows = await self._database.read(select(table.c.workspace).where(rows_of(whose)).distinct())
                found |= {row.workspace for row in rows}
        return sorted(found)

    async def erase(self, whose: Caller) -> None:
        async def all_of_it(connection: AsyncConnection) -> None:
            for table, rows_of in OF.items():
                await connection.execute(delete(table).where(rows_of(whose)))

        _check(whose)
        await self._database.transact(all_of_it)
        await self._database.scrub()


def _check(whose: Caller) -> None:
    if not whose.user and not whose.workspace:
        raise ValueError("neither a person nor a workspace is named")


def _here(table: Table, whose: Caller) -> ColumnElement[bool]:
    here = table.c.platform == whose.platform.value
    return and_(here, table.c.workspace == whose.workspace) if whose.workspace else here


def _by(table: Table, *columns: str) -> RowsOf:
    """The rows of the place in which one of *columns* is the person's; for a workspace all of them."""

    def rows_of(whose: Caller) -> ColumnElement[bool]:
        theirs = or_(*(table.c[column] == whose.user for column in columns))
        return and_(_here(table, whose), theirs) if whose.user else _here(table, whose)

    return rows_of


def _counters(whose: Caller) -> ColumnElement[bool]:
    """By the name of the scope: `discord:SERVER:USER:characters` (`bot.flows.caps.scope_of`)."""
    scope, start = t.budget.c.scope, f"{whose.platform}:"
    if whose.workspace:
        theirs = f"{start}{whose.workspace}:" + (f"{whose.user}:" if whose.user else "")
        return scope.startswith(theirs, autoescape=True)
    return and_(scope.startswith(start, autoescape=True), scope.contains(f":{whose.user}:", autoescape=True))


def _rules(whose: Caller) -> ColumnElement[bool]:
    return false() if whose.user else _here(t.rule, whose)


def _transcript(whose: Caller) -> ColumnElement[bool]:
    return t.post.c.id.is_not(None) if whose.platform in PAGE else false()


OF: Mapping[Table, RowsOf] = MappingProxyType(
    {
        t.voice: _by(t.voice, "owner"),
        t.share: _by(t.share, "owner", "target"),
        t.consent: _by(t.consent, "owner", "speaker", "requester"),
        t.ask: _by(t.ask, "requester", "speaker"),
        t.preference: _by(t.preference, "owner"),
        t.budget: _counters,
        t.audit: _by(t.audit, "owner"),
        t.rule: _rules,
        t.post: _transcript,
    }
)
# Not here: clip, vault, channel, mark. No column of theirs names a person; clips and keys go with their voice, by the flows.
