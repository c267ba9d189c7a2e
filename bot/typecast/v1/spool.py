"""Where a paid answer waits until it is collected: one file each, on disk before its id is told.

The API answers with the audio itself, and an order that was answered is paid. A crash may come at any moment:

| the crash comes                           | in the next life                                                       |
|-------------------------------------------|------------------------------------------------------------------------|
| before the answer is on disk              | ordered, and paid, once more                                           |
| after that, before the id is noted        | `adopt` finds the answer by what was asked for: nothing is paid again  |
| after the id is noted                     | collected by its id                                                    |
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import secrets
import time
from pathlib import Path

UNREAD_LIFE = 24 * 3600.0  # seconds that an answer waits; as long as the legacy API keeps one
READ_LIFE = 900.0  # seconds that it stays after that, for a job that is cut short between collecting and answering
_ID = re.compile(r"[0-9a-f]{24}")


class Spool:
    """The folder. `<id>.<voice>.<digest>` has not been collected yet, `<id>.<voice>` has."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._orphans: dict[str, str] = {}

    async def open(self) -> None:
        """Make the folder, and find what an earlier life has left uncollected."""
        await asyncio.to_thread(self._open)

    def adopt(self, digest: str) -> str | None:
        """The id of an answer to the same request that an earlier life paid for and did not collect; once."""
        return self._orphans.pop(digest, None)

    async def put(self, digest: str, voice: str, data: bytes) -> str:
        """Write an answer down; its id. *digest* names what was asked for, *voice* who speaks."""
        return await asyncio.to_thread(self._put, f"{voice}.{digest}", data)

    async def get(self, ident: str) -> bytes | None:
        """The answer; None when there is none (any more). It can be got again for `READ_LIFE`."""
        return await asyncio.to_thread(self._get, ident) if _ID.fullmatch(ident) else None

    async def sweep(self) -> None:
        """Delete what is too old."""
        await asyncio.to_thread(self._sweep)

    async def drop(self, ident: str = "*", voice: str = "*") -> None:
        """The answer is of no use; or none that *voice* spoke."""
        await asyncio.to_thread(self._drop, f"{ident}.{voice}")

    def _open(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep()
        for path in self._folder.glob("*.*.*"):
            ident, _, digest = path.name.split(".", 2)
            if _ID.fullmatch(ident):
                self._orphans[digest] = ident

    def _put(self, name: str, data: bytes) -> str:
        ident = secrets.token_hex(12)
        draft = self._folder / f"draft-{ident}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self._folder / f"{ident}.{name}")
        return ident

    def _get(self, ident: str) -> bytes | None:
        for waiting in self._folder.glob(f"{ident}.*.*"):
            with contextlib.suppress(FileNotFoundError):  # somebody else gets it at the same time
                os.utime(waiting)
                waiting.rename(waiting.with_suffix(""))
        try:
            return next(self._folder.glob(f"{ident}.*")).read_bytes()
        except (StopIteration, FileNotFoundError):
            return None

    def _drop(self, name: str) -> None:
        for path in (*self._folder.glob(name), *self._folder.glob(f"{name}.*")):
            path.unlink(missing_ok=True)

    def _sweep(self) -> None:
        now = time.time()
        for path in self._folder.iterdir():
            life = UNREAD_LIFE if path.name.count(".") > 1 else READ_LIFE
            if path.is_file() and now - path.stat().st_mtime > life:
                path.unlink(missing_ok=True)
