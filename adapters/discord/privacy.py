"""/privacy and /server-privacy: take along what is kept, have it deleted, and read what was done here."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import discord
from discord import app_commands, ui
from discord.app_commands import locale_str

from adapters.discord.accept import Front, Interaction, caller_of, guarded, server_of
from adapters.discord.words import word
from bot.errors import Refused
from bot.flows.export import NAME
from bot.model import Caller, Reply
from bot.replies import sentence

ERASE, ERASE_SERVER = "m1:erase", "m1:erase-server"
FEWEST = 1_000_000  # bytes: what Discord takes anywhere, should it not say


class PrivacyGroup(app_commands.Group):
    """For everybody: about themselves, in every server, because Discord's ids of people are the same everywhere."""

    def __init__(self, front: Front) -> None:
        super().__init__(
            name=locale_str("privacy"), description=locale_str("What I keep about you: take it along, or delete it")
        )
        self._front = front

    @app_commands.command(name="export", description="Get everything that is kept as a file")
    async def export(self, interaction: Interaction) -> None:
        await guarded(interaction, lambda: _exported(self._front, interaction, _everywhere(interaction)))

    @app_commands.command(name="delete", description="Delete everything that is kept, after one more click")
    async def delete(self, interaction: Interaction) -> None:
        await guarded(interaction, lambda: _asked(interaction, "privacy.ask", ERASE))


class ServerPrivacyGroup(app_commands.Group):
    """For whoever may manage the server: about everybody in it."""

    def __init__(self, front: Front) -> None:
        super().__init__(
            name=locale_str("server-privacy"),
            description=locale_str("What I keep about this server: take it along, or delete it"),
            default_permissions=discord.Permissions(manage_guild=True),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        )
        self._front = front

    @app_commands.command(name="export", description="Get everything that is kept as a file")
    async def export(self, interaction: Interaction) -> None:
        await guarded(interaction, lambda: _exported(self._front, interaction, server_of(interaction)))

    @app_commands.command(name="delete", description="Delete everything that is kept, after one more click")
    async def delete(self, interaction: Interaction) -> None:
        await guarded(interaction, lambda: _asked(interaction, "privacy.ask_server", ERASE_SERVER))

    @app_commands.command(name="log", description="The last things that were done with voices here")
    async def log(self, interaction: Interaction) -> None:
        await guarded(interaction, lambda: self._front.app.flows.audited(server_of(interaction)))


class Erasing:
    """Takes the click that confirms."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self.presses: Mapping[str, Any] = {ERASE: self._me, ERASE_SERVER: self._server}

    async def _me(self, interaction: Interaction, _packed: str) -> Reply:
        return await self._erased(interaction, _everywhere(interaction), "privacy.erased")

    async def _server(self, interaction: Interaction, _packed: str) -> Reply:
        """The button is for whoever saw it, but what they may do is asked when they press."""
        if interaction.guild_id is None or not interaction.permissions.manage_guild:
            raise Refused("privacy.no_admin")
        return await self._erased(interaction, server_of(interaction), "privacy.erased_server")

    async def _erased(self, interaction: Interaction, whose: Caller, key: str) -> Reply:
        await interaction.response.edit_message(view=None)  # one press is enough
        await self._front.app.erase(whose)
        return Reply(words=sentence(key, whose.locale), private=True)


def _everywhere(interaction: Interaction) -> Caller:
    return replace(caller_of(interaction), workspace="")


async def _exported(front: Front, interaction: Interaction, whose: Caller) -> None:
    await interaction.response.defer(ephemeral=True)
    export = await front.app.flows.export(whose)
    packed = await asyncio.to_thread(export.packed, interaction.filesize_limit or FEWEST)
    await interaction.followup.send(
        sentence("privacy.exported", whose.locale),
        file=discord.File(io.BytesIO(packed), NAME),
        ephemeral=True,
        allowed_mentions=discord.AllowedMentions.none(),
    )


async def _asked(interaction: Interaction, key: str, press: str) -> None:
    """Say what would go, with the button that does it."""
    locale = interaction.locale.value
    view = ui.View(timeout=None)
    button: ui.Button[ui.View] = ui.Button(
        label=word("Delete everything", locale), style=discord.ButtonStyle.danger, custom_id=f"{press}:"
    )
    view.add_item(button)
    view.stop()
    await interaction.response.send_message(sentence(key, locale), view=view, ephemeral=True)


def privacy_groups(front: Front) -> tuple[app_commands.Group, app_commands.Group]:
    """Both groups as the tree takes them."""
    groups: Any = (PrivacyGroup(front), ServerPrivacyGroup(front))
    return groups  # type: ignore[no-any-return]  # discord.py types a group's commands by its client
