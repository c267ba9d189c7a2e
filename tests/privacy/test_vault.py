"""Recordings at rest: noise without their row, noise without the master key, and whole with both."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import stat
import sys
import zlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from itertools import count
from pathlib import Path

import pytest

from bot.app import open_app
from bot.files import open_files
from bot.model import Voice
from bot.settings import Settings
from bot.store import open_store
from bot.vault import SealedFiles, master_key
from tests.fakes.typecast import FakeTypecast
from tests.flows.conftest import ADA, Mynah, cloud, mynah, open_mynah, recording, settings_for

__all__ = ["cloud", "mynah"]
SCHEMA_0001 = Path(__file__).parents[1] / "store" / "schemas" / "0001.sql"
NAME = "samples/aa.wav"


@asynccontextmanager
async def next_life(settings: Settings, cloud: FakeTypecast) -> AsyncGenerator[Mynah]:
    """The bot started again: the numbers of its commands go on."""
    async with open_mynah(settings, cloud) as mynah:
        mynah.numbers = count(1000)
        yield mynah


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "files" / "samples").rglob("*.wav"))


async def of_ada(mynah: Mynah) -> Voice:
    [voice] = [voice for voice in await mynah.app.flows.voices(ADA) if voice.owner]
    return voice


async def test_neither_the_file_nor_the_database_opens_a_recording(mynah: Mynah, tmp_path: Path) -> None:
    await mynah.clone("ada")
    voice = await of_ada(mynah)
    plain = await mynah.app.files.get(voice.sample_key)
    [path] = kept(tmp_path)
    row = await mynah.app.store.vault.find(voice.sample_key)

    assert plain
    assert plain.startswith(b"RIFF")
    assert row
    assert plain[44:1000] not in path.read_bytes()
    stranger = SealedFiles(open_files(tmp_path / "files"), mynah.app.store.vault, bytes(32))
    assert await stranger.get(voice.sample_key) is None


async def test_two_recordings_have_two_keys_and_equal_ones_look_different(tmp_path: Path) -> None:
    async with open_store(tmp_path / "state.db") as store:
        files = SealedFiles(open_files(tmp_path / "files"), store.vault, bytes(32))
        for name in ("samples/a.wav", "samples/b.wav"):
            await files.put(name, b"the same sound" * 100)
        keys = [await store.vault.find(name) for name in ("samples/a.wav", "samples/b.wav")]

        shutil.copy(tmp_path / "files" / "samples" / "a.wav", tmp_path / "files" / "samples" / "b.wav")
        swapped = await files.get("samples/b.wav")

    assert keys[0] != keys[1]
    assert swapped is None


async def test_a_copy_of_the_file_is_noise_once_its_row_is_gone(mynah: Mynah, tmp_path: Path) -> None:
    await mynah.clone("ada")
    voice = await of_ada(mynah)
    [path] = kept(tmp_path)
    copy = path.read_bytes()

    await mynah.app.flows.forget(ADA, "ada")
    assert kept(tmp_path) == []
    path.write_bytes(copy)  # somebody had a backup of the folder

    assert await mynah.app.files.get(voice.sample_key) is None
    assert await mynah.app.store.vault.find(voice.sample_key) is None


async def test_the_master_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    made = await asyncio.gather(*(asyncio.to_thread(master_key, tmp_path) for _ in range(8)))

    assert len(set(made)) == 1
    assert len(made[0]) == 32
    assert stat.S_IMODE((tmp_path / "master.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["master.key"]


async def test_a_key_from_the_settings_is_used_and_none_is_written(tmp_path: Path, cloud: FakeTypecast) -> None:
    settings = settings_for(tmp_path, cloud, MYNAH_KEY="ab" * 32)
    async with open_mynah(settings, cloud) as mynah:
        await mynah.clone("ada")
    cloud.uploads.clear()
    async with next_life(settings, cloud) as mynah:
        reply = await mynah.say("Given again, after the service lost it", voice="ada")

    assert reply.clip
    assert not (tmp_path / "master.key").exists()
    assert "ab" * 32 not in repr(settings)


async def test_with_another_master_key_a_lost_voice_says_what_to_do(tmp_path: Path, cloud: FakeTypecast) -> None:
    async with open_mynah(settings_for(tmp_path, cloud), cloud) as mynah:
        await mynah.clone("ada")
    cloud.uploads.clear()
    async with next_life(settings_for(tmp_path, cloud, MYNAH_KEY="ab" * 32), cloud) as mynah:
        reply = await mynah.say("Nobody can open it", voice="ada")
        known = await mynah.app.files.knows_master()
        again = await mynah.clone("ada two", sample=recording())

    assert "clone" in reply.words
    assert reply.refused
    assert not known
    assert again.voice == "ada two"


async def test_a_restored_backup_speaks_with_its_master_key(tmp_path: Path, cloud: FakeTypecast) -> None:
    home, backup, elsewhere = tmp_path / "home", tmp_path / "backup", tmp_path / "elsewhere"
    async with open_mynah(settings_for(home, cloud), cloud) as mynah:
        await mynah.clone("ada")
        program = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "adapters", "backup", str(backup), env={"MYNAH_DATA_DIR": str(home)}
        )
        assert await program.wait() == 0
    assert b"RIFF" not in backup.read_bytes()
    elsewhere.mkdir()
    await asyncio.to_thread(unpack, backup, elsewhere)
    shutil.copy(home / "master.key", elsewhere)
    cloud.uploads.clear()

    async with next_life(settings_for(elsewhere, cloud), cloud) as mynah:
        assert (await mynah.say("Restored", voice="ada")).clip
    assert len(cloud.uploads) == 1


async def test_recordings_of_an_earlier_version_are_read_and_sealed_at_the_start(
    tmp_path: Path, cloud: FakeTypecast
) -> None:
    plain = recording()
    await asyncio.to_thread(as_version_one, tmp_path, plain)
    assert kept(tmp_path)[0].read_bytes() == plain

    async with open_mynah(settings_for(tmp_path, cloud), cloud) as mynah:
        reply = await mynah.say("From before", voice="old")
        async with asyncio.timeout(20):
            while plain[44:1000] in kept(tmp_path)[0].read_bytes():
                await asyncio.sleep(0.01)
        again = await mynah.app.files.get(NAME)

    assert reply.clip
    assert again == plain
    assert len(cloud.uploads) == 1


async def test_a_recording_of_an_earlier_version_is_sealed_when_it_is_used(tmp_path: Path, cloud: FakeTypecast) -> None:
    plain = recording()
    await asyncio.to_thread(as_version_one, tmp_path, plain)
    async with open_app(settings_for(tmp_path, cloud), jobs=False) as app:  # as the terminal does
        assert await app.files.get(NAME) == plain

        assert plain[44:1000] not in kept(tmp_path)[0].read_bytes()
        assert await app.files.get(NAME) == plain


@pytest.mark.parametrize("keep", ["yes", "no"])
async def test_whether_recordings_are_kept_is_the_admins_choice(tmp_path: Path, cloud: FakeTypecast, keep: str) -> None:
    async with open_mynah(settings_for(tmp_path, cloud, KEEP_SAMPLES=keep), cloud) as mynah:
        await mynah.clone("ada")
        held = kept(tmp_path)
        spoken = await mynah.say("It speaks", voice="ada")
        cloud.uploads.clear()
        lost = await mynah.say("Until the service loses it", voice="ada")

    assert spoken.clip
    assert bool(held) == bool(lost.clip) == (keep == "yes")
    assert lost.clip or "clone" in lost.words


def unpack(backup: Path, folder: Path) -> None:
    """As docs/consent-and-privacy.md tells an admin to: the file is the store, and the rest is an archive in it."""
    with closing(sqlite3.connect(backup)) as archive, archive:
        for name, size, data in archive.execute("SELECT name, sz, data FROM sqlar"):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data if len(data) == size else zlib.decompress(data))
        archive.execute("DROP TABLE sqlar")
    shutil.copy(backup, folder / "state.db")


def as_version_one(folder: Path, plain: bytes) -> None:
    """A data folder as the first schema left it: one voice, its recording a plain file, which the service has lost."""
    sample = folder / "files" / NAME
    sample.parent.mkdir(parents=True)
    sample.write_bytes(plain)
    with closing(sqlite3.connect(folder / "state.db")) as database, database:
        database.executescript(SCHEMA_0001.read_text("utf-8"))
        database.execute(
            "INSERT INTO voice VALUES (NULL, 'web', 'w1', 'ada', 'old', 'old', 'resource', ?, '[]', '[]', '[]', ?, 1.0)",
            ("0" * 24, NAME),
        )
        database.execute(
            "INSERT INTO consent VALUES (NULL, 'web', 'w1', 'ada', 'old', 'old', 'ada', 'self-or-agreed-1', 'x', 1.0, NULL)"
        )
