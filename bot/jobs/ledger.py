"""The rows: every sentence of SQL about jobs, each a small function that runs in the journal's thread."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from bot.errors import JobsFailed
from bot.jobs.codec import address_of, json_of_address, json_of_request, request_of
from bot.jobs.journal import Journal
from bot.jobs.rules import Limits, Standing, Step
from bot.model import Caller, Job, JobState, Request

FORMAT = 1  # of the file; a higher one was written by a later Mynah
_SCHEMA = """
create table if not exists job (
    seq integer primary key,                -- the order of acceptance
    id text not null unique,                -- the command's own id: a repeat is the same row
    platform text not null,
    workspace text not null,
    request text not null,                  -- JSON, and the address too: emptied when the job ends
    address text not null,
    expires_at real,
    checkpoints text not null default '{}',
    state text not null default 'open',
    attempts integer not null default 0,    -- begun
    unended integer not null default 0,     -- begun, and then the process died
    failures integer not null default 0,    -- ended in an unexpected error
    parked_at real,                         -- given up since
    created_at real not null,
    updated_at real not null,
    next_at real not null default 0,
    ended_at real
) strict;
create index if not exists job_open on job (seq) where state = 'open';
create index if not exists job_ended on job (ended_at) where ended_at is not null;
"""
_STANDING = "created_at, expires_at, attempts, unended, failures, parked_at"
_END = (
    "update job set state = ?, ended_at = ?, updated_at = ?, request = '', address = '', checkpoints = '{}' "
    "where seq = ? and state = 'open'"
)
_SLICE = 500  # rows dropped in one transaction: nobody's acknowledgement waits for a big clean-up


class Ticket(NamedTuple):
    """A place in the queue: all that is held in memory of a job that waits."""

    seq: int
    id: str
    lane: tuple[str, str]
    next_at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """An attempt that was counted before it begins. What was said is not read yet, because it may be unreadable."""

    id: str
    step: Step
    standing: Standing
    checkpoints: Mapping[str, str] = field(repr=False)
    request: str = field(repr=False)
    address: str = field(repr=False)

    def job(self) -> Job:
        """Raises `ValueError` when this version cannot read the row."""
        return Job(
            id=self.id,
            request=request_of(self.request),
            address=address_of(self.address),
            created_at=self.standing.created_at,
            attempts=self.standing.attempts,
            checkpoints=dict(self.checkpoints),
        )


class Ledger:
    """The jobs, kept in a journal. Each future ends when the change is durable, or raises `JobsFailed`."""

    def __init__(self, journal: Journal, limits: Limits) -> None:
        self._journal = journal
        self._limits = limits

    async def prepare(self) -> None:
        """Make the tables. Raises `JobsFailed` when a newer version made them already."""
        await self._journal.call(_prepare)

    def add(self, job: Job, now: float, then: Callable[[Ticket | None], None]) -> asyncio.Future[Ticket | None]:
        """The new job's ticket, or None for a repeat."""
        caller = job.request.caller
        row = {
            "id": job.id,
            "platform": str(caller.platform),
            "workspace": caller.workspace,
            "request": json_of_request(job.request),
            "address": json_of_address(job.address),
            "expires_at": job.address.expires_at,
            "checkpoints": json.dumps(job.checkpoints),
            "created_at": job.created_at or now,
            "now": now,
        }
        return self._journal.call(lambda db: _add(db, row), then)

    def begin(self, seq: int, now: float) -> asyncio.Future[Begun | None]:
        """Count an attempt; None when the job is not open any more."""
        return self._journal.call(lambda db: _begin(db, seq, now, self._limits))

    def note(self, seq: int, checkpoints: Mapping[str, str], now: float) -> asyncio.Future[bool]:
        """Keep all the checkpoints of an open job; False when it is open no more."""
        values = (json.dumps(dict(checkpoints)), now, seq)
        sql = "update job set checkpoints = ?, updated_at = ? where seq = ? and state = 'open'"
        return self._journal.call(lambda db: db.execute(sql, values).rowcount > 0)

    def postpone(self, seq: int, now: float, next_at: float, *, failed: bool) -> asyncio.Future[None]:
        """The attempt ended, and another one is due at *next_at*."""
        sql = "update job set unended = 0, failures = failures + ?, next_at = ?, updated_at = ? where seq = ?"
        return self._write(sql, (int(failed), next_at, now, seq))

    def release(self, seq: int, now: float) -> None:
        """The attempt was broken off by us, through no fault of the job. Nobody waits for this to be written."""
        sql = "update job set unended = max(unended - 1, 0), updated_at = ? where seq = ? and state = 'open'"
        self._write(sql, (now, seq)).add_done_callback(lambda done: done.cancelled() or done.exception())

    def finish(self, seq: int, state: JobState, now: float) -> asyncio.Future[None]:
        """End the job, and forget what was said and where the answer went."""
        return self._write(_END, (str(state), now, now, seq))

    def forget(self, whose: Caller, now: float) -> asyncio.Future[Sequence[Request]]:
        """End the open jobs of *whose* (an empty user: of everybody, an empty workspace: anywhere) as withdrawn; what they were."""
        return self._journal.call(lambda db: _forget(db, whose, now))

    def tidy(self) -> asyncio.Future[None]:
        """Empty the write-ahead log now: until then it holds what was forgotten."""
        return self._journal.tidy()

    def waiting(self) -> asyncio.Future[Sequence[Ticket]]:
        """The open jobs in the order of their acceptance."""
        return self._journal.read(_waiting)

    def state(self, job_id: str) -> asyncio.Future[JobState | None]:
        return self._journal.read(lambda db: _state(db, job_id))

    def counts(self) -> asyncio.Future[Mapping[JobState, int]]:
        return self._journal.read(_counts)

    def standing(self) -> asyncio.Future[tuple[int, float | None]]:
        """How many jobs are open, and when the oldest was accepted."""
        return self._journal.read(_standing)

    def pulse(self) -> asyncio.Future[None]:
        """Write what is there once more, durably."""
        return self._write(f"pragma user_version = {FORMAT}", ())

    async def prune(self, before: float) -> int:
        """Drop what ended before then; how many that were."""
        dropped = 0
        while True:
            count = await self._journal.call(lambda db: _prune(db, before))
            dropped += count
            if count < _SLICE:
                return dropped

    def _write(self, sql: str, values: Sequence[object]) -> asyncio.Future[None]:
        def work(db: sqlite3.Connection) -> None:
            db.execute(sql, tuple(values))

        return self._journal.call(work)


