"""/voices list, play, rename, share, delete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from discord import app_commands
from discord.app_commands import Range, locale_str

from adapters.discord.accept import Front, Interaction, caller_of, guarded
from adapters.discord.suggestions import Suggestions
from bot.model import Caller, Reply, Say, Voice
from bot.replies import sentence

Name = Range[str, 1, 100]
ROOM = 800  # characters for each of two lists: a message has 2000


class VoicesGroup(app_commands.Group):
    """What a person can do with the voices they have. Every answer is for them alone."""

    def __init__(self, front: Front, suggestions: Suggestions) -> None:
        super().__init__(name=locale_str("voices"), description=locale_str("The voices you can use"))
        self._front, self._flows, self._suggestions = front, front.app.flows, suggestions
        self._complete("play", "voice", own=False)
        for name in ("rename", "share", "delete"):
            self._complete(name, "voice", own=True)

    def _complete(self, command: str, option: str, *, own: bool) -> None:
        found = self.get_command(command)
        assert isinstance(found, app_commands.Command)  # noqa: S101 - one of those below
        found.autocomplete(option)(self._suggestions.own_voice if own else self._suggestions.voice)

    @app_commands.command(name="list", description="List your voices and those that are shared here")
    async def list_voices(self, interaction: Interaction) -> None:
        async def doing() -> Reply:
            caller = caller_of(interaction)
            return listed(caller, await self._flows.voices(caller))

        await guarded(interaction, doing)

    @app_commands.command(name="play", description="Hear a voice, only for you")
    @app_commands.describe(voice="Whose voice; type to search")
    async def play(self, interaction: Interaction, voice: Name) -> None:
        async def doing() -> None:
            caller = caller_of(interaction)
            found = await self._flows.find(caller, voice)
            words = sentence("voice.preview", caller.locale, name=found.name)
            await self._front.accept(interaction, Say(caller=caller, text=words, voice=found.name), private=True)

        await guarded(interaction, doing)

    @app_commands.command(name="rename", description="Give a voice of yours another name")
    @app_commands.describe(voice="Which of your voices", name="What the voice is called from now on")
    async def rename(self, interaction: Interaction, voice: Name, name: Range[str, 1, 30]) -> None:
        await guarded(interaction, lambda: self._flows.rename(caller_of(interaction), voice, name))

    @app_commands.command(name="share", description="Let everyone here speak with a voice of yours, or nobody else")
    @app_commands.describe(voice="Which of your voices", everyone="Yes: everyone here. No: only you")
    @app_commands.rename(everyone=locale_str("with-everyone"))
    async def share(self, interaction: Interaction, voice: Name, everyone: bool) -> None:  # noqa: FBT001 - an option
        await guarded(interaction, lambda: self._flows.share(caller_of(interaction), voice, shared=everyone))

    @app_commands.command(name="delete", description="Delete a voice of yours and its recording")
    @app_commands.describe(voice="Which of your voices")
    async def delete(self, interaction: Interaction, voice: Name) -> None:
        await guarded(interaction, lambda: self._flows.forget(caller_of(interaction), voice))


def listed(caller: Caller, voices: Sequence[Voice]) -> Reply:
    """The caller's own voices and the shared ones by name; of the others how many there are."""
    mine = [voice.name for voice in voices if voice.owner and voice.owner == caller.user]
    shared = [voice.name for voice in voices if voice.owner and voice.owner != caller.user]
    none = sentence("voices.none", caller.locale)
    words = sentence(
        "voices.listed",
        caller.locale,
        mine=_fitting(mine) or none,
        shared=_fitting(shared) or none,
        count=sum(not voice.owner for voice in voices),
    )
    return Reply(words=words, private=True)


def _fitting(names: Sequence[str]) -> str:
    """As many of the names as the message has room for, told where some are left out."""
    told = ", ".join(names)
    return told if len(told) <= ROOM else told[:ROOM].rpartition(", ")[0] + " …"


def voices_group(front: Front, suggestions: Suggestions) -> app_commands.Group:
    """The group as the tree takes it."""
    group: Any = VoicesGroup(front, suggestions)
    return group  # type: ignore[no-any-return]  # discord.py types a group's commands by its client
