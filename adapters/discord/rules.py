"""/server-rules: what the admins of a server allow. Discord shows it to those alone who may manage the server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice, Range, locale_str

from adapters.discord.accept import Front, Interaction, caller_of, guarded
from adapters.discord.suggestions import Suggestions
from bot.model import Caller, Reply

MARKS = {"channel": "<#{}>", "role": "<@&{}>", "user": "<@{}>"}
CLONING = [
    Choice(name=locale_str("everyone"), value="on"),
    Choice(name=locale_str("nobody"), value="off"),
    Choice(name=locale_str("certain roles"), value="roles"),
]
LOCAL = [
    Choice(name=locale_str("yes"), value="on"),
    Choice(name=locale_str("no"), value="off"),
    Choice(name=locale_str("as usual"), value="usual"),
]
MOST = 1_000_000_000
PLACES = ("text", "voice", "category", "news", "stage_voice", "forum")  # discord.py's own list has one Discord refuses


class Place(app_commands.Transformer):
    """A channel of any kind, as Discord tells of it: it need not be in discord.py's cache."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return [discord.ChannelType[name] for name in PLACES]

    async def transform(self, _interaction: Interaction, value: Any, /) -> app_commands.AppCommandChannel:
        return value  # type: ignore[no-any-return]  # Discord resolved it


def shown(kind: str, id_: str) -> str:
    """As a mention, which Discord shows as a name; it calls nobody, for our messages allow no mentions."""
    return MARKS[kind].format(id_)


class RulesGroup(app_commands.Group):
    """Each subcommand changes one rule, or nothing, and tells what holds then, to the admin alone."""

    def __init__(self, front: Front, suggestions: Suggestions) -> None:
        super().__init__(
            name=locale_str("server-rules"),
            description=locale_str("Who may use me on this server, where and how"),
            default_permissions=discord.Permissions(manage_guild=True),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        )
        self._ruling = front.app.flows.ruling
        found = self.get_command("voice")
        assert isinstance(found, app_commands.Command)  # noqa: S101 - one of those below
        found.autocomplete("voice")(suggestions.voice)

    @app_commands.command(name="show", description="What holds on this server")
    async def show(self, interaction: Interaction) -> None:
        await guarded(interaction, lambda: self._ruling.told(caller_of(interaction), shown))

    @app_commands.command(name="channel", description="Where I speak; everywhere while no channel is allowed")
    @app_commands.describe(
        channel="A channel, or a category with all its channels", allowed="Yes: here. No: not any more"
    )
    async def channel(
        self,
        interaction: Interaction,
        channel: app_commands.Transform[app_commands.AppCommandChannel, Place],
        allowed: bool,  # noqa: FBT001 - an option
    ) -> None:
        await self._listed(interaction, "channels", str(channel.id), there=allowed)

    @app_commands.command(name="role", description="Who may use me; everyone while no role is allowed")
    @app_commands.describe(role="Those who have it may use me", allowed="Yes: they may. No: not any more")
    async def role(
        self,
        interaction: Interaction,
        role: discord.Role,
        allowed: bool,  # noqa: FBT001 - an option
    ) -> None:
        await self._listed(interaction, "roles", str(role.id), there=allowed)

    @app_commands.command(name="member", description="Keep somebody from using me, or let them again")
    @app_commands.describe(member="Whom it is about", blocked="Yes: they may not use me. No: they may")
    async def member(
        self,
        interaction: Interaction,
        member: discord.User,
        blocked: bool,  # noqa: FBT001 - an option
    ) -> None:
        await self._listed(interaction, "blocked", str(member.id), there=blocked)

    @app_commands.command(name="cloning", description="Who may clone voices")
    @app_commands.describe(who="Everyone, nobody, or those with certain roles", role="One of these roles")
    @app_commands.choices(who=CLONING)
    async def cloning(self, interaction: Interaction, who: Choice[str], role: discord.Role | None = None) -> None:
        async def doing() -> Reply:
            admin = caller_of(interaction)
            changes: dict[str, object] = {"cloning": who.value}
            if who.value != "roles":
                changes["cloning_roles"] = ()
            elif role is not None:
                held = (await self._ruling.of(admin)).cloning_roles
                changes["cloning_roles"] = (*(one for one in held if one != str(role.id)), str(role.id))
            return await self._ruling.change(admin, changes, shown)

        await guarded(interaction, doing)

    @app_commands.command(name="limits", description="How much may be said; 0 is as usual")
    @app_commands.describe(
        text="Characters in one text",
        person="Characters in a day for one person",
        everyone="Characters in a day for everybody together",
    )
    async def limits(
        self,
        interaction: Interaction,
        text: Range[int, 0, MOST] | None = None,
        person: Range[int, 0, MOST] | None = None,
        everyone: Range[int, 0, MOST] | None = None,
    ) -> None:
        named = {"max_text": text, "daily_characters": person, "workspace_daily_characters": everyone}
        changes = {name: number or None for name, number in named.items() if number is not None}
        await self._changed(interaction, changes)

    @app_commands.command(name="voice", description="One voice for everybody, whatever they choose")
    @app_commands.describe(voice="Whose voice; leave it out and everybody chooses")
    async def voice(self, interaction: Interaction, voice: Range[str, 1, 100] | None = None) -> None:
        await self._changed(interaction, {"forced_voice": voice})

    @app_commands.command(
        name="local-voice", description="Whether this bot's own computer speaks while the speech service is away"
    )
    @app_commands.describe(allowed="Each clip that it speaks says so")
    @app_commands.choices(allowed=LOCAL)
    async def local_voice(self, interaction: Interaction, allowed: Choice[str]) -> None:
        value = {"on": True, "off": False}.get(allowed.value)
        await self._changed(interaction, {"local_fallback": value})

    async def _listed(self, interaction: Interaction, name: str, id_: str, *, there: bool) -> None:
        await self._told(interaction, lambda admin: self._ruling.put(admin, name, id_, there=there, shown=shown))

    async def _changed(self, interaction: Interaction, changes: dict[str, Any]) -> None:
        await self._told(interaction, lambda admin: self._ruling.change(admin, changes, shown))

    async def _told(self, interaction: Interaction, doing: Callable[[Caller], Awaitable[Reply]]) -> None:
        await guarded(interaction, lambda: doing(caller_of(interaction)))
