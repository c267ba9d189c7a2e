"""The one HTTP listener: /healthz, /readyz, and what adapters hang on it.

Everything on it is held to the same rules: no foreign Host on loopback (DNS rebinding), no request that another
website made a browser send, small bodies, no slow ones, and headers that keep a page to itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.settings import Settings, is_loopback

BACKLOG = 1024  # connections that wait to be taken: a burst of commands comes at once
SMALL_BODY = 256 * 2**10  # bytes: the longest text, escaped; a route that takes more says so by `large_body`
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_LARGE = "mynah_large_body"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Part(Protocol):
    """Something that an adapter hangs on the listener."""

    def hang_on(self, listener: web.Application) -> None:
        """Add routes, and what has to happen at shutdown."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds: for the head of a connection's next request (`idle`), for a small body, and for the answers at the end."""

    idle: float = 30.0
    body: float = 10.0
    stop: float = 5.0


PATIENCE = Patience()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Where the listener listens; `port` is the real one where 0 was asked for."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The address for a person on this machine."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host  # noqa: S104 - compared, not bound
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class _Gate:
    """The rules of the door, as one middleware."""

    settings: Settings
    patience: Patience

    @property
    def check(self) -> Middleware:
        """The middleware itself; aiohttp wants a function that is marked as one."""

        @web.middleware
        async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._check(request, handler)

        return check

    async def _check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not self._knows(request.host):
            raise web.HTTPMisdirectedRequest(text="This bot does not answer to that name.\n")
        if request.method not in _READING and not self._own(request):
            raise web.HTTPForbidden(text="This bot does not take requests from other websites.\n")
        if request.can_read_body and not getattr(request.match_info.handler, _LARGE, False):
            await self._read(request)
        return await handler(request)

    def _knows(self, host: str) -> bool:
        """Anyone's name may point at 127.0.0.1; only our own names are answered there."""
        if not self.settings.on_loopback:
            return True
        name = urlsplit(f"//{host}").hostname or ""
        ours = {urlsplit(url).hostname for url in (self.settings.public_url, self.settings.typecast_callback_url)}
        return is_loopback(name) or (bool(name) and name in ours)

    def _own(self, request: web.Request) -> bool:
        """False when a browser says that another website asked. Programs that are no browsers say nothing."""
        if (site := request.headers.get("Sec-Fetch-Site")) is not None:
            return site in ("same-origin", "none")
        if (origin := request.headers.get("Origin")) is None:
            return True
        name = urlsplit(origin).netloc  # empty for `null`: a sandboxed frame, a file
        return bool(name) and name in (request.host, urlsplit(self.settings.public_url).netloc)

    async def _read(self, request: web.Request) -> None:
        try:
            async with asyncio.timeout(self.patience.body):
                await request.read()
        except TimeoutError:
            raise web.HTTPRequestTimeout(text="The request did not arrive in time.\n") from None


@asynccontextmanager
async def serve_listener(
    settings: Settings,
    ready: Callable[[], Awaitable[Mapping[str, str]]],
    parts: Iterable[Part] = (),
    patience: Patience = PATIENCE,
) -> AsyncGenerator[Listener]:
    """Listen while the context lasts, on `settings.host` and `settings.port`; leaving ends streams and lets answers out.

    *ready* gives reasons by part for not being ready, for instance while draining; empty means ready.
    Raises `OSError` when the address cannot be bound.
    """
    listener = web.Application(middlewares=[_Gate(settings, patience).check], client_max_size=SMALL_BODY)
    listener.on_response_prepare.append(_dress)
    listener.router.add_get("/healthz", _healthz)
    listener.router.add_get("/readyz", _readyz(ready))
    for part in parts:
        part.hang_on(listener)
    runner = web.AppRunner(
        listener,
        access_log=None,  # it would hold what somebody searched for
        keepalive_timeout=patience.idle,  # counts from the connection on, so it bounds slow first requests too
        lingering_time=patience.body,
        shutdown_timeout=patience.stop,
        auto_decompress=False,  # a small body stays a small body
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port, backlog=BACKLOG)
        await site.start()
        yield Listener(host=settings.host, port=runner.addresses[0][1])
    finally:
        await runner.cleanup()


def large_body(handler: Handler) -> Handler:
    """Mark *handler* as one that reads its own body, and minds its size and its time."""
    setattr(handler, _LARGE, True)
    return handler


async def _healthz(_request: web.Request) -> web.Response:
    """Alive is who answers: a loop that is held up does not, and `mynah healthcheck` waits 3 s for it."""
    return web.Response(text="ok\n")


def _readyz(ready: Callable[[], Awaitable[Mapping[str, str]]]) -> Handler:
    async def readyz(_request: web.Request) -> web.Response:
        reasons = dict(await ready())
        return web.json_response({"ready": not reasons, "reasons": reasons}, status=503 if reasons else 200)

    return readyz


async def _dress(_request: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Server"] = "Mynah"
