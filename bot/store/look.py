"""A look at an SQLite file that leaves it as it is: for `mynah doctor`, and before a backup is brought back."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 1.0  # seconds for the check of every page: a large file is not checked to its end


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """*schema*: the store's, empty in a file that is no store. *format*: the journal's. *master*: seals the vault's check."""

    schema: str
    format: int
    whole: bool
    master: bytes | None = field(default=None, repr=False)


def look_at(path: Path) -> Look:
    """What is in the file. Blocks. Raises `sqlite3.Error` when it is no database, or cannot be read."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)) as db:
        whole = _whole(db)
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        versions = db.execute("SELECT version_num FROM alembic_version") if "alembic_version" in tables else ()
        sealed = db.execute("SELECT key FROM vault WHERE name = 'master'") if "vault" in tables else ()
        return Look(
            schema=next((str(version) for (version,) in versions), ""),
            format=int(db.execute("PRAGMA user_version").fetchone()[0]),
            whole=whole,
            master=next((bytes(key) for (key,) in sealed), None),
        )


def _whole(db: sqlite3.Connection) -> bool:
    """False for what is surely damaged."""
    end = time.monotonic() + PATIENCE
    db.set_progress_handler(lambda: time.monotonic() > end, 10_000)
    try:
        return bool(db.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.OperationalError as problem:
        if problem.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        return True  # nothing found in the time there was
    finally:
        db.set_progress_handler(None, 0)
