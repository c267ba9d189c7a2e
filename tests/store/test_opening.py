"""Opening a store: new, damaged, several at once; and what it must not give away."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.model import AuditEntry, Caller, Platform, Voice, VoiceKind, VoiceRef
from bot.store import StoreUnusable, open_store

ROOT = Path(__file__).parents[2]
MINA = Caller(platform=Platform.WEB, workspace="page", user="mina")
OPEN = """
import asyncio, sys
from pathlib import Path
import bot.store
early = {"sqlalchemy", "alembic"} & set(sys.modules)
async def main():
    async with bot.store.open_store(Path(sys.argv[1])) as store:
        await store.posts.put("a", "1", {}, 0.0)
asyncio.run(main())
print(sorted(early), "alembic" in sys.modules)
"""


def opened_by_a_child(path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", OPEN, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def told(child: subprocess.Popen[str]) -> str:
    words = child.communicate(timeout=30)[0]
    assert child.returncode == 0
    return words.strip()


def test_neither_a_new_nor_an_up_to_date_store_waits_for_alembic(tmp_path: Path) -> None:
    for _ in range(2):
        assert told(opened_by_a_child(tmp_path / "state.db")) == "[] False"


def test_four_processes_may_create_it_at_once(tmp_path: Path) -> None:
    children = [opened_by_a_child(tmp_path / "state.db") for _ in range(4)]

    for child in children:
        told(child)
    with closing(sqlite3.connect(tmp_path / "state.db")) as connection:
        assert connection.execute("SELECT position FROM channel").fetchone() == (4,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_a_store_in_a_percent_folder_with_blanks_opens(tmp_path: Path) -> None:
    async with open_store(tmp_path / "50% of ünal?#" / "state.db") as store:
        await store.check()


async def test_it_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    async with open_store(tmp_path / "data" / "state.db") as store:
        await store.marks.put("a", "1")
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "data").iterdir()}

    assert modes == {"state.db": 0o600, "state.db-wal": 0o600, "state.db-shm": 0o600}
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


async def test_every_connection_has_its_pragmas(path: Path) -> None:
    from sqlalchemy import text

    async with open_store(path) as store:
        found = {
            name: (await store.database.read(text(f"PRAGMA {name}")))[0][0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        }

    assert found == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 10000,
    }  # fmt: skip


async def test_what_is_forgotten_or_pruned_is_overwritten_while_the_store_is_open(path: Path) -> None:
    def held() -> bytes:
        return path.read_bytes() + path.with_name("state.db-wal").read_bytes()

    async with open_store(path) as store:
        kept = Voice(name="Mina", ref=VoiceRef(kind=VoiceKind.RESOURCE, id="1"), sample_key="telltale")
        await store.voices.keep(MINA, kept)
        await store.posts.put("page", "1", {"text": "my words"}, 1.0)
        assert b"telltale" in held()
        assert b"my words" in held()

        await store.voices.forget(MINA, "Mina")
        assert b"telltale" not in held()
        await store.posts.prune(2.0)
        assert b"my words" not in held()


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 4000])
async def test_a_file_that_is_no_database_is_named_and_left(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "state.db").write_bytes(content)

    with pytest.raises(StoreUnusable, match=r"state\.db cannot be opened"):
        async with open_store(tmp_path / "state.db"):
            pass
    assert (tmp_path / "state.db").read_bytes() == content


async def test_a_place_where_no_file_can_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path, tmp_path / "file" / "state.db", "mysql://somewhere/else"):
        with pytest.raises(StoreUnusable):
            async with open_store(place):
                pass


async def test_a_damaged_store_fails_its_check(path: Path) -> None:
    async with open_store(path) as store:
        for n in range(200):
            await store.audit.note(AuditEntry(caller=MINA, action="say", subject=str(n) * 20))
    content = bytearray(path.read_bytes())
    content[8192:16384] = b"\xaa" * 8192
    path.write_bytes(content)

    async with open_store(path) as store:
        with pytest.raises(StoreUnusable, match=r"damaged|cannot be read"):
            await store.check()


async def test_nothing_that_is_stored_shows_in_a_log_or_an_error(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    from sqlalchemy.exc import DBAPIError

    caplog.set_level(logging.DEBUG)
    async with open_store(path) as store:
        await store.posts.put("page", "1", {"text": "my telltale words"}, 1.0)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("DROP TABLE post")
        with pytest.raises(DBAPIError) as failure:
            await store.posts.put("page", "2", {"text": "my telltale words"}, 1.0)

    assert "telltale" not in str(failure.value)
    assert "telltale" not in caplog.text


async def test_a_writer_in_another_process_is_waited_for(path: Path) -> None:
    async with open_store(path) as store:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            writing = asyncio.ensure_future(store.marks.put("a", "1"))
            assert not await store.marks.get("a")  # readers do not wait
            await asyncio.sleep(0.2)
            assert not writing.done()
            other.execute("COMMIT")
        await writing
        assert await store.marks.get("a") == "1"
