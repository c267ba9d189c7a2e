"""The one pause that all callers of a client share: a 429 means the key, not the caller."""

from __future__ import annotations

import asyncio
import math
import random
import time
from email.utils import parsedate_to_datetime

from bot.errors import SpeechBusy
from bot.typecast.pace import Pace


class Gate:
    """Shut for a while after a 429. Times are those of the event loop."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._until = -math.inf

    def pause(self, attempt: int, asked: float | None) -> float:
        """Shut after the *attempt*-th 429 in a row (from 1); *asked* is Retry-After in seconds. How long, in seconds."""
        seconds = backoff(self._pace, attempt) if asked is None else min(asked, self._pace.longest_pause)
        self._until = max(self._until, asyncio.get_running_loop().time() + seconds)
        return self.left

    @property
    def left(self) -> float:
        """Seconds until it opens."""
        return max(0.0, self._until - asyncio.get_running_loop().time())

    async def wait(self, deadline: float) -> None:
        """Return when it is open. Raises `SpeechBusy` at once when that is after *deadline*, or too long a wait."""
        while (left := self.left) > 0:
            if self._until > deadline or left > self._pace.patience:
                raise SpeechBusy("the API asked for a pause", retry_after=left)
            await asyncio.sleep(left + _jitter(self._pace.backoff_first / 10))  # not all at the same instant


def backoff(pace: Pace, attempt: int) -> float:
    """Seconds before try *attempt* + 1: full jitter under a doubling roof."""
    return _jitter(min(pace.backoff_longest, pace.backoff_first * 2.0 ** (attempt - 1)))


def retry_after_of(header: str | None) -> float | None:
    """Seconds that a Retry-After header asks for (a number or a date), or None when it asks for nothing sensible."""
    if not header:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(header).timestamp() - time.time()
        except (ValueError, TypeError, OverflowError):
            return None
    return seconds if seconds > 0 else None  # false for NaN too


def _jitter(roof: float) -> float:
    return random.uniform(0, roof)  # noqa: S311 - spreads retries, keeps no secret
