"""Recordings of people, encrypted at rest: `Files` whose every recording has a key of its own.

The key of a recording lies in the store, sealed with the master key; the file holds nothing but what that key opens. So
a copy of the folder, a copy of the database, and both without the master key open nothing; and what is deleted is gone
when its row is, however many copies of the file there are. Clips pass through as they are: they are made again.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from bot.logs import get_logger
from bot.ports import Files, Vault

MASTER = "master.key"  # in the data folder, unless MYNAH_KEY is set
OPEN = "clips/"  # these keys are not sealed
SAMPLES = "samples/"  # these are the recordings of voices
_MARK = b"mynah sealed 1\n"  # how a sealed file begins; a recording never does
_CHECK = "master"  # the row by which a master key is known again
_BYTES = SecretBox.KEY_SIZE

logger = get_logger(__name__)


def master_key(folder: Path, given: str = "") -> bytes:
    """The key that seals keys: *given* as 64 hexadecimal digits, else the file in *folder*, which is made. Blocks."""
    return bytes.fromhex(given or _kept(folder / MASTER))


def _kept(path: Path) -> str:
    if not path.exists():
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
            out.write(secrets.token_hex(_BYTES) + "\n")
            out.flush()
            os.fsync(out.fileno())
        try:
            path.hardlink_to(part)  # whole or not at all; who comes second takes the first one's
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            part.rename(path)
        part.unlink(missing_ok=True)
    return path.read_text("ascii").strip()


class SealedFiles:
    """`bot.ports.Files` over others: what is put is sealed, what is got is opened, what is deleted loses its key first."""

    def __init__(self, files: Files, vault: Vault, master: bytes, *, keep_samples: bool = True) -> None:
        self._files, self._vault, self._master, self._keep_samples = files, vault, master, keep_samples

    async def put(self, key: str, data: bytes) -> None:
        """Without *keep_samples* the recording of a voice that was made is dropped here."""
        if key.startswith(OPEN):
            await self._files.put(key, data)
        elif self._keep_samples or not key.startswith(SAMPLES):
            box = await self._box(key)
            sealed = await asyncio.to_thread(box.encrypt, data)
            await self._files.put(key, _MARK + bytes(sealed))

    async def get(self, key: str) -> bytes | None:
        held = await self._files.get(key)
        if held is None or key.startswith(OPEN):
            return held
        if not held.startswith(_MARK):  # of a version that did not seal
            await self.put(key, held)
            return held
        if (sealed := await self._vault.find(key)) is None:
            return None
        try:
            return await asyncio.to_thread(self._opened(key, sealed).decrypt, held[len(_MARK) :])
        except CryptoError:
            logger.error("a recording cannot be opened: its key was sealed with another master key")  # noqa: TRY400 - an error has no more to say
            return None

    async def delete(self, key: str) -> None:
        if not key.startswith(OPEN):
            await self._vault.drop(key)
        await self._files.delete(key)

    async def knows_master(self) -> bool:
        """False when the recordings here were sealed with another master key."""
        held = await self._vault.keep(_CHECK, bytes(self._sealing(_CHECK).encrypt(bytes(_BYTES))))
        try:
            self._sealing(_CHECK).decrypt(held)
        except CryptoError:
            return False
        return True

    async def seal_all(self, folder: Path) -> int:
        """Seal what an earlier version left plain under *folder*, the files' own; how many that were."""
        plain = await asyncio.to_thread(_plain, folder)
        for key in plain:
            await self.get(key)
        return len(plain)

    async def _box(self, key: str) -> SecretBox:
        """The box of a recording that is there, so that a put that is broken off leaves the old one whole; or a new one."""
        for _ in range(2):
            fresh = bytes(self._sealing(key).encrypt(secrets.token_bytes(_BYTES)))
            held = await self._vault.keep(key, fresh)
            try:
                return self._opened(key, held)
            except CryptoError:  # sealed with another master key: nobody can open it, so it may go
                await self._vault.drop(key)
        raise AssertionError  # what was sealed here opens here

    def _opened(self, key: str, sealed: bytes) -> SecretBox:
        return SecretBox(self._sealing(key).decrypt(sealed))

    def _sealing(self, name: str) -> SecretBox:
        return SecretBox(_derived(self._master, name))


def opens(master: bytes, sealed: bytes) -> bool:
    """Whether *master* is the key that the recordings here are sealed with; *sealed* is the vault's row `master`."""
    try:
        SecretBox(_derived(master, _CHECK)).decrypt(sealed)
    except CryptoError:
        return False
    return True


def holds_sealed(folder: Path) -> bool:
    """Whether any recording under *folder*, the files' own, is sealed. Blocks."""
    for path in _recordings(folder):
        with path.open("rb") as held:
            if held.read(len(_MARK)) == _MARK:
                return True
    return False


def _derived(master: bytes, name: str) -> bytes:
    """The key for keys: another one for each name, so that no row can take another's place."""
    return hashlib.blake2b(name.encode(), key=master, digest_size=_BYTES).digest()


def _plain(folder: Path) -> list[str]:
    found = []
    for path in _recordings(folder):
        with path.open("rb") as held:
            if held.read(len(_MARK)) != _MARK:
                found.append(path.relative_to(folder).as_posix())
    return found


def _recordings(folder: Path) -> Iterator[Path]:
    for place in folder.glob("*"):
        if f"{place.name}/" != OPEN:
            yield from (path for path in place.rglob("*") if path.is_file())
