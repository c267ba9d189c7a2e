"""How long the client waits for what: every number of seconds in one place, so that tests can shrink them."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Pauses between two looks at one order, in seconds: from `first`, times `growth`, up to `longest`."""

    first: float
    longest: float
    growth: float = 1.4

    def after(self, pause: float) -> float:
        """The pause that follows *pause* (0 before the first)."""
        return min(pause * self.growth, self.longest) if pause else self.first


# "poll with a cycle of at least 1 second" (docs.typecast.ai, polling guide)
CLOUD_RHYTHM = Rhythm(first=1.0, longest=4.0)
LOCAL_RHYTHM = Rhythm(first=0.01, longest=0.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """All in seconds but `tries` (of a request that meets 429) and `repeats` (after 5xx or a lost connection).

    `deadline` holds for one order, from the first look to the last, and for one other call with all its tries.
    `patience` is the longest pause after a 429 that a call waits for: where a longer one is asked for, it raises
    `SpeechBusy` at once, and whoever called decides. `backoff_first` doubles up to `backoff_longest`, with full jitter.
    A Retry-After beyond `longest_pause` counts as that much. `long_poll` is what the speech server on loopback is asked to wait for an order; the cloud is never asked.
    """

    cloud: Rhythm = CLOUD_RHYTHM
    local: Rhythm = LOCAL_RHYTHM
    deadline: float = 120.0
    long_poll: float = 10.0
    connect: float = 10.0
    request: float = 30.0
    transfer: float = 90.0
    backoff_first: float = 1.0
    backoff_longest: float = 30.0
    longest_pause: float = 60.0
    patience: float = math.inf
    tries: int = 5
    repeats: int = 2
    actors_fresh: float = 600.0

    def rhythm(self, *, local: bool) -> Rhythm:
        """How often to look."""
        return self.local if local else self.cloud

    def hold(self, left: float, *, local: bool) -> int:
        """For how many whole seconds to ask that an answer be held back, with *left* until the deadline."""
        return int(min(left, self.long_poll)) if local else 0
