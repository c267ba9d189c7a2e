"""`mynah backup FILE`: a copy of everything the bot knows, made while it runs; `mynah restore FILE` brings it back."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import time
from contextlib import suppress
from pathlib import Path

from bot.errors import JobsLocked
from bot.jobs import FORMAT, locked
from bot.settings import Settings
from bot.store import NewerSchema
from bot.store.archive import JOURNAL, write_archive
from bot.store.look import look_at
from bot.store.restore import NoBackup, holds, put, unpacked
from bot.vault import MASTER

OK, REFUSED, FAILED = 0, 65, 69


async def backup(settings: Settings, target: Path) -> int:
    """Write *target*; the exit code."""
    try:
        await asyncio.to_thread(write_archive, settings.data_dir, target)
    except FileExistsError:
        return _tell(f"{target} exists already. Please name a new file.", REFUSED)
    except FileNotFoundError:
        if not target.parent.is_dir():
            return _tell(f"There is no folder {target.parent}. Please make it first.", REFUSED)
        return _tell(f"There is nothing to copy in {settings.data_dir} yet.", REFUSED)
    except (OSError, sqlite3.Error) as problem:
        return _tell(f"{target} could not be written ({type(problem).__name__}). Nothing was kept.", FAILED)
    print(target)
    if not settings.key:
        _tell(
            f"Keep {settings.data_dir / 'master.key'} as well, in another place: without it nobody hears the recordings.",
            OK,
        )
    return OK


async def restore(settings: Settings, source: Path, *, force: bool) -> int:
    """Put what is in *source* into the data folder, which must be empty, or else goes aside by *force*; the exit code."""
    folder = settings.data_dir
    aside = folder / f"before-restore-{time.strftime('%Y%m%d-%H%M%S')}"
    try:
        await asyncio.to_thread(_restore, source, folder, aside, force=force)
    except _REFUSALS as problem:
        return _tell(_why_not(problem, source, folder), REFUSED)
    except OSError as problem:
        return _tell(f"{source} could not be brought back ({problem.strerror}). Run it again with --force.", FAILED)
    print(folder)
    if aside.exists():
        _tell(f"What was there before is in {aside}. Delete it when all is well.", OK)
    if not settings.key and not (folder / MASTER).exists():
        _tell(f"Put {MASTER} of the same bot into {folder} before you start: it opens the recordings.", OK)
    return OK


class _Holds(Exception):
    """The data folder is not empty."""


_REFUSALS = (_Holds, JobsLocked, NewerSchema, NoBackup, FileNotFoundError)


def _why_not(problem: Exception, source: Path, folder: Path) -> str:
    match problem:
        case _Holds():
            return f"{folder} holds the data of a bot. Add --force to put it aside first."
        case JobsLocked():
            return f"A Mynah runs with MYNAH_DATA_DIR={folder}. Stop it first."
        case NewerSchema():
            return f"{source} was written by a later Mynah. Install that version, or a newer one, first."
        case FileNotFoundError():
            return f"There is no file {source}."
        case _:
            return f"{source} is no backup of Mynah's, or it is damaged. Nothing was changed."


def _restore(source: Path, folder: Path, aside: Path, *, force: bool) -> None:
    if not source.is_file():
        raise FileNotFoundError(source)
    new = not folder.exists()
    try:
        with locked(folder / JOURNAL), unpacked(source, folder) as beside:
            _check(beside, folder, force=force)
            put(beside, folder, aside)
    finally:
        if new and not holds(folder):  # nothing was changed: not even the folder is left
            (folder / f"{JOURNAL}.lock").unlink(missing_ok=True)
            with suppress(OSError):
                folder.rmdir()


def _check(beside: Path, folder: Path, *, force: bool) -> None:
    if (beside / JOURNAL).exists() and (found := look_at(beside / JOURNAL).format) > FORMAT:
        raise NewerSchema(str(found), str(FORMAT))
    if holds(folder) and not force:
        raise _Holds


def _tell(words: str, code: int) -> int:
    print(words, file=sys.stderr)
    return code
