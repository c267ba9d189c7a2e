"""The voice search of the forms: Slack asks at every letter, and waits for three seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from slack_bolt.async_app import AsyncAck, AsyncApp

from adapters.slack.desk import Desk
from adapters.slack.modals import DEFAULT, SETTINGS_FORM, VOICE, option
from adapters.slack.origin import Body, origin_of_press
from adapters.slack.words import label
from bot.errors import BotError
from bot.logs import describe, get_logger
from bot.model import Caller, Voice

MOST = 99  # options; Slack takes 100, and one may stand before them
LONGEST = 150  # characters of an option's value
WITHIN = 2.0  # seconds

logger = get_logger(__name__)


class Search:
    """Answers with the caller's recent voices, their own, and those that fit what was typed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def listen(self, bolt: AsyncApp) -> None:
        """Register the one search."""

        async def listener(ack: AsyncAck, body: Body) -> None:
            caller, typed = origin_of_press(body).caller(), str(body.get("value") or "")[:100]
            caller = origin_of_press(body).caller(self._desk.tongues.guess(caller, typed))
            found = [option(voice.name, shown(voice)) for voice in await self._found(caller, typed)]
            if (body.get("view") or {}).get("callback_id") == SETTINGS_FORM:
                found.insert(0, option(DEFAULT, label(DEFAULT, caller.locale)))
            await ack(options=found)

        bolt.options(VOICE)(listener)

    async def _found(self, caller: Caller, typed: str) -> Sequence[Voice]:
        """Empty rather than late: Slack then says that nothing fits, and the next letter asks again."""
        try:
            async with asyncio.timeout(WITHIN):
                voices = await self._desk.app.flows.suggest(caller, typed, 2 * MOST)
        except (BotError, TimeoutError) as error:
            logger.warning("voices not listed", error=describe(error))
            return ()
        fitting = [voice for voice in voices if len(voice.name) <= LONGEST]
        return (fitting if typed else self._desk.recent.first(caller, fitting))[:MOST]


def shown(voice: Voice) -> str:
    """A voice's name, with what it is called in other languages."""
    others = dict.fromkeys(name for _, name in voice.names if name != voice.name)
    return f"{voice.name} ({', '.join(others)})" if others else voice.name
