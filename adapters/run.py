"""`mynah run`: the bot, with every way in that the settings open, until a signal ends it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack

from adapters.callback import Callback
from adapters.embed import EmbedPages
from adapters.figures import Figures
from adapters.server import Listener, Part, serve_listener
from adapters.way import CannotStart, Way
from adapters.web import WebAdapter
from bot.app import App, open_app
from bot.errors import JobsFailed, JobsLocked
from bot.logs import get_logger
from bot.model import Platform
from bot.settings import Settings
from bot.store import NewerSchema, StoreUnusable

OK, CONFIG = 0, 78

logger = get_logger(__name__)


async def run(settings: Settings) -> int:
    """Serve until SIGTERM or SIGINT, then let what is in flight end; the exit code."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    try:
        async with open_app(settings) as app:
            await _serve(app, stop)
    except BaseExceptionGroup as several:
        refusals, others = several.split(CannotStart)
        if refusals is None or others is not None:
            raise
        return _cannot(str(_first(refusals)))
    except Exception as problem:
        if words := _sentence(settings, problem):
            return _cannot(words)
        raise
    return OK


def _sentence(settings: Settings, problem: Exception) -> str:
    """What the person at the terminal can do about *problem*; empty for what nobody expected."""
    match problem:
        case CannotStart():
            return str(problem)
        case JobsLocked():
            return f"Another Mynah runs with MYNAH_DATA_DIR={settings.data_dir}. Stop it, or choose another folder."
        case NewerSchema():
            return f"{settings.data_dir} was written by a later Mynah. Run that version, or restore a backup."
        case StoreUnusable() | JobsFailed():
            return f"{settings.data_dir} cannot be used. Run mynah doctor, or set MYNAH_DATA_DIR."
        case PermissionError():
            return f"{settings.data_dir} cannot be written. Set MYNAH_DATA_DIR to a folder that can."
        case OSError():
            return (
                f"{settings.host}:{settings.port} cannot be listened on ({os.strerror(problem.errno or 0)}). "
                "Set MYNAH_PORT to a free port (0 finds one), or check MYNAH_HOST."
            )
        case _:
            return ""


def _first(group: BaseExceptionGroup[CannotStart]) -> BaseException:
    one = group.exceptions[0]
    return _first(one) if isinstance(one, BaseExceptionGroup) else one


async def _serve(app: App, stop: asyncio.Event) -> None:
    async with AsyncExitStack() as stack:
        ways = [await stack.enter_async_context(way) for way in _ways(app)]
        for way in ways:
            app.attach(way.platform, way)
        await _serve_on(app, ways, stop)


def _ways(app: App) -> Iterator[AbstractAsyncContextManager[Way]]:
    """The platforms that are set up; their libraries are loaded only then."""
    if app.settings.discord_token:
        from adapters.discord import open_discord

        yield open_discord(app)
    if app.settings.slack_bot_token or app.settings.slack_client_id:
        from adapters.slack import open_slack

        yield open_slack(app)


async def _serve_on(app: App, ways: Sequence[Way], stop: asyncio.Event) -> None:
    page = WebAdapter(app)
    app.attach(Platform.WEB, page)
    parts: list[Part] = [page] if app.settings.page else []
    if app.settings.public_url and not app.settings.cloud:
        parts.append(EmbedPages(app.locate, app.marked))
    callback = Callback(app) if app.settings.typecast_callback_url else None
    if callback:
        parts.append(callback)
    for way in ways:
        parts += way.parts

    async def ready() -> Mapping[str, str]:
        reasons = dict(await app.ready())
        for way in ways:
            reasons |= way.unready()
        return reasons

    parts.append(Figures(app, ready))
    async with serve_listener(app.settings, ready, parts) as listener, app.serve(), asyncio.TaskGroup() as tasks:
        connections = [tasks.create_task(way.connect()) for way in ways]
        if callback:
            tasks.create_task(callback.register())
        _welcome(app.settings, listener)
        await stop.wait()
        logger.info("stopping")
        for connection in connections:  # no new commands; what was accepted is drained
            connection.cancel()


def _welcome(settings: Settings, listener: Listener) -> None:
    logger.info("listening", host=listener.host, port=listener.port)
    if settings.page:
        print(f"Mynah is up: open {listener.url} and type /say Good morning, everyone", flush=True)  # noqa: T201 - for the person who started it


def _cannot(words: str) -> int:
    print(words, file=sys.stderr)  # noqa: T201 - for the person who started it
    return CONFIG
