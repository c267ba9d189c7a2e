"""The server: what it holds, the order it starts in, and the guards in front of every path."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from aiohttp import web

from bot.logs import describe, get_logger
from bot.settings import is_loopback
from bot.speech.account import Account
from bot.speech.desk import Desk
from bot.speech.intake import Intake
from bot.speech.refusal import ApiError, not_authorized, not_found
from bot.speech.resources import Resources
from bot.speech.signing import Signer
from bot.speech.worker import ENGINE, Worker, WorkerLost

logger = get_logger(__name__)
_PRUNE_EVERY = 600.0
_BODY = 64 * 1024  # bytes of JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How this server is run. Times in seconds; `depth` is how many jobs may be open before it answers 429.

    `audio_bytes` is what all sounds together may take; the oldest go first.
    """

    data: Path
    token: str = field(default="", repr=False)
    public_url: str = ""
    engine: str = ENGINE
    strict: bool = False
    depth: int = 64
    deadline: float = 20.0
    audio_life: float = 24 * 3600.0
    audio_bytes: int = 1_000_000_000
    upload_life: float = 15 * 60.0
    warm: bool = True


class Server:
    """Everything the paths need."""

    def __init__(self, options: Options, intake: Intake, clock: Callable[[], float]) -> None:
        options.data.mkdir(parents=True, exist_ok=True)
        self.options = options
        self.intake = intake
        self.signer = Signer(options.data, clock)
        self.resources = Resources(options.data / "resources")
        self.account = Account(options.data)
        self.worker = Worker(options.data, options.engine)
        self.desk = Desk(
            self.worker, self.resources, options.data / "audio", depth=options.depth, deadline=options.deadline
        )


SERVER = web.AppKey("server", Server)


def create_app(options: Options, intake: Intake, clock: Callable[[], float] = time.time) -> web.Application:
    """The application. *clock* is what links expire by."""
    from bot.speech.routes import add_routes, callback

    app = web.Application(middlewares=[_envelope, _guard], client_max_size=_BODY)
    app[SERVER] = server = Server(options, intake, clock)
    server.desk.on_end = lambda job: server.account.tell(callback(server, job))
    add_routes(app)
    app.cleanup_ctx.append(_running)
    return app


async def _running(app: web.Application) -> AsyncGenerator[None]:
    server = app[SERVER]
    tasks = [asyncio.create_task(server.desk.run()), asyncio.create_task(_prune(server))]
    if server.options.warm:
        tasks.append(asyncio.create_task(_warm(server)))
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await server.account.close()
    await server.worker.close()


async def _warm(server: Server) -> None:
    """Load the quick voice once everybody is up, so that the first sentence does not wait for it."""
    await asyncio.sleep(1)
    with contextlib.suppress(WorkerLost):
        await server.worker.call({"do": "warm"}, deadline=60)


async def _prune(server: Server) -> None:
    while True:
        await server.desk.prune(server.options.audio_life, server.options.audio_bytes)
        await asyncio.to_thread(server.resources.prune, time.time() - server.options.upload_life)
        await asyncio.sleep(_PRUNE_EVERY)


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def _envelope(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every error leaves in Typecast's envelope."""
    try:
        return await handler(request)
    except ApiError as refused:
        return web.json_response(refused.body(), status=refused.status, headers=refused.headers)
    except web.HTTPException as problem:
        if problem.status < HTTPStatus.BAD_REQUEST:
            raise
        error = ApiError(problem.status, "", problem.reason)
        return web.json_response(error.body(), status=error.status)
    except Exception as problem:  # noqa: BLE001  whatever went wrong, a client reads JSON
        logger.warning("a request failed", path=request.match_info.route.name, error=describe(problem))
        error = ApiError(500, "app/internal", "internal error")  # inferred
        return web.json_response(error.body(), status=error.status)


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The token, before anything of the body is read.

    Without a token the server is on loopback alone, and pages of other origins in the user's browser are kept out.
    """
    if request.match_info.http_exception is None and not _needs_token(request):
        return await handler(request)
    token = request.app[SERVER].options.token
    if token:
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(errors="surrogateescape"), f"Bearer {token}".encode()):
            raise not_authorized()
    elif not is_loopback(request.url.host or "") or request.headers.get("Origin", _own(request)) != _own(request):
        raise not_authorized()
    if (problem := request.match_info.http_exception) is not None:
        raise not_found("path") if problem.status == HTTPStatus.NOT_FOUND else problem
    return await handler(request)


def _needs_token(request: web.Request) -> bool:
    return request.path.startswith(("/api/", "/files/"))


def _own(request: web.Request) -> str:
    return str(request.url.origin())
