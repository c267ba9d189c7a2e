"""What somebody typed, made into a /say: options out of it, markup into words, names for ids."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from adapters.commands import Typed, parse
from adapters.slack.api import Api, Declined
from adapters.slack.blocks import unescaped
from adapters.slack.origin import Origin
from adapters.slack.speakable import Names, mentioned, readable
from bot.errors import DeliveryError
from bot.logs import describe, get_logger
from bot.model import Caller, Say

MOST_NAMES = 5_000  # channels remembered
MOST_ASKED = 5  # channels in one text that Slack is asked about

logger = get_logger(__name__)


class Reader:
    """Reads texts of Slack. Only channels are asked for by their id: people's names would need another scope."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._channels: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def typed(self, line: str, origin: Origin, caller: Caller) -> Typed:
        """What *line* asks for; a /say with words that can be read aloud. Raises `Refused`."""
        asked = parse(line, caller)
        if not isinstance(asked, Say):
            return asked
        voice = unescaped(asked.voice) if asked.voice else None
        return await self.aloud(replace(asked, voice=voice), origin)

    async def aloud(self, say: Say, origin: Origin) -> Say:
        """*say* with its text in words; a text of nothing but markup is left, for the core to judge."""
        names = await self._names(say.text, origin)
        return replace(say, text=readable(say.text, names, say.caller.locale) or say.text)

    async def _names(self, text: str, origin: Origin) -> Names:
        wanted = [name for name in sorted(mentioned(text).channels) if f"<#{name}>" in text or f"<#{name}|>" in text]
        found = {name: await self._channel(name, origin) for name in wanted[:MOST_ASKED]}
        return Names(channels={name: known for name, known in found.items() if known})

    async def _channel(self, name: str, origin: Origin) -> str:
        key = (origin.team, name)
        if key not in self._channels:
            try:
                answer = await self._api.call(origin.team, origin.enterprise, "conversations.info", channel=name)
            except Declined:
                answer = {}
            except DeliveryError as error:
                logger.warning("a channel's name is not known", error=describe(error))
                return ""
            self._channels[key] = str(answer.get("channel", {}).get("name") or "")
            while len(self._channels) > MOST_NAMES:
                self._channels.popitem(last=False)
        return self._channels[key]
