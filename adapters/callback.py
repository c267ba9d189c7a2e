"""Typecast's callback: unsigned, account-wide and undocumented in shape, so it is taken as a hint and nothing more.

The path is a secret made from the API's key, so that nobody else can guess it and a restart does not change it.
What comes only wakes a wait for a clip that polling would end anyway.
"""

from __future__ import annotations

import hmac

from aiohttp import web

from bot.app import App
from bot.errors import BotError
from bot.logs import describe, get_logger

logger = get_logger(__name__)


class Callback:
    """Hangs the secret path on the listener, and tells the account about it."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._secret = hmac.digest(app.settings.typecast_api_token.encode(), b"mynah callback", "sha256").hex()

    def hang_on(self, listener: web.Application) -> None:
        listener.router.add_post("/typecast/{secret}", self._take)

    async def register(self) -> None:
        """Set the account's callback; another one that is there is left alone. Never raises: polling does the work."""
        try:
            await self._app.register_callback(f"{self._app.settings.typecast_callback_url}/typecast/{self._secret}")
        except BotError as error:
            logger.warning("callback not registered; polling goes on without it", error=describe(error))

    async def _take(self, request: web.Request) -> web.Response:
        if not hmac.compare_digest(request.match_info["secret"].encode(), self._secret.encode()):
            raise web.HTTPNotFound
        if not self._app.take_callback(await request.read()):
            raise web.HTTPBadRequest
        return web.Response()
