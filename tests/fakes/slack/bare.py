"""A workspace and an SDK client, without an app: to ask the Web API directly."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack.example import manifest
from tests.fakes.slack.model import Channel
from tests.fakes.slack.server import FakeSlack, fake_slack
from tests.fakes.slack.team import Team
from tests.fakes.slack.user import User


@dataclass(frozen=True, kw_only=True)
class Bare:
    """ann and the app are in #general; the client repeats nothing by itself."""

    slack: FakeSlack
    team: Team
    ann: User
    general: Channel
    client: AsyncWebClient
    http: aiohttp.ClientSession

    async def error(self, method: str, **args: Any) -> str:
        """Slack's word for why not; empty where it took the call."""
        try:
            await self.client.api_call(method, json=args)
        except SlackApiError as refused:
            return str(refused.response["error"])
        return ""

    def only(self, *scopes: str) -> None:
        """From now on the client's token has these scopes."""
        self.client.token = self.slack.install(self.team, scopes=frozenset(scopes)).token


@asynccontextmanager
async def bare_slack() -> AsyncGenerator[Bare]:
    async with fake_slack(manifest()) as slack, aiohttp.ClientSession() as http:
        team = slack.team()
        ann = team.user("ann")
        client = AsyncWebClient(team.token, base_url=slack.api_url, session=http, retry_handlers=[])
        yield Bare(slack=slack, team=team, ann=ann, general=team.channel(), client=client, http=http)
