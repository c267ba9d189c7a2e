"""Brings a backup back: unpacked and checked in the data folder, then put in its place. See `bot.store.archive`.

Standard library only; blocks: call it in a thread.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath

from bot.store.archive import JOURNAL, KEPT, STORE
from bot.store.failure import NewerSchema
from bot.store.look import look_at

_BESIDE = ("-wal", "-shm")  # what SQLite keeps beside a database
PLACES = (*KEPT, JOURNAL, STORE)  # in the order in which they are put: with the store the folder is whole


class NoBackup(Exception):
    """The file is no backup of Mynah's, or it is damaged."""


@contextmanager
def unpacked(source: Path, folder: Path) -> Iterator[Path]:
    """The parts of the backup *source* in a new folder in *folder* (one disk, so that they can be moved), which goes at the end.

    Raises `NoBackup`, `NewerSchema`, `OSError`.
    """
    beside = folder / f".restore.{secrets.token_hex(4)}.part"
    beside.mkdir(mode=0o700, parents=True)
    try:
        _unpack(source, beside)
        yield beside
    except (sqlite3.Error, zlib.error, ValueError):
        raise NoBackup from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def holds(folder: Path) -> bool:
    """Whether anything is in *folder* that a backup would replace."""
    return any((folder / place).exists() for place in PLACES)


def put(beside: Path, folder: Path, aside: Path) -> None:
    """Move the parts in *beside* to *folder*; what is in their way goes to *aside*, which is made when it is needed."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for place in (*(f"{name}{end}" for name in (STORE, JOURNAL) for end in ("", *_BESIDE)), *KEPT):
        if (folder / place).exists():
            _move(folder / place, aside / place)
    for place in PLACES:
        if (beside / place).exists():
            _move(beside / place, folder / place)


def _unpack(source: Path, beside: Path) -> None:
    from bot.store.migrate import HEAD

    store = beside / STORE
    store.touch(mode=0o600)
    shutil.copyfile(source, store)
    look = look_at(store)
    if not look.schema or not look.whole:
        raise NoBackup
    if look.schema > HEAD:
        raise NewerSchema(look.schema, HEAD)
    with closing(sqlite3.connect(store, isolation_level=None)) as archive:
        for name, size, data in archive.execute("SELECT name, sz, data FROM sqlar"):
            _write(beside / _inside(name), data if len(data) == size else zlib.decompress(data), size)
        archive.execute("DROP TABLE sqlar")
        archive.execute("VACUUM")
    if (beside / JOURNAL).exists() and not look_at(beside / JOURNAL).whole:
        raise NoBackup


def _inside(name: str) -> str:
    """*name* when it is one that a backup has: a file must not choose where it is written."""
    parts = PurePosixPath(name).parts
    if name != JOURNAL and (".." in parts or not name.startswith(tuple(f"{part}/" for part in KEPT))):
        raise NoBackup
    return name


def _write(path: Path, data: bytes, size: int) -> None:
    if len(data) != size:
        raise NoBackup
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    source.rename(target)
