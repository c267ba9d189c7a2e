"""discord.py's client with our commands on it: the same over the gateway and over HTTP."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import discord
from discord import app_commands

from adapters.discord.accept import Front, Interaction, explained, tell
from adapters.discord.buttons import Buttons
from adapters.discord.clone import Cloning
from adapters.discord.names import NameBook
from adapters.discord.preferences import help_command, server_settings_command, settings_command, usage_command
from adapters.discord.privacy import privacy_groups
from adapters.discord.recordings import purpose_of
from adapters.discord.registry import Registry
from adapters.discord.rules import RulesGroup
from adapters.discord.say import say_command, speak_menu
from adapters.discord.suggestions import Suggestions
from adapters.discord.translator import Words
from adapters.discord.voices import server_voices_group, voices_group
from bot.egress import open_connector
from bot.errors import Refused
from bot.logs import describe, get_logger
from bot.model import Caller, Platform

logger = get_logger(__name__)

BETWEEN_IDENTIFIES = 5.0  # seconds (Discord, "Rate Limiting and Concurrency": max_concurrency)
NOBODY = discord.AllowedMentions.none()


class Tree(app_commands.CommandTree[Any]):
    """Commands for servers, direct messages and accounts that installed the bot; what goes wrong becomes a sentence."""

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError) -> None:
        """What discord.py found wrong before the command began: an option it cannot read, a command it does not know."""
        logger.warning("command not begun", error=describe(error))
        cause: Exception = error
        if isinstance(error, app_commands.CommandNotFound):  # another version of this bot made it known
            cause = Refused("command.unknown", value=error.name)
        await tell(interaction, explained(cause, interaction.locale.value))


class Client(discord.AutoShardedClient):
    """Asks for no privileged intent and keeps no messages and no members."""

    def __init__(self, front: Front, cloning: Cloning) -> None:
        settings = front.app.settings
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody misses voice channels here
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=NOBODY,
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            connector=open_connector(purpose_of(settings.discord_api_url)),
            shard_count=settings.shards or None,
            shard_ids=list(settings.shard_ids) or None,  # type: ignore[arg-type]  # None is its own default
        )
        self.tree = Tree(
            self,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        guild = discord.Object(int(settings.discord_guild_id)) if settings.discord_guild_id else None
        self.registry = Registry(self.tree, front.app.store.marks, guild)
        self._front, self._sync_here = front, not settings.shard_ids or 0 in settings.shard_ids
        suggestions, book = Suggestions(front), NameBook()
        self._buttons = Buttons(front, suggestions, cloning)
        self._up: set[int] = set()
        self._next_identify = 0.0
        for command in (
            say_command(front, suggestions, book),
            cloning.command(),
            voices_group(front, suggestions),
            server_voices_group(front),
            settings_command(front, suggestions),
            server_settings_command(front, suggestions),
            RulesGroup(front, suggestions),
            usage_command(front),
            *privacy_groups(front),
            help_command(self.registry.mentions),
            speak_menu(front, book),
        ):
            self.tree.add_command(command)

    @property
    def connected(self) -> bool:
        """Whether every shard of this process has a session."""
        wanted, there = self.shard_ids or range(self.shard_count or 0), self.shards
        return bool(wanted) and all(
            shard in self._up and shard in there and not there[shard].is_closed() for shard in wanted
        )

    async def setup_hook(self) -> None:
        """Called by discord.py once the token has proven good."""
        await self.tree.set_translator(Words())
        assert self.application_id  # noqa: S101 - known since the login
        try:
            sent = await self.registry.sync(self.application_id, allowed=self._sync_here)
        except discord.DiscordException as error:  # those that were sent before still work
            logger.error("commands not sent", error=describe(error))  # noqa: TRY400 - no message text in logs
            return
        logger.info("commands known", sent=sent, count=len(self.registry.ids))

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Discord lets one session begin every five seconds; discord.py would wait even where none began before."""
        await asyncio.sleep(self._next_identify - time.monotonic())
        self._next_identify = time.monotonic() + BETWEEN_IDENTIFIES

    async def close(self) -> None:
        """Also where nobody ever logged in, which discord.py does not expect."""
        if isinstance(self.loop, asyncio.AbstractEventLoop):
            await super().close()

    async def on_interaction(self, interaction: Interaction) -> None:
        await self._buttons.take(interaction)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """We were removed, or the server is no more (an outage is told otherwise): what was kept for it goes."""
        await self._front.app.erase(Caller(platform=Platform.DISCORD, workspace=str(guild.id)))
        logger.info("server erased")

    async def on_shard_connect(self, shard: int) -> None:
        self._up.add(shard)

    async def on_shard_resumed(self, shard: int) -> None:
        self._up.add(shard)

    async def on_shard_disconnect(self, shard: int) -> None:
        self._up.discard(shard)

    async def on_error(self, event: str, /, *_args: object, **_named: object) -> None:
        """discord.py would print a traceback, with whatever was said in it."""
        import sys

        logger.error("event failed", name=event, error=describe(sys.exc_info()[1] or Exception()))
