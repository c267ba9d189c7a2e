"""One process for each jobs file: the file says so, and the kernel forgets it when that process dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.errors import JobsLocked


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold `<path>.lock`. Raises `JobsLocked` at once when another process holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(path.with_name(path.name + ".lock"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise JobsLocked(
                f"Another Mynah{_holder(lock)} is using this data folder. Stop it, or give this one another folder "
                "by setting MYNAH_DATA_DIR."
            ) from None
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(lock)


def _holder(lock: int) -> str:
    with suppress(OSError, ValueError):
        return f" (process {int(os.pread(lock, 20, 0))})"
    return ""
