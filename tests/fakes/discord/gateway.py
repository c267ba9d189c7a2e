"""The gateway, version 10: sessions by shard that can be resumed, compression, and the codes it closes with.

https://discord.com/developers/docs/topics/gateway and /topics/opcodes-and-status-codes#gateway
"""

from __future__ import annotations

import asyncio
import importlib
import itertools
import json
import math
import time
import zlib
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from tests.fakes.discord.refusals import Json

EVENT, HEARTBEAT, IDENTIFY, PRESENCE, VOICE_STATE, RESUME, RECONNECT = 0, 1, 2, 3, 4, 6, 7
REQUEST_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 8, 9, 10, 11
HARMLESS = {PRESENCE, VOICE_STATE, REQUEST_MEMBERS}
LARGEST_FRAME, FRAMES_A_MINUTE = 4096, 120
GUILDS_INTENT, PRIVILEGED_INTENTS, KNOWN_INTENTS = 1 << 0, 1 << 1 | 1 << 8 | 1 << 15, (1 << 26) - 1
NOT_RESUMABLE = {1000, 1001}


class Closed(Exception):
    """The connection ends with one of Discord's codes."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Line:
    """One connection: encodes what goes down, reads what comes up."""

    def __init__(self, ws: web.WebSocketResponse, compress: str | None) -> None:
        self.ws = ws
        self._encode = _encoder(compress)
        self._came: deque[float] = deque(maxlen=FRAMES_A_MINUTE + 1)

    async def send(self, op: int, data: object, name: str | None = None, sequence: int | None = None) -> None:
        text = json.dumps({"op": op, "d": data, "t": name, "s": sequence})
        with suppress(ConnectionError):  # it may be gone already: the session keeps the event
            if self._encode:
                await self.ws.send_bytes(self._encode(text.encode()))
            else:
                await self.ws.send_str(text)

    async def read(self, seconds: float) -> Json | None:
        """The next frame, or `None` at the end.

        :raises Closed: it is too large, no JSON, or nothing came for so long.
        """
        try:
            message = await self.ws.receive(timeout=seconds)
        except TimeoutError:
            raise Closed(4009, "Session timed out.") from None
        if message.type not in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
            return None
        self._came.append(time.monotonic())
        if len(self._came) > FRAMES_A_MINUTE and self._came[-1] - self._came[0] < 60:
            raise Closed(4008, "Rate limited.")
        raw = message.data.encode() if isinstance(message.data, str) else message.data
        if len(raw) > LARGEST_FRAME:
            raise Closed(4002, "Decode error.")
        try:
            event = json.loads(raw)
            return {"op": int(event["op"]), "d": event.get("d")}
        except (ValueError, TypeError, KeyError, AttributeError):
            raise Closed(4002, "Decode error.") from None


@dataclass(kw_only=True, eq=False)
class Session:
    """What an IDENTIFY began; it outlives its connection, and `log` holds what a RESUME is owed."""

    id: str
    token: str
    intents: int
    shard: int = 0
    shards: int = 1
    line: Line | None = None
    sequence: int = 0
    log: list[tuple[int, str, Json]] = field(default_factory=list)

    async def send(self, name: str, data: Json) -> None:
        self.sequence += 1
        self.log.append((self.sequence, name, data))
        if self.line:
            await self.line.send(EVENT, data, name, self.sequence)

    def hears(self, guild: str | None) -> bool:
        """Whether events of this guild come here; what is in no guild comes to shard 0."""
        return (int(guild or 0) >> 22) % self.shards == self.shard


class Gateway:
    """All sessions. `greet` gives READY's fields and the events after it, for a session."""

    def __init__(self, token: str, greet: Callable[[Session], tuple[Json, list[tuple[str, Json]]]]) -> None:
        self.url = ""
        self.token, self._greet = token, greet
        self.heartbeat_interval = 41.25
        self.granted_intents = 0
        self.sessions: dict[str, Session] = {}
        self.identified: list[Json] = []
        self.closed: list[int] = []
        self.shards = 1  # how many GET /gateway/bot recommends
        self.identify_pause = 0.0  # Discord: 5 s between two IDENTIFYs with max_concurrency 1
        self._identified_at = -math.inf
        self.resumed = self.heartbeats = 0
        self._ready = asyncio.Condition()
        self._numbers = itertools.count(1)

    @property
    def live(self) -> list[Session]:
        """The sessions that have a connection."""
        return [session for session in self.sessions.values() if session.line]

    async def connected(self, count: int = 1, timeout: float = 10) -> None:
        """Wait until so many sessions are live."""
        async with asyncio.timeout(timeout), self._ready:
            await self._ready.wait_for(lambda: len(self.live) >= count)

    async def dispatch(self, name: str, data: Json, guild: str | None = None, *, intent: int = 0) -> None:
        """Send an event to every session of the guild's shard; those that were cut get it when they resume.

        With *intent* only those hear it that asked for it.

        :raises TimeoutError: there is no such session for 10 s.
        """
        async with asyncio.timeout(10), self._ready:
            await self._ready.wait_for(lambda: any(session.hears(guild) for session in self.sessions.values()))
        for session in list(self.sessions.values()):
            if session.hears(guild) and session.intents & intent == intent:
                await session.send(name, data)

    async def drop(self, code: int = 4000) -> None:
        """Cut every connection, as Discord does now and then; the sessions can be resumed."""
        for session in self.live:
            await self._cut(session, code)

    async def ask_to_reconnect(self) -> None:
        """Opcode 7 to everyone."""
        for session in self.live:
            if session.line:
                await session.line.send(RECONNECT, None)

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Opcode 9 to everyone: identify anew, or (resumable) come back and resume."""
        for session in self.live:
            if session.line:
                await session.line.send(INVALID_SESSION, resumable)
            if not resumable:
                self.sessions.pop(session.id, None)

    async def shut(self) -> None:
        """End everything, quickly."""
        lines = [session.line for session in self.live if session.line]
        for line in lines:
            await line.ws.close(code=1001)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse(max_msg_size=1 << 20, timeout=0.2)
        await ws.prepare(request)
        line = Line(ws, request.query.get("compress"))
        session: Session | None = None
        try:
            await self._hello(line, request)
            while event := await line.read(self.heartbeat_interval * 2):
                session = await self._take(line, session, event)
        except Closed as closed:
            self.closed.append(closed.code)
            await ws.close(code=closed.code, message=closed.reason.encode())
        await self._left(line, session)
        return ws

    async def _hello(self, line: Line, request: web.Request) -> None:
        if request.query.get("v", "10") != "10":
            raise Closed(4012, "Invalid API version.")
        await line.send(HELLO, {"heartbeat_interval": int(self.heartbeat_interval * 1000), "_trace": []})

    async def _take(self, line: Line, session: Session | None, event: Json) -> Session | None:
        op, data = event["op"], event["d"]
        if op == HEARTBEAT:
            self.heartbeats += 1
            await line.send(HEARTBEAT_ACK, None)
        elif op in (IDENTIFY, RESUME):
            if session:
                raise Closed(4005, "Already authenticated.")
            return await (self._identify(line, data) if op == IDENTIFY else self._resume(line, data))
        elif op not in HARMLESS:
            raise Closed(4001, "Unknown opcode.")
        elif session is None:
            raise Closed(4003, "Not authenticated.")
        return session

    async def _identify(self, line: Line, data: Json) -> Session | None:
        if data.get("token") != self.token:
            raise Closed(4004, "Authentication failed.")
        shard, shards = data.get("shard") or (0, 1)
        if not 0 <= shard < shards:
            raise Closed(4010, "Invalid shard.")
        intents = data.get("intents")
        if not isinstance(intents, int) or not 0 <= intents <= KNOWN_INTENTS:
            raise Closed(4013, "Invalid intent(s).")
        if intents & PRIVILEGED_INTENTS & ~self.granted_intents:
            raise Closed(4014, "Disallowed intent(s).")
        if time.monotonic() - self._identified_at < self.identify_pause:
            await line.send(INVALID_SESSION, False)  # noqa: FBT003  # it is the payload
            return None
        self._identified_at = time.monotonic()
        self.identified.append(data)
        session = Session(
            id=f"session-{next(self._numbers)}", token=self.token, intents=intents, shard=shard, shards=shards
        )
        session.line, (ready, events) = line, self._greet(session)
        about = {"session_id": session.id, "resume_gateway_url": self.url, "_trace": []}
        await session.send("READY", ready | about | ({"shard": [shard, shards]} if "shard" in data else {}))
        for name, payload in events:
            await session.send(name, payload)
        await self._arrived(session)
        return session

    async def _resume(self, line: Line, data: Json) -> Session | None:
        if data.get("token") != self.token:
            raise Closed(4004, "Authentication failed.")
        session = self.sessions.get(data.get("session_id", ""))
        if session is None:
            await line.send(INVALID_SESSION, False)  # noqa: FBT003  # it is the payload
            return None
        if not isinstance(data.get("seq"), int) or not 0 <= data["seq"] <= session.sequence:
            raise Closed(4007, "Invalid seq.")
        if session.line:
            await self._cut(session, 4000)
        for sequence, name, payload in session.log:
            if sequence > data["seq"]:
                await line.send(EVENT, payload, name, sequence)
        session.line = line
        self.resumed += 1
        await session.send("RESUMED", {"_trace": []})
        await self._arrived(session)
        return session

    async def _arrived(self, session: Session) -> None:
        async with self._ready:
            self.sessions[session.id] = session
            self._ready.notify_all()

    async def _left(self, line: Line, session: Session | None) -> None:
        if session and session.line is line:
            session.line = None
            if line.ws.close_code in NOT_RESUMABLE:
                self.sessions.pop(session.id, None)

    async def _cut(self, session: Session, code: int) -> None:
        line, session.line = session.line, None
        if line:
            await line.ws.close(code=code)


def _encoder(compress: str | None) -> Callable[[bytes], bytes] | None:
    """One context a connection, flushed after each message; zstd as far as the library is there."""
    if compress == "zlib-stream":
        squeeze = zlib.compressobj()
        return lambda data: squeeze.compress(data) + squeeze.flush(zlib.Z_SYNC_FLUSH)
    if compress == "zstd-stream":
        zstandard = importlib.import_module("zstandard")
        pack = zstandard.ZstdCompressor().compressobj()
        return lambda data: bytes(pack.compress(data) + pack.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK))
    return None
