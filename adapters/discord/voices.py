"""/voices list, play, rename, share, delete, withdraw; /server-voices list, remove for moderators."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Range, locale_str

from adapters.discord.accept import DIRECT, Front, Interaction, caller_of, guarded, server_of
from adapters.discord.suggestions import MOST, Choices, Suggestions
from bot.flows.consent import mention
from bot.logs import describe, get_logger
from bot.model import Caller, Consent, Reply, Say, Voice, Whom
from bot.replies import sentence

logger = get_logger(__name__)
Name = Range[str, 1, 100]
ROOM = 550  # characters for each of three lists: a message has 2000


class VoicesGroup(app_commands.Group):
    """What a person can do with the voices they have. Every answer is for them alone."""

    def __init__(self, front: Front, suggestions: Suggestions) -> None:
        super().__init__(name=locale_str("voices"), description=locale_str("The voices you can use"))
        self._front, self._flows, self._suggestions = front, front.app.flows, suggestions
        self._complete("play", "voice", own=False)
        for name in ("rename", "share", "delete"):
            self._complete(name, "voice", own=True)
        command_of(self, "withdraw").autocomplete("voice")(self._given)

    def _complete(self, command: str, option: str, *, own: bool) -> None:
        callback = self._suggestions.own_voice if own else self._suggestions.voice
        command_of(self, command).autocomplete(option)(callback)

    @app_commands.command(name="list", description="List your voices and those that are shared here")
    async def list_voices(self, interaction: Interaction) -> None:
        async def doing() -> Reply:
            caller = caller_of(interaction)
            reply = listed(caller, await self._flows.voices(caller))
            if not (given := await self._flows.given(speaker_of(interaction))):
                return reply
            return replace(reply, words=f"{reply.words}\n{told_of(given, caller.locale)}")

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

    @app_commands.command(
        name="share",
        description="Let everyone here, a role or a member speak with a voice of yours, or nobody else",
    )
    @app_commands.describe(
        voice="Which of your voices",
        everyone="Yes: everyone here. No: only you",
        role="A role whose members may speak with it",
        member="A member who may speak with it",
    )
    @app_commands.rename(everyone=locale_str("with-everyone"))
    async def share(
        self,
        interaction: Interaction,
        voice: Name,
        everyone: bool | None = None,  # noqa: FBT001 - an option
        role: discord.Role | None = None,
        member: discord.User | None = None,
    ) -> None:
        """No, and somebody named: from now on they alone."""

        async def doing() -> Reply:
            caller, whom = caller_of(interaction), _whom(role, member)
            if everyone is not None:
                reply = await self._flows.share(caller, voice, shared=everyone)
                if not whom:
                    return reply
            shown = ", ".join(f"<@&{one.id}>" if one.kind == "role" else mention(one.id) for one in whom)
            return await self._flows.share_with(caller, voice, whom, shown)

        await guarded(interaction, doing)

    @app_commands.command(name="delete", description="Delete a voice of yours and its recording")
    @app_commands.describe(voice="Which of your voices")
    async def delete(self, interaction: Interaction, voice: Name) -> None:
        await guarded(interaction, lambda: self._flows.forget(caller_of(interaction), voice))

    @app_commands.command(
        name="withdraw", description="Take back your consent: the voice that was made from yours is deleted"
    )
    @app_commands.describe(voice="Which voice was made from yours")
    async def withdraw(self, interaction: Interaction, voice: Name) -> None:
        await guarded(interaction, lambda: self._flows.withdraw(speaker_of(interaction), voice))

    async def _given(self, interaction: Interaction, typed: str) -> Choices:
        async def found() -> Sequence[str]:
            return [consent.voice for consent in await self._flows.given(speaker_of(interaction))]

        return await choices_of(found, typed)


class ServerVoicesGroup(app_commands.Group):
    """What a moderator can do with the voices of others. Discord lets nobody else see it."""

    def __init__(self, front: Front) -> None:
        super().__init__(
            name=locale_str("server-voices"),
            description=locale_str("The cloned voices of members"),
            default_permissions=discord.Permissions(manage_messages=True),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        )
        self._flows = front.app.flows
        command_of(self, "remove").autocomplete("voice")(self._theirs)

    @app_commands.command(name="list", description="List the cloned voices of members")
    async def list_voices(self, interaction: Interaction) -> None:
        async def doing() -> Reply:
            locale = interaction.locale.value
            told = [f"{voice.name} ({mention(voice.owner)})" for voice in await self._of_members(interaction)]
            words = sentence("voices.of_members", locale, voices=_fitting(told) or sentence("voices.none", locale))
            return Reply(words=words, private=True)

        await guarded(interaction, doing)

    @app_commands.command(name="remove", description="Delete a member's voice and its recording")
    @app_commands.describe(member="Whose voice it is", voice="Which of their voices")
    async def remove(self, interaction: Interaction, member: discord.User, voice: Name) -> None:
        async def doing() -> Reply:
            return await self._flows.take_down(caller_of(interaction), str(member.id), voice)

        await guarded(interaction, doing)

    async def _theirs(self, interaction: Interaction, typed: str) -> Choices:
        member = getattr(interaction.namespace, "member", None)
        whose = str(getattr(member, "id", ""))

        async def found() -> Sequence[str]:
            return [voice.name for voice in await self._of_members(interaction) if whose in ("", voice.owner)]

        return await choices_of(found, typed)

    async def _of_members(self, interaction: Interaction) -> Sequence[Voice]:
        return await self._flows.of_members(server_of(interaction))


def command_of(group: app_commands.Group, name: str) -> app_commands.Command[Any, ..., Any]:
    """One of the group's own."""
    found = group.get_command(name)
    assert isinstance(found, app_commands.Command)  # noqa: S101 - one of those above
    return found


def speaker_of(interaction: Interaction) -> Caller:
    """Whoever is heard in voices of others; in direct messages those of every server, also of one that they have left."""
    caller = caller_of(interaction)
    return replace(caller, workspace="") if caller.workspace == DIRECT else caller


async def choices_of(names: Callable[[], Awaitable[Sequence[str]]], typed: str) -> Choices:
    """The names that hold what was typed; none where they cannot be had, for nobody waits for an excuse while typing."""
    wanted = typed.strip().casefold()
    try:
        found = dict.fromkeys(name for name in await names() if wanted in name.casefold())
    except Exception as error:  # noqa: BLE001 - see above
        logger.warning("no suggestions", error=describe(error))
        return []
    return [app_commands.Choice(name=name, value=name) for name in list(found)[:MOST]]


def told_of(given: Sequence[Consent], locale: str) -> str:
    """The voices of others that are made from somebody's."""
    told = [f"{consent.voice} ({mention(consent.caller.user)})" for consent in given]
    return sentence("voices.given", locale, voices=_fitting(told))


def _whom(role: discord.Role | None, member: discord.User | discord.Member | None) -> list[Whom]:
    found = [Whom(kind="role", id=str(role.id))] if role else []
    return [*found, Whom(kind="person", id=str(member.id))] if member else found


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


def server_voices_group(front: Front) -> app_commands.Group:
    """The same for moderators."""
    group: Any = ServerVoicesGroup(front)
    return group  # type: ignore[no-any-return]  # as above
