"""The page on a real socket, over a core in memory."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest

from adapters.server import Listener, Patience, serve_listener
from adapters.web import WebAdapter
from bot.model import Platform
from tests.fakes.app import FakeApp

QUICK = Patience(idle=1.0, body=1.0, stop=0.2)


@dataclass
class Served:
    """A running page: its core, where it listens, and a client that keeps cookies."""

    app: FakeApp
    listener: Listener
    client: aiohttp.ClientSession

    @property
    def url(self) -> str:
        return self.listener.url


Serve = Callable[[FakeApp], AbstractAsyncContextManager[Served]]


@asynccontextmanager
async def serve_page(app: FakeApp, patience: Patience = QUICK) -> AsyncGenerator[Served]:
    adapter = WebAdapter(app)
    app.attach(Platform.WEB, adapter)
    jar = aiohttp.CookieJar(unsafe=True)  # cookies of an IP address
    async with (
        serve_listener(app.settings, app.ready, [adapter], patience) as listener,
        aiohttp.ClientSession(listener.url, cookie_jar=jar) as client,
    ):
        try:
            yield Served(app, listener, client)
        finally:
            await app.close()


@pytest.fixture
async def page() -> AsyncGenerator[Served]:
    async with serve_page(FakeApp()) as served:
        yield served
