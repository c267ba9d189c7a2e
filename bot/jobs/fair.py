"""Whose turn it is: workspaces in turn, and inside one workspace the oldest first. Pure."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Lane = TypeVar("Lane", bound=Hashable)
Item = TypeVar("Item")


class FairQueue(Generic[Lane, Item]):
    """A queue of lanes that are served in turn, so that a full lane holds no other lane up by more than one item."""

    def __init__(self) -> None:
        self._lanes: dict[Lane, list[tuple[int, Item]]] = {}
        self._turns: deque[Lane] = deque()

    def __len__(self) -> int:
        return sum(map(len, self._lanes.values()))

    def put(self, lane: Lane, order: int, item: Item) -> None:
        """Queue *item*; *order* is its place in its lane (unique there), however late it comes back."""
        if lane not in self._lanes:
            self._lanes[lane] = []
            self._turns.append(lane)
        heapq.heappush(self._lanes[lane], (order, item))

    def ahead(self, wanted: Callable[[Item], bool]) -> int | None:
        """How many items will be taken before the one that is *wanted*; None when it is not here."""
        for turn, lane in enumerate(self._turns):
            for place, (_, item) in enumerate(sorted(self._lanes[lane], key=lambda pair: pair[0])):
                if wanted(item):
                    others = [self._lanes[other] for other in self._turns]
                    return sum(min(len(items), place + (at <= turn)) for at, items in enumerate(others)) - 1
        return None

    def take(self) -> Item:
        """The next item. Raises `IndexError` when there is none."""
        lane = self._turns.popleft()
        _, item = heapq.heappop(self._lanes[lane])
        if self._lanes[lane]:
            self._turns.append(lane)
        else:
            del self._lanes[lane]
        return item
