"""The rules of each workspace, at hand: they are asked for with every command and change once in a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.model import Caller, Platform, Rules
from bot.ports import RuleStore

FRESH = 30.0  # seconds after which a change that another process made is seen
MOST = 10_000  # workspaces that are held


@dataclass(slots=True)
class RuleBook:
    """Reads through. *now* is a clock that only goes forward."""

    store: RuleStore
    now: Callable[[], float] = time.monotonic
    _held: dict[tuple[Platform, str], tuple[float, Rules]] = field(default_factory=dict)

    async def of(self, caller: Caller) -> Rules:
        """The rules where *caller* is, at most `FRESH` seconds old."""
        place = (caller.platform, caller.workspace)
        if (held := self._held.get(place)) and self.now() - held[0] < FRESH:
            return held[1]
        asked = self.now()  # before the answer, so that it counts as older rather than younger than it is
        return self._hold(place, asked, await self.store.get(caller))

    async def change(self, caller: Caller, rules: Rules) -> None:
        """*rules* hold from now on where *caller* is."""
        await self.store.put(caller, rules)
        self._hold((caller.platform, caller.workspace), self.now(), rules)

    def forget(self, caller: Caller) -> None:
        """Somebody else has changed what is stored."""
        self._held.pop((caller.platform, caller.workspace), None)

    def _hold(self, place: tuple[Platform, str], asked: float, rules: Rules) -> Rules:
        if (held := self._held.get(place)) and held[0] > asked:  # changed here while the store was asked
            return held[1]
        if len(self._held) >= MOST:
            self._held.clear()
        self._held[place] = (asked, rules)
        return rules
