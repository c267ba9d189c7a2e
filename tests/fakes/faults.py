"""What fakes of APIs share: faults that the next requests meet, what arrived, and what was wrong with it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from aiohttp import web


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


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One request that arrived, at `at` seconds of the monotonic clock."""

    kind: str
    at: float
    path: str
    headers: Mapping[str, str]


class Faulty:
    """The part of a fake's state that is about faults; `kinds` names its kinds of requests."""

    kinds: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.complaints: list[str] = []
        self._faults: list[Fault] = []

    def fault(self, kind: str, **how: Any) -> Fault:
        """Let the next request of *kind* (one of `kinds`) go wrong; see `Fault`."""
        if kind not in self.kinds:
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

    def arrived(self, kind: str, request: web.Request) -> Fault:
        """Note the request; the fault that it meets, or one that does nothing."""
        self.seen.append(Seen(kind=kind, at=time.monotonic(), path=request.raw_path, headers=dict(request.headers)))
        return self.take(kind) or Fault(kind=kind)


def wrong(request: web.Request, fault: Fault, empty: Any) -> web.Response:
    """The answer that *fault* makes; *empty* is the body of an error that names none."""
    if fault.reset:
        if request.transport:
            request.transport.abort()
        return web.Response()
    if fault.html:
        return web.Response(
            text="<!doctype html><title>Just a moment</title>" + "wait " * 400, content_type="text/html"
        )
    body = fault.body
    if not isinstance(body, bytes | str):
        body = json.dumps(empty if body is None else body)
    raw = body.encode() if isinstance(body, str) else body
    return web.Response(status=fault.status or 200, body=raw, headers=dict(fault.headers))


async def object_of(request: web.Request) -> dict[str, Any] | None:
    """The JSON object in the body; None where there is none."""
    try:
        body = json.loads(await request.read())
    except ValueError:
        body = None
    return body if isinstance(body, dict) else None
