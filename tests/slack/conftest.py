"""The whole bot with the Slack adapter over each transport, its speech in a fake cloud: all over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from adapters.server import Listener, serve_listener
from adapters.slack import open_slack
from adapters.slack.manifest import manifest
from adapters.way import Way
from bot.app import App, open_app
from bot.model import JobState, Platform
from bot.settings import Settings
from tests.fakes.slack import Channel, FakeSlack, Message, Team, User, View, fake_slack
from tests.fakes.typecast import FakeTypecast, fake_typecast

TRANSPORTS = ("socket", "http")


@dataclass
class Bot:
    """A running bot."""

    app: App
    way: Way
    listener: Listener


@dataclass
class Scene:
    """A workspace with the app in it, and a channel with two people."""

    transport: str
    slack: FakeSlack
    cloud: FakeTypecast
    folder: Path
    team: Team
    ann: User
    bob: User
    general: Channel
    bots: list[Bot] = field(default_factory=list)

    @property
    def bot(self) -> Bot:
        return self.bots[-1]

    def settings(self, **more: str) -> Settings:
        way_in = (
            {"SLACK_APP_TOKEN": self.slack.app_token}
            if self.transport == "socket"
            else {"SLACK_SIGNING_SECRET": self.slack.signing_secret}
        )
        given = {
            "MYNAH_DATA_DIR": str(self.folder),
            "MYNAH_PORT": "0",
            "TYPECAST_BASE_URL": self.cloud.url,
            "TYPECAST_API_TOKEN": self.cloud.token,
            "SLACK_API_URL": self.slack.api_url.rstrip("/"),
            "SLACK_BOT_TOKEN": self.team.token if self.team.install else "",
        }
        return Settings.load({**given, **way_in, **more}, None)

    @asynccontextmanager
    async def running(self, **more: str) -> AsyncGenerator[Bot]:
        """The bot as `mynah run` composes it, until it takes commands."""
        settings = self.settings(**more)
        async with open_app(settings) as app, open_slack(app) as way:
            app.attach(Platform.SLACK, way)
            async with serve_listener(settings, app.ready, way.parts) as listener, app.serve():
                if self.transport == "http":
                    self.slack.request_url = f"{listener.url}/slack/events"
                connection = asyncio.create_task(way.connect())
                try:
                    if self.transport == "socket":
                        await self.slack.until(lambda: self.slack.sockets.open, what="a socket")
                    self.bots.append(Bot(app, way, listener))
                    yield self.bot
                finally:
                    connection.cancel()
                    await asyncio.gather(connection, return_exceptions=True)

    @asynccontextmanager
    async def restarted(self, **more: str) -> AsyncGenerator[Bot]:
        """The bot in another folder, with other settings, beside the one that runs: it alone hears from Slack."""
        self.slack.sockets.drop()
        self.folder /= "again"
        async with self.running(**more) as bot:
            yield bot

    async def tab(self) -> View:
        """Ann's Home tab as it was published last: a press has published it before it is acknowledged."""
        assert self.ann.home_tab
        return self.ann.home_tab

    async def idle(self) -> None:
        """Until no command is open any more."""
        jobs = self.bot.app.jobs
        assert jobs
        async with asyncio.timeout(30):
            while (await jobs.counts()).get(JobState.OPEN):
                await asyncio.sleep(0.01)

    async def say(self, text: str, user: User | None = None, channel: Channel | None = None) -> Message:
        """What a /say of ann's came to."""
        return await (await (user or self.ann).command("/say", text, channel=channel or self.general)).post()


@asynccontextmanager
async def open_scene(transport: str, folder: Path, **how: Any) -> AsyncGenerator[Scene]:
    """Before the bot is up."""
    async with fake_slack(manifest()) as slack, fake_typecast(**how) as cloud:
        team = slack.team("Acme")
        ann, bob = team.user("ann"), team.user("bob")
        yield Scene(transport, slack, cloud, folder, team, ann, bob, team.channel("general"))


@pytest.fixture(params=TRANSPORTS)
async def before(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Scene]:
    """Over each transport, before the bot is up."""
    async with open_scene(request.param, tmp_path) as scene:
        yield scene


@pytest.fixture
async def scene(before: Scene) -> AsyncGenerator[Scene]:
    async with before.running():
        yield before
