"""Tells Discord our commands when they have changed, and what the commands are called there; the links to invite us."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

import discord
from discord import app_commands

from bot.ports import Marks

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    attach_files=True,
    embed_links=True,
    send_voice_messages=True,
)


@dataclass(slots=True)
class Registry:
    """The commands as Discord knows them. *guild*: also there, where a change is seen at once."""

    tree: app_commands.CommandTree[discord.AutoShardedClient]
    marks: Marks
    guild: discord.Object | None = None
    ids: dict[str, int] = field(default_factory=dict)

    async def sync(self, application: int, *, allowed: bool = True) -> bool:
        """Send the commands if they differ from what was sent last; True when they were sent.

        *allowed* False: another process does that, here only the ids are learnt. Raises `discord.DiscordException`.
        """
        name = f"discord:commands:{application}:{self.guild.id if self.guild else 'global'}"
        wanted = await self._hash()
        kept = json.loads(await self.marks.get(name) or "{}")
        self.ids = kept.get("ids", {})  # a command keeps its id, so that these are good also where sending fails
        if kept.get("hash") == wanted:
            return False
        if self.guild:
            self.tree.copy_global_to(guild=self.guild)
        sent = await (self.tree.sync(guild=self.guild) if allowed else self.tree.fetch_commands(guild=self.guild))
        self.ids = {command.name: command.id for command in sent}
        if allowed:
            await self.marks.put(name, json.dumps({"hash": wanted, "ids": self.ids}))
        return allowed

    async def payload(self) -> list[dict[str, object]]:
        """What is sent: every command with all its translations."""
        translator = self.tree.translator
        assert translator  # noqa: S101 - set before
        return [
            await command.get_translated_payload(self.tree, translator)
            for command in self.tree._get_all_commands(guild=None)  # noqa: SLF001 - public calls leave context menus out
        ]

    async def _hash(self) -> str:
        return hashlib.sha256(json.dumps(await self.payload(), sort_keys=True, default=str).encode()).hexdigest()

    async def mentions(self) -> str:
        """The commands as links that open them, one a line."""
        lines = []
        for command in self.tree.get_commands():
            if isinstance(command, app_commands.Group):
                lines += [self._line(f"{command.name} {sub.name}", command.name) for sub in command.commands]
            elif isinstance(command, app_commands.Command):
                lines.append(self._line(command.name, command.name))
        return "\n".join(lines)

    def _line(self, path: str, name: str) -> str:
        return f"</{path}:{self.ids[name]}>" if name in self.ids else f"/{path}"


def invite(application: int) -> str:
    """The link by which an admin adds the bot to a server."""
    return discord.utils.oauth_url(application, permissions=PERMISSIONS, scopes=("bot", "applications.commands"))


def user_install(application: int) -> str:
    """The link by which anybody adds the bot's commands to their own account, to use them everywhere."""
    link = discord.utils.oauth_url(application, scopes=("applications.commands",))
    return f"{link}&integration_type=1"
