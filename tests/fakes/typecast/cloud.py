"""The state of the fake: what was ordered, what arrived, what shall go wrong."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import secrets
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

TOKEN = "fake-typecast-token"
SIGNATURE = "X-Sig=a%2Fb%3Ac%2B"
KINDS = ("speak", "poll", "download", "resource", "upload", "actors", "me", "callback_url", "callback")
ACTORS: list[dict[str, object]] = [
    {"actor_id": "5c3c52c9ea9791000747155b", "name": {"en": "Byumsoo", "ko": "범수"}},
    {"actor_id": "5c547544fcfee90007fed455", "name": {"카밀라": "카밀라"}},
    {"actor_id": "5d8322ca58a5e90007fed456", "name": "Plain", "hidden": False},
    {"actor_id": "5d8322ca58a5e90007fed457", "name": {"en": "Nobody"}, "hidden": True},
]


@dataclass(kw_only=True)
class Fault:
    """What shall go wrong with the next `times` requests of one kind.

    `slow` seconds pass first. Then `reset` ends the connection, or `html` or `status` is the answer; with `after` the
    work is done (and paid) all the same. `state` replaces a poll's status; `truncated` halves a download and `silent`
    makes it one without sound; `lost` and `twice` are for callbacks.
    """

    kind: str
    times: int = 1
    status: int | None = None
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    reset: bool = False
    slow: float = 0.0
    after: bool = False
    html: bool = False
    truncated: bool = False
    silent: bool = False
    state: str = ""
    lost: bool = False
    twice: bool = False


@dataclass(kw_only=True)
class Order:
    """One paid utterance."""

    id: str
    body: dict[str, Any]
    at: float
    polls: list[float] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One request that arrived, at `at` seconds of the monotonic clock."""

    kind: str
    at: float
    path: str
    headers: Mapping[str, str]


class FakeTypecast:
    """The state behind the paths; change it at will while it runs."""

    def __init__(self, token: str = TOKEN, *, think: float = 0.0, strict: bool = False) -> None:
        self.token, self.think, self.strict = token, think, strict
        self.url = self.cdn = ""
        self.entitled = True  # to upload recordings
        self.orders: list[Order] = []
        self.uploads: dict[str, bytes | None] = {}
        self.seen: list[Seen] = []
        self.complaints: list[str] = []
        self.too_fast = 0
        self.actors: list[Any] = list(ACTORS)
        self.callback_url: str | None = None
        self.links: dict[str, str] = {}  # replaces "download" or "upload" links
        self._faults: list[Fault] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def fault(self, kind: str, **how: Any) -> Fault:
        """Let the next request of *kind* (one of `KINDS`) go wrong; see `Fault`."""
        if kind not in KINDS:
            raise ValueError(kind)
        fault = Fault(kind=kind, **how)
        self._faults.append(fault)
        return fault

    def heal(self) -> None:
        """Forget all faults."""
        self._faults.clear()

    def count(self, kind: str) -> int:
        """Requests of *kind* that arrived."""
        return sum(seen.kind == kind for seen in self.seen)

    def stats(self) -> dict[str, Any]:
        """What was paid for (by the SHA-256 of the text), what arrived, and what was wrong with it."""
        paid = Counter(hashlib.sha256(str(order.body["text"]).encode()).hexdigest() for order in self.orders)
        arrived = Counter(seen.kind for seen in self.seen)
        return {"orders": paid, "requests": arrived, "too_fast": self.too_fast, "complaints": self.complaints}

    def take(self, kind: str) -> Fault | None:
        """The fault that the request at hand meets."""
        for fault in self._faults:
            if fault.kind == kind:
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None

    def complain(self, about: str) -> None:
        """The client broke a rule."""
        self.complaints.append(about)

    def order(self, body: dict[str, Any]) -> Order:
        """Accept and charge."""
        order = Order(id=secrets.token_hex(12), body=body, at=time.monotonic())
        self.orders.append(order)
        if self.callback_url:
            task = asyncio.create_task(self._call_back(order, self.callback_url))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return order

    def find(self, order_id: str) -> Order | None:
        return next((order for order in self.orders if order.id == order_id), None)

    def payload(self, order: Order) -> dict[str, Any]:
        """What a callback says; the shape is inferred from its documented keys."""
        share = {"embed_url": f"{self.url}/embed/{order.id}"}
        return {"speak_url": f"{self.url}/api/speak/{order.id}", "status": "done", "share": share}

    async def _call_back(self, order: Order, url: str) -> None:
        await asyncio.sleep(self.think)
        fault = self.take("callback") or Fault(kind="callback")
        async with aiohttp.ClientSession(trust_env=False) as session:
            for _ in range(0 if fault.lost else 1 + fault.twice):
                with contextlib.suppress(aiohttp.ClientError):
                    await (await session.post(url, json=self.payload(order))).read()

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
