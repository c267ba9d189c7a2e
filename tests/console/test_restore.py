"""A backup that is brought back: with commands in flight, and everything that must not be brought back."""

from __future__ import annotations

import asyncio
import sqlite3
import zlib
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest

from bot.app import open_app
from bot.jobs import locked
from bot.store import open_store
from tests.console.conftest import Mynah
from tests.fakes.typecast import FakeTypecast, fake_typecast
from tests.flows.conftest import recording, settings_for
from tests.flows.test_crash import events, running
from tests.store.test_schema import MINA, RELEASED

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
async def cloud() -> AsyncGenerator[FakeTypecast]:
    async with fake_typecast(think=1.0) as cloud:
        yield cloud


async def order(http: aiohttp.ClientSession, url: str, text: str) -> str:
    key = str(uuid4())
    async with http.post(f"{url}/api/commands", json={"id": key, "text": text}) as answer:
        assert answer.status == 202
    return key


async def test_commands_in_flight_are_answered_once_by_the_bot_that_is_made_of_the_backup(
    mynah: Mynah, cloud: FakeTypecast, tmp_path: Path
) -> None:
    key = {"TYPECAST_BASE_URL": cloud.url, "TYPECAST_API_TOKEN": cloud.token}
    (tmp_path / "hum.wav").write_bytes(recording())
    assert (await mynah("clone", "hum.wav", "--name", "hum", "--consent", **key)).code == 0
    cloud.think = 8.0
    async with aiohttp.ClientSession() as http:
        async with running(tmp_path, cloud, WORKERS="2") as (first, url):
            wanted = [await order(http, url, f"/say Number {number} --voice hum") for number in range(6)]
            saved = await mynah("backup", "copy.db", **key)
            later = await order(http, url, "/say This one came after the backup")
            first.kill()
            await first.wait()
        (tmp_path / "data").rename(tmp_path / "lost")
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "master.key").write_bytes((tmp_path / "lost" / "master.key").read_bytes())

        restored = await mynah("restore", "copy.db", **key)
        assert (saved.code, restored.code, restored.err) == (0, 0, "")
        with closing(sqlite3.connect(tmp_path / "data" / "jobs.db")) as journal:
            assert journal.execute("SELECT count(*) FROM job WHERE state = 'open'").fetchone()[0] >= 1
        cloud.think = 0
        async with running(tmp_path, cloud) as (_, url):
            seen = await asyncio.wait_for(events(http, url, len(wanted)), 30)
            await asyncio.sleep(0.5)  # for what must not come
            again = await asyncio.wait_for(events(http, url, len(wanted)), 30)

    answers = Counter(str(event["id"]) for event in seen if event["kind"] == "answer")
    assert answers == Counter(f"web-{one}" for one in wanted)
    assert all(event["clip"] for event in seen if event["kind"] == "answer")
    assert f"web-{later}" not in {str(event["id"]) for event in again}


async def test_a_restored_voice_speaks_and_its_recording_opens(
    mynah: Mynah, cloud: FakeTypecast, tmp_path: Path
) -> None:
    key = {"TYPECAST_BASE_URL": cloud.url, "TYPECAST_API_TOKEN": cloud.token}
    (tmp_path / "hum.wav").write_bytes(recording())
    assert (await mynah("clone", "hum.wav", "--name", "hum", "--consent", **key)).code == 0
    assert (await mynah("backup", "copy.db", **key)).code == 0
    master = (tmp_path / "data" / "master.key").read_text()

    there = {"MYNAH_DATA_DIR": str(tmp_path / "elsewhere"), "MYNAH_KEY": master.strip()}
    assert (await mynah("restore", "copy.db", **there)).code == 0
    said = await mynah("say", "hello", "--voice", "hum", "-o", "hello.wav", **key, **there)

    assert said.code == 0
    settings = settings_for(tmp_path / "elsewhere", cloud, MYNAH_KEY=master.strip())
    async with open_app(settings, jobs=False) as app:
        ((_, voice),) = await app.store.voices.every()
        assert await app.files.get(voice.sample_key) is not None


