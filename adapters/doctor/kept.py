"""Where everything is kept: the folder, the disk, the two databases, and the key of the recordings."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import tempfile
from pathlib import Path

from adapters.finding import Finding, Verdict
from bot.jobs import FORMAT
from bot.settings import Settings
from bot.store.look import Look, look_at
from bot.vault import MASTER, holds_sealed, opens

ROOM = 1 * 2**30  # bytes: models, clips and the journal
LAST_ROOM = 32 * 2**20  # bytes: below it the journal soon takes no more commands
AWAY = "Restore a backup with mynah restore, or move it away."


async def check(settings: Settings) -> list[Finding]:
    return await asyncio.to_thread(_look, settings)


def _look(settings: Settings) -> list[Finding]:
    folder = settings.data_dir
    first = _folder(folder)
    if first.verdict is Verdict.BLOCKS:
        return [first]
    seen: dict[str, Look] = {}
    databases = [_database(folder / name, seen) for name in ("state.db", "jobs.db")]
    return [first, *filter(None, databases), *_key(settings, seen.get("state.db"))]


def _folder(folder: Path) -> Finding:
    try:
        there = next(place for place in (folder, *folder.parents) if place.exists())
        with tempfile.TemporaryFile(dir=there) as probe:
            probe.write(bytes(4096))
            probe.flush()
        free = shutil.disk_usage(there).free
    except OSError as problem:
        words = (
            f"{folder} cannot be written ({problem.strerror}). Set MYNAH_DATA_DIR to a folder that can, or make room."
        )
        return Finding("data", Verdict.BLOCKS, words)
    return room(folder, free)


def room(folder: Path, free: int) -> Finding:
    """What *free* bytes on the disk of *folder* mean."""
    if free >= ROOM:
        return Finding("data", Verdict.OK, f"{folder}, {free / 2**30:.0f} GB free")
    verdict = Verdict.BLOCKS if free < LAST_ROOM else Verdict.NOTE
    words = f"{folder} has {free // 2**20} MB left; 1 GB is wanted. Make room, or set MYNAH_DATA_DIR elsewhere."
    return Finding("data", verdict, words)


def _database(path: Path, seen: dict[str, Look]) -> Finding | None:
    name = "store" if path.name == "state.db" else "journal"
    if not path.exists():
        return Finding(name, Verdict.OK, "new: it is made at the first start") if name == "store" else None
    try:
        with path.open("r+b"):
            look = seen[path.name] = look_at(path)
    except PermissionError:
        words = f"{path} is another user's. Run Mynah as the user who owns it, or give the file to this one: chown."
        return Finding(name, Verdict.BLOCKS, words)
    except (OSError, sqlite3.Error):
        return Finding(name, Verdict.BLOCKS, f"{path} cannot be used. {AWAY}")
    if not look.whole:
        return Finding(name, Verdict.BLOCKS, f"{path} is damaged. {AWAY}")
    return _version(path, name, look)


def _version(path: Path, name: str, look: Look) -> Finding:
    from bot.store.migrate import HEAD

    newer = look.schema > HEAD if name == "store" else look.format > FORMAT
    if newer:
        words = f"{path} was written by a later Mynah. Run that version, or restore an older backup."
        return Finding(name, Verdict.BLOCKS, words)
    if name == "store" and look.schema < HEAD:
        words = f"{path} has the tables of an older Mynah; the next start brings them up to date. Back up first: mynah backup FILE."
        return Finding(name, Verdict.NOTE, words)
    return Finding(name, Verdict.OK, str(path))


def _key(settings: Settings, store: Look | None) -> list[Finding]:
    """Whether the recordings kept here can still be opened."""
    folder = settings.data_dir
    path = folder / MASTER
    if not settings.key and not path.exists():
        if not holds_sealed(folder / "files") and not (store and store.master):
            return []
        words = f"recordings are kept here, and their key is not: put {path} back, or set MYNAH_KEY to what it held."
        return [Finding("key", Verdict.BLOCKS, words)]
    try:
        master = bytes.fromhex(settings.key or path.read_text("ascii").strip())
    except (OSError, ValueError):
        return [Finding("key", Verdict.BLOCKS, f"{path} cannot be read. Put it back from where you keep its copy.")]
    if store and store.master and not opens(master, store.master):
        words = f"the recordings here were sealed with another key. Put {path} back, or set MYNAH_KEY to the first one."
        return [Finding("key", Verdict.BLOCKS, words)]
    return [Finding("key", Verdict.OK, "the recordings kept here can be opened")] if store and store.master else []
