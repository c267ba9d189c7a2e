"""Socket Mode: tickets, hello, envelopes acknowledged by id, the hourly disconnect, sockets that die."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING

from aiohttp import web

from tests.fakes.slack.api import open_method
from tests.fakes.slack.model import Json
from tests.fakes.slack.rules import MAX_SOCKETS, AppFailed, Refused

if TYPE_CHECKING:
    from tests.fakes.slack.exchange import Exchange
    from tests.fakes.slack.server import FakeSlack


@open_method("apps.connections.open")
def connections_open(slack: FakeSlack, args: Json) -> Json:
    if args["token"] != slack.app_token:
        raise Refused("not_allowed_token_type" if str(args["token"]).startswith("xoxb-") else "invalid_auth")
    if not slack.manifest.sockets:
        raise Refused("socket_mode_not_enabled")  # the word is assumed
    return {"url": slack.sockets.ticket()}


class Sockets:
    """All open ones; each payload goes to one of them, chosen at random."""

    def __init__(self, slack: FakeSlack) -> None:
        self._slack = slack
        self._tickets: set[str] = set()
        self.open: list[web.WebSocketResponse] = []
        self._retiring: set[int] = set()  # ids of sockets that were told to come again
        self.received: dict[int, int] = {}  # id of a socket -> payloads it got
        self._waiting: dict[str, asyncio.Future[Json | None]] = {}
        self._owner: dict[str, web.WebSocketResponse] = {}

    @property
    def fresh(self) -> list[web.WebSocketResponse]:
        """Those that were not told to come again."""
        return [socket for socket in self.open if id(socket) not in self._retiring]

    async def ready(self) -> None:
        """A socket is open: an event that failed waits for it."""
        await self._slack.changes.until(lambda: self.open, seconds=60.0, what="a new socket")

    def ticket(self) -> str:
        number = self._slack.id("TICKET")
        self._tickets.add(number)
        return f"{self._slack.url.replace('http', 'ws', 1)}/link/?ticket={number}&app_id={self._slack.app_id}"

    async def link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:  # each is good for one connection
            return web.Response(status=403, text="invalid ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self.open) >= MAX_SOCKETS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        await self._serve(socket)
        return socket

    async def _serve(self, socket: web.WebSocketResponse) -> None:
        self.open.append(socket)
        self.received[id(socket)] = 0
        info = {"host": "applink-fake", "build_number": 1, "approximate_connection_time": 3600}
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self.open),
                "connection_info": {"app_id": self._slack.app_id},
                "debug_info": info,
            }
        )
        self._slack.changes.tell()
        try:
            async for message in socket:
                self._acknowledged(json.loads(message.data))
        finally:
            self._lost(socket)

    def _acknowledged(self, answer: Json) -> None:
        waiting = self._waiting.get(str(answer.get("envelope_id")))
        if waiting is None:
            self._slack.complaints.append("an envelope was acknowledged that nobody sent")
        elif not waiting.done():
            waiting.set_result(answer.get("payload"))

    def _lost(self, socket: web.WebSocketResponse) -> None:
        if socket in self.open:
            self.open.remove(socket)
        for envelope, owner in self._owner.items():
            waiting = self._waiting.get(envelope)
            if owner is socket and waiting and not waiting.done():
                waiting.set_exception(AppFailed("dispatch_failed", "the socket died"))
        self._slack.changes.tell()

    async def send(self, exchange: Exchange, attempt: int, reason: str) -> Json | None:
        if not self.open:
            raise AppFailed("dispatch_failed", "no socket is open")
        socket = self._slack.random.choice(self.fresh or self.open)
        envelope = self._slack.id("env-")
        done: asyncio.Future[Json | None]
        self._waiting[envelope] = done = asyncio.get_running_loop().create_future()
        self._owner[envelope] = socket
        self.received[id(socket)] += 1
        packed: Json = {"envelope_id": envelope, "type": exchange.kind, "payload": exchange.payload}
        packed["accepts_response_payload"] = exchange.kind != "events_api"
        if exchange.kind == "events_api":
            packed |= {"retry_attempt": attempt, "retry_reason": "timeout" if reason == "http_timeout" else reason}
        try:
            await socket.send_json(packed)
            return await done
        except ConnectionError:
            raise AppFailed("dispatch_failed", "the socket died") from None
        finally:
            self._owner.pop(envelope, None)

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Slack's hourly `disconnect` (or its "warning" before, or "link_disabled"): the app must come again by itself."""
        old = list(self.open)
        self._retiring |= {id(socket) for socket in old}
        for socket in old:
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-fake"}})

    def drop(self) -> None:
        """Every socket dies without a word; what was not acknowledged is sent again, if it was an event."""
        for socket in list(self.open):
            self.open.remove(socket)
            transport = socket._req.transport if socket._req else None
            if transport:
                transport.abort()
            self._lost(socket)

    async def close(self) -> None:
        for socket in list(self.open):
            with contextlib.suppress(Exception):
                await socket.close()
