"""When a job is tried again, when it is given up, and when even that is over. Pure decisions on numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, auto


class Step(Enum):
    """What to do with a job whose turn it is."""

    WORK = auto()
    GIVE_UP = auto()  # tell the caller that it came to nothing
    END = auto()  # not even that works: end it as failed, and say so in the log


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a job stands. Times in seconds since the epoch.

    `attempts` counts the attempts begun; `unended` those of them during which the process died; `failures` those that
    ended in an error nobody expected. `parked_at` is when the job was given up; `unended` and `failures` start again
    then.
    """

    created_at: float
    expires_at: float | None = None
    attempts: int = 0
    unended: int = 0
    failures: int = 0
    parked_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long and how often. Times in seconds.

    `age`: a job older than this is given up. `margin`: what is kept of an address's life for telling the caller (a
    tenth of its life at most). `base` and `cap`: the first and the longest pause between two attempts. `crashes`: how
    often a job may take the process with it. `failures`: unexpected errors before a job is given up.
    """

    age: float = 900.0
    margin: float = 15.0
    base: float = 0.5
    cap: float = 60.0
    crashes: int = 5
    failures: int = 3

    def deadline(self, job: Standing) -> float:
        """When work on *job* ends, and telling the caller begins."""
        if job.expires_at is None:
            return job.created_at + self.age
        margin = max(0.0, min(self.margin, (job.expires_at - job.created_at) / 10))
        return min(job.created_at + self.age, job.expires_at - margin)

    def last_call(self, job: Standing) -> float:
        """When telling the caller is no longer tried."""
        end = (job.parked_at if job.parked_at is not None else job.created_at) + self.age
        return end if job.expires_at is None else min(end, job.expires_at)

    def step(self, job: Standing, now: float) -> Step:
        """What to do with *job* at *now*, before the attempt is counted."""
        worn = job.unended >= self.crashes or job.failures >= self.failures
        if job.parked_at is None:
            return Step.GIVE_UP if worn or now >= self.deadline(job) else Step.WORK
        return Step.END if worn else Step.GIVE_UP

    def pause(self, attempts: int, retry_after: float, chance: float) -> float:
        """Seconds until the next attempt, after *attempts* of them; *chance* in 0..1 spreads the herd.

        Never shorter than *retry_after*, never longer than `cap`, however absurd *retry_after* is.
        """
        asked = 0.0 if math.isnan(retry_after) else max(0.0, retry_after)
        grown = self.base * 2.0 ** min(max(attempts - 1, 0), 32)
        return min(self.cap, max(asked * (1 + chance / 10), grown * (1 + chance) / 2))
