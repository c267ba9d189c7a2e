"""The bolt app with every listener, told to log nothing of what people say."""

from __future__ import annotations

import logging

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncCallableAuthorize
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.api import SILENT
from adapters.slack.workspaces import Workspaces
from bot.errors import AddressExpired
from bot.logs import describe, get_logger

logger = get_logger(__name__)


def quiet() -> logging.Logger:
    """The logger that Slack's libraries are given: at WARNING they still write whole requests."""
    SILENT.setLevel(logging.CRITICAL)
    return SILENT


def bolt_app(workspaces: Workspaces, client: AsyncWebClient) -> AsyncApp:
    """An app without listeners. Signatures are checked before it (`adapters.slack.door`), sockets need none."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        try:
            seat = await workspaces.seat(team_id or "", enterprise_id or "")
        except AddressExpired:  # bolt's word for it is None, though its types do not say so
            return None  # type: ignore[return-value]
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=seat.bot,
            bot_id=seat.bot_id,
            bot_token=seat.token,
        )

    bolt = AsyncApp(
        name="mynah",
        logger=quiet(),
        client=client,
        authorize=AsyncCallableAuthorize(logger=quiet(), func=authorize),  # type: ignore[arg-type]  # bolt takes it; its types do not say so
        process_before_response=True,  # parse, submit, acknowledge: the answer goes out when the listener has ended
        request_verification_enabled=False,
        ssl_check_enabled=False,
    )
    bolt.error(_failed)
    return bolt


async def _failed(error: Exception) -> BoltResponse:
    """A listener that could not take what came: Slack sends events again."""
    logger.warning("a request was not taken", error=describe(error))
    return BoltResponse(status=503, body="")
