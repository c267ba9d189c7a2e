"""Group commit: many callers wait for one durable SQLite transaction.

One thread owns the connection. Whatever is asked of it while it commits goes into the next transaction, so the price
of `fsync` is shared and the event loop never waits for the disk. Who got an answer may acknowledge: what was written
survives SIGKILL and, with `synchronous=FULL`, a power cut.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.errors import JobsFailed

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
_Outcome = tuple[Any, Exception | None]

_PRAGMAS = (
    "journal_mode=wal",
    "synchronous=full",
    "busy_timeout=5000",
    "secure_delete=on",  # what was said must not stay in the file's free space
    "journal_size_limit=4194304",
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One thing to do inside the next transaction, who waits for it, and what follows even if nobody waits any more."""

    work: Work[Any]
    done: asyncio.Future[Any]
    then: Callable[[Any], None] | None = None
    reads: bool = False


class Journal:
    """A SQLite file that one thread reads and writes, in batches."""

    def __init__(self, path: Path, *, tidy_seconds: float = 30.0) -> None:
        self._path = path
        self._tidy_seconds = tidy_seconds
        self._ready = threading.Condition()
        self._waiting: list[_Entry] = []
        self._closing = False
        self._untidy = False
        self._thread: threading.Thread | None = None
        self._loop = asyncio.get_running_loop()

    async def open(self) -> None:
        """Open the file, made with access for its owner alone. Raises `JobsFailed`."""
        try:
            db = await asyncio.to_thread(_connect, self._path)
        except (OSError, sqlite3.Error) as error:
            raise JobsFailed(f"the jobs file cannot be opened ({type(error).__name__})") from error
        # A daemon: if the loop dies without closing us, the process must still be able to end.
        self._thread = threading.Thread(target=self._run, args=(db,), name="journal", daemon=True)
        self._thread.start()

    async def close(self) -> None:
        """Do what was asked so far, then close the file."""
        with self._ready:
            self._closing = True
            self._ready.notify()
        if self._thread:
            await asyncio.to_thread(self._thread.join)

    def call(self, work: Work[T], then: Callable[[T], None] | None = None) -> asyncio.Future[T]:
        """Run *work* in the next transaction; the future ends once that is durable.

        *then* gets the result on the event loop before the future ends, also when its waiter was cancelled meanwhile.
        The future raises `JobsFailed` when the commit failed: then nobody of that batch may acknowledge.
        """
        done: asyncio.Future[T] = self._loop.create_future()
        self._ask(_Entry(work, done, then))
        return done

    def read(self, work: Work[T]) -> asyncio.Future[T]:
        """Run *work*, which changes nothing, after the next transaction, whatever becomes of that."""
        done: asyncio.Future[T] = self._loop.create_future()
        self._ask(_Entry(work, done, reads=True))
        return done

    def tidy(self) -> asyncio.Future[None]:
        """Fold the write-ahead log into the file and empty it, after what was asked so far."""
        return self.read(_tidy)

    def _ask(self, entry: _Entry) -> None:
        with self._ready:
            if self._closing:
                raise JobsFailed("the jobs file is closed")
            self._waiting.append(entry)
            self._ready.notify()

    def _run(self, db: sqlite3.Connection) -> None:
        while batch := self._next(db):
            writes = [entry for entry in batch if not entry.reads]
            reads = [entry for entry in batch if entry.reads]
            outcomes = _commit(db, [entry.work for entry in writes]) if writes else []
            outcomes += [_read(db, entry.work) for entry in reads]
            self._untidy |= bool(writes)
            try:
                self._loop.call_soon_threadsafe(_settle, writes + reads, outcomes)
            except RuntimeError:  # the loop is closed: nobody is left to be told
                break
        db.close()

    def _next(self, db: sqlite3.Connection) -> list[_Entry]:
        """Everything that waits; empty when the journal closes."""
        while True:
            with self._ready:
                patience = self._tidy_seconds if self._untidy else None
                if self._ready.wait_for(lambda: self._waiting or self._closing, patience):
                    batch, self._waiting = self._waiting, []
                    return batch
            _tidy(db)
            self._untidy = False


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in _PRAGMAS:
        db.execute(f"pragma {pragma}")
    return db


def _tidy(db: sqlite3.Connection) -> None:
    """Once after a busy time: fold the write-ahead log into the file and empty it, with what was said in it."""
    try:
        db.execute("pragma wal_checkpoint(truncate)").fetchall()
    except sqlite3.Error:  # a reader (a backup, say) is in the way: the next commit brings us here again
        return


def _commit(db: sqlite3.Connection, works: Sequence[Work[Any]]) -> list[_Outcome]:
    """Results and errors, one for each of *works*; all or nothing when the file itself fails."""
    try:
        db.execute("begin immediate")
        results = [work(db) for work in works]
        db.execute("commit")
    except Exception as error:  # noqa: BLE001 - handed to whoever waits
        if db.in_transaction:
            db.execute("rollback")
        if len(works) > 1 and not _file_failed(error):  # one of them is wrong in itself: the others must not pay
            return [outcome for work in works for outcome in _commit(db, [work])]
        return [(None, error)] * len(works)
    return [(result, None) for result in results]


def _read(db: sqlite3.Connection, work: Work[Any]) -> _Outcome:
    try:
        return work(db), None
    except Exception as error:  # noqa: BLE001 - handed to whoever waits
        return None, error


def _file_failed(error: Exception) -> bool:
    return isinstance(error, sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError


def _settle(batch: Sequence[_Entry], outcomes: Sequence[_Outcome]) -> None:
    for entry, (result, error) in zip(batch, outcomes, strict=True):
        if error is None and entry.then:
            entry.then(result)
        if entry.done.done():  # the caller was cancelled
            continue
        if error is None:
            entry.done.set_result(result)
        elif isinstance(error, sqlite3.Error):
            failure = JobsFailed(f"the jobs file cannot be used ({type(error).__name__})")
            failure.__cause__ = error
            entry.done.set_exception(failure)
        else:
            entry.done.set_exception(error)
