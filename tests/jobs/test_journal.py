from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.errors import JobsFailed, JobsLocked
from bot.jobs import SqliteJobs, open_jobs
from bot.jobs.journal import Journal
from bot.model import Job, JobState
from bot.ports import Checkpoint
from tests.jobs.engines import QUICK, command, open_sqlite


@asynccontextmanager
async def open_journal(path: Path, tidy_seconds: float = 30.0) -> AsyncGenerator[Journal]:
    journal = Journal(path, tidy_seconds=tidy_seconds)
    await journal.open()
    await journal.call(lambda db: db.execute("create table note (text text not null unique) strict").fetchall())
    try:
        yield journal
    finally:
        await journal.close()


def note(text: str) -> Callable[[sqlite3.Connection], int]:
    def work(db: sqlite3.Connection) -> int:
        return db.execute("insert into note values (?)", (text,)).rowcount

    return work


def notes(db: sqlite3.Connection) -> list[str]:
    return [text for (text,) in db.execute("select text from note order by rowid").fetchall()]


async def test_many_who_wait_share_one_transaction(tmp_path: Path) -> None:
    async with open_journal(tmp_path / "j.db") as journal:
        seen: list[str] = []
        await journal.call(lambda db: db.set_trace_callback(seen.append))
        await asyncio.gather(*(journal.call(note(str(number))) for number in range(200)))
        rows = await journal.call(notes)

    assert rows == [str(number) for number in range(200)]
    assert sum(line.upper().startswith("COMMIT") for line in seen) < 20


async def test_a_commit_waits_for_the_disk(tmp_path: Path) -> None:
    async with open_journal(tmp_path / "j.db") as journal:
        levels = await journal.call(
            lambda db: [db.execute(f"pragma {name}").fetchone()[0] for name in ("synchronous", "journal_mode")]
        )

    assert levels == [2, "wal"]


async def test_a_full_disk_fails_everybody_and_heals(tmp_path: Path) -> None:
    async with open_journal(tmp_path / "j.db") as journal:
        await journal.call(lambda db: db.execute("pragma max_page_count = 8").fetchall())
        outcomes = await asyncio.gather(
            *(journal.call(note(str(number) * 9000)) for number in range(1, 9)),
            return_exceptions=True,
        )
        assert {type(outcome) for outcome in outcomes} == {JobsFailed}
        await journal.call(lambda db: db.execute("pragma max_page_count = 10000").fetchall())
        await journal.call(note("after"))
        assert await journal.call(notes) == ["after"]


async def test_one_wrong_request_does_not_spoil_the_others(tmp_path: Path) -> None:
    async with open_journal(tmp_path / "j.db") as journal:
        texts = ["a", "b", "\ud800", "b", "c"]
        outcomes = await asyncio.gather(*(journal.call(note(text)) for text in texts), return_exceptions=True)
        rows = await journal.call(notes)

    assert [type(outcome) for outcome in outcomes] == [int, int, UnicodeEncodeError, JobsFailed, int]
    assert rows == ["a", "b", "c"]


async def test_closing_writes_what_was_asked_before_and_takes_nothing_after(tmp_path: Path) -> None:
    async with open_journal(tmp_path / "j.db") as journal:
        waiting = [journal.call(note(str(number))) for number in range(5)]
    assert [done.result() for done in waiting] == [1] * 5
    with pytest.raises(JobsFailed):
        await journal.call(notes)


async def test_the_log_is_emptied_once_it_is_quiet(tmp_path: Path) -> None:
    async with open_journal(tmp_path / "j.db", tidy_seconds=0.02) as journal:
        await journal.call(note("canary-7c1f"))
        await journal.call(lambda db: db.execute("delete from note").fetchall())

        def kept() -> bool:
            return any(b"canary-7c1f" in path.read_bytes() for path in tmp_path.iterdir())

        async with asyncio.timeout(5):
            while kept():
                await asyncio.sleep(0.01)


async def test_a_file_that_cannot_be_opened_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "jobs.db").write_bytes(b"this is no database at all" * 100)
    with pytest.raises(JobsFailed):
        async with open_sqlite(tmp_path):
            pass


async def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "jobs.db")
    db.execute("pragma user_version = 99")
    db.close()
    with pytest.raises(JobsFailed, match="newer"):
        async with open_sqlite(tmp_path):
            pass


async def test_a_second_process_is_told_what_to_do(tmp_path: Path) -> None:
    async with open_sqlite(tmp_path):
        with pytest.raises(JobsLocked, match=rf"process {os.getpid()}.*Stop it.*MYNAH_DATA_DIR"):
            async with open_sqlite(tmp_path):
                pass
    async with open_sqlite(tmp_path):
        pass


