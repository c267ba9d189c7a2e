"""/usage: what is left, in every limit that holds for the caller."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.errors import SpeechError
from bot.flows.budget import Allowance
from bot.flows.caps import Cap, What
from bot.flows.means import Means
from bot.flows.rulebook import RuleBook
from bot.model import Caller, Reply
from bot.replies import sentence

TODAY = "characters.user.day"
PATIENCE = 2.0  # seconds


@dataclass(frozen=True, slots=True)
class Usage:
    """Tells it in private, a line for each limit."""

    means: Means
    allowance: Allowance
    rules: RuleBook

    async def of(self, caller: Caller) -> Reply:
        """What the caller, their workspace and everybody have used and what is left; and how many voices they have."""
        standing = await self.allowance.standing(caller, await self.rules.of(caller))
        voices = sum(voice.owner == caller.user for voice in await self.means.voices.of(caller))
        lines = [_line(cap, used, voices, caller.locale) for cap, used in standing]
        if not any(cap.name == TODAY for cap, _ in standing):
            key = "usage.voices" if any(cap.what is What.CHARACTERS for cap, _ in standing) else "usage.free"
            lines.insert(0, sentence(key, caller.locale, voices=voices))
        return Reply(words="\n".join([*lines, *await self._credits(caller.locale)]), private=True)

    async def _credits(self, locale: str) -> list[str]:
        """What is left of the account that pays, where it tells that in time."""
        try:
            async with asyncio.timeout(PATIENCE):
                left = await self.means.speech.credits()
        except (SpeechError, TimeoutError):
            return []
        if left is None:
            return []
        values = {"used": left.used, "total": left.total, "left": max(0, left.total - left.used)}
        return [sentence("usage.credits", locale, **values)]


def _line(cap: Cap, used: int, voices: int, locale: str) -> str:
    key = "usage.capped" if cap.name == TODAY else f"usage.{cap.what}.{cap.whose}.{cap.span}"
    return sentence(key, locale, used=used, cap=cap.most, left=max(0, cap.most - used), voices=voices)
