"""What every implementation of `bot.ports.Jobs` promises. A new engine gets a line in `tests.jobs.engines.ENGINES`."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.errors import AddressExpired, DeliveryBusy, JobsClosed, SpeechBusy
from bot.jobs import Limits
from bot.model import Clone, Job, JobState
from bot.ports import Checkpoint, Jobs
from tests.jobs.engines import ENGINES, QUICK, command

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=list(ENGINES))
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def open_engine(engine: str, tmp_path: Path) -> Any:
    return partial(ENGINES[engine], tmp_path)


@dataclass
class Clock:
    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


async def done(job: Job, checkpoint: Checkpoint) -> JobState:
    return JobState.DONE


async def told(job: Job) -> JobState:
    return JobState.FAILED


@dataclass
class Handler:
    """Does what the test says and remembers what it was asked."""

    doing: Callable[[Job, Checkpoint], Awaitable[JobState]] = done
    telling: Callable[[Job], Awaitable[JobState]] = told
    worked: list[Job] = field(default_factory=list)
    given_up: list[Job] = field(default_factory=list)

    async def work(self, job: Job, checkpoint: Checkpoint) -> JobState:
        self.worked.append(job)
        return await self.doing(job, checkpoint)

    async def give_up(self, job: Job, checkpoint: Checkpoint) -> JobState:
        self.given_up.append(job)
        return await self.telling(job)

    @property
    def order(self) -> list[str]:
        return [job.id for job in self.worked]


async def end_of(jobs: Jobs, *job_ids: str) -> list[JobState]:
    """The terminal states, once all are there."""
    async with asyncio.timeout(10):
        while True:
            states = [await jobs.state(job_id) for job_id in job_ids]
            if all(state not in (None, JobState.OPEN) for state in states):
                return [state for state in states if state]
            await asyncio.sleep(0.005)


async def outcome(jobs: Jobs, handler: Handler, job: Job) -> JobState:
    async with jobs.serve(handler):
        await jobs.submit(job)
        (state,) = await end_of(jobs, job.id)
    return state


async def test_a_command_is_worked_once_and_ends(open_engine: Any) -> None:
    handler, job = Handler(), command("k1", text="안녕하세요 \ud800", at=5.0)
    async with open_engine(clock=Clock(10.0)) as jobs:
        assert await jobs.state("k1") is None
        assert await jobs.submit(job)
        assert await jobs.state("k1") is JobState.OPEN
        assert await outcome(jobs, handler, job) is JobState.DONE
        counts = await jobs.counts()

    (seen,) = handler.worked
    assert (seen.request, seen.address, seen.created_at) == (job.request, job.address, 5.0)
    assert (seen.attempts, seen.checkpoints) == (1, {})
    assert counts == {**dict.fromkeys(JobState, 0), JobState.DONE: 1}


async def test_a_clone_comes_back_as_it_was(open_engine: Any) -> None:
    handler, say = Handler(), command("k1")
    clone = Clone(caller=say.request.caller, name="me", sample_key="samples/aa/1.wav", consent=True)
    async with open_engine() as jobs:
        await outcome(jobs, handler, Job(id="k1", request=clone, address=say.address))

    assert handler.worked[0].request == clone


async def test_a_repeat_is_the_same_job(open_engine: Any) -> None:
    handler = Handler()
    async with open_engine() as jobs:
        answers = await asyncio.gather(*(jobs.submit(command("k1")) for _ in range(5)))
        async with jobs.serve(handler):
            await end_of(jobs, "k1")
            late = await jobs.submit(command("k1"))
            await asyncio.sleep(0.02)

    assert sorted([*answers, late]) == [False] * 5 + [True]
    assert handler.order == ["k1"]


async def test_many_commands_at_once_end_once_each(open_engine: Any) -> None:
    handler = Handler()
    names = [f"k{number}" for number in range(300)]
    async with open_engine(workers=8) as jobs, jobs.serve(handler):
        new = await asyncio.gather(*(jobs.submit(command(name, workspace=name[-1])) for name in names + names))
        await end_of(jobs, *names)
        counts = await jobs.counts()

    assert sum(new) == len(names)
    assert Counter(handler.order) == Counter(names)
    assert counts[JobState.DONE] == len(names)


@pytest.mark.parametrize("state", [JobState.DONE, JobState.REFUSED, JobState.FAILED, JobState.EXPIRED])
async def test_the_end_is_what_the_handler_says(open_engine: Any, state: JobState) -> None:
    async def doing(job: Job, checkpoint: Checkpoint) -> JobState:
        return state

    async with open_engine() as jobs:
        assert await outcome(jobs, Handler(doing), command("k1")) is state


async def test_what_was_accepted_is_there_after_reopening_and_comes_first(open_engine: Any) -> None:
    handler = Handler()
    async with open_engine() as jobs:
        for number in range(3):
            await jobs.submit(command(f"old{number}"))
    async with open_engine(workers=1) as jobs:
        assert not await jobs.submit(command("old1"))
        await jobs.submit(command("new"))
        async with jobs.serve(handler):
            await end_of(jobs, "old0", "old1", "old2", "new")
    async with open_engine() as jobs:
        assert await jobs.state("new") is JobState.DONE
        assert not await jobs.submit(command("new"))

    assert handler.order == ["old0", "old1", "old2", "new"]


def start(engine: str, folder: Path, part: str) -> subprocess.Popen[str]:
    program = [sys.executable, "-m", "tests.jobs.engines", engine, str(folder), part]
    return subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True)


async def test_what_was_accepted_survives_a_kill(engine: str, open_engine: Any, tmp_path: Path) -> None:
    with start(engine, tmp_path, "accept") as bot:
        assert bot.stdout
        owed = [bot.stdout.readline().strip() for _ in range(50)]
        bot.kill()
        owed += bot.stdout.read().split()
    handler = Handler()
    async with open_engine() as jobs, jobs.serve(handler):
        await end_of(jobs, *owed)

    assert len(owed) >= 50
    assert set(owed) <= set(handler.order)
    assert len(set(handler.order)) == len(handler.order)


async def test_checkpoints_survive_a_kill(engine: str, open_engine: Any, tmp_path: Path) -> None:
    with start(engine, tmp_path, "hang") as bot:
        assert bot.stdout
        assert bot.stdout.readline() == "noted\n"
        bot.kill()
    handler = Handler()
    async with open_engine() as jobs, jobs.serve(handler):
        await end_of(jobs, "only")

    assert handler.worked[0].checkpoints == {"speak": "id-of-the-order"}
    assert handler.worked[0].attempts == 2


def test_a_job_that_kills_the_process_is_given_up(engine: str, tmp_path: Path) -> None:
    deaths = 0
    while True:
        with start(engine, tmp_path, "poison") as bot:
            said, _ = bot.communicate(timeout=20)
        if bot.returncode == 0:
            break
        assert bot.returncode == -signal.SIGKILL
        deaths += 1
        assert deaths <= QUICK.crashes

    assert deaths == QUICK.crashes
    assert said == "given up 6\n"


async def test_checkpoints_are_there_for_the_next_attempt_and_an_empty_one_is_forgotten(open_engine: Any) -> None:
    async def doing(job: Job, checkpoint: Checkpoint) -> JobState:
        if job.attempts == 1:
            await checkpoint("speak", "one")
            await checkpoint("upload", "two")
            await checkpoint("never", "")
        elif job.attempts == 2:
            await checkpoint("speak", "")
        else:
            return JobState.DONE
        raise SpeechBusy("later", retry_after=0.001)

    handler = Handler(doing)
    async with open_engine() as jobs:
        await outcome(jobs, handler, command("k1"))

    seen = [job.checkpoints for job in handler.worked]
    assert seen == [{}, {"speak": "one", "upload": "two"}, {"upload": "two"}]


@pytest.mark.parametrize("busy", [SpeechBusy("later", retry_after=0.01), DeliveryBusy("later", retry_after=0.01)])
async def test_a_busy_side_is_asked_again_as_often_as_it_takes(open_engine: Any, busy: Exception) -> None:
    async def doing(job: Job, checkpoint: Checkpoint) -> JobState:
        if job.attempts < 8:
            raise busy
        return JobState.DONE

    handler = Handler(doing)
    async with open_engine() as jobs:
        assert await outcome(jobs, handler, command("k1")) is JobState.DONE

    assert [job.attempts for job in handler.worked] == list(range(1, 9))
    assert not handler.given_up


async def test_a_job_that_waits_for_its_next_attempt_holds_up_nobody(open_engine: Any) -> None:
    async def doing(job: Job, checkpoint: Checkpoint) -> JobState:
        if job.id == "busy":
            raise SpeechBusy("much later", retry_after=60)
        return JobState.DONE

    async with open_engine(workers=1, limits=Limits()) as jobs:
        await jobs.submit(command("busy"))
        assert await outcome(jobs, Handler(doing), command("next")) is JobState.DONE
        assert await jobs.state("busy") is JobState.OPEN


async def test_a_job_is_given_up_before_its_address_dies(open_engine: Any) -> None:
    clock = Clock()

    async def doing(job: Job, checkpoint: Checkpoint) -> JobState:
        clock.now += 20
        raise SpeechBusy("later", retry_after=0.001)

    handler = Handler(doing)
    job = command("k1", expires_at=clock.now + 100)
    async with open_engine(clock=clock) as jobs:
        assert await outcome(jobs, handler, job) is JobState.FAILED

    assert len(handler.worked) == 5
    assert len(handler.given_up) == 1
    assert handler.given_up[0].address == job.address


async def test_a_job_is_given_up_when_it_is_old_though_its_address_lives(open_engine: Any) -> None:
    clock = Clock()
    handler = Handler()
    async with open_engine(clock=clock) as jobs:
        await jobs.submit(command("k1"))
        clock.now += 901
        assert await outcome(jobs, handler, command("k1")) is JobState.FAILED

    assert (len(handler.worked), len(handler.given_up)) == (0, 1)


async def test_an_attempt_that_hangs_is_given_up_in_time(open_engine: Any) -> None:
    async def doing(job: Job, checkpoint: Checkpoint) -> JobState:
        await asyncio.Event().wait()
        return JobState.DONE

    handler = Handler(doing)
    async with open_engine(limits=Limits(age=0.1, base=0.001, cap=0.05)) as jobs:
        assert await outcome(jobs, handler, command("k1")) is JobState.FAILED

    assert len(handler.worked) == 1


async def test_three_unexpected_errors_are_enough(open_engine: Any) -> None:
    async def doing(job: Job, checkpoint: Checkpoint) -> JobState:
        raise ZeroDivisionError

    handler = Handler(doing)
    async with open_engine() as jobs:
        assert await outcome(jobs, handler, command("k1")) is JobState.FAILED

    assert (len(handler.worked), len(handler.given_up)) == (3, 1)


async def test_a_worker_survives_what_a_handler_does_wrong(open_engine: Any) -> None:
    async def doing(job: Job, checkpoint: Checkpoint) -> JobState:
        if job.id == "cancels":
            raise asyncio.CancelledError
        if job.id == "open":
            return JobState.OPEN
        return JobState.DONE

    async with open_engine(workers=1) as jobs, jobs.serve(Handler(doing)):
        for name in ("cancels", "open", "next"):
            await jobs.submit(command(name))
        ends = await end_of(jobs, "cancels", "open", "next")

    assert ends == [JobState.FAILED, JobState.FAILED, JobState.DONE]


async def test_giving_up_is_repeated_while_the_platform_is_busy(open_engine: Any) -> None:
    async def doing(job: Job, checkpoint: Checkpoint) -> JobState:
        raise ZeroDivisionError

    async def telling(job: Job) -> JobState:
        if len(handler.given_up) < 6:
            raise DeliveryBusy("later", retry_after=0.001)
        return JobState.FAILED

    handler = Handler(doing, telling)
    async with open_engine() as jobs:
        assert await outcome(jobs, handler, command("k1")) is JobState.FAILED

    assert len(handler.given_up) == 6


async def test_a_job_expires_when_nobody_can_be_told(open_engine: Any) -> None:
    clock = Clock()

    async def telling(job: Job) -> JobState:
        clock.now += 30
        raise DeliveryBusy("later", retry_after=0.001)

    async def gone(job: Job, checkpoint: Checkpoint) -> JobState:
        raise AddressExpired("gone")

    dead = Handler(telling=telling)
    async with open_engine(clock=clock) as jobs:
        assert await outcome(jobs, dead, command("k1", expires_at=clock.now)) is JobState.EXPIRED
        assert await outcome(jobs, Handler(gone), command("k2")) is JobState.EXPIRED

    assert (len(dead.worked), len(dead.given_up)) == (0, 1)


async def test_a_job_ends_though_even_giving_up_goes_wrong(open_engine: Any) -> None:
    async def telling(job: Job) -> JobState:
        raise ZeroDivisionError

    handler = Handler(telling=telling)
    clock = Clock()
    async with open_engine(clock=clock) as jobs:
        assert await outcome(jobs, handler, command("k1", expires_at=clock.now)) in (JobState.EXPIRED, JobState.FAILED)
        assert await outcome(jobs, handler, command("k2", at=1.0)) is JobState.FAILED

    assert [job.id for job in handler.given_up].count("k2") == QUICK.failures


async def test_a_flood_delays_another_workspace_by_two_jobs_at_most(open_engine: Any) -> None:
    async def doing(job: Job, checkpoint: Checkpoint) -> JobState:
        if job.id == "flood5":
            await jobs.submit(command("other", workspace="quiet"))
        return JobState.DONE

    handler = Handler(doing)
    async with open_engine(workers=1) as jobs:
        for number in range(30):
            await jobs.submit(command(f"flood{number}", workspace="loud"))
        async with jobs.serve(handler):
            await end_of(jobs, "other", "flood29")

    assert handler.order.index("other") - handler.order.index("flood5") <= 2
    floods = [name for name in handler.order if name != "other"]
    assert floods == [f"flood{number}" for number in range(30)]


async def test_leaving_lets_jobs_in_flight_end_and_accepts_nothing_new(open_engine: Any) -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def doing(job: Job, checkpoint: Checkpoint) -> JobState:
        begun.set()
        await go.wait()
        with pytest.raises(JobsClosed):
            await jobs.submit(command("new"))
        return JobState.DONE

    handler = Handler(doing)
    async with open_engine(workers=1) as jobs:
        await jobs.submit(command("k1"))
        await jobs.submit(command("k2"))
        async with jobs.serve(handler):
            await begun.wait()
            asyncio.get_running_loop().call_later(0.02, go.set)
        with pytest.raises(JobsClosed):
            await jobs.submit(command("newer"))
        assert [await jobs.state(name) for name in ("k1", "k2")] == [JobState.DONE, JobState.OPEN]

    assert handler.order == ["k1"]


async def test_what_does_not_end_while_draining_is_left_open_and_blameless(open_engine: Any) -> None:
    begun = asyncio.Event()

    async def doing(job: Job, checkpoint: Checkpoint) -> JobState:
        begun.set()
        await asyncio.Event().wait()
        return JobState.DONE

    for life in range(QUICK.crashes + 2):
        async with open_engine(drain_seconds=0.01) as jobs:
            assert await jobs.submit(command("k1")) is (life == 0)
            async with jobs.serve(Handler(doing)):
                await asyncio.wait_for(begun.wait(), 5)
            begun.clear()
            assert await jobs.state("k1") is JobState.OPEN
    last = Handler()
    async with open_engine() as jobs, jobs.serve(last):
        assert await end_of(jobs, "k1") == [JobState.DONE]

    assert not last.given_up


async def test_an_error_of_the_serving_block_comes_out_as_it_is(open_engine: Any) -> None:
    async with open_engine() as jobs:
        with pytest.raises(ZeroDivisionError):
            async with jobs.serve(Handler()):
                raise ZeroDivisionError


async def test_serving_ends_when_its_task_is_cancelled(open_engine: Any) -> None:
    async with open_engine() as jobs:

        async def serve() -> None:
            async with jobs.serve(Handler()):
                await asyncio.Event().wait()

        serving = asyncio.create_task(serve())
        await asyncio.sleep(0.01)
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving


async def test_an_ended_job_is_remembered_for_a_while_and_then_forgotten(open_engine: Any) -> None:
    clock = Clock()
    async with open_engine(clock=clock, keep_seconds=100) as jobs:
        await outcome(jobs, Handler(), command("k1"))
    async with open_engine(clock=clock, keep_seconds=100) as jobs:
        await jobs.submit(command("open"))
    clock.now += 99
    async with open_engine(clock=clock, keep_seconds=100) as jobs:
        assert not await jobs.submit(command("k1"))
    clock.now += 2
    async with open_engine(clock=clock, keep_seconds=100) as jobs:
        assert await jobs.state("k1") is None
        assert await jobs.state("open") is JobState.OPEN
        assert await jobs.submit(command("k1"))


async def test_a_wait_that_is_cancelled_does_not_take_the_command_back(open_engine: Any) -> None:
    handler = Handler()
    async with open_engine() as jobs, jobs.serve(handler):
        waiting = asyncio.create_task(jobs.submit(command("k1")))
        await asyncio.sleep(0)
        waiting.cancel()
        assert await end_of(jobs, "k1") == [JobState.DONE]

    assert handler.order == ["k1"]


async def test_a_job_knows_how_many_stand_ahead_while_it_waits(open_engine: Any) -> None:
    go = asyncio.Event()

    async def wait(job: Job, checkpoint: Checkpoint) -> JobState:
        await go.wait()
        return JobState.DONE

    async with open_engine(workers=1) as jobs, jobs.serve(Handler(wait)):
        for name in ("a", "b", "c"):
            await jobs.submit(command(name))
        while jobs.ahead("a") is not None:  # until the worker has it in hand
            await asyncio.sleep(0.005)

        assert (jobs.ahead("b"), jobs.ahead("c")) == (0, 1)

        go.set()
        await end_of(jobs, "a", "b", "c")
        assert jobs.ahead("c") is None


async def test_a_held_job_is_worked_when_it_is_released(open_engine: Any) -> None:
    handler = Handler()
    async with open_engine(workers=1) as jobs, jobs.serve(handler):
        assert await jobs.submit(command("held"), hold=True)
        assert not await jobs.submit(command("held"))
        await jobs.submit(command("other"))
        await end_of(jobs, "other")
        assert handler.order == ["other"]
        assert await jobs.state("held") is JobState.OPEN

        jobs.release("held")

        assert await end_of(jobs, "held") == [JobState.DONE]


async def test_a_held_job_can_be_taken_back_and_stays_the_same_job(open_engine: Any) -> None:
    handler = Handler()
    async with open_engine(workers=1) as jobs, jobs.serve(handler):
        await jobs.submit(command("held"), hold=True)

        await jobs.withdraw("held")

        jobs.release("held")
        assert await jobs.state("held") is JobState.WITHDRAWN
        assert not await jobs.submit(command("held"))
        await jobs.submit(command("other"))
        await end_of(jobs, "other")
        assert handler.order == ["other"]


async def test_a_job_that_was_held_at_a_kill_is_worked_in_the_next_life(open_engine: Any) -> None:
    async with open_engine() as jobs:
        await jobs.submit(command("held"), hold=True)

    handler = Handler()
    async with open_engine() as jobs, jobs.serve(handler):
        assert await end_of(jobs, "held") == [JobState.DONE]


def of(user: str, job: Job) -> Job:
    return replace(job, request=replace(job.request, caller=replace(job.request.caller, user=user)))


async def test_what_somebody_waits_for_is_taken_back_and_nobody_elses(open_engine: Any, tmp_path: Path) -> None:
    handler = Handler()
    async with open_engine() as jobs:
        mine = [of("ida", command(f"ida-{n}", text="kept-for-ida")) for n in range(3)]
        others = [of("otto", command("otto")), of("ida", command("elsewhere", workspace="w2"))]
        for job in (*mine, *others):
            await jobs.submit(job, hold=job is mine[2])

        gone = await jobs.forget(replace(mine[0].request.caller, locale="ko"))
        again = await jobs.forget(mine[0].request.caller)
        jobs.release(mine[2].id)
        async with jobs.serve(handler):
            assert await end_of(jobs, *(job.id for job in others)) == [JobState.DONE] * 2
        states = [await jobs.state(job.id) for job in mine]
        held = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())

    assert gone == [job.request for job in mine]
    assert again == []
    assert states == [JobState.WITHDRAWN] * 3
    assert sorted(handler.order) == sorted(job.id for job in others)
    assert b"kept-for-ida" not in held


async def test_a_whole_workspace_is_taken_back(open_engine: Any) -> None:
    async with open_engine() as jobs:
        there, elsewhere = command("here"), command("elsewhere", workspace="w2")
        for job in (there, elsewhere):
            await jobs.submit(job)

        assert await jobs.forget(replace(there.request.caller, user="")) == [there.request]
        assert await jobs.state(elsewhere.id) is JobState.OPEN


async def test_an_attempt_that_is_under_way_ends_at_its_next_checkpoint(open_engine: Any) -> None:
    begun, after = asyncio.Event(), asyncio.Event()
    came: list[str] = []

    async def doing(job: Job, checkpoint: Checkpoint) -> JobState:
        begun.set()
        await after.wait()
        await checkpoint("resource", "r")
        came.append("too far")
        return JobState.DONE

    job = command("begun")
    async with open_engine() as jobs:
        await jobs.submit(job)
        async with jobs.serve(Handler(doing)):
            await begun.wait()
            assert await jobs.forget(job.request.caller) == [job.request]
            after.set()
            await asyncio.sleep(0.05)

        assert await jobs.state(job.id) is JobState.WITHDRAWN
    assert came == []
