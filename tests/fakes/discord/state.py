"""All that the fake knows, in one object that its parts share."""

from __future__ import annotations

import asyncio
import base64

from tests.fakes.discord import openapi, permissions
from tests.fakes.discord.calls import Call, Faults
from tests.fakes.discord.cdn import Cdn
from tests.fakes.discord.endpoint import Endpoint
from tests.fakes.discord.exchange import Exchange
from tests.fakes.discord.gateway import GUILDS_INTENT, Gateway, Session
from tests.fakes.discord.posts import Posts
from tests.fakes.discord.refusals import Json
from tests.fakes.discord.registry import Registry
from tests.fakes.discord.world import Account, Channel, Context, Guild, Snowflakes

TOKEN = "FakeTm.fake-discord-token"  # what follows the bot's own id, which every real token begins with
GATEWAY_MESSAGE_CONTENT_LIMITED = 1 << 19


class State:
    """The world, what the bot did to it, and the switches that tests turn.

    `voice_on_edit`: whether a deferred answer may become a voice message (not documented). `files_need_permission`:
    whether an interaction's answer needs ATTACH_FILES; Discord's change log of 29 June 2022 says that it does not, so
    a bot should try, and this is the worse case. `late`: seconds that interactions come late.
    """

    def __init__(self, token: str = "") -> None:
        self.api = ""
        self.ids = Snowflakes()
        self.bot = Account(id=self.ids.next(), name="mynah", bot=True)
        self.token = token or f"{base64.urlsafe_b64encode(self.bot.id.encode()).decode().rstrip('=')}.{TOKEN}"
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.accounts: dict[str, Account] = {self.bot.id: self.bot}
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.exchanges: dict[str, Exchange] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.voice_on_edit = self.files_need_permission = True
        self.ack_seconds, self.token_seconds = 3.0, 900.0
        self.late = 0.0
        self.cdn = Cdn(self.ids)
        self.posts = Posts(self.ids, self.cdn, self.accounts)
        self.registry = Registry(self.ids)
        self.faults = Faults()
        self.gateway = Gateway(self.token, self._greet)
        self.endpoint = Endpoint()
        self.switches: Json = {}  # of the developer portal, where they are not as they should be
        path = openapi.found()
        self.document = openapi.document(path) if path else None

    @property
    def application_id(self) -> str:
        """Older applications aside it is the id of the bot's user."""
        return self.bot.id

    @property
    def validated(self) -> bool:
        """Whether requests are checked against Discord's OpenAPI document: it must be at hand."""
        return self.document is not None

    def add_channel(self, name: str, guild: Guild | None = None, *people: Account, private: bool = False) -> Channel:
        """A new channel of a guild, a DM, or (`private`) one between people where the bot is not."""
        context = Context.GUILD if guild else Context.PRIVATE if private else Context.BOT_DM
        channel = Channel(id=self.ids.next(), name=name, guild=guild, context=context, people=list(people))
        self.channels[channel.id] = channel
        if guild:
            guild.channels.append(channel)
        return channel

    def thread(self, name: str, parent: Channel) -> Channel:
        """A new thread under a channel of a guild."""
        thread = Channel(id=self.ids.next(), name=name, guild=parent.guild, parent=parent)
        self.channels[thread.id] = thread
        if parent.guild:
            parent.guild.threads.append(thread)
        return thread

    def dm(self, account: Account) -> Channel:
        """The direct messages between the bot and *account*, which exist as soon as one asks."""
        for channel in self.channels.values():
            if channel.context is Context.BOT_DM and account in channel.people:
                return channel
        return self.add_channel("", None, self.bot, account)

    def application(self) -> Json:
        """What the API tells of the application."""
        return {
            "id": self.application_id,
            "name": "Mynah",
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": self.endpoint.public_key,
            "interactions_endpoint_url": self.endpoint.url,
            "owner": Account(id="1", name="owner").json(),
            "team": None,
            "flags": GATEWAY_MESSAGE_CONTENT_LIMITED,
            "integration_types_config": {"0": {}, "1": {}},
        } | self.switches

    def _greet(self, session: Session) -> tuple[Json, list[tuple[str, Json]]]:
        """READY, and a GUILD_CREATE for each guild of the shard where the intent asks for it."""
        guilds = [guild for guild in self.guilds.values() if guild.installed and session.hears(guild.id)]
        ready = {
            "v": 10,
            "user": self.bot.json() | {"verified": True, "mfa_enabled": False, "email": None},
            "guilds": [{"id": guild.id, "unavailable": True} for guild in guilds],
            "application": {"id": self.application_id, "flags": GATEWAY_MESSAGE_CONTENT_LIMITED},
            "private_channels": [],
        }
        wanted = guilds if session.intents & GUILDS_INTENT else []
        return ready, [("GUILD_CREATE", guild.json(self.bot)) for guild in wanted]

    def app_permissions(self, channel: Channel) -> str:
        """What the bot may do there, as an interaction tells it.

        Where the bot is no member, only what an answer may need is told (Discord's change log of 29 June 2022, docs
        issue 5316): nothing of voice messages.
        """
        held = channel.bot_permissions
        if channel.guild is None or not channel.guild.installed:
            held = permissions.ATTACH_FILES | permissions.EMBED_LINKS | permissions.MENTION_EVERYONE
            held |= permissions.USE_EXTERNAL_EMOJIS if channel.context is Context.BOT_DM else 0
            held &= ~channel.denied
        return str(permissions.EVERYTHING if held & permissions.ADMINISTRATOR else held)
