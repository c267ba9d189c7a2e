"""What Mynah keeps: voices, consent given and asked for, preferences, budgets, audit, the clip index and the page's transcript.

One file for one machine (SQLite), one database for many (PostgreSQL), one text for both.
Importing this package is cheap: SQLAlchemy is loaded by `open_store`, Alembic only when the schema has to change.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.ports import (
    Asks,
    Audit,
    Budgets,
    ClipIndex,
    Consents,
    Marks,
    People,
    Posts,
    PreferenceStore,
    RuleStore,
    Vault,
    Voices,
)
from bot.store.failure import NewerSchema, StoreUnusable

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.store.database import Database

__all__ = ["NewerSchema", "Store", "StoreUnusable", "open_store"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """An opened store: one attribute for each port."""

    voices: Voices
    preferences: PreferenceStore
    consents: Consents
    asks: Asks
    budgets: Budgets
    audit: Audit
    clips: ClipIndex
    posts: Posts
    marks: Marks
    vault: Vault
    people: People
    rules: RuleStore
    database: Database = field(repr=False)

    @property
    def engine(self) -> AsyncEngine:
        """The database itself, for a library that keeps tables of its own in it (Slack's installations)."""
        return self.database.engine

    async def backup(self, target: Path) -> None:
        """Copy the SQLite file to *target* while it is in use.

        Raises `FileExistsError` when *target* is there, `StoreUnusable` for PostgreSQL (which has pg_dump).
        """
        await self.database.backup(target)

    async def check(self) -> None:
        """Raises `StoreUnusable` when the database cannot be read or is damaged. Quick: for readiness checks."""
        await self.database.check()


@asynccontextmanager
async def open_store(where: Path | str) -> AsyncGenerator[Store]:
    """Open, and create or bring up to date, the store at *where*: a file's path, `sqlite:///...` or `postgresql://...`.

    Several processes may have the same store open. Raises `NewerSchema` when a later version of Mynah has been here,
    `StoreUnusable` when the database cannot be opened.
    """
    from bot.store.asks import SqlAsks
    from bot.store.audit import SqlAudit
    from bot.store.budgets import SqlBudgets
    from bot.store.clips import SqlClipIndex
    from bot.store.consents import SqlConsents
    from bot.store.database import open_database
    from bot.store.marks import SqlMarks
    from bot.store.people import SqlPeople
    from bot.store.posts import SqlPosts
    from bot.store.preferences import SqlPreferences
    from bot.store.rules import SqlRules
    from bot.store.vault import SqlVault
    from bot.store.voices import SqlVoices

    async with open_database(where) as database:
        yield Store(
            voices=SqlVoices(database),
            preferences=SqlPreferences(database),
            consents=SqlConsents(database),
            asks=SqlAsks(database),
            budgets=SqlBudgets(database),
            audit=SqlAudit(database),
            clips=SqlClipIndex(database),
            posts=SqlPosts(database),
            marks=SqlMarks(database),
            vault=SqlVault(database),
            people=SqlPeople(database),
            rules=SqlRules(database),
            database=database,
        )
