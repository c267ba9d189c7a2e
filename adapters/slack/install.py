"""Installing the app into a workspace: PUBLIC_URL/slack/install leads to Slack, and Slack leads back with a code."""

from __future__ import annotations

import html
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore

from adapters.slack.api import SILENT, ask, client_of
from adapters.slack.door import response_of
from adapters.slack.manifest import INSTALL_PATH, REDIRECT_PATH
from adapters.slack.many import Many
from adapters.slack.tables import SCOPES
from bot.app import App
from bot.errors import DeliveryError
from bot.logs import describe, get_logger
from bot.replies import sentence

STATE_SECONDS = 600  # from the button in our page to the button in Slack's

logger = get_logger(__name__)


class Install:
    """Hangs the two paths on the listener."""

    def __init__(self, app: App, many: Many, http: aiohttp.ClientSession) -> None:
        settings = app.settings
        self._many = many
        self._states = AsyncSQLAlchemyOAuthStateStore(STATE_SECONDS, app.store.engine, logger=SILENT)
        base = settings.public_url
        self._flow = Flow(
            http,
            settings.slack_api_url + "/",
            client=client_of(http, settings.slack_api_url + "/"),
            logger=SILENT,
            settings=AsyncOAuthSettings(
                client_id=settings.slack_client_id,
                client_secret=settings.slack_client_secret,
                scopes=list(SCOPES),
                user_scopes=[],
                redirect_uri=f"{base}{REDIRECT_PATH}" if base else None,
                install_path=INSTALL_PATH,
                redirect_uri_path=REDIRECT_PATH,
                authorization_url=settings.slack_api_url.removesuffix("/api") + "/oauth/v2/authorize",
                callback_options=AsyncCallbackOptions(success=self._installed, failure=self._failed),
                installation_store=_Saving(many),
                state_store=self._states,
                install_page_rendering_enabled=False,
                logger=SILENT,
            ),
        )

    async def open(self) -> None:
        """Make the tables that slack_sdk keeps installations and states in."""
        await self._many.installations.create_tables()  # type: ignore[no-untyped-call]  # the library's own signature
        await self._states.create_tables()  # type: ignore[no-untyped-call]  # the library's own signature

    def hang_on(self, listener: web.Application) -> None:
        listener.router.add_get(INSTALL_PATH, self._answer(self._flow.handle_installation))
        listener.router.add_get(REDIRECT_PATH, self._answer(self._flow.handle_callback))

    def _answer(
        self, handle: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            asked = AsyncBoltRequest(body="", query=request.query_string, headers=dict(request.headers))
            return response_of(await handle(asked))

        return answer

    async def _installed(self, args: AsyncSuccessArgs) -> BoltResponse:
        logger.info("workspace installed")
        return _page(200, sentence("slack.installed"))

    async def _failed(self, args: AsyncFailureArgs) -> BoltResponse:
        logger.warning("installation failed", why=args.reason)
        return _page(args.suggested_status_code, sentence("slack.not_installed"))


class Flow(AsyncOAuthFlow):
    """The library's flow, but for the exchange of the code: the library logs the code, and warns of aiohttp's past."""

    def __init__(self, http: aiohttp.ClientSession, url: str, **how: Any) -> None:
        super().__init__(**how)
        self._http, self._url = http, url

    async def run_installation(self, code: str) -> Installation | None:
        """The token for the *code*, and who we are with it; None where Slack gives none."""
        settings = self.settings
        try:
            given = await ask(
                client_of(self._http, self._url, once=True),
                "oauth.v2.access",
                code=code,
                client_id=settings.client_id,
                client_secret=settings.client_secret,
                redirect_uri=settings.redirect_uri,
            )
            known = await ask(client_of(self._http, self._url, str(given["access_token"])), "auth.test")
        except DeliveryError as error:
            logger.warning("slack gave no token", error=describe(error))
            return None
        return installation_of(given, known)


def installation_of(given: Mapping[str, Any], known: Mapping[str, Any]) -> Installation:
    """What is kept, of the answers of `oauth.v2.access` and `auth.test`. Nobody's own token is asked for."""
    team, enterprise = given.get("team") or {}, given.get("enterprise") or {}
    return Installation(
        app_id=given.get("app_id"),
        enterprise_id=enterprise.get("id"),
        enterprise_name=enterprise.get("name"),
        team_id=team.get("id"),
        team_name=team.get("name"),
        bot_token=given.get("access_token"),
        bot_id=known.get("bot_id"),
        bot_user_id=given.get("bot_user_id"),
        bot_scopes=given.get("scope") or "",
        user_id=str((given.get("authed_user") or {}).get("id") or ""),
        is_enterprise_install=bool(given.get("is_enterprise_install")),
        token_type=given.get("token_type"),
    )


class _Saving(AsyncInstallationStore):
    """What the library saves through: our cache must hear of it."""

    def __init__(self, many: Many) -> None:
        self._many = many

    async def async_save(self, installation: Installation) -> None:
        await self._many.save(installation)


def _page(status: int, words: str) -> BoltResponse:
    body = f"<!doctype html><meta charset=utf-8><title>Mynah</title><h1>Mynah</h1><p>{html.escape(words)}</p>"
    return BoltResponse(status=status, body=body, headers={"Content-Type": "text/html; charset=utf-8"})
