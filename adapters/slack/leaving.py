"""The app was removed from a workspace, or its token taken back: what was kept for that workspace goes."""

from __future__ import annotations

from adapters.slack.desk import Desk
from adapters.slack.origin import Body, Origin
from bot.logs import get_logger
from bot.model import Caller, Platform

logger = get_logger(__name__)


class Leaving:
    """Deletes an installation and the data of its workspace. Doing it twice does no harm."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def uninstalled(self, body: Body, origin: Origin) -> None:
        """`app_uninstalled`."""
        await self._leave(body, origin)

    async def revoked(self, body: Body, origin: Origin) -> None:
        """`tokens_revoked`: of the bot, or only of people, of whom we hold none."""
        if (body["event"].get("tokens") or {}).get("bot"):
            await self._leave(body, origin)

    async def _leave(self, body: Body, origin: Origin) -> None:
        when = body.get("event_time")
        before = float(when) if isinstance(when, int | float) else 0.0
        whole = any(each.get("is_enterprise_install") for each in body.get("authorizations") or ())
        team = "" if whole else origin.team  # one installation for every workspace of an Enterprise Grid
        if not await self._desk.api.workspaces.leave(team, origin.enterprise, before):
            logger.info("workspace stays: it was installed anew")
            return
        await self._desk.app.erase(Caller(platform=Platform.SLACK, workspace=origin.team))
        logger.info("workspace erased")