def _prepare(db: sqlite3.Connection) -> None:
    (version,) = db.execute("pragma user_version").fetchone()
    if version > FORMAT:
        raise JobsFailed("the jobs file was made by a newer version of Mynah")
    for statement in filter(str.strip, _SCHEMA.split(";\n")):
        db.execute(statement)
    db.execute(f"pragma user_version = {FORMAT}")


def _add(db: sqlite3.Connection, row: Mapping[str, object]) -> Ticket | None:
    rows = db.execute(
        "insert into job (id, platform, workspace, request, address, expires_at, checkpoints, created_at, updated_at) "
        "values (:id, :platform, :workspace, :request, :address, :expires_at, :checkpoints, :created_at, :now) "
        "on conflict (id) do nothing returning seq, id, platform, workspace",
        row,
    ).fetchall()
    return _ticket(*rows[0]) if rows else None


def _begin(db: sqlite3.Connection, seq: int, now: float, limits: Limits) -> Begun | None:
    rows = db.execute(
        f"select id, request, address, checkpoints, {_STANDING} from job where seq = ? and state = 'open'",  # noqa: S608 - a constant of ours
        (seq,),
    ).fetchall()
    if not rows:
        return None
    job_id, request, address, checkpoints, *numbers = rows[0]
    standing = Standing(**dict(zip(_STANDING.split(", "), numbers, strict=True)))
    step = limits.step(standing, now)
    if step is Step.GIVE_UP and standing.parked_at is None:
        standing = replace(standing, parked_at=now, unended=0, failures=0)
    standing = replace(standing, attempts=standing.attempts + 1, unended=standing.unended + 1)
    db.execute(
        "update job set attempts = ?, unended = ?, failures = ?, parked_at = ?, updated_at = ? where seq = ?",
        (standing.attempts, standing.unended, standing.failures, standing.parked_at, now, seq),
    )
    return Begun(
        id=job_id,
        step=step,
        standing=standing,
        checkpoints=json.loads(checkpoints),
        request=request,
        address=address,
    )


def _forget(db: sqlite3.Connection, whose: Caller, now: float) -> Sequence[Request]:
    sql = "select seq, request from job where state = 'open' and platform = ? and ? in (workspace, '') order by seq"
    gone = []
    for seq, text in db.execute(sql, (str(whose.platform), whose.workspace)).fetchall():
        try:
            request = request_of(text)
        except ValueError:  # whose it is cannot be read: it goes with the workspace, else at its own end
            request = None
        if whose.user and (request is None or request.caller.user != whose.user):
            continue
        db.execute(_END, (str(JobState.WITHDRAWN), now, now, seq))
        if request is not None:
            gone.append(request)
    return gone


def _waiting(db: sqlite3.Connection) -> Sequence[Ticket]:
    rows = db.execute("select seq, id, platform, workspace, next_at from job where state = 'open' order by seq")
    return [_ticket(*row) for row in rows.fetchall()]


def _ticket(seq: int, job_id: str, platform: str, workspace: str, next_at: float = 0.0) -> Ticket:
    return Ticket(seq, job_id, (platform, workspace), next_at)


def _state(db: sqlite3.Connection, job_id: str) -> JobState | None:
    rows = db.execute("select state from job where id = ?", (job_id,)).fetchall()
    return JobState(rows[0][0]) if rows else None


def _standing(db: sqlite3.Connection) -> tuple[int, float | None]:
    count, first = db.execute("select count(*), min(created_at) from job where state = 'open'").fetchone()
    return count, first


def _counts(db: sqlite3.Connection) -> Mapping[JobState, int]:
    found = dict(db.execute("select state, count(*) from job group by state").fetchall())
    return {state: found.get(str(state), 0) for state in JobState}


def _prune(db: sqlite3.Connection, before: float) -> int:
    sql = "delete from job where seq in (select seq from job where ended_at < ? limit ?)"
    return db.execute(sql, (before, _SLICE)).rowcount
