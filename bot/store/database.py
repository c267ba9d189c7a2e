"""One engine for SQLite or PostgreSQL: the only file that knows which of the two it is."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Executable,
    Row,
    Table,
    column,
    create_engine,
    event,
    inspect,
    make_url,
    select,
    table,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import QueuePool

from bot.store.backup import backup_sqlite
from bot.store.failure import NewerSchema, StoreUnusable
from bot.store.migrate import HEAD, VERSION_TABLE, migrate
from bot.store.quick import Quick

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

Result = TypeVar("Result")
SQLITE_PRAGMAS = {
    "synchronous": "FULL",  # a power cut must not undo a consent that was confirmed
    "foreign_keys": "ON",
    "busy_timeout": "10000",  # milliseconds; the terminal may write beside the running bot
    "secure_delete": "ON",  # what is forgotten is overwritten
    "journal_size_limit": str(4 * 1024 * 1024),
}
_POOL = {"sqlite": {"pool_size": 3, "max_overflow": 0}, "postgresql": {"pool_size": 5, "pool_pre_ping": True}}


class Database:
    """Reads and writes. A single statement commits by itself; several go into `transact`."""

    def __init__(self, engine: AsyncEngine, reader: Quick | None = None, writer: Quick | None = None) -> None:
        self.engine = engine
        self._reader, self._writer = reader, writer  # SQLite's
        self._dialect = engine.dialect.name
        # SQLite has one writer at a time and waits by sleeping: within the process a queue is quicker and fair.
        self._turn = asyncio.Semaphore(1 if self._dialect == "sqlite" else 1000)
        self._under_way: set[asyncio.Future[Any]] = set()

    async def read(self, statement: Executable) -> Sequence[Row[Any]]:
        """Run one SELECT."""
        return await self._unbroken(self._read(statement))

    async def write(self, statement: Executable) -> Sequence[Row[Any]]:
        """Run one INSERT, UPDATE or DELETE; the rows of its RETURNING, if it has one."""
        return await self._unbroken(self._write(statement))

    async def transact(self, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        """All that *work* does, or nothing."""
        return await self._unbroken(self._transact(work))

    async def scrub(self) -> None:
        """Fold SQLite's write-ahead log into the file and empty it: until then both still hold what was deleted."""
        if self._dialect == "sqlite":
            with suppress(DBAPIError):  # somebody else is in the way: the next scrub, or the next start, does it
                await self.write(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    async def settle(self) -> None:
        """Wait for what is still under way."""
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _unbroken(self, work: Coroutine[Any, Any, Result]) -> Result:
        """What was begun is done, even when nobody waits for it any more.

        A cancellation in the midst of a statement would leave SQLite's lock with a connection that nobody closes.
        """
        task = asyncio.ensure_future(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    async def _read(self, statement: Executable) -> Sequence[Row[Any]]:
        return await (self._reader.run(statement) if self._reader else self._read_slowly(statement))

    async def _read_slowly(self, statement: Executable) -> Sequence[Row[Any]]:
        async with self.engine.connect() as connection:
            return (await connection.execute(statement)).all()

    async def _write(self, statement: Executable) -> Sequence[Row[Any]]:
        if self._writer:
            async with self._turn:
                return await self._writer.run(statement)
        async with self.engine.connect() as connection:
            result = await connection.execute(statement)
            return result.all() if result.returns_rows else []

    async def _transact(self, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        if self._dialect != "sqlite":
            async with self.engine.execution_options(isolation_level="READ COMMITTED").begin() as connection:
                return await work(connection)
        async with self._turn, self.engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            await driver.execute("BEGIN IMMEDIATE")  # by hand: a third of the time of changing the isolation level
            try:
                result = await work(connection)
                await driver.commit()
            except BaseException:
                await driver.rollback()
                raise
            return result

    def insert(self, into: Table) -> SqliteInsert | PostgresInsert:
        """An INSERT that knows ON CONFLICT: the databases agree on it, SQL's standard does not have it."""
        if self._dialect == "sqlite":
            from sqlalchemy.dialects.sqlite import insert as sqlite_insert

            return sqlite_insert(into)
        from sqlalchemy.dialects.postgresql import insert as postgres_insert

        return postgres_insert(into)

    def upsert(self, into: Table, values: Mapping[str, object]) -> SqliteInsert | PostgresInsert:
        """Put a row in the place of the one with the same primary key."""
        keys = [key.name for key in into.primary_key]
        statement = self.insert(into).values(values)
        rest = {name: statement.excluded[name] for name in values if name not in keys}
        return statement.on_conflict_do_update(index_elements=keys, set_=rest)

    async def check(self) -> None:
        statement = "PRAGMA quick_check(1)" if self._dialect == "sqlite" else "SELECT 'ok'"
        try:
            verdict = (await self._unbroken(self._read_slowly(text(statement))))[0][0]  # nobody waits behind it
        except DBAPIError as problem:
            raise StoreUnusable(f"the database cannot be read ({type(problem.orig).__name__})") from None
        if verdict != "ok":
            raise StoreUnusable("the database is damaged: restore a backup")

    async def backup(self, target: Path) -> None:
        if self._dialect != "sqlite":
            raise StoreUnusable("PostgreSQL is backed up with its own pg_dump")
        try:
            await asyncio.to_thread(backup_sqlite, Path(self.engine.url.database or ""), target)
        except sqlite3.Error as problem:
            raise StoreUnusable(f"the database cannot be copied ({type(problem).__name__})") from None


@asynccontextmanager
async def open_database(where: Path | str) -> AsyncGenerator[Database]:
    """Open the database at *where* with the schema of this program; see `bot.store.open_store`."""
    logging.getLogger("aiosqlite").setLevel(logging.INFO)  # at DEBUG it logs the values that are stored
    url = _url_of(where)
    engine = _engine_of(url)
    try:
        await _bring_up_to_date(engine, url)
        quick = [Quick(_plain_engine_of(url)) for _ in range(2)] if url.get_backend_name() == "sqlite" else []
        database = Database(engine, *quick)
        try:
            yield database
        finally:
            await database.settle()
            for one in quick:
                await one.close()
    finally:
        await engine.dispose()


def _url_of(where: Path | str) -> URL:
    if isinstance(where, Path) or "://" not in where:
        return URL.create("sqlite+aiosqlite", database=str(where))
    url = make_url(where)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
    if (name := url.get_backend_name()) not in drivers:
        raise StoreUnusable(f"a database is sqlite:/// or postgresql://, not {name}://")
    return url.set(drivername=drivers[name])


def _engine_of(url: URL) -> AsyncEngine:
    name = url.get_backend_name()
    engine = create_async_engine(
        url,
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
        hide_parameters=True,  # what is stored must not come out in an error's message
        **_POOL[name],
    )
    if name == "sqlite":
        event.listen(engine.sync_engine, "connect", _set_pragmas)
    return engine


def _plain_engine_of(url: URL) -> Engine:
    """One connection to SQLite, for one thread."""
    how: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True, "hide_parameters": True}
    engine = create_engine(url.set(drivername="sqlite"), poolclass=QueuePool, pool_size=1, max_overflow=0, **how)
    event.listen(engine, "connect", _set_pragmas)
    return engine


def _set_pragmas(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    try:
        for name, value in SQLITE_PRAGMAS.items():
            cursor.execute(f"PRAGMA {name}={value}")
    except BaseException:  # a file that is no database: the pool would forget the connection, and its thread with it
        connection.close()
        raise
    cursor.close()


async def _bring_up_to_date(engine: AsyncEngine, url: URL) -> None:
    try:
        if url.get_backend_name() == "sqlite":
            _make_private(Path(url.database or ""))
        async with engine.connect() as connection:
            ready = await connection.run_sync(_is_ready)
        if not ready:
            await engine.dispose()  # an idle connection would be in the way of SQLite's change to WAL
            await asyncio.to_thread(migrate, url)
    except (DBAPIError, OSError) as problem:
        cause = problem.orig if isinstance(problem, DBAPIError) else problem
        raise StoreUnusable(f"the database {url.render_as_string()} cannot be opened: {cause}") from None


def _is_ready(connection: Connection) -> bool:
    """True when nothing has to be done to this database; raises `NewerSchema`."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return False
    version = table(VERSION_TABLE, column("version_num"))
    found = connection.execute(select(version.c.version_num)).scalar_one_or_none() or ""
    if found > HEAD:
        raise NewerSchema(found, HEAD)
    if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA journal_mode")).scalar_one() != "wal":
        return False
    return found == HEAD


def _make_private(path: Path) -> None:
    """A new database, and SQLite's files beside it, can be read by its owner alone.

    One that exists is only looked at: to open and close it here would take away the locks of this process on it.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    elif not path.is_file() or not os.access(path, os.R_OK | os.W_OK):
        raise OSError(errno.EACCES, "it must be a file that can be read and written")
