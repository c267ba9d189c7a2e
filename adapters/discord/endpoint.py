"""Discord's other way in: signed HTTP requests to PUBLIC_URL/discord, for any number of processes behind one address.

Verified before anything is read; answered with 202, and the command acknowledges itself as it does over the gateway, so
that both ways share every line behind this file.
"""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from aiohttp import web
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from bot.logs import describe, get_logger

PATH = "/discord"
WINDOW = 300.0  # seconds that a signed request is good for
REMEMBERED = 10_000  # ids of interactions, to refuse a repeat
PING, PONG = 1, {"type": 1}
_LONGEST_HEADER = 128

logger = get_logger(__name__)
Payload = dict[str, Any]


class Endpoint:
    """Hangs on the bot's listener. *take* is called with each new interaction; False means: not ready to take any."""

    def __init__(
        self, public_key: str, take: Callable[[Payload], bool], clock: Callable[[], float] = time.time
    ) -> None:
        self._key = VerifyKey(bytes.fromhex(public_key))
        self._take, self._clock = take, clock
        self._seen: OrderedDict[str, None] = OrderedDict()

    def hang_on(self, listener: web.Application) -> None:
        listener.router.add_post(PATH, self._interaction)

    async def _interaction(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not self._signed(request, body):
            return web.Response(status=401, text="invalid request signature\n")
        try:
            payload = json.loads(body)
            kind, name = payload["type"], str(payload["id"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return web.Response(status=400, text="no interaction\n")
        if kind == PING:
            return web.json_response(PONG)
        if name in self._seen:
            return web.Response(status=409, text="taken before\n")
        return self._handed_over(name, payload)

    def _handed_over(self, name: str, payload: Payload) -> web.Response:
        self._seen[name] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        try:
            ready = self._take(payload)
        except Exception as error:  # noqa: BLE001 - an interaction of a kind that the library does not know
            logger.warning("interaction not understood", error=describe(error))
            return web.Response(status=400, text="not understood\n")
        if not ready:
            del self._seen[name]
            return web.Response(status=503, text="starting\n")
        return web.Response(status=202)

    def _signed(self, request: web.Request, body: bytes) -> bool:
        signature = request.headers.get("X-Signature-Ed25519", "")
        stamp = request.headers.get("X-Signature-Timestamp", "")
        if max(len(signature), len(stamp)) > _LONGEST_HEADER or not (stamp.isascii() and stamp.isdecimal()):
            return False
        if abs(self._clock() - int(stamp)) > WINDOW:
            return False
        try:
            self._key.verify(stamp.encode() + body, bytes.fromhex(signature))
        except (ValueError, BadSignatureError):  # ValueError: no hexadecimal digits, or not 64 bytes of them
            return False
        return True
