"""One workspace: the token of the settings, and who Slack says it is."""

from __future__ import annotations

import asyncio

import aiohttp

from adapters.slack.api import ask_whole, client_of
from adapters.slack.tables import SCOPES
from adapters.slack.workspaces import Seat
from adapters.way import CannotStart
from bot.errors import AddressExpired, DeliveryBusy
from bot.logs import get_logger

FIRST, LONGEST = 1.0, 60.0  # seconds between questions
NOT_ACCEPTED = (
    "Slack does not accept SLACK_BOT_TOKEN. Copy the Bot User OAuth Token (xoxb-...) from the app's page "
    "OAuth & Permissions."
)

logger = get_logger(__name__)


class One:
    """`Workspaces` for a single token. Slack is asked once who it belongs to."""

    def __init__(self, http: aiohttp.ClientSession, url: str, token: str) -> None:
        self._client = client_of(http, url, token)
        self._token = token
        self._seat: Seat | None = None

    async def check(self) -> None:
        """Ask now. Raises `CannotStart` for a token that will never do; Slack being away is no reason not to start."""
        try:
            seat = await self._learn()
        except AddressExpired:
            raise CannotStart(NOT_ACCEPTED) from None
        except DeliveryBusy as problem:
            logger.warning("slack does not answer yet", problem=str(problem))
            return
        if lacking := sorted(SCOPES.keys() - set(seat.scopes)):
            logger.warning("the slack app lacks scopes: install it anew from the manifest", lacking=lacking)

    async def learn(self) -> None:
        """Ask until Slack has said who we are: nobody sends a command to a bot that says it is not ready."""
        pause = FIRST
        while not self.known:
            await asyncio.sleep(pause)
            pause = min(LONGEST, pause * 2)
            try:
                await self.check()
            except CannotStart:
                logger.error("slack does not accept the bot token any more")  # noqa: TRY400 - one sentence is enough
                return

    @property
    def known(self) -> bool:
        """True once Slack has said who we are."""
        return self._seat is not None

    async def seat(self, team: str, enterprise: str) -> Seat:
        return self._seat or await self._learn()

    async def leave(self, team: str, enterprise: str, before: float) -> bool:
        """There is no installation to forget, only a token, and an admin takes that away."""
        return True

    async def _learn(self) -> Seat:
        answer = await ask_whole(self._client, "auth.test")
        scopes = str(answer.headers.get("X-OAuth-Scopes") or "").split(",")
        self._seat = Seat(
            token=self._token,
            team=str(answer.get("team_id") or ""),
            enterprise=str(answer.get("enterprise_id") or ""),
            bot=str(answer.get("user_id") or ""),
            bot_id=str(answer.get("bot_id") or ""),
            org_wide=bool(answer.get("is_enterprise_install")),
            scopes=[scope.strip() for scope in scopes if scope.strip()],
        )
        return self._seat
