"""Discord's other way in: signed HTTP requests to the bot's own URL, instead of the gateway.

https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

import aiohttp
from nacl.signing import SigningKey

from tests.fakes.discord.refusals import Json


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What the bot's endpoint answered: HTTP status, content type, body as bytes and as JSON (`None` if it is none)."""

    status: int
    kind: str
    raw: bytes
    json: Any


class Endpoint:
    """Signs and sends. `url` switches it on: from then on no interaction goes over the gateway."""

    def __init__(self) -> None:
        self.url: str | None = None
        self._key = SigningKey.generate()

    @property
    def public_key(self) -> str:
        """What the admin copies from the developer portal (`DISCORD_PUBLIC_KEY`), in hex."""
        return bytes(self._key.verify_key).hex()

    def headers(self, body: bytes, *, age: float = 0.0) -> dict[str, str]:
        """The signature of *body*, made *age* seconds ago."""
        stamp = str(int(time.time() - age))
        signature = self._key.sign(stamp.encode() + body).signature.hex()
        return {
            "X-Signature-Ed25519": signature,
            "X-Signature-Timestamp": stamp,
            "Content-Type": "application/json",
            "User-Agent": "Discord-Interactions/1.0 (+https://discord.com)",
        }

    async def post(self, payload: Json, *, age: float = 0.0, forged: bool = False, timeout: float = 10) -> Heard:
        """Send *payload*; `forged` with a signature of somebody else, `age` with a stamp so many seconds old."""
        body = json.dumps(payload).encode()
        headers = self.headers(body, age=age)
        if forged:
            headers["X-Signature-Ed25519"] = SigningKey.generate().sign(body).signature.hex()
        return await self.send(body, headers, timeout=timeout)

    async def send(self, body: bytes, headers: dict[str, str], *, timeout: float = 10) -> Heard:
        """Send bytes with just these headers."""
        if self.url is None:
            raise ValueError("the endpoint has no url")
        limit = aiohttp.ClientTimeout(total=timeout)
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.post(self.url, data=body, headers=headers) as answer,
        ):
            raw = await answer.read()
            return Heard(status=answer.status, kind=answer.content_type, raw=raw, json=_json(raw))

    async def accepted(self, application_id: str) -> bool:
        """What the developer portal does when the URL is saved: a PING must be answered, a forged one with 401."""
        ping = {"id": "1", "application_id": application_id, "type": 1, "token": "ping", "version": 1}
        pong, forged = await self.post(ping), await self.post(ping, forged=True)
        return pong.status == 200 and pong.json == {"type": 1} and forged.status == 401


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None