async def test_only_the_owner_can_read_the_file(tmp_path: Path) -> None:
    async with open_sqlite(tmp_path / "deep" / "er") as jobs:
        await jobs.submit(command("k1"))
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "deep" / "er").iterdir()}

    assert set(modes.values()) == {0o600}, modes


class Doing:
    async def work(self, job: Job, checkpoint: Checkpoint) -> JobState:
        await checkpoint("speak", "canary-order")
        return JobState.DONE

    async def give_up(self, job: Job, checkpoint: Checkpoint) -> JobState:
        return JobState.FAILED


async def test_what_was_said_and_the_right_to_answer_are_forgotten_at_the_end(tmp_path: Path) -> None:
    canaries = (b"canary-text", b"right-to-answer", b"canary-order")

    def found() -> set[bytes]:
        return {
            canary
            for canary in canaries
            for path in tmp_path.iterdir()
            if path.is_file() and canary in path.read_bytes()
        }

    async with open_sqlite(tmp_path) as jobs:
        for number in range(50):
            await jobs.submit(command(f"k{number}", text="canary-text" * 50))
        assert found() == {b"canary-text", b"right-to-answer"}
        async with jobs.serve(Doing()):
            async with asyncio.timeout(10):
                while (await jobs.counts())[JobState.DONE] < 50:
                    await asyncio.sleep(0.01)
    async with open_sqlite(tmp_path) as jobs:
        assert (await jobs.counts())[JobState.DONE] == 50

    assert found() == set()


async def test_a_job_that_cannot_be_read_ends_as_failed_and_the_next_one_works(tmp_path: Path) -> None:
    async with open_sqlite(tmp_path) as jobs:
        await jobs.submit(command("strange"))
        await jobs.submit(command("k1"))
    db = sqlite3.connect(tmp_path / "jobs.db")
    db.execute("""update job set request = '{"kind": "sing"}' where id = 'strange'""")
    db.commit()
    db.close()
    async with open_sqlite(tmp_path) as jobs, jobs.serve(Doing()):
        async with asyncio.timeout(5):
            while (await jobs.counts())[JobState.OPEN]:
                await asyncio.sleep(0.01)
        states = [await jobs.state("strange"), await jobs.state("k1")]

    assert states == [JobState.FAILED, JobState.DONE]


@dataclass
class Disk:
    """Lets nobody change a row while it is full."""

    full: bool = False

    def __call__(self, action: int, *_: object) -> int:
        return sqlite3.SQLITE_DENY if self.full and action == sqlite3.SQLITE_UPDATE else sqlite3.SQLITE_OK


@asynccontextmanager
async def open_on(disk: Disk, path: Path) -> AsyncGenerator[SqliteJobs]:
    async with open_jobs(path, workers=1, keep_seconds=60, limits=QUICK) as jobs:
        await jobs._ledger._journal.call(lambda db: db.set_authorizer(disk))
        yield jobs


async def end_of(jobs: SqliteJobs, job_id: str) -> JobState | None:
    async with asyncio.timeout(5):
        while (state := await jobs.state(job_id)) is JobState.OPEN:
            await asyncio.sleep(0.01)
    return state


async def test_nobody_is_acknowledged_on_a_full_disk(tmp_path: Path) -> None:
    async with open_sqlite(tmp_path) as jobs:
        assert isinstance(jobs, SqliteJobs)
        await jobs._ledger._journal.call(lambda db: db.execute("pragma max_page_count = 1").fetchall())
        with pytest.raises(JobsFailed):
            await jobs.submit(command("big", text="x" * 20_000))
        assert await jobs.state("big") is None


async def test_work_waits_for_the_disk_to_have_room_again(tmp_path: Path) -> None:
    disk = Disk()
    async with open_on(disk, tmp_path / "jobs.db") as jobs:
        await jobs.submit(command("k1"))
        disk.full = True
        async with jobs.serve(Doing()):
            await asyncio.sleep(0.05)
            assert await jobs.state("k1") is JobState.OPEN
            disk.full = False
            assert await end_of(jobs, "k1") is JobState.DONE


async def test_a_checkpoint_that_cannot_be_kept_is_no_fault_of_the_job(tmp_path: Path) -> None:
    disk = Disk()

    class Unlucky(Doing):
        async def work(self, job: Job, checkpoint: Checkpoint) -> JobState:
            disk.full = job.attempts <= 5
            try:
                return await super().work(job, checkpoint)
            finally:
                disk.full = False

    async with open_on(disk, tmp_path / "jobs.db") as jobs, jobs.serve(Unlucky()):
        await jobs.submit(command("k1"))
        assert await end_of(jobs, "k1") is JobState.DONE
