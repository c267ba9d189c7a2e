"""Slack's part of `mynah doctor`: each token's kind, whether Slack takes it, its scopes, and how commands arrive."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import aiohttp

from adapters.finding import Finding, Verdict
from adapters.kind import kind_of
from adapters.slack.api import Declined, ask_whole, client_of, purpose_of
from adapters.slack.one import NOT_ACCEPTED as BOT_REFUSED
from adapters.slack.socket import NOT_ACCEPTED as APP_REFUSED
from adapters.slack.tables import SCOPES
from bot.egress import open_session
from bot.errors import AddressExpired, DeliveryBusy
from bot.settings import Settings

NAME = "slack"
WITHIN = aiohttp.ClientTimeout(total=1.5)  # doctor answers within two seconds, also offline
WHERE = {  # on the app's page
    "SLACK_BOT_TOKEN": ("the Bot User OAuth Token (xoxb-...)", "OAuth & Permissions"),
    "SLACK_APP_TOKEN": ("an app-level token (xapp-...) with the scope connections:write", "Basic Information"),
    "SLACK_SIGNING_SECRET": ("the Signing Secret", "Basic Information"),
    "SLACK_CLIENT_ID": ("the Client ID", "Basic Information"),
    "SLACK_CLIENT_SECRET": ("the Client Secret", "Basic Information"),
}
FORMS = {"SLACK_BOT_TOKEN": r"xoxb-\S+", "SLACK_APP_TOKEN": r"xapp-\S+", "SLACK_CLIENT_ID": r"\d+\.\d+"}
HEX = re.compile(r"[0-9a-f]{32}")  # both secrets, as Slack has shown them so far
AWAY = "Slack does not answer. Check the network, a proxy, and SLACK_API_URL."


async def check(settings: Settings) -> list[Finding]:
    """What can be known without being connected; nothing at all where Slack is not set up."""
    if not (settings.slack_bot_token or settings.slack_client_id):
        return []
    if wrong := _forms(settings):
        return wrong
    asked = await asyncio.gather(_bot(settings), _app(settings))
    return [*_likeness(settings), *_ways(settings), *(found for part in asked for found in part)]


def _forms(settings: Settings) -> list[Finding]:
    """Tokens that are surely something else, or nothing at all."""
    found = []
    for name, (what, page) in WHERE.items():
        value = str(getattr(settings, name.lower()))
        kind = kind_of(value, but=name)
        if name.endswith("_SECRET") and HEX.fullmatch(value):
            kind = ""  # of those two nobody can tell one from the other
        if value and (kind or not re.fullmatch(FORMS.get(name, ".*"), value)):
            words = f"{name} {f'holds {kind}' if kind else 'is not what it should be'}. Copy {what} from the app's page {page}."
            found.append(Finding(NAME, Verdict.BLOCKS, words))
    return found


def _likeness(settings: Settings) -> list[Finding]:
    """Secrets that look like none: Slack does not say what they look like, so this is no more than a note."""
    given = {name: getattr(settings, name.lower()) for name in ("SLACK_SIGNING_SECRET", "SLACK_CLIENT_SECRET")}
    return [
        Finding(
            NAME,
            Verdict.NOTE,
            f"{name} is not 32 hexadecimal digits. Copy it anew from the app's page {WHERE[name][1]}.",
        )
        for name, value in given.items()
        if value and not HEX.fullmatch(value)
    ]


def _ways(settings: Settings) -> list[Finding]:
    if settings.slack_app_token and settings.slack_signing_secret:
        words = (
            "SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both set. Commands come the way that Socket Mode is switched on "
            "the app's page; keep the one you use."
        )
        return [Finding(NAME, Verdict.NOTE, words)]
    if settings.slack_app_token:
        return []
    where = f"{settings.public_url or 'https://your.address'}/slack/events"
    return [Finding(NAME, Verdict.OK, f"commands arrive at {where}, once it stands in the app's manifest")]


async def _bot(settings: Settings) -> list[Finding]:
    """Whom the bot token belongs to, and what it may do."""
    if not settings.slack_bot_token:
        return []
    try:
        answer = await _ask(settings, settings.slack_bot_token, "auth.test")
    except (AddressExpired, Declined):
        return [Finding(NAME, Verdict.BLOCKS, BOT_REFUSED)]
    except DeliveryBusy:
        return [Finding(NAME, Verdict.NOTE, AWAY)]
    granted = {scope.strip() for scope in str(answer.headers.get("X-OAuth-Scopes") or "").split(",")}
    team = answer.get("team") or answer.get("team_id")
    if lacking := sorted(SCOPES.keys() - granted):
        words = f"the app in {team} lacks {', '.join(lacking)}. Add them on the app's page OAuth & Permissions, and install it anew."
        return [Finding(NAME, Verdict.BLOCKS, words)]
    return [Finding(NAME, Verdict.OK, f"the bot is known in {team}, with every scope it needs")]


async def _app(settings: Settings) -> list[Finding]:
    """Whether a socket would be opened. Asking for its address opens none."""
    if not settings.slack_app_token:
        return []
    try:
        await _ask(settings, settings.slack_app_token, "apps.connections.open")
    except (AddressExpired, Declined):
        return [Finding(NAME, Verdict.BLOCKS, APP_REFUSED)]
    except DeliveryBusy:
        return [] if settings.slack_bot_token else [Finding(NAME, Verdict.NOTE, AWAY)]
    return [Finding(NAME, Verdict.OK, "commands arrive by Socket Mode")]


async def _ask(settings: Settings, token: str, method: str) -> Any:
    url = f"{settings.slack_api_url}/"
    async with open_session(purpose_of(url), timeout=WITHIN) as http:
        return await ask_whole(client_of(http, url, token, once=True), method)
