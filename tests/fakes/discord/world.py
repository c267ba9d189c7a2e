"""The places and people of the fake: guilds, channels, roles, messages, and the ids they have."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import IntEnum

from tests.fakes.discord import permissions
from tests.fakes.discord.message import Message
from tests.fakes.discord.refusals import Json

EPOCH_MS = 1_420_070_400_000
DEFAULT_UPLOAD_LIMIT = 10 << 20
TEXT, DM, GROUP_DM, THREAD = 0, 1, 3, 11


class Context(IntEnum):
    """Where an interaction happens; `context` of the payload."""

    GUILD = 0
    BOT_DM = 1
    PRIVATE = 2


class Snowflakes:
    """Ids as Discord makes them: the time of their making is in them, and no two are alike."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> str:
        self._last = max(self._last + 1, int(time.time() * 1000) - EPOCH_MS)
        return str(self._last << 22 | 1 << 17)


@dataclass(kw_only=True, eq=False)
class Account:
    """A user or bot, as others see it."""

    id: str
    name: str
    bot: bool = False

    def json(self) -> Json:
        return {
            "id": self.id,
            "username": self.name,
            "global_name": None if self.bot else self.name.title(),
            "discriminator": "0",
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
        }


@dataclass(kw_only=True, eq=False)
class Role:
    """A role of a guild; `permissions` are added to those of everyone."""

    id: str
    name: str
    permissions: int = 0

    def json(self) -> Json:
        return {
            "id": self.id,
            "name": self.name,
            "permissions": str(self.permissions),
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "position": 0,
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }


@dataclass(kw_only=True, eq=False)
class Channel:
    """A place where messages are: in a guild, a DM with the bot, or a private channel without it.

    `denied` are permission bits that the bot lacks here, `closed` lets nobody send to a DM.
    """

    id: str
    name: str
    guild: Guild | None = field(default=None, repr=False)
    parent: Channel | None = field(default=None, repr=False)
    context: Context = Context.GUILD
    people: list[Account] = field(default_factory=list)
    denied: int = 0
    closed: bool = False
    messages: list[Message] = field(default_factory=list, repr=False)
    nonces: dict[str, Message] = field(default_factory=dict, repr=False)

    @property
    def type(self) -> int:
        if self.guild:
            return THREAD if self.parent else TEXT
        return DM if len(self.people) < 3 else GROUP_DM

    @property
    def bot_permissions(self) -> int:
        """What the bot may do here: `app_permissions` of an interaction."""
        base = self.guild.bot_permissions if self.guild else permissions.POSTING | permissions.READING
        return base & ~self.denied

    @property
    def present(self) -> bool:
        """Whether the bot itself can see this channel."""
        if self.guild is None:
            return self.context is Context.BOT_DM
        return self.guild.installed and bool(self.bot_permissions & permissions.VIEW_CHANNEL)

    def find(self, ident: str) -> Message | None:
        return next((message for message in self.messages if message.id == ident), None)

    def json(self) -> Json:
        data: Json = {"id": self.id, "type": self.type, "last_message_id": None, "flags": 0}
        if self.guild is None:
            people = [person.json() for person in self.people if not person.bot]
            group: Json = {"name": self.name, "icon": None, "owner_id": "1"} if self.type == GROUP_DM else {}
            return data | {"recipients": people} | group
        data |= {"guild_id": self.guild.id, "name": self.name, "rate_limit_per_user": 0}
        if self.parent:
            return data | {"parent_id": self.parent.id, "owner_id": "1"} | OF_THREADS
        return data | {"position": 0, "permission_overwrites": [], "parent_id": None, "nsfw": False, "topic": None}


@dataclass(kw_only=True, eq=False)
class Guild:
    """A server. `installed` is whether the bot is in it, `bot_permissions` what it may do there.

    `strangers` are the ids of those who are no members: of them an interaction tells no member.
    """

    id: str
    name: str
    locale: str = "en-US"
    installed: bool = True
    bot_permissions: int = permissions.MEMBER
    upload_limit: int = DEFAULT_UPLOAD_LIMIT
    channels: list[Channel] = field(default_factory=list, repr=False)
    threads: list[Channel] = field(default_factory=list, repr=False)
    roles: list[Role] = field(default_factory=list, repr=False)
    strangers: set[str] = field(default_factory=set, repr=False)

    @property
    def general(self) -> Channel:
        """The channel that each guild starts with."""
        return self.channels[0]

    def shard(self, count: int) -> int:
        """The shard of *count* that hears of this guild."""
        return (int(self.id) >> 22) % count

    def brief(self) -> Json:
        """What an interaction tells of it."""
        return {"id": self.id, "locale": self.locale, "features": []}

    def json(self, bot: Account) -> Json:
        """What GUILD_CREATE tells of it."""
        everyone = Role(id=self.id, name="@everyone", permissions=permissions.MEMBER)
        return self.brief() | {
            "name": self.name,
            "owner_id": "1",
            "joined_at": JOINED,
            "large": False,
            "unavailable": False,
            "member_count": 2,
            "members": [member_of(bot)],
            "channels": [channel.json() for channel in self.channels],
            "roles": [role.json() for role in (everyone, *self.roles)],
            "threads": [thread.json() for thread in self.threads],
            **{key: [] for key in ("voice_states", "presences", "stage_instances", "emojis", "stickers")},
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "preferred_locale": self.locale,
            **NUMBERS,
        }


def member_of(account: Account, roles: tuple[Role, ...] = ()) -> Json:
    """Somebody as a member of a guild."""
    return {
        "user": account.json(),
        "roles": [role.id for role in roles],
        "joined_at": JOINED,
        "deaf": False,
        "mute": False,
        "flags": 0,
    }


JOINED = "2026-01-01T00:00:00+00:00"
OF_THREADS: Json = {
    "message_count": 0,
    "member_count": 1,
    "total_message_sent": 0,
    "thread_metadata": {
        "archived": False,
        "auto_archive_duration": 1440,
        "archive_timestamp": JOINED,
        "locked": False,
    },
}
NUMBERS: Json = {
    "verification_level": 0,
    "default_message_notifications": 0,
    "explicit_content_filter": 0,
    "mfa_level": 0,
    "nsfw_level": 0,
    "premium_tier": 0,
    "premium_progress_bar_enabled": False,
    "system_channel_flags": 0,
    "afk_timeout": 300,
    "afk_channel_id": None,
    "application_id": None,
    "system_channel_id": None,
    "rules_channel_id": None,
    "public_updates_channel_id": None,
    "icon": None,
    "splash": None,
    "discovery_splash": None,
    "banner": None,
    "description": None,
    "vanity_url_code": None,
}
