"""Slack over HTTP: what it sends to PUBLIC_URL/slack/events, checked before Slack's library sees it.

What is not Slack's gets 401 and nothing else; a replay gets 200 and runs nothing; no header and no body is ever logged.
"""

from __future__ import annotations

import asyncio
import time
from http import HTTPStatus

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.server import large_body
from adapters.slack.guard import Seen, fault
from adapters.slack.manifest import EVENTS_PATH
from bot.logs import describe, get_logger

MAX_BODY = 512 * 2**10  # bytes: a message of 40,000 characters in a message_action, escaped
PATIENCE = 5.0  # seconds for a body; Slack itself waits for three

logger = get_logger(__name__)


class Door:
    """Hangs the one path on the listener. *secret*: the app's signing secret."""

    def __init__(self, bolt: AsyncApp, secret: str) -> None:
        self._bolt, self._secret = bolt, secret.encode()
        self._seen = Seen(time.monotonic)

    def hang_on(self, listener: web.Application) -> None:
        async def events(request: web.Request) -> web.Response:
            return await self._take(request)

        listener.router.add_post(EVENTS_PATH, large_body(events))

    async def _take(self, request: web.Request) -> web.Response:
        body = await _read(request)
        if body is None:
            return web.Response(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if why := fault(self._secret, timestamp, signature, body, time.time()):
            logger.warning("a request was not slack's", why=why)
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        if not self._seen.first(signature):
            logger.info("a request of slack's came again")
            return web.Response()
        answer = await self._serve(request, body)
        if answer.status != HTTPStatus.OK:
            self._seen.forget(signature)
        return answer

    async def _serve(self, request: web.Request, body: bytes) -> web.Response:
        try:
            asked = AsyncBoltRequest(body=body.decode(), query=request.query_string, headers=dict(request.headers))
            return response_of(await self._bolt.async_dispatch(asked))
        except (ValueError, RecursionError, AttributeError, TypeError, LookupError) as error:
            # Signed, and no request all the same: the library takes the shape of what it parses for granted.
            logger.warning("a request was no request", error=describe(error))
            return web.Response(status=HTTPStatus.BAD_REQUEST)


def response_of(answer: BoltResponse) -> web.Response:
    """Slack's library's answer as aiohttp's; cookies, which it keeps in lists, too."""
    response = web.Response(status=answer.status, text=answer.body)
    for name, values in answer.headers.items():
        if name.lower() == "content-type":
            response.headers["Content-Type"] = values[0]
            continue
        for value in values:
            response.headers.add(name, value)
    return response


async def _read(request: web.Request) -> bytes | None:
    """The body; None when it is too large or comes too slowly."""
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > MAX_BODY:
                    return None
    except TimeoutError:
        return None
    return bytes(body)
