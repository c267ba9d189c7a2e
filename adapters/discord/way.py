"""Discord as a way in: logging in, staying connected, and delivering."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from adapters.discord.accept import PATIENCE_SECONDS, Front
from adapters.discord.client import Client
from adapters.discord.clone import Cloning
from adapters.discord.delivery import Delivery
from adapters.discord.endpoint import Endpoint
from adapters.discord.recordings import Recordings, purpose_of
from adapters.discord.registry import invite, user_install
from adapters.discord.rest import Rest
from adapters.server import Part
from adapters.way import CannotStart
from bot.app import App
from bot.egress import open_session
from bot.logs import describe, get_logger
from bot.model import Job, Platform, Reply
from bot.ports import Checkpoint
from bot.settings import is_loopback

REFUSED = (
    "Discord refuses DISCORD_TOKEN. Copy the bot's token anew: Developer Portal, your application, Bot, Reset Token."
)
BAD_INTENTS = "Discord refuses the connection ({code}). Check SHARDS, and the bot's page in the Developer Portal."
FIRST_PAUSE, LAST_PAUSE = 1.0, 60.0  # seconds between two tries to connect

logger = get_logger(__name__)


class Discord:
    """Implements `adapters.way.Way`. Made by `open_discord`."""

    platform = Platform.DISCORD

    def __init__(self, app: App, http: aiohttp.ClientSession, patience: float) -> None:
        settings = app.settings
        self._settings = settings
        rest = Rest(http, settings.discord_api_url, settings.discord_token)
        self._front = Front(app, rest, patience_seconds=patience)
        local = is_loopback(URL(settings.discord_api_url).host or "")
        self._cloning = Cloning(self._front, Recordings(http, local=local))
        self._delivery = Delivery(rest=rest, flows=app.flows, clock=app.clock)
        self.client = Client(self._front, self._cloning)
        self._logged_in = self._links_shown = False

    @property
    def parts(self) -> Sequence[Part]:
        """The endpoint, where the public key is set."""
        key = self._settings.discord_public_key
        return [Endpoint(key, self._take)] if key else []

    def unready(self) -> Mapping[str, str]:
        if not self._logged_in:
            return {"discord": "not logged in"}
        if not self._settings.discord_public_key and not self.client.connected:
            return {"discord": "not connected"}
        return {}

    async def connect(self) -> None:
        """Log in, and stay connected until cancelled. Raises `CannotStart`."""
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            try:
                await self._stay()
            except (discord.LoginFailure, discord.ConnectionClosed, discord.PrivilegedIntentsRequired) as refusal:
                raise CannotStart(_words_of(refusal)) from None
            except Exception as away:  # noqa: BLE001 - whatever it is, Discord alone is away, and may come back
                logger.warning("Discord is away", error=describe(away), again_in=pause)
            self._logged_in = False
            await self.client.close()
            self.client = Client(self._front, self._cloning)  # discord.py's cannot be opened twice
            if time.monotonic() - began > LAST_PAUSE:
                pause = FIRST_PAUSE
            await asyncio.sleep(pause)
            pause = min(LAST_PAUSE, pause * 2)

    async def _stay(self) -> None:
        """One session, from the login to its end, which comes only with an error or when Discord closes it."""
        Route.BASE = self._settings.discord_api_url
        await self._find_gateway()
        await self.client.login(self._settings.discord_token)
        self._logged_in = True
        self._show_links()
        if self._settings.discord_public_key:
            await asyncio.Event().wait()
        await self.client.connect()

    def _show_links(self) -> None:
        application = self.client.application_id
        if self._links_shown or not application:
            return
        self._links_shown = True
        print(f"Invite Mynah to a Discord server: {invite(application)}", flush=True)  # noqa: T201 - for the person who started it
        print(f"Or add it to your own account: {user_install(application)}", flush=True)  # noqa: T201 - likewise

    async def recording(self, job: Job, /) -> bytes | None:
        return await self._cloning.recording(job)

    async def deliver(self, job: Job, reply: Reply, checkpoint: Checkpoint, /) -> None:
        await self._front.patience.settle(job.id)
        await self._delivery.deliver(job, reply, checkpoint)

    async def close(self) -> None:
        """Leave Discord; what is accepted stays."""
        self._front.patience.close()
        await self._cloning.close()
        await self.client.close()

    async def _find_gateway(self) -> None:
        """With SHARD_IDS discord.py takes the gateway's address for granted; another API has another one."""
        if self._settings.discord_api_url == type(self._settings)().discord_api_url:
            return
        async with self._front.rest.http.get(f"{self._settings.discord_api_url}/gateway") as answer:
            DiscordWebSocket.DEFAULT_GATEWAY = URL((await answer.json())["url"])

    def _take(self, payload: dict[str, Any]) -> bool:
        if not self._logged_in:
            return False
        self.client._connection.parse_interaction_create(payload)  # type: ignore[arg-type]  # noqa: SLF001 - the same door that the gateway's events go through
        return True


def _words_of(refusal: discord.ClientException) -> str:
    code = getattr(refusal, "code", 0)
    if isinstance(refusal, discord.LoginFailure) or code == 4004:  # noqa: PLR2004 - Discord's "authentication failed"
        return REFUSED
    return BAD_INTENTS.format(code=code)


@asynccontextmanager
async def open_discord(app: App, *, patience: float = PATIENCE_SECONDS) -> AsyncGenerator[Discord]:
    """Everything but the connection: answers can be delivered at once, commands come once `connect` runs.

    *patience*: after so many seconds somebody is told their place in the queue.
    """
    async with open_session(purpose_of(app.settings.discord_api_url), limit=0) as http:  # no one waits for uploads
        way = Discord(app, http, patience)
        try:
            yield way
        finally:
            await way.close()
