"""A copy of a database that is in use."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.store import StoreUnusable, open_store
from bot.store.backup import backup_sqlite

WRITER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode=WAL")
connection.execute("CREATE TABLE pair (a, b)")
n = 0
while True:
    n += 1
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO pair VALUES (?, ?)", (n, "x" * 2000))
    connection.execute("INSERT INTO pair VALUES (?, ?)", (-n, "x" * 2000))
    connection.execute("COMMIT")
"""


async def test_a_backup_taken_while_writes_go_on_opens_elsewhere(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere" / "copy.db"
    copy.parent.mkdir()
    async with open_store(path) as store:

        async def write() -> None:
            n = 0
            while True:
                n += 1
                await store.posts.put("page", str(n), {"n": n}, 1.0)

        writing = asyncio.ensure_future(write())
        while len(await store.posts.since("page", 0)) < 20:
            await asyncio.sleep(0.01)
        await store.backup(copy)
        taken = len(await store.posts.since("page", 0))
        await asyncio.sleep(0.05)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        assert len(await store.posts.since("page", 0)) > taken

    async with open_store(copy) as restored:
        posts = await restored.posts.since("page", 0)
        assert [body["n"] for _, body in posts] == list(range(1, len(posts) + 1))
        assert 20 <= len(posts) <= taken
        assert await restored.posts.put("page", "next", {}, 1.0) == len(posts) + 1


def test_a_backup_of_a_database_of_another_process_is_whole(tmp_path: Path) -> None:
    source = tmp_path / "jobs.db"
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(source)])
    try:
        while not source.is_file() or source.stat().st_size < 100_000:
            assert writer.poll() is None
            time.sleep(0.02)
        for n in range(5):
            backup_sqlite(source, tmp_path / f"{n}.db")
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.wait()

    for n in range(5):
        with closing(sqlite3.connect(tmp_path / f"{n}.db")) as copy:
            assert copy.execute("SELECT sum(a), count(*) > 10 FROM pair").fetchone() == (0, 1)
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_a_backup_is_one_private_file(path: Path, tmp_path: Path) -> None:
    (tmp_path / "to").mkdir()
    async with open_store(path) as store:
        await store.backup(tmp_path / "to" / "copy.db")

    assert [file.name for file in (tmp_path / "to").iterdir()] == ["copy.db"]
    assert stat.S_IMODE((tmp_path / "to" / "copy.db").stat().st_mode) == 0o600
    assert (tmp_path / "to" / "copy.db").read_bytes()[18:20] == b"\x01\x01"  # no write-ahead log: read-only media do


async def test_a_backup_never_overwrites(path: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")

    async with open_store(path) as store:
        with pytest.raises(FileExistsError):
            await store.backup(tmp_path / "copy.db")

    assert (tmp_path / "copy.db").read_text() == "precious"
    assert not list(tmp_path.glob(".*.part"))


def test_a_target_that_comes_up_meanwhile_is_not_overwritten_either(path: Path, tmp_path: Path) -> None:
    from bot.store.backup import _give_name

    (tmp_path / "partial").write_text("copy")
    (tmp_path / "copy.db").write_text("precious")

    with pytest.raises(FileExistsError):
        _give_name(tmp_path / "partial", tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"


def test_nothing_is_made_where_there_is_nothing_to_copy(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        backup_sqlite(tmp_path / "absent.db", tmp_path / "copy.db")
    with pytest.raises(FileNotFoundError):
        backup_sqlite(Path(__file__), tmp_path / "absent" / "copy.db")

    assert list(tmp_path.iterdir()) == []


async def test_a_damaged_source_leaves_no_copy(path: Path, tmp_path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:12288] = b"\xaa" * 8192
    path.write_bytes(content)

    with pytest.raises(sqlite3.DatabaseError):
        backup_sqlite(path, tmp_path / "copy.db")
    async with open_store(path) as store:
        with pytest.raises(StoreUnusable, match="cannot be copied"):
            await store.backup(tmp_path / "copy.db")

    assert not (tmp_path / "copy.db").exists()
    assert not list(tmp_path.glob(".*.part"))
