"""Brings a database to the schema of this program, whoever else tries the same at the same time.

Alembic is imported only when there is something to do: an up-to-date database opens without it.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Column, Connection, Engine, MetaData, String, Table, create_engine, event, inspect
from sqlalchemy.pool import NullPool

from bot.store.failure import NewerSchema
from bot.store.tables import metadata

HEAD = "0002"  # the newest file in `migrations/versions`; four digits, so that they can be compared
SCRIPTS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version"
_PATIENCE = 30.0  # seconds to wait for another process that migrates
_POSTGRES_LOCK = 0x4D796E6168  # any number that no other program uses: "Mynah"


def migrate(url: URL) -> None:
    """Blocks: call it in a thread. One transaction: a migration that fails leaves everything as it was.

    Raises `NewerSchema` for a revision that this program does not know.
    """
    if url.get_backend_name() == "sqlite":
        _use_write_ahead_log(Path(url.database or ""))
    engine = _engine_of(url)
    try:
        with engine.begin() as connection:
            if inspect(connection).has_table(VERSION_TABLE):
                _upgrade(connection)
            else:
                _create(connection)
    finally:
        engine.dispose()


def _create(connection: Connection) -> None:
    """A new database gets the tables as they are now: a first start need not wait for Alembic (0.4 s and 12 MB)."""
    metadata.create_all(connection, checkfirst=False)
    version = Table(VERSION_TABLE, MetaData(), Column("version_num", String(32), primary_key=True))
    version.create(connection)
    connection.execute(version.insert().values(version_num=HEAD))


def _upgrade(connection: Connection) -> None:
    from alembic.command import upgrade
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found not in known:
        raise NewerSchema(found, HEAD)
    upgrade(config, "head")


def _engine_of(url: URL) -> Engine:
    """An engine whose transactions begin with the lock that keeps other migrating processes out."""
    if url.get_backend_name() == "sqlite":
        path = str(url.database)
        engine = create_engine(
            "sqlite://",
            creator=lambda: sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None),
            poolclass=NullPool,
            hide_parameters=True,
        )
        lock = "BEGIN IMMEDIATE"  # by hand: Python's sqlite3 would begin before INSERT but not before CREATE TABLE
    else:
        engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
        lock = f"SELECT pg_advisory_xact_lock({_POSTGRES_LOCK})"

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(lock)

    event.listen(engine, "begin", begin)
    return engine


def _use_write_ahead_log(path: Path) -> None:
    """Stays with the file. SQLite does not wait for others while it changes the mode, so this tries again."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            with closing(sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
                return
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        time.sleep(0.05)
