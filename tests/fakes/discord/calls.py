"""Requests of the bot as they came over the wire, and the faults they may meet."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.fakes.discord.cdn import Upload
from tests.fakes.discord.refusals import Json, refused

TOKEN = re.compile(r"(?<=/)token-[^/]+")


@dataclass(kw_only=True, eq=False)
class Call:
    """One REST request; `status` is what was answered, 0 for a connection that was cut."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any = None
    files: list[Upload] = field(default_factory=list)
    status: int = 0
    at: float = field(default_factory=time.monotonic)

    def __repr__(self) -> str:
        return f"{self.method} {TOKEN.sub('...', self.path)} -> {self.status}"

    @property
    def json(self) -> Json:
        """The body, which must be an object."""
        if not isinstance(self.body, dict):
            raise refused(50109)
        return self.body


@dataclass(kw_only=True, eq=False)
class Fault:
    """What the next `times` matching requests meet, after `slow` seconds.

    `abort` ends the connection; `status` is answered instead; with neither the request is only slow. With `after` the
    work is done all the same: its answer alone is lost.
    """

    pattern: re.Pattern[str]
    times: int = 1
    status: int | None = None
    body: Json | str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    abort: bool = False
    after: bool = False
    slow: float = 0.0

    def response(self) -> web.Response:
        """The wrong answer; a 502 is the page of the proxy in front of Discord, as it is in life."""
        if isinstance(self.body, str) or (self.body is None and self.status in (502, 503, 504)):
            page = self.body or "<html><head><title>502 Bad Gateway</title></head></html>"
            return web.Response(text=page, status=self.status or 502, content_type="text/html", headers=self.headers)
        body = {"message": "Internal error", "code": 0} if self.body is None else self.body
        return reply(self.status or 500, body, self.headers)


class Faults:
    """The faults that wait for their request."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, what: str) -> Fault | None:
        """The fault that the request *what* ("PATCH /webhooks/...") meets."""
        for fault in self._waiting:
            if fault.pattern.search(what):
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None


def too_many(retry_after: float, *, whole: bool, via: bool) -> tuple[Json | str, dict[str, str]]:
    """Body and headers of a 429. Without `Via` it is Cloudflare's ban, a page, and no client should come back soon."""
    headers = {"Retry-After": str(max(1, round(retry_after)))}
    if not via:
        return "error code: 1015", headers
    headers |= {"Via": "1.1 google", "X-RateLimit-Scope": "global" if whole else "user"}
    headers |= {"X-RateLimit-Global": "true"} if whole else {"X-RateLimit-Reset-After": str(retry_after)}
    return {"message": "You are being rate limited.", "retry_after": retry_after, "global": whole}, headers


async def read(request: web.Request) -> Call:
    """The request as a `Call`; multipart has its JSON in `payload_json` and files in `files[n]`.

    :raises Refused: the JSON is none.
    """
    call = Call(
        method=request.method,
        path="/" + request.match_info["path"],
        query=dict(request.query),
        headers=dict(request.headers),
    )
    try:
        if request.content_type == "multipart/form-data":
            await _read_parts(request, call)
        elif request.can_read_body and (raw := await request.read()):
            call.body = json.loads(raw)
    except ValueError:
        raise refused(50109) from None
    return call


async def _read_parts(request: web.Request, call: Call) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise refused(50109)
        data = bytes(await part.read())
        if part.name == "payload_json":
            call.body = json.loads(data)
        else:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            file = Upload(name=part.name or "", filename=part.filename or "unknown", content_type=kind, data=data)
            call.files.append(file)


def reply(status: int, body: object, headers: dict[str, str] | None = None) -> web.Response:
    """discord.py parses JSON only when the content type is exactly application/json, with no charset."""
    if body is None:
        return web.Response(status=status, headers=headers)
    return web.Response(body=json.dumps(body).encode(), status=status, headers=headers, content_type="application/json")
