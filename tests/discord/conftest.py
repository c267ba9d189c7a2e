"""The whole bot with the Discord adapter, its speech in a fake cloud, its Discord a fake one: all over real sockets."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from adapters.discord import Discord, open_discord
from adapters.discord.accept import PATIENCE_SECONDS
from adapters.server import serve_listener
from bot.app import App, open_app
from bot.model import Clip, JobState, Platform
from bot.ports import Clock
from bot.settings import Settings
from tests.fakes.discord import Exchange, FakeDiscord, User, fake_discord
from tests.fakes.typecast import FakeTypecast, fake_typecast


@dataclass
class Mynah:
    """The bot, running."""

    app: App
    way: Discord
    url: str

    async def ended(self, exchange: Exchange) -> JobState:
        """How the command ended, once it has."""
        assert self.app.jobs
        async with asyncio.timeout(20):
            while (state := await self.app.jobs.state(f"discord:{exchange.id}")) in (None, JobState.OPEN):
                await asyncio.sleep(0.01)
        return JobState(str(state))

    async def hear(self, exchange: Exchange) -> Clip:
        """The audio of the newest answer, downloaded and decoded."""
        return await self.app.flows._means.audio.check(await exchange.audio())


@dataclass
class Stage:
    """A server with the bot in it, and one of its people."""

    fake: FakeDiscord
    cloud: FakeTypecast
    folder: Path
    alice: User
    patience: float = PATIENCE_SECONDS
    clock: Clock = time.time

    async def said(self, text: str, by: User | None = None, **options: Any) -> Exchange:
        """Somebody types /say, and reads what comes."""
        return await (await (by or self.alice).slash("say", text=text, **options)).answered()

    def settings(self, **more: str) -> Settings:
        given = {
            "MYNAH_DATA_DIR": str(self.folder),
            "MYNAH_PORT": "0",
            "TYPECAST_BASE_URL": self.cloud.url,
            "TYPECAST_API_TOKEN": self.cloud.token,
            "DISCORD_TOKEN": self.fake.token,
            "DISCORD_API_URL": self.fake.api,
        }
        return Settings.load({**given, **more}, None)

    @asynccontextmanager
    async def mynah(self, **more: str) -> AsyncGenerator[Mynah]:
        """The bot as `mynah run` composes it, connected and with its commands known."""
        settings = self.settings(**more)
        async with open_app(settings, clock=self.clock) as app, open_discord(app, patience=self.patience) as way:
            app.attach(Platform.DISCORD, way)
            async with serve_listener(settings, app.ready, way.parts) as listener, app.serve():
                connection = asyncio.create_task(way.connect())
                if not settings.discord_public_key:
                    await self.fake.ready()
                try:
                    async with asyncio.timeout(10):
                        while way.unready() or not way.client.registry.ids:
                            await asyncio.sleep(0.005)
                    yield Mynah(app, way, listener.url)
                finally:
                    connection.cancel()
                    await asyncio.gather(connection, return_exceptions=True)


@pytest.fixture
async def fake() -> AsyncGenerator[FakeDiscord]:
    async with fake_discord() as fake:
        yield fake


@pytest.fixture
async def stage(fake: FakeDiscord, tmp_path: Path) -> AsyncGenerator[Stage]:
    """Before the bot is up."""
    async with fake_typecast() as cloud:
        yield Stage(fake, cloud, tmp_path, fake.user())


@pytest.fixture
async def mynah(stage: Stage) -> AsyncGenerator[Mynah]:
    async with stage.mynah() as mynah:
        yield mynah


async def until(condition: Callable[[], object], seconds: float = 20) -> None:
    """Wait for something that nobody tells us about."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)
