"""A consistent copy of an SQLite file that is in use, here or in another process. Standard library only."""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

_PATIENCE = 30.0  # seconds to wait for somebody's lock


def backup_sqlite(source: Path, target: Path) -> None:
    """Copy *source* to *target*, which appears whole, checked and synced, or not at all. Blocks: call it in a thread.

    The copy is what *source* was at one moment; writers go on meanwhile. It is one file, readable by its owner alone.
    Raises `FileExistsError` when *target* is there, `FileNotFoundError` when *source* is not,
    `sqlite3.Error` when *source* cannot be read or is damaged.
    """
    if not source.is_file():
        raise FileNotFoundError(source)
    if target.exists():
        raise FileExistsError(target)
    partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy(source, partial)
        _sync(partial)
        _give_name(partial, target)
        _sync(target.parent)
    finally:
        partial.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    with closing(_connect(source)) as origin, closing(_connect(target)) as copy:
        origin.backup(copy)  # all pages in one step: one read transaction, so writers neither wait nor restart it
        copy.execute("PRAGMA journal_mode=DELETE")  # a file by itself, without -wal and -shm beside it
        verdict = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise sqlite3.DatabaseError("the copy does not pass SQLite's own check: the source is damaged")


def _connect(path: Path) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode=rw"  # without mode=rw a missing file would be made
    return sqlite3.connect(uri, uri=True, timeout=_PATIENCE, isolation_level=None)


def _give_name(partial: Path, target: Path) -> None:
    try:
        target.hardlink_to(partial)  # unlike a rename it never replaces a file that came up meanwhile
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if target.exists():
            raise FileExistsError(target) from None
        partial.rename(target)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
