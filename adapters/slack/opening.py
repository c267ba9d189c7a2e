"""Opens Slack from the settings: the workspaces, the listeners, and the ways in."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiohttp
from slack_bolt.async_app import AsyncApp

from adapters.server import Part
from adapters.slack.api import TIMEOUT, Api, client_of, purpose_of
from adapters.slack.app import bolt_app, quiet
from adapters.slack.asking import Answers
from adapters.slack.commands import Commands
from adapters.slack.desk import Desk
from adapters.slack.door import Door
from adapters.slack.forms import Forms
from adapters.slack.home import Home
from adapters.slack.leaving import Leaving
from adapters.slack.messages import Events, Messages
from adapters.slack.one import One
from adapters.slack.presses import Presses
from adapters.slack.search import Search
from adapters.slack.socket import Socket
from adapters.slack.speech import Reader
from adapters.slack.submissions import Submissions
from adapters.slack.tell import Teller
from adapters.slack.tongues import Tongues
from adapters.slack.way import SlackWay
from adapters.slack.workspaces import Workspaces
from bot.app import App
from bot.egress import open_session

CONNECTIONS = 50  # to Slack at a time


@asynccontextmanager
async def opened(app: App) -> AsyncGenerator[SlackWay]:
    """See `adapters.slack.open_slack`."""
    settings, url = app.settings, app.settings.slack_api_url + "/"
    quiet()
    async with open_session(purpose_of(url), limit=CONNECTIONS, timeout=TIMEOUT) as http:
        parts: list[Part] = []
        workspaces = await _workspaces(app, http, parts)
        api = Api(http, url, workspaces)
        desk = Desk(app=app, api=api, teller=Teller(api), tongues=Tongues(app.flows))
        bolt = bolt_app(workspaces, client_of(http, url))
        listen(bolt, desk)
        if settings.slack_signing_secret:
            parts.append(Door(bolt, settings.slack_signing_secret))
        socket = Socket(bolt, http, url, settings.slack_app_token) if settings.slack_app_token else None
        one = workspaces if isinstance(workspaces, One) else None
        way = SlackWay(desk, parts=parts, socket=socket, one=one)
        try:
            yield way
        finally:
            await way.close()


def listen(bolt: AsyncApp, desk: Desk) -> None:
    """Register everything that the tables name."""
    forms, reader = Forms(desk), Reader(desk.api)
    commands, home = Commands(desk, reader, forms), Home(desk, forms)
    commands.listen(bolt)
    Presses(desk, reader, forms).listen(bolt)
    Answers(desk).listen(bolt)
    home.listen(bolt)
    Submissions(desk, reader, home).listen(bolt)
    Search(desk).listen(bolt)
    Events(Messages(desk, reader, commands), home, Leaving(desk), desk).listen(bolt)


async def _workspaces(app: App, http: aiohttp.ClientSession, parts: list[Part]) -> Workspaces:
    """One by its token, or many by their installations; these come by two paths of their own."""
    if not app.settings.slack_client_id:
        one = One(http, app.settings.slack_api_url + "/", app.settings.slack_bot_token)
        await one.check()
        return one
    from adapters.slack.install import Install
    from adapters.slack.many import Many

    many = Many(app)
    install = Install(app, many, http)
    await install.open()
    parts.append(install)
    return many
