"""Slack's Web API as the adapter calls it: with the workspace's own token, over one session, errors by what follows."""

from __future__ import annotations

import logging
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.workspaces import Seat, Workspaces
from bot.egress import Purpose
from bot.errors import AddressExpired, DeliveryBusy, DeliveryError

TIMEOUT = aiohttp.ClientTimeout(total=30, connect=10)
SILENT = logging.getLogger("adapters.slack.sdk")  # Slack's libraries log what people said, at DEBUG and at WARNING
GONE = frozenset({  # the app is not welcome there (any more): nobody can be answered
    "account_inactive", "app_not_installed", "invalid_auth", "not_allowed_token_type", "not_authed",
    "org_login_required", "team_access_not_granted", "token_expired", "token_revoked",
})  # fmt: skip
PASSING = frozenset({  # Slack's own trouble (docs.slack.dev, common errors of every method)
    "fatal_error", "internal_error", "ratelimited", "rate_limited", "request_timeout", "service_unavailable",
    "team_added_to_org",
})  # fmt: skip
_SERVER = 500
_TOO_MANY = 429


def purpose_of(url: str) -> Purpose:
    """Whom the bot may reach for Slack's sake, its API being at *url*: files, response URLs and sockets included."""
    return Purpose.of(url, domains=("slack.com", "slack-edge.com", "slack-files.com"))


class Declined(DeliveryError):
    """Slack understood and will not; `error` is its own word (`not_in_channel`, ...)."""

    def __init__(self, method: str, error: str) -> None:
        super().__init__(f"{method}: {error}")
        self.error = error


class Api:
    """Calls Slack as the app is known in a workspace. Every error is a `DeliveryError`."""

    def __init__(self, http: aiohttp.ClientSession, url: str, workspaces: Workspaces) -> None:
        self.http, self.url, self.workspaces = http, url, workspaces
        self._clients: dict[tuple[str, str, bool], AsyncWebClient] = {}

    async def call(self, team: str, enterprise: str, method: str, *, once: bool = False, **args: object) -> Any:
        """The answer. *once*: not even a broken connection makes it ask again, for what must not be done twice.

        Raises `Declined`, `DeliveryBusy` (a limit, a broken connection, trouble at Slack's), `AddressExpired`.
        """
        seat = await self.workspaces.seat(team, enterprise)
        return await ask(self._client(seat, team, once=once), method, **args)

    def _client(self, seat: Seat, team: str, *, once: bool) -> AsyncWebClient:
        key = (seat.token, team if seat.org_wide else "", once)
        if key not in self._clients:
            if len(self._clients) > 2_000:  # noqa: PLR2004 - workspaces come and go; a client costs nothing to make
                self._clients.clear()
            self._clients[key] = client_of(self.http, self.url, seat.token, team=key[1], once=once)
        return self._clients[key]


def client_of(
    http: aiohttp.ClientSession, url: str, token: str = "", *, team: str = "", once: bool = False
) -> AsyncWebClient:
    """A client over the shared session. *team*: needed by a token that is good for a whole Enterprise Grid."""
    handlers: list[AsyncRetryHandler] = [] if once else [AsyncConnectionErrorRetryHandler()]
    return AsyncWebClient(
        token=token or None, base_url=url, session=http, team_id=team or None, logger=SILENT, retry_handlers=handlers
    )


async def ask(client: AsyncWebClient, method: str, **args: object) -> Any:
    """The answer's data; see `Api.call`."""
    return (await ask_whole(client, method, **args)).data


async def ask_whole(client: AsyncWebClient, method: str, **args: object) -> AsyncSlackResponse:
    """The answer with its headers. What is structured goes as JSON, the rest as a form: every method takes one of both."""
    given = {name: value for name, value in args.items() if value not in (None, "")}
    structured = any(isinstance(value, dict | list) for value in given.values())
    try:
        return await (client.api_call(method, json=given) if structured else client.api_call(method, data=given))
    except SlackApiError as refusal:
        raise meaning(method, refusal) from None
    except (TimeoutError, aiohttp.ClientError, OSError) as problem:
        raise DeliveryBusy(f"{method}: Slack cannot be reached ({type(problem).__name__})") from None


def meaning(method: str, refusal: SlackApiError) -> DeliveryError:
    """What follows from Slack's refusal."""
    response: Any = refusal.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)
    data = getattr(response, "data", None)
    error = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == _TOO_MANY or error in PASSING or status >= _SERVER or not error:
        wait = (getattr(response, "headers", None) or {}).get("Retry-After", "1")
        return DeliveryBusy(f"{method}: {error or status}", retry_after=float(wait) if str(wait).isdigit() else 1.0)
    if error in GONE:
        return AddressExpired(f"{method}: {error}")
    return Declined(method, error)
