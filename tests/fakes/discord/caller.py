"""A bot without a gateway that does what it is told, request by request: for the fake's own refusals."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp

from tests.fakes.discord.exchange import DEFER, Exchange
from tests.fakes.discord.server import FakeDiscord


class Caller:
    """Requests of a bot, made by hand; `headers` are those of the last answer."""

    def __init__(self, fake: FakeDiscord, session: aiohttp.ClientSession) -> None:
        self.fake, self._session = fake, session
        self.headers: dict[str, str] = {}
        self.token = fake.token

    async def __call__(
        self, method: str, path: str, body: object = None, *, sound: bytes = b"", kind: str = "audio/mpeg"
    ) -> tuple[int, Any]:
        """HTTP status and body; with *sound* the request is multipart."""
        data: Any = None if body is None else json.dumps(body)
        if sound:
            data = aiohttp.FormData()
            data.add_field("payload_json", json.dumps(body), content_type="application/json")
            data.add_field("files[0]", sound, filename="say.mp3", content_type=kind)
        headers = {"Authorization": f"Bot {self.token}"} | ({} if sound else {"Content-Type": "application/json"})
        async with self._session.request(method, self.fake.api + path, data=data, headers=headers) as answer:
            self.headers = dict(answer.headers)
            raw = await answer.read()
            return answer.status, json.loads(raw) if answer.content_type == "application/json" and raw else raw

    async def code(
        self, method: str, path: str, body: object = None, *, sound: bytes = b"", kind: str = "audio/mpeg"
    ) -> tuple[int, int | None]:
        """HTTP status and Discord's code."""
        status, answer = await self(method, path, body, sound=sound, kind=kind)
        return status, answer.get("code") if isinstance(answer, dict) else None

    async def deferred(self, **how: object) -> Exchange:
        """A /say that was deferred."""
        exchange = await self.fake.user().slash("say")
        status, _ = await self("POST", callback(exchange), {"type": DEFER} | how)
        if status != 204:
            raise AssertionError(status)
        return exchange


def callback(exchange: Exchange) -> str:
    return f"/interactions/{exchange.id}/{exchange.token}/callback"


def webhook(exchange: Exchange, which: str = "@original") -> str:
    return f"{followups(exchange)}/messages/{which}"


def followups(exchange: Exchange) -> str:
    return f"/webhooks/{exchange.payload['application_id']}/{exchange.token}"


@asynccontextmanager
async def caller() -> AsyncGenerator[Caller]:
    """A fake without Discord's document (its own refusals are tried), a command, and a bot that says nothing by itself."""
    fake = FakeDiscord()
    fake.document = None
    fake.registry.replace([{"name": "say", "description": "Speak", "integration_types": [0, 1]}], fake.application_id)
    server = await asyncio.start_server(_accept, "127.0.0.1", 0)
    fake.endpoint.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    async with server, fake.running(), aiohttp.ClientSession() as session:
        yield Caller(fake, session)


async def _accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, asyncio.IncompleteReadError):
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
        writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
    writer.close()
