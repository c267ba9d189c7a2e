"""GET /metrics for Prometheus, on the bot's own listener."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot import metrics
from bot.app import App

Ready = Callable[[], Awaitable[Mapping[str, str]]]
PARTS = ("jobs", "journal", "speech", "store", "discord", "slack")


class Figures:
    """Hangs /metrics on the listener. What changes by itself is looked up when it is asked for."""

    def __init__(self, app: App, ready: Ready) -> None:
        self._app, self._ready = app, ready

    def hang_on(self, listener: web.Application) -> None:
        listener.router.add_get("/metrics", self._metrics)

    async def _metrics(self, _request: web.Request) -> web.Response:
        metrics.told(await self._ready(), PARTS)
        standing = await self._app.standing()
        metrics.waiting.set(standing.waiting)
        metrics.oldest.set(standing.oldest)
        return web.Response(body=metrics.page(), headers={"Content-Type": metrics.CONTENT_TYPE})
