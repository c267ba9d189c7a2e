"""Opening a store: new, old, newer, damaged, several at once; and what it must not give away."""

from __future__ import annotations

import asyncio
import logging
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.model import AuditEntry, Caller, Platform, Voice, VoiceKind, VoiceRef
from bot.store import NewerSchema, StoreUnusable, open_store

ROOT = Path(__file__).parents[2]
MINA = Caller(platform=Platform.WEB, workspace="page", user="mina")
RELEASED = sorted((Path(__file__).parent / "schemas").glob("*.sql"))
OPEN = """
import asyncio, sys
from pathlib import Path
import bot.store
early = {"sqlalchemy", "alembic"} & set(sys.modules)
async def main():
    async with bot.store.open_store(Path(sys.argv[1])) as store:
        await store.budgets.reserve("a", "1", 1, 1000)
asyncio.run(main())
print(sorted(early), "alembic" in sys.modules)
"""


def opened_by_a_child(path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", OPEN, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def told(child: subprocess.Popen[str]) -> str:
    words = child.communicate(timeout=30)[0]
    assert child.returncode == 0
    return words.strip()


def schema_of(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as connection:
        rows = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    return {name: " ".join(sql.split()) for name, sql in rows.items() if name != "alembic_version"}


def version_of(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def relabelled(path: Path, version: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A store that was opened and closed once."""
    path = tmp_path / "state.db"
    async with open_store(path):
        pass
    return path


def test_neither_a_new_nor_an_up_to_date_store_waits_for_alembic(tmp_path: Path) -> None:
    for _ in range(2):
        assert told(opened_by_a_child(tmp_path / "state.db")) == "[] False"


def test_four_processes_may_create_it_at_once(tmp_path: Path) -> None:
    children = [opened_by_a_child(tmp_path / "state.db") for _ in range(4)]

    for child in children:
        told(child)
    with closing(sqlite3.connect(tmp_path / "state.db")) as connection:
        assert connection.execute("SELECT used FROM budget").fetchone() == (4,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_a_store_in_a_percent_folder_with_blanks_opens(tmp_path: Path) -> None:
    async with open_store(tmp_path / "50% of ünal?#" / "state.db") as store:
        await store.check()


async def test_it_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    async with open_store(tmp_path / "data" / "state.db") as store:
        await store.budgets.reserve("a", "1", 1, 1)
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


@pytest.mark.parametrize("schema", RELEASED, ids=lambda schema: schema.stem)
async def test_every_released_schema_is_brought_up_to_date_with_its_rows(schema: Path, tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(schema.read_text("utf-8"))

    async with open_store(path) as store:
        assert [voice.name for voice in await store.voices.of(MINA)] == ["Mína"]
        assert (await store.preferences.get(MINA)).speed == 1.25
        assert await store.consents.find(MINA, "MÍNA") is not None
        assert await store.budgets.used("page", "2026-11") == 7
        assert [entry.action for entry in await store.audit.recent(MINA)] == ["clone"]
        assert await store.clips.find("clips/ab/abcd.mp3", 9.0) is not None
        assert await store.posts.since("page", 0) == [(3, {"text": "안녕"})]
        assert await store.posts.put("page", "new", {}, 1.0) == 4
    from bot.store.migrate import HEAD

    assert version_of(path) == HEAD


def test_the_head_is_the_newest_script_and_each_released_schema_is_kept_for_this_test() -> None:
    from alembic.script import ScriptDirectory

    from bot.store.migrate import HEAD, SCRIPTS

    revisions = [script.revision for script in ScriptDirectory(str(SCRIPTS)).walk_revisions()]
    assert revisions[0] == HEAD
    assert all(len(revision) == 4 and revision.isdigit() for revision in revisions)
    assert sorted(revisions) == [schema.stem for schema in RELEASED]


def migrated_from_nothing(path: Path) -> Path:
    """What a database becomes that has gone through every script."""
    from sqlalchemy import URL

    from bot.store.migrate import migrate

    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, PRIMARY KEY (version_num))")
    migrate(URL.create("sqlite", database=str(path)))
    return path


def test_the_migrations_make_the_tables_that_the_queries_see(path: Path, tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext
    from sqlalchemy import create_engine

    from bot.store.tables import metadata

    migrated = migrated_from_nothing(tmp_path / "migrated.db")
    assert schema_of(path) == schema_of(migrated)
    engine = create_engine(f"sqlite:///{migrated}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


NEXT = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "0002", "0001"
def upgrade():
    with op.batch_alter_table("voice") as batch:
        batch.add_column(sa.Column("colour", sa.String, nullable=False, server_default="red"))
        batch.alter_column("ref", new_column_name="reference")
    {more}
"""


@pytest.fixture
def with_a_next_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that knows one schema more; the script of it."""
    from bot.store import database, migrate

    scripts = tmp_path / "migrations"
    shutil.copytree(migrate.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrate, "SCRIPTS", scripts)
    for module in (migrate, database):
        monkeypatch.setattr(module, "HEAD", "0002")
    return scripts / "versions" / "schema_0002.py"


async def test_the_next_schema_is_applied_once(path: Path, with_a_next_schema: Path) -> None:
    with_a_next_schema.write_text(NEXT.format(more=""))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(
            "INSERT INTO voice VALUES (1,'web','page','mina','Mina','mina','actor','77','[]','[]','[]','',0)"
        )

    for _ in range(2):
        async with open_store(path):
            pass

    assert version_of(path) == "0002"
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name, reference, colour FROM voice").fetchall() == [("Mina", "77", "red")]


async def test_a_migration_that_fails_leaves_everything_as_it_was(path: Path, with_a_next_schema: Path) -> None:
    with_a_next_schema.write_text(NEXT.format(more='raise OSError("the disk is full")'))
    before = schema_of(path)

    with pytest.raises(StoreUnusable, match="the disk is full"):
        async with open_store(path):
            pass

    assert schema_of(path) == before
    assert version_of(path) == "0001"


async def test_migrating_leaves_logging_alone(path: Path, with_a_next_schema: Path) -> None:
    with_a_next_schema.write_text(NEXT.format(more=""))
    logger, root = logging.getLogger("bot.some"), logging.getLogger()
    before = (list(root.handlers), root.level)

    async with open_store(path):
        pass

    assert (list(root.handlers), root.level) == before
    assert not logger.disabled


@pytest.mark.parametrize("version", ["0002", "9999", "abcd"])
async def test_a_newer_schema_is_refused_untouched(path: Path, version: str) -> None:
    relabelled(path, version)
    before = path.read_bytes()

    with pytest.raises(NewerSchema, match="update Mynah") as refusal:
        async with open_store(path):
            pass

    assert refusal.value.found == version
    assert path.read_bytes() == before


async def test_a_revision_that_never_was_is_refused_too(path: Path) -> None:
    relabelled(path, "0000")

    with pytest.raises(NewerSchema):
        async with open_store(path):
            pass


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
            writing = asyncio.ensure_future(store.budgets.reserve("a", "1", 1, 10))
            assert await store.budgets.used("a", "1") == 0  # readers do not wait
            await asyncio.sleep(0.2)
            assert not writing.done()
            other.execute("COMMIT")
        assert await writing
