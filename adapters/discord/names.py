"""What the ids in a text are called: from what Discord has told us already, and for people by asking it, briefly."""

from __future__ import annotations

import asyncio
import contextlib

import aiohttp
import discord

from adapters.discord.accept import Interaction
from adapters.discord.speakable import Names, mentioned

MOST_ASKED = 5  # people of one text whose names are asked for
WITHIN = 0.8  # seconds: the acknowledgement must not wait longer for a courtesy
KEPT = 10_000  # names that are remembered


class NameBook:
    """Knows people by their id once it has met them, in each server by the name they have there.

    Roles and channels are in discord.py's own cache.
    """

    def __init__(self) -> None:
        self._people: dict[tuple[int | None, int], str] = {}

    async def names(self, interaction: Interaction, text: str, met: list[discord.abc.User] | None = None) -> Names:
        """The names of everybody and everything that *text* mentions, as far as they are to be had. Never raises."""
        ids, where, guild = mentioned(text), interaction.guild_id, interaction.guild
        for person in (interaction.user, *(met or ())):
            self._meet(where, person)
        unknown = [user for user in ids.users if (where, user) not in self._people]
        await self._ask(interaction.client, where, unknown[:MOST_ASKED])
        users = {user: name for user in ids.users if (name := self._people.get((where, user)))}
        roles = {id_: role.name for id_ in ids.roles if guild and (role := guild.get_role(id_))}
        channels = {id_: place.name for id_ in ids.channels if guild and (place := guild.get_channel_or_thread(id_))}
        return Names(users=users, roles=roles, channels=channels)

    def _meet(self, where: int | None, person: discord.abc.User) -> None:
        if len(self._people) >= KEPT:
            self._people.clear()
        self._people[where, person.id] = person.display_name

    async def _ask(self, client: discord.Client, where: int | None, ids: list[int]) -> None:
        async def one(user: int) -> None:
            with contextlib.suppress(discord.DiscordException, aiohttp.ClientError, OSError):
                self._meet(where, await client.fetch_user(user))

        if ids:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(WITHIN):
                    await asyncio.gather(*(one(user) for user in ids))
