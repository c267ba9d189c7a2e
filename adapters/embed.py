"""Player pages of the local speech server, reachable through the bot's own address once PUBLIC_URL names it.

The speech server stays on loopback: its signed links are their own right, so these two paths are passed on as they are.
But a sound that leaves here is marked as made by a machine, as every clip is.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import aiohttp
from aiohttp import web
from yarl import URL

from adapters.sound import clip_response
from bot.egress import Purpose, open_session
from bot.errors import SpeechError

_NAME = re.compile(r"[0-9a-f]{24}(?:\.(?:wav|mp3))?")
_WITHIN = aiohttp.ClientTimeout(total=30)
_PASSED_ON = (
    "Content-Type",
    "Content-Security-Policy",
    "Referrer-Policy",
    "Cache-Control",
)
_LARGEST = 64 * 2**20  # bytes: a minute of WAV is 5 MiB
_KEPT = 16  # marked sounds: a player asks for parts, and each mark differs

Mark = Callable[[bytes, str], Awaitable[bytes]]


class EmbedPages:
    """Hangs /embed/… and /audio/… on the listener. *locate* says where the speech server is now, *mark* marks a sound."""

    def __init__(self, locate: Callable[[], Awaitable[tuple[str, str]]], mark: Mark) -> None:
        self._locate, self._mark = locate, mark
        self._marked: OrderedDict[str, bytes] = OrderedDict()

    def hang_on(self, listener: web.Application) -> None:
        listener.router.add_get("/embed/{name}", self._pass_on)
        listener.router.add_get("/audio/{name}", self._sound)

    async def _sound(self, request: web.Request) -> web.Response:
        whole = await self._pass_on(request)
        if whole.status != HTTPStatus.OK:
            return whole
        name = request.match_info["name"]
        kind = name.rpartition(".")[2]
        if name not in self._marked:
            self._marked[name] = await self._mark(whole.body if isinstance(whole.body, bytes) else b"", kind)
            if len(self._marked) > _KEPT:
                self._marked.popitem(last=False)
        sound = clip_response(request, self._marked[name], kind, "")
        sound.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return sound

    async def _pass_on(self, request: web.Request) -> web.Response:
        if not _NAME.fullmatch(request.match_info["name"]):
            raise web.HTTPNotFound
        try:
            base, _ = await self._locate()
            there = URL(base).join(URL(request.raw_path, encoded=True))
            async with (
                open_session(Purpose.of(base), timeout=_WITHIN) as session,
                session.get(there, allow_redirects=False) as answer,
            ):
                body = await answer.content.read(_LARGEST)
                passed = {name: answer.headers[name] for name in _PASSED_ON if name in answer.headers}
                shown = {**passed, "Cross-Origin-Resource-Policy": "cross-origin"}  # made to be embedded
                return web.Response(body=body, status=answer.status, headers=shown)
        except (SpeechError, aiohttp.ClientError, TimeoutError):
            raise web.HTTPServiceUnavailable(text="The speech server is away. Please try again.\n") from None
