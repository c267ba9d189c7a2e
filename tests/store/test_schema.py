"""The schema: what is new, what is brought up to date, what is refused."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.model import Caller, Platform
from bot.store import NewerSchema, StoreUnusable, open_store

MINA = Caller(platform=Platform.WEB, workspace="page", user="mina")
RELEASED = sorted((Path(__file__).parent / "schemas").glob("*.sql"))


def schema_of(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as connection:
        rows = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    # SQLite quotes the name of a table that was made anew under it
    return {
        name: " ".join(sql.replace(f'"{name}"', name).split())
        for name, sql in rows.items()
        if name != "alembic_version"
    }


def version_of(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def relabelled(path: Path, version: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))


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
revision, down_revision = "0003", "0002"
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

    scripts = tmp_path / "50% of it" / "migrations"
    shutil.copytree(migrate.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrate, "SCRIPTS", scripts)
    for module in (migrate, database):
        monkeypatch.setattr(module, "HEAD", "0003")
    return scripts / "versions" / "schema_0003.py"


async def test_the_next_schema_is_applied_once(path: Path, with_a_next_schema: Path) -> None:
    with_a_next_schema.write_text(NEXT.format(more=""))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(
            "INSERT INTO voice VALUES (1,'web','page','mina','Mina','mina','actor','77','[]','[]','[]','',0,0)"
        )

    for _ in range(2):
        async with open_store(path):
            pass

    assert version_of(path) == "0003"
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name, reference, colour FROM voice").fetchall() == [("Mina", "77", "red")]


async def test_a_migration_that_fails_leaves_everything_as_it_was(path: Path, with_a_next_schema: Path) -> None:
    with_a_next_schema.write_text(NEXT.format(more='raise OSError("the disk is full")'))
    before = schema_of(path)

    with pytest.raises(StoreUnusable, match="the disk is full"):
        async with open_store(path):
            pass

    assert schema_of(path) == before
    assert version_of(path) == "0002"


async def test_migrating_leaves_logging_alone(path: Path, with_a_next_schema: Path) -> None:
    with_a_next_schema.write_text(NEXT.format(more=""))
    logger, root = logging.getLogger("bot.some"), logging.getLogger()
    before = (list(root.handlers), root.level)

    async with open_store(path):
        pass

    assert (list(root.handlers), root.level) == before
    assert not logger.disabled


@pytest.mark.parametrize("version", ["0003", "9999", "abcd"])
async def test_a_newer_schema_is_refused_untouched(path: Path, version: str) -> None:
    relabelled(path, version)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # as a restored backup is
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
