"""One file with everything that cannot be made again: the store, the journal and the recordings of the voices.

The file is a copy of the store, an SQLite database, with the rest in a table `sqlar` (SQLite's own archive format:
`sqlite3 FILE -A --list`). Standard library only; blocks: call it in a thread.
"""

from __future__ import annotations

import sqlite3
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bot.store.backup import backup_sqlite

STORE, JOURNAL = "state.db", "jobs.db"
KEPT = (
    "files/samples",  # recordings of voices, sealed
    "files/uploads",  # recordings that wait for their command
    "speech/resources",  # what the speech server learnt of them
    "spool/forget",  # voices that the API has still to delete
)
_SCHEMA = "CREATE TABLE sqlar (name TEXT PRIMARY KEY, mode INT, mtime INT, sz INT, data BLOB)"


def write_archive(folder: Path, target: Path) -> int:
    """Copy what is kept in *folder* (the data directory) to *target* while the bot runs; how many files went in.

    Raises `FileExistsError` when *target* is there, `FileNotFoundError` when *folder* holds no store,
    `sqlite3.Error` when a database is damaged.
    """
    if target.exists():
        raise FileExistsError(target)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as beside:
        copy, journal = Path(beside) / STORE, Path(beside) / JOURNAL
        if (folder / JOURNAL).exists() and (folder / STORE).exists():
            backup_sqlite(folder / JOURNAL, journal)  # before the store: what an open command needs is in there then
        backup_sqlite(folder / STORE, copy)
        with closing(sqlite3.connect(copy)) as archive, archive:
            archive.execute(_SCHEMA)
            rows = list(_rows(folder, journal))
            archive.executemany("INSERT INTO sqlar VALUES (?, ?, ?, ?, ?)", rows)
        target.hardlink_to(copy)  # unlike a rename it never replaces a file that came up meanwhile
    return len(rows)


def _rows(folder: Path, journal: Path) -> Iterator[tuple[str, int, int, int, bytes]]:
    if journal.exists():
        yield _row(JOURNAL, journal)
    for part in KEPT:
        for path in sorted((folder / part).rglob("*")):
            if path.is_file():
                yield _row(path.relative_to(folder).as_posix(), path)


def _row(name: str, path: Path) -> tuple[str, int, int, int, bytes]:
    """Compressed only where that is smaller, as the format has it: `sz` is the size when unpacked."""
    data, status = path.read_bytes(), path.stat()
    packed = zlib.compress(data)
    return name, status.st_mode, int(status.st_mtime), len(data), packed if len(packed) < len(data) else data
