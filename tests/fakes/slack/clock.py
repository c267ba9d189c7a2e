"""Time that a test can move, and waiting for something to become true."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


class Clock:
    """The real time plus what a test added, in seconds since 1970."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._moved = Changes()

    def now(self) -> float:
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let *seconds* pass at once, and everything happen that was due in them."""
        self._ahead += seconds
        self._moved.tell()

    async def until(self, moment: float) -> None:
        while (left := moment - self.now()) > 0:
            try:
                async with asyncio.timeout(left):
                    await self._moved.next()
            except TimeoutError:
                return


ELSEWHERE = 0.05  # seconds between looks at what happens where nobody tells of it


class Changes:
    """Wakes those who wait for a condition whenever something happened here."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def tell(self) -> None:
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def next(self) -> None:
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            await waiting
        finally:
            self._waiting.discard(waiting)

    async def until(self, probe: Callable[[], Found], *, seconds: float = 10.0, what: str = "it") -> Found:
        """The first true answer of *probe*; an AssertionError that names *what* after *seconds*.

        It is asked whenever something happened here, and now and then for what happens elsewhere.
        """
        try:
            async with asyncio.timeout(seconds):
                while not (found := probe()):
                    await self._next_or_soon()
        except TimeoutError:
            raise AssertionError(f"{what} did not happen within {seconds:g} s") from None
        return found

    async def _next_or_soon(self) -> None:
        try:
            async with asyncio.timeout(ELSEWHERE):
                await self.next()
        except TimeoutError:
            return
