"""Discord as a platform: slash commands in, audio that plays in place out.

`accept` is the heart: an interaction becomes a durable command. `delivery` puts the answer back with nothing but plain
data. Around them one file for each command, and `client` and `endpoint` for the two ways by which Discord talks to us.
"""

from adapters.discord.way import Discord, open_discord

__all__ = ["Discord", "open_discord"]
