"""Many workspaces: each installs the app by OAuth, and its token is kept in our database."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore

from adapters.slack.api import SILENT
from adapters.slack.workspaces import Seat
from bot.errors import AddressExpired, DeliveryBusy

if TYPE_CHECKING:
    from bot.app import App

KEEP = 60.0  # seconds: every process sees an uninstallation by then
MOST = 10_000  # workspaces remembered


class Many:
    """`Workspaces` out of slack_sdk's own tables. Slack is not asked: who we are stands in the installation."""

    def __init__(self, app: App, clock: Callable[[], float] = time.monotonic) -> None:
        engine = app.store.engine
        self.installations = AsyncSQLAlchemyInstallationStore(app.settings.slack_client_id, engine, logger=SILENT)
        self._clock = clock
        self._known: OrderedDict[tuple[str, str], tuple[float, Seat | None]] = OrderedDict()

    async def seat(self, team: str, enterprise: str) -> Seat:
        until, seat = self._known.get((team, enterprise), (0.0, None))
        if until <= self._clock():
            seat = await self._find(team, enterprise)
            self._known[team, enterprise] = (self._clock() + KEEP, seat)
            self._known.move_to_end((team, enterprise))
            while len(self._known) > MOST:
                self._known.popitem(last=False)
        if seat is None:
            raise AddressExpired("the app is not installed in that workspace")
        return seat

    async def save(self, installation: Installation) -> None:
        """Keep a new installation."""
        await self.installations.async_save(installation)
        self._known.clear()

    async def leave(self, team: str, enterprise: str, before: float) -> bool:
        self._known.clear()
        bot = await self._bot(team, enterprise)
        if bot is not None and bot.installed_at > before + 1:  # Slack counts the event's time in whole seconds
            return False
        await self.installations.async_delete_all(enterprise_id=enterprise or None, team_id=team or None)
        return True

    async def _find(self, team: str, enterprise: str) -> Seat | None:
        try:
            bot = await self._bot(team, enterprise)
        except Exception as error:
            raise DeliveryBusy("installations cannot be read") from error
        if bot is None:
            return None
        return Seat(
            token=bot.bot_token,
            team=bot.team_id or "",
            enterprise=bot.enterprise_id or "",
            bot=bot.bot_user_id or "",
            bot_id=bot.bot_id or "",
            org_wide=bool(bot.is_enterprise_install),
            scopes=bot.bot_scopes or (),
        )

    async def _bot(self, team: str, enterprise: str) -> Bot | None:
        """The workspace's own installation, else that of its Enterprise Grid."""
        own = await self.installations.async_find_bot(
            enterprise_id=enterprise or None, team_id=team or None, is_enterprise_install=False
        )
        if own or not enterprise:
            return own
        return await self.installations.async_find_bot(
            enterprise_id=enterprise, team_id=None, is_enterprise_install=True
        )
