"""The state of the fake: what was ordered, what arrived, what shall go wrong."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.fakes.faults import Fault, Faulty

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
class Order:
    """One paid utterance."""

    id: str
    body: dict[str, Any]
    at: float
    polls: list[float] = field(default_factory=list)


class FakeTypecast(Faulty):
    """The state behind the paths; change it at will while it runs."""

    kinds = KINDS

    def __init__(self, token: str = TOKEN, *, think: float = 0.0, strict: bool = False) -> None:
        super().__init__()
        self.token, self.think, self.strict = token, think, strict
        self.url = self.cdn = ""
        self.entitled = True  # to upload recordings
        self.orders: list[Order] = []
        self.uploads: dict[str, bytes | None] = {}
        self.too_fast = 0
        self.actors: list[Any] = list(ACTORS)
        self.callback_url: str | None = None
        self.links: dict[str, str] = {}  # replaces "download" or "upload" links
        self._tasks: set[asyncio.Task[None]] = set()

    def stats(self) -> dict[str, Any]:
        """What was paid for (by the SHA-256 of the text), what arrived, and what was wrong with it."""
        paid = Counter(hashlib.sha256(str(order.body["text"]).encode()).hexdigest() for order in self.orders)
        arrived = Counter(seen.kind for seen in self.seen)
        return {"orders": paid, "requests": arrived, "too_fast": self.too_fast, "complaints": self.complaints}

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
