"""Opens Slack from the settings: the workspaces, the listeners, and the ways in."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiohttp

from adapters.server import Part
from adapters.slack.api import TIMEOUT, Api, client_of
from adapters.slack.app import bolt_app, quiet
from adapters.slack.commands import Commands
from adapters.slack.desk import Desk
from adapters.slack.door import Door
from adapters.slack.forms import Forms
from adapters.slack.one import One
from adapters.slack.socket import Socket
from adapters.slack.speech import Reader
from adapters.slack.tell import Teller
from adapters.slack.tongues import Tongues
from adapters.slack.way import SlackWay
from bot.app import App

CONNECTIONS = 50  # to Slack at a time


@asynccontextmanager
async def opened(app: App) -> AsyncGenerator[SlackWay]:
    """See `adapters.slack.open_slack`."""
    settings, url = app.settings, app.settings.slack_api_url + "/"
    quiet()
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    async with aiohttp.ClientSession(connector=connector, timeout=TIMEOUT) as http:
        one = One(http, url, settings.slack_bot_token)
        await one.check()
        api = Api(http, url, one)
        desk = Desk(app=app, api=api, teller=Teller(api), tongues=Tongues(app.flows))
        bolt = bolt_app(one, client_of(http, url))
        forms, reader = Forms(desk), Reader(api)
        Commands(desk, reader, forms).listen(bolt)
        parts: list[Part] = []
        if settings.slack_signing_secret:
            parts.append(Door(bolt, settings.slack_signing_secret))
        socket = Socket(bolt, http, url, settings.slack_app_token) if settings.slack_app_token else None
        try:
            yield SlackWay(desk, parts=parts, socket=socket, one=one)
        finally:
            desk.patience.close()
