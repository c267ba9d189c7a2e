"""Words for one person alone, by the first way that works: the command's own, the conversation, their messages."""

from __future__ import annotations

from typing import Any

import aiohttp

from adapters.slack.api import Api, Declined
from adapters.slack.blocks import Block, escaped
from adapters.slack.origin import Origin
from bot.errors import AddressExpired, DeliveryBusy

_SERVER, _TOO_MANY = 500, 429


class Teller:
    """Says sentences of the bot. Nothing in them is markup, and no link in them unfolds."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def tell(self, origin: Origin, words: str, blocks: list[Block] | None = None) -> None:
        """Raises `DeliveryBusy`; `AddressExpired` when the person cannot be reached at all."""
        text = escaped(words)
        if origin.response_url and await self.respond(origin, {"text": text, "blocks": blocks}):
            return
        if origin.channel and await self._whisper(origin, text, blocks):
            return
        await self._write(origin, text, blocks)

    async def respond(self, origin: Origin, message: dict[str, Any]) -> bool:
        """Answer by the command's `response_url`; False when it is over (30 minutes, five answers)."""
        body = {"response_type": "ephemeral", "replace_original": False, **message}
        if origin.thread:
            body["thread_ts"] = origin.thread
        given = {name: value for name, value in body.items() if value is not None}
        try:
            async with self._api.http.post(origin.response_url, json=given, allow_redirects=False) as answer:
                status = answer.status
        except (TimeoutError, aiohttp.ClientError, OSError) as problem:
            raise DeliveryBusy(f"response_url: Slack cannot be reached ({type(problem).__name__})") from None
        if status >= _SERVER or status == _TOO_MANY:
            raise DeliveryBusy(f"response_url: {status}")
        return status < 300  # noqa: PLR2004 - HTTP's own border

    async def direct(self, origin: Origin) -> str:
        """The person's conversation with the app."""
        answer = await self._api.call(origin.team, origin.enterprise, "conversations.open", users=origin.user)
        return str(answer["channel"]["id"])

    async def _whisper(self, origin: Origin, text: str, blocks: list[Block] | None) -> bool:
        """In the conversation, for that person alone; False where the app or the person is no member."""
        try:
            await self._api.call(
                origin.team,
                origin.enterprise,
                "chat.postEphemeral",
                channel=origin.channel,
                user=origin.user,
                thread_ts=origin.thread,
                text=text,
                blocks=blocks,
            )
        except Declined:
            return False
        return True

    async def _write(self, origin: Origin, text: str, blocks: list[Block] | None) -> None:
        try:
            await self._api.call(
                origin.team,
                origin.enterprise,
                "chat.postMessage",
                channel=await self.direct(origin),
                text=text,
                blocks=blocks,
                unfurl_links=False,
                unfurl_media=False,
            )
        except Declined as refusal:
            raise AddressExpired(str(refusal)) from None
