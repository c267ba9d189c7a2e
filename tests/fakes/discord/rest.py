"""REST, version 10: who may call, what it is checked against, what it meets, and which function answers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import web

from tests.fakes.discord.calls import Call, Fault, read, reply, too_many
from tests.fakes.discord.rates import Rates
from tests.fakes.discord.refusals import Problem, Refused, malformed
from tests.fakes.discord.state import State

Answer = tuple[int, object]
Handler = Callable[..., Answer]
H = TypeVar("H", bound=Handler)


@dataclass(frozen=True, kw_only=True)
class Route:
    """A method and path, and what answers; `bot` asks for the bot's token (an interaction's own token needs none)."""

    method: str
    path: str
    pattern: re.Pattern[str]
    handler: Handler
    bot: bool


ROUTES: list[Route] = []


def route(method: str, path: str, *, bot: bool = True) -> Callable[[H], H]:
    """Let a function answer: it is given the state, the call, and the parts of the path in braces."""

    def add(handler: H) -> H:
        pattern = re.compile(re.sub(r"\{\w+\}", "([^/]+)", path))
        ROUTES.append(Route(method=method, path=path, pattern=pattern, handler=handler, bot=bot))
        return handler

    return add


class Rest:
    """The handler of everything below `/api/v10`."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.rates = Rates()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        try:
            call = await read(request)
        except Refused as refusal:
            return reply(refusal.status, refusal.body)
        self._state.calls.append(call)
        fault = self._state.faults.take(f"{call.method} {call.path}")
        if fault is None:
            return self._answer(call)
        await asyncio.sleep(fault.slow)
        return self._fail(request, call, fault)

    def _fail(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        if fault.after:
            self._answer(call)
        if fault.abort:
            call.status = 0
            if request.transport:
                request.transport.abort()
            return web.Response()
        if fault.status is None:
            return self._answer(call)
        call.status = fault.status
        return fault.response()

    def _answer(self, call: Call) -> web.Response:
        headers: dict[str, str] = {}
        try:
            found, parts = self._find(call)
            headers, wait = self.rates.spend(found.method, found.path, parts)
            if wait:
                call.status = 429
                body, more = too_many(wait, whole=False, via=True)
                return reply(429, body, headers | more)
            self._check(call, found)
            status, answer = found.handler(self._state, call, *parts)
        except Refused as refusal:
            status, answer = refusal.status, refusal.body
        call.status = status
        return reply(status, answer, headers)

    def _find(self, call: Call) -> tuple[Route, tuple[str, ...]]:
        for each in ROUTES:
            if each.method == call.method and (match := each.pattern.fullmatch(call.path)):
                return each, match.groups()
        self._state.violations.append(f"{call.method} {call.path}: the fake has no such route")
        raise Refused(404, 0, "404: Not Found")

    def _check(self, call: Call, found: Route) -> None:
        if found.bot and call.headers.get("Authorization") != f"Bot {self._state.token}":
            raise Refused(401, 0, "401: Unauthorized")
        if self._state.document and (problems := self._state.document.problems(call)):
            self._state.violations += problems
            raise malformed(Problem(at="body", code="OPENAPI", message=problem) for problem in problems)
