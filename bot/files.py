"""Bytes by key: clips and recordings, in a folder or in an object store that speaks S3's language."""

from __future__ import annotations

import asyncio
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bot.ports import Files

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_SEGMENT = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}")
MADE_AGAIN = "clips/"  # what a power cut may take: the next one who asks has it made once more
_SCHEMES = ("file", "memory", "s3", "gs", "az")


def open_files(root: Path | str) -> Files:
    """The files under *root*: a folder, which is made, or a URL (`s3://bucket/path`, `memory:///`, `file:///path`).

    Credentials of an object store come from its own variables (`AWS_ACCESS_KEY_ID`, ...).
    Raises `ValueError` for a URL of another kind.
    """
    from obstore.store import LocalStore, from_url

    if isinstance(root, str) and "://" in root:
        scheme = root.partition("://")[0]
        if scheme not in _SCHEMES:
            raise ValueError(f"files are kept in a folder or under {', '.join(_SCHEMES)}, not {scheme}")
        if scheme != "file":
            return _StoredFiles(from_url(root), None)
        root = root.removeprefix("file://")
    folder = Path(root).absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # recordings of people are for the bot's own eyes
    return _StoredFiles(LocalStore(folder), folder)


class _StoredFiles:
    """`bot.ports.Files` on obstore, whose `put` writes beside the key and renames: a reader sees all or nothing.

    Every method raises `ValueError` for a key that is not made of plain segments, such as `clips/ab/abcdef.mp3`.
    """

    def __init__(self, store: ObjectStore, folder: Path | None) -> None:
        self._store = store
        self._folder = folder
        self._lasting = set[Path]()  # folders whose own names are known to be on the disk

    async def put(self, key: str, data: bytes) -> None:
        await self._store.put_async(_checked(key), data)
        if self._folder is not None and not key.startswith(MADE_AGAIN):
            # obstore does not sync; a job that was accepted counts on these bytes
            with suppress(FileNotFoundError):  # somebody deleted it meanwhile
                await asyncio.to_thread(self._settle, self._folder / key)

    async def get(self, key: str) -> bytes | None:
        try:
            found = await self._store.get_async(_checked(key))
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            return None

    async def delete(self, key: str) -> None:
        try:
            await self._store.delete_async(_checked(key))
        except FileNotFoundError:
            return

    def _settle(self, path: Path) -> None:
        """Make the bytes, and the names that lead to them, survive a power cut."""
        _sync(path)
        _sync(path.parent)
        for place in path.parents:
            if place == self._folder or place in self._lasting:
                return
            _sync(place.parent)
            self._lasting.add(place)


def _checked(key: str) -> str:
    if not all(_SEGMENT.fullmatch(segment) for segment in key.split("/")):
        raise ValueError("a key is made of segments of letters, digits, dots, dashes and underscores")
    return key


def _sync(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
