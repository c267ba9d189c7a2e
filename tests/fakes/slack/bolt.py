"""A Slack Bolt app on either transport, for tests that run over both."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from tests.fakes.slack.server import FakeSlack

TRANSPORTS = ("socket", "http")


@asynccontextmanager
async def connected(transport: str, slack: FakeSlack, app: AsyncApp) -> AsyncGenerator[None]:
    """*app* receives from *slack*: by a socket that is open by then, or by HTTP on a port of its own."""
    if transport == "socket":
        handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=0.5)  # how soon a dead socket is noticed
        await handler.connect_async()  # type: ignore[no-untyped-call]  # the library's own signature
        try:
            await slack.until(lambda: slack.sockets.open, what="a socket")
            yield
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]  # the library's own signature
        return
    runner = web.AppRunner(app.web_app("/slack/events"), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        yield
    finally:
        await runner.cleanup()
