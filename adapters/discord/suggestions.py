"""What opens under an option while somebody types: voices and languages, from memory and at most 25."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from discord import app_commands

from adapters.discord.accept import Front, Interaction, caller_of
from bot.logs import describe, get_logger
from bot.model import Caller, Voice
from bot.options import AUTO, LANGUAGES

MOST, LONGEST = 25, 100  # choices that Discord takes, and characters in each
ALL = 10_000  # voices that are looked through
REMEMBERED, CALLERS = 5, 10_000  # voices a caller used last, and callers that are remembered

logger = get_logger(__name__)
Choices = list[app_commands.Choice[str]]


class Suggestions:
    """Own voices first, then those used last, then the others."""

    def __init__(self, front: Front) -> None:
        self._flows = front.app.flows
        self._recent: OrderedDict[Caller, list[str]] = OrderedDict()

    def used(self, caller: Caller, voice: str | None) -> None:
        """*caller* spoke with *voice*: it comes near the top from now on."""
        if not voice:
            return
        names = [voice, *(name for name in self._recent.get(caller, ()) if name != voice)]
        self._recent[caller] = names[:REMEMBERED]
        self._recent.move_to_end(caller)
        if len(self._recent) > CALLERS:
            self._recent.popitem(last=False)

    async def voices(self, caller: Caller, typed: str = "", *, own: bool = False) -> Sequence[Voice]:
        """The voices to offer; *own*: only those that the caller can rename, share and delete.

        Of several with the same name the first is offered, which is the one that the name would find.
        """
        if typed.strip():
            found = await self._flows.suggest(caller, typed, limit=ALL)
        else:
            found = self._in_order(caller, await self._flows.voices(caller))
        offered: dict[str, Voice] = {}
        for voice in found:
            if len(voice.name) <= LONGEST and (not own or (voice.owner and voice.owner == caller.user)):
                offered.setdefault(voice.name.casefold(), voice)
        return list(offered.values())[:MOST]

    async def voice(self, interaction: Interaction, typed: str) -> Choices:
        """For an option that takes any voice."""
        return await self._choices(interaction, typed, own=False)

    async def own_voice(self, interaction: Interaction, typed: str) -> Choices:
        """For an option that takes one of the caller's own."""
        return await self._choices(interaction, typed, own=True)

    async def language(self, _interaction: Interaction, typed: str) -> Choices:
        """For an option that takes a language: found by its code or its English name."""
        wanted = typed.strip().lower()
        rows = {AUTO: "Auto"} | LANGUAGES
        found = [
            (code, name) for code, name in rows.items() if name.lower().startswith(wanted) or code.startswith(wanted)
        ]
        return [app_commands.Choice(name=f"{name} ({code})", value=code) for code, name in found[:MOST]]

    async def _choices(self, interaction: Interaction, typed: str, *, own: bool) -> Choices:
        try:
            voices = await self.voices(caller_of(interaction), typed, own=own)
        except Exception as error:  # noqa: BLE001 - nobody waits for an excuse while typing; an empty list is one
            logger.warning("no suggestions", error=describe(error))
            return []
        return [app_commands.Choice(name=_label(voice), value=voice.name) for voice in voices]

    def _in_order(self, caller: Caller, voices: Sequence[Voice]) -> list[Voice]:
        recent = {name.casefold(): place for place, name in enumerate(self._recent.get(caller, ()))}

        def rank(voice: Voice) -> tuple[int, int]:
            if voice.owner:
                return (0 if voice.owner == caller.user else 1), 0
            return 2, recent.get(voice.name.casefold(), REMEMBERED)

        return sorted(voices, key=rank)


def _label(voice: Voice) -> str:
    about = "★" if voice.owner else ", ".join(LANGUAGES.get(code, code) for code in voice.languages[:2])
    return f"{voice.name} · {about}"[:LONGEST] if about else voice.name
