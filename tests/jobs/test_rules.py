from __future__ import annotations

import math
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.jobs.rules import Limits, Standing, Step

LIMITS = Limits()
CHANCE = st.floats(0, 1)
ATTEMPTS = st.integers(0, 10_000)


@given(ATTEMPTS, st.floats(allow_nan=True, allow_infinity=True), CHANCE)
def test_a_pause_is_never_absurd(attempts: int, retry_after: float, chance: float) -> None:
    pause = LIMITS.pause(attempts, retry_after, chance)

    assert 0 < pause <= LIMITS.cap
    if not math.isnan(retry_after):
        assert pause >= min(retry_after, LIMITS.cap)


@given(ATTEMPTS, CHANCE)
def test_pauses_grow_and_spread(attempts: int, chance: float) -> None:
    assert LIMITS.pause(attempts, 0, chance) <= LIMITS.pause(attempts + 1, 0, chance)
    assert LIMITS.pause(1, 0, 0) < LIMITS.pause(1, 0, 1)
    assert LIMITS.pause(40, 0, chance) >= LIMITS.cap / 2


@given(created=st.floats(0, 1e9), life=st.floats(0, 1e5))
def test_some_of_an_address_is_kept_for_the_answer(created: float, life: float) -> None:
    job = Standing(created_at=created, expires_at=created + life)
    deadline = LIMITS.deadline(job)

    assert created <= deadline <= created + min(life, LIMITS.age)
    assert deadline >= created + min(life * 0.9, LIMITS.age) - 1e-6 or deadline >= created + life - LIMITS.margin - 1e-6
    assert deadline <= LIMITS.last_call(job)


def test_a_job_is_worked_then_given_up_then_ended() -> None:
    job = Standing(created_at=0.0)
    assert LIMITS.step(job, 0.0) is Step.WORK
    assert LIMITS.step(job, 899.9) is Step.WORK
    assert LIMITS.step(job, 900.0) is Step.GIVE_UP
    assert LIMITS.step(replace(job, unended=4, failures=2), 1.0) is Step.WORK
    assert LIMITS.step(replace(job, unended=5), 1.0) is Step.GIVE_UP
    assert LIMITS.step(replace(job, failures=3), 1.0) is Step.GIVE_UP

    parked = replace(job, parked_at=900.0)
    assert LIMITS.step(parked, 1.0) is Step.GIVE_UP
    assert LIMITS.step(replace(parked, unended=5), 901.0) is Step.END
    assert LIMITS.step(replace(parked, failures=3), 901.0) is Step.END


def test_telling_has_its_own_time_unless_the_address_dies() -> None:
    assert LIMITS.last_call(Standing(created_at=0.0, parked_at=5000.0)) == 5900.0
    assert LIMITS.last_call(Standing(created_at=0.0, parked_at=5000.0, expires_at=5100.0)) == 5100.0
