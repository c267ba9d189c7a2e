"""Socket Mode: commands come through a connection that the bot opens, so nothing of it has to be reachable."""

from __future__ import annotations

import asyncio
import random

import aiohttp
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from adapters.slack.api import SILENT, Declined, ask, client_of, purpose_of
from adapters.way import CannotStart
from bot.egress import open_session
from bot.errors import AddressExpired, DeliveryBusy
from bot.logs import describe, get_logger

PING = 5.0  # seconds between signs of life; a socket that died is replaced after about one
LOOK = 1.0  # seconds between looks whether it is open
FIRST, LONGEST = 1.0, 60.0  # seconds between tries to reach Slack
NOT_ACCEPTED = (
    "Slack does not accept SLACK_APP_TOKEN. Make an app-level token (xapp-...) with the scope connections:write on the "
    "app's page Basic Information, and switch Socket Mode on."
)

logger = get_logger(__name__)


class Socket:
    """One connection, kept up. Slack allows ten an app, and gives each payload to one of them."""

    def __init__(self, bolt: AsyncApp, http: aiohttp.ClientSession, url: str, token: str) -> None:
        self._bolt, self._url, self._token = bolt, url, token
        self._client = client_of(http, url, token)
        self._handler: AsyncSocketModeHandler | None = None

    @property
    def connected(self) -> bool:
        """True while a socket is open."""
        session = self._handler.client.current_session if self._handler else None
        return session is not None and not session.closed

    async def connect(self) -> None:
        """Keep a socket open until cancelled. Raises `CannotStart` for a token that will never do."""
        url = await self._ticket()
        self._handler = AsyncSocketModeHandler(
            self._bolt, self._token, logger=SILENT, web_client=self._client, ping_interval=PING
        )
        await self._handler.client.aiohttp_client_session.close()  # the library's own, which would go anywhere
        self._handler.client.aiohttp_client_session = open_session(purpose_of(self._url))
        self._handler.client.wss_uri = url
        try:
            await self._handler.connect_async()  # type: ignore[no-untyped-call]  # the library's own signature
            await self._watch()
        finally:
            await self._handler.close_async()  # type: ignore[no-untyped-call]  # the library's own signature

    async def _watch(self) -> None:
        """Tell the log once when the socket is lost and once when it is back: the library says it with every try."""
        up = False
        while True:
            if self.connected is not up:
                up = self.connected
                if up:
                    logger.info("slack connected", by="socket")
                else:
                    logger.warning("slack disconnected: no command comes until it is back")
            await asyncio.sleep(LOOK)

    async def _ticket(self) -> str:
        """Where the first socket goes. The library would try a wrong token for ever; here it is told apart."""
        pause = FIRST
        while True:
            try:
                return str((await ask(self._client, "apps.connections.open"))["url"])
            except (AddressExpired, Declined):
                raise CannotStart(NOT_ACCEPTED) from None
            except DeliveryBusy as problem:
                logger.warning("slack cannot be reached", error=describe(problem), again_in=round(pause))
                await asyncio.sleep(max(problem.retry_after, pause) * random.uniform(0.8, 1.2))  # noqa: S311 - spreads load, no secret
                pause = min(LONGEST, pause * 2)
