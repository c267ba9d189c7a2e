"""`mynah backup FILE`: a copy of everything the bot knows, made while it runs."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from pathlib import Path

from bot.settings import Settings
from bot.store.archive import write_archive

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


def _tell(words: str, code: int) -> int:
    print(words, file=sys.stderr)
    return code