@pytest.mark.parametrize("schema", RELEASED, ids=lambda schema: schema.stem)
async def test_a_backup_of_every_released_version_is_brought_back_and_up_to_date(
    mynah: Mynah, tmp_path: Path, schema: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "old.db")) as old:
        old.executescript(schema.read_text("utf-8"))
        old.execute("CREATE TABLE sqlar (name TEXT PRIMARY KEY, mode INT, mtime INT, sz INT, data BLOB)")

    ended = await mynah("restore", "old.db")

    assert ended.code == 0
    async with open_store(tmp_path / "data" / "state.db") as store:
        assert [voice.name for voice in await store.voices.of(MINA)] == ["Mína"]


async def test_without_the_key_it_says_which_file_is_wanted(mynah: Mynah, saved: Path) -> None:
    ended = await mynah("restore", str(saved))

    assert ended.code == 0
    assert "master.key" in ended.err


async def test_what_is_there_is_put_aside_only_by_force(mynah: Mynah, saved: Path, tmp_path: Path) -> None:
    assert (await mynah("restore", str(saved))).code == 0
    (tmp_path / "data" / "state.db-wal").write_bytes(b"old")

    refused = await mynah("restore", str(saved))
    forced = await mynah("restore", str(saved), "--force")

    assert (refused.code, forced.code) == (65, 0)
    assert "Add --force" in refused.err
    (aside,) = (tmp_path / "data").glob("before-restore-*")
    assert str(aside) in forced.err
    assert (aside / "state.db").exists()
    assert (aside / "state.db-wal").read_bytes() == b"old"
    assert not (tmp_path / "data" / "state.db-wal").exists()


async def test_never_into_the_folder_of_a_running_bot(mynah: Mynah, saved: Path, tmp_path: Path) -> None:
    with locked(tmp_path / "data" / "jobs.db"):
        ended = await mynah("restore", str(saved), "--force")

    assert ended.code == 65
    assert "Stop it first" in ended.err


@pytest.fixture
async def saved(cloud: FakeTypecast, tmp_path: Path) -> Path:
    """A backup of a bot that kept something."""
    from bot.store.archive import write_archive

    async with open_app(settings_for(tmp_path / "first", cloud)) as app:
        await app.files.put("samples/ada", b"a recording")
        await asyncio.to_thread(write_archive, tmp_path / "first", tmp_path / "saved.db")
    return tmp_path / "saved.db"


def run(path: Path, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(sql, values)


def with_newer_journal(path: Path) -> None:
    journal = path.with_name("newer.db")
    run(journal, "PRAGMA user_version = 99")
    data = journal.read_bytes()
    run(path, "UPDATE sqlar SET data = ?, sz = ? WHERE name = 'jobs.db'", data, len(data))


def another_database(path: Path) -> None:
    path.unlink()
    run(path, "CREATE TABLE x (y)")


PLANT = "INSERT INTO sqlar VALUES (?, 0, 0, 1, 'x')"
BAD = [
    ("a later schema", lambda path: run(path, "UPDATE alembic_version SET version_num = '9999'"), "written by a later Mynah"),
    ("a later journal", with_newer_journal, "written by a later Mynah"),
    ("no database", lambda path: path.write_text("hello"), "is no backup"),
    ("an empty file", lambda path: path.write_text(""), "is no backup"),
    ("another database", another_database, "is no backup"),
    ("half of it", lambda path: path.write_bytes(path.read_bytes()[:8192]), "is no backup"),
    ("a part that does not unpack", lambda path: run(path, "UPDATE sqlar SET data = x'00', sz = 9 WHERE name = 'jobs.db'"), "is no backup"),
    ("a bomb", lambda path: run(path, "UPDATE sqlar SET data = ?, sz = 9 WHERE name = 'jobs.db'", zlib.compress(bytes(10**6))), "is no backup"),
    ("a file that climbs out", lambda path: run(path, PLANT, "files/samples/../../../up"), "is no backup"),
    ("a file elsewhere", lambda path: run(path, PLANT, "master.key"), "is no backup"),
    ("an absolute path", lambda path: run(path, PLANT, "/tmp/mynah-was-here"), "is no backup"),
    ("nothing there", lambda path: path.unlink(), "There is no file"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "words"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
async def test_what_cannot_be_brought_back_is_refused_and_nothing_is_left(
    mynah: Mynah, saved: Path, tmp_path: Path, spoil: object, words: str
) -> None:
    assert callable(spoil)
    spoil(saved)

    ended = await mynah("restore", str(saved))

    assert ended.code == 65
    assert words in ended.err
    assert "Traceback" not in ended.err
    assert not (tmp_path / "data").exists()
    assert not (tmp_path / "up").exists()
