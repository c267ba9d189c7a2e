"""What goes wrong once: an error word, a status, a dropped connection, a slow answer, a rate limit."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web


@dataclass(frozen=True, kw_only=True)
class Fault:
    """`target`: a Web API method, or "upload", "download", "response_url". `after`: it happens, and only its answer is lost."""

    target: str
    error: str = ""  # Slack's word, in an answer of status 200
    status: int = 0
    abort: bool = False  # the connection breaks
    slow: float = 0.0  # seconds of silence first
    rate: int = 0  # 429 with this Retry-After
    after: bool = False


class Faults:
    def __init__(self) -> None:
        self._due: list[Fault] = []

    def add(self, fault: Fault, times: int) -> None:
        self._due.extend([fault] * times)

    def take(self, target: str) -> Fault:
        for fault in self._due:
            if fault.target == target:
                self._due.remove(fault)
                return fault
        return Fault(target=target)

    async def around(
        self, target: str, request: web.Request, answer: Callable[[], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """The answer, or what is due in place of it."""
        fault = self.take(target)
        if fault.slow:
            await asyncio.sleep(fault.slow)
        if not (fault.error or fault.status or fault.abort or fault.rate):
            return await answer()
        if fault.after:
            await answer()
        return wrong(fault, request)


def wrong(fault: Fault, request: web.Request) -> web.Response:
    if fault.abort:
        if request.transport:
            request.transport.abort()
        return web.Response()
    if fault.rate:
        return limited(fault.rate)
    if fault.status:
        return web.Response(status=fault.status, text="<!DOCTYPE html><title>Slack</title>", content_type="text/html")
    return web.json_response({"ok": False, "error": fault.error})


def limited(seconds: int) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error": "ratelimited"}
    return web.json_response(body, status=429, headers={"Retry-After": str(seconds)})
