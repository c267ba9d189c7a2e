"""The data folder, the disk, the databases and the key of the recordings."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from adapters.doctor.kept import check, room
from adapters.finding import Finding, Verdict
from bot.app import open_app
from bot.settings import Settings
from tests.doctor.conftest import Row, doctor, mortal, told
from tests.fakes.typecast import fake_typecast
from tests.flows.conftest import settings_for

KEY, OTHER = "ab" * 32, "cd" * 32
GIGABYTE = 2**30


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """The data folder of a bot that ran, and keeps a recording."""
    folder = tmp_path / "data"
    async with fake_typecast() as cloud, open_app(settings_for(folder, cloud)) as app:
        await app.files.put("samples/ada", b"a recording")
    return folder


def altered(name: str, sql: str) -> Callable[[Path], None]:
    def alter(folder: Path) -> None:
        with closing(sqlite3.connect(folder / name)) as db, db:
            db.execute(sql)

    return alter


def damaged(name: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        with closing(sqlite3.connect(folder / name)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        content = bytearray((folder / name).read_bytes())
        content[4096:12288] = b"\xaa" * 8192
        (folder / name).write_bytes(content)

    return damage


def overwritten(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text("no database, and long enough to be looked at" * 100)


async def found(folder: Path, **more: str) -> list[Finding]:
    return await check(Settings.load({"MYNAH_DATA_DIR": str(folder), **more}, None))


async def test_a_folder_in_order_has_nothing_but_good_lines(folder: Path) -> None:
    lines = await found(folder)

    assert {line.verdict for line in lines} == {Verdict.OK}
    assert [line.name for line in lines] == ["data", "store", "journal", "key"]


async def test_a_new_folder_is_fine_and_nothing_is_made_there(tmp_path: Path) -> None:
    assert {line.verdict for line in await found(tmp_path / "new" / "data")} == {Verdict.OK}
    assert list(tmp_path.iterdir()) == []


DAMAGE = [
    ("a later store", altered("state.db", "UPDATE alembic_version SET version_num = '9999'"), ("state.db was written by a later Mynah", "Run that version"), Verdict.BLOCKS),
    ("an older store", altered("state.db", "UPDATE alembic_version SET version_num = '0001'"), ("older Mynah", "mynah backup FILE"), Verdict.NOTE),
    ("a later journal", altered("jobs.db", "PRAGMA user_version = 99"), ("jobs.db was written by a later Mynah",), Verdict.BLOCKS),
    ("a damaged store", damaged("state.db"), ("state.db", "mynah restore"), Verdict.BLOCKS),
    ("a damaged journal", damaged("jobs.db"), ("jobs.db", "mynah restore"), Verdict.BLOCKS),
    ("no database at all", overwritten("state.db"), ("state.db cannot be used", "mynah restore"), Verdict.BLOCKS),
    ("no key for the recordings", lambda folder: (folder / "master.key").unlink(), ("master.key back", "MYNAH_KEY"), Verdict.BLOCKS),
    ("another key", lambda folder: (folder / "master.key").write_text(OTHER), ("sealed with another key", "MYNAH_KEY"), Verdict.BLOCKS),
    ("a key that is none", lambda folder: (folder / "master.key").write_text("hello"), ("master.key cannot be read",), Verdict.BLOCKS),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "says", "verdict"), [row[1:] for row in DAMAGE], ids=[row[0] for row in DAMAGE])
async def test_each_damage_is_named_with_its_mend(
    folder: Path, damage: Callable[[Path], object], says: tuple[str, ...], verdict: Verdict
) -> None:
    damage(folder)
    before = (folder / "state.db").read_bytes()

    told(await found(folder), Row(id="", set={}, says=says, verdict=verdict))
    assert (folder / "state.db").read_bytes() == before


async def test_recordings_without_store_and_key_are_noticed_too(folder: Path) -> None:
    (folder / "master.key").unlink()
    (folder / "state.db").unlink()

    told(await found(folder), Row(id="", set={}, says=("their key is not",)))


async def test_another_key_by_the_settings(folder: Path) -> None:
    told(await found(folder, MYNAH_KEY=OTHER), Row(id="", set={}, says=("sealed with another key", "MYNAH_KEY")))


async def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    told(await found(tmp_path / "file" / "data"), Row(id="", set={}, says=("cannot be written", "Set MYNAH_DATA_DIR")))


@pytest.mark.parametrize("what", ["folder", "state.db"])
async def test_what_is_not_ours_to_write_blocks(folder: Path, what: str) -> None:
    before = mortal()
    (folder if what == "folder" else folder / what).chmod(0o500 if what == "folder" else 0)
    try:
        ended = await doctor({"MYNAH_DATA_DIR": str(folder)}, "--json", folder=folder.parent, before=before)
    finally:
        (folder if what == "folder" else folder / what).chmod(0o700)

    says = ("cannot be written", "MYNAH_DATA_DIR") if what == "folder" else ("another user's", "chown")
    assert ended.code == 78
    told(ended.findings, Row(id="", set={}, says=says))


async def test_a_folder_below_one_that_is_closed_to_us_blocks(tmp_path: Path) -> None:
    before = mortal()
    (tmp_path / "closed").mkdir(mode=0)
    try:
        given = {"MYNAH_DATA_DIR": str(tmp_path / "closed" / "data")}
        ended = await doctor(given, "--json", folder=tmp_path, before=before)
    finally:
        (tmp_path / "closed").chmod(0o700)

    assert ended.code == 78
    told(ended.findings, Row(id="", set={}, says=("cannot be written", "MYNAH_DATA_DIR")))


@pytest.mark.parametrize(
    ("free", "verdict"), [(5 * GIGABYTE, Verdict.OK), (GIGABYTE // 2, Verdict.NOTE), (1024, Verdict.BLOCKS)]
)
def test_a_disk_that_is_nearly_full(tmp_path: Path, free: int, verdict: Verdict) -> None:
    line = room(tmp_path, free)

    assert line.verdict is verdict
    assert verdict is Verdict.OK or "Make room, or set MYNAH_DATA_DIR" in line.words


async def test_a_disk_that_is_full_blocks(tmp_path: Path) -> None:
    limited = ("prlimit", "--fsize=0") if shutil.which("prlimit") else pytest.skip("prlimit is not installed")
    ended = await doctor({"MYNAH_DATA_DIR": str(tmp_path / "data")}, "--json", folder=tmp_path, before=limited)

    assert ended.code == 78
    told(ended.findings, Row(id="", set={}, says=("cannot be written", "make room")))
