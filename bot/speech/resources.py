"""Cloned voices: an id, and once a recording was uploaded the style made from it. The recording is never kept.

A style is 1 kB; an engine may put more of its own behind it (`bot.speech.engine.pocket.voice`: 16 kB).
"""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path

STYLE_BYTES = 256 * 4


class Resources:
    """One empty file a resource that waits for its upload, one of 1,024 bytes or more for each that can speak."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def new(self) -> str:
        """An id that waits for its recording."""
        number = secrets.token_hex(12)
        self._path(number).touch(mode=0o600, exist_ok=False)
        return number

    def waiting(self, number: str) -> bool:
        """True until a recording has been taken; False also for an id that never was."""
        path = self._path(number)
        return path.exists() and not path.stat().st_size

    def style(self, number: str) -> bytes | None:
        """256 float32 and what an engine put behind them, or None where there is nothing to speak with."""
        try:
            data = self._path(number).read_bytes()
        except FileNotFoundError:
            return None
        return data if len(data) >= STYLE_BYTES else None

    def keep(self, number: str, style: bytes) -> None:
        """From now on *number* can speak; whole or not at all."""
        part = self._path(number).with_suffix(".part")
        part.touch(mode=0o600)
        part.write_bytes(style)
        part.replace(self._path(number))

    def forget(self, number: str) -> bool:
        """Nothing of *number* stays; False where there was nothing."""
        try:
            self._path(number).unlink()
        except FileNotFoundError:
            return False
        return True

    def prune(self, before: float) -> None:
        """Forget the ids that have waited for a recording since before then."""
        for path in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                found = path.stat()
                if not found.st_size and found.st_mtime < before:
                    path.unlink()

    def _path(self, number: str) -> Path:
        return self._folder / f"{number}.style"
