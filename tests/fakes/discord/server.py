"""The fake as tests hold it: starts, stops, and hands out people and places."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import TypedDict, Unpack

import yarl
from aiohttp import web

from tests.fakes.discord import channels, interactions, permissions
from tests.fakes.discord.calls import Fault, too_many
from tests.fakes.discord.cdn import Upload
from tests.fakes.discord.delivery import deliver
from tests.fakes.discord.exchange import Exchange
from tests.fakes.discord.gateway import GUILDS_INTENT
from tests.fakes.discord.message import Message
from tests.fakes.discord.refusals import Json
from tests.fakes.discord.rest import ROUTES, Rest
from tests.fakes.discord.state import State
from tests.fakes.discord.user import User
from tests.fakes.discord.world import Account, Channel, Guild, Role

LARGEST_REQUEST = 100 << 20
ROUTED = (channels, interactions)  # importing them filled ROUTES


class How(TypedDict, total=False):
    """The fields of a `Fault`."""

    status: int
    body: Json | str
    headers: dict[str, str]
    abort: bool
    after: bool
    slow: float
    times: int


class Who(TypedDict, total=False):
    """What a person is like; `bits` are permissions in any guild, the rest is told at `User`."""

    at: Channel
    locale: str
    moderator: bool
    bits: int
    installed: bool
    upload_limit: int
    roles: tuple[Role, ...]


class FakeDiscord(State):
    """A Discord on the loopback; `api` and `gateway_url` are where it listens, `token` is the bot's."""

    def __init__(self, token: str = "") -> None:
        super().__init__(token)
        self.rest = Rest(self)
        self.home = self.guild("Home")

    @property
    def gateway_url(self) -> str:
        """Where the gateway listens; `GET /gateway` tells it too."""
        return self.gateway.url

    @property
    def cdn_url(self) -> str:
        """The host of files, another one than the API's."""
        return self.cdn.url

    @property
    def public_key(self) -> str:
        """`DISCORD_PUBLIC_KEY`: what signed requests to the bot's endpoint are checked with."""
        return self.endpoint.public_key

    def guild(self, name: str = "Other", *, installed: bool = True, locale: str = "en-US") -> Guild:
        """A new guild with one channel; `installed=False`: the bot is not in it. Before the bot connects."""
        guild = Guild(id=self.ids.next(), name=name, installed=installed, locale=locale)
        self.guilds[guild.id] = guild
        self.add_channel("general", guild)
        return guild

    async def join(self, guild: Guild) -> None:
        """The bot is added to a guild."""
        guild.installed = True
        self.guilds[guild.id] = guild
        await self.gateway.dispatch("GUILD_CREATE", guild.json(self.bot), guild.id, intent=GUILDS_INTENT)

    async def leave(self, guild: Guild) -> None:
        """The bot is thrown out of a guild."""
        guild.installed = False
        await self.gateway.dispatch("GUILD_DELETE", {"id": guild.id}, guild.id, intent=GUILDS_INTENT)

    def role(self, name: str, guild: Guild | None = None, bits: int = 0) -> Role:
        """A new role of a guild."""
        role = Role(id=self.ids.next(), name=name, permissions=bits)
        (guild or self.home).roles.append(role)
        return role

    def user(self, name: str = "alice", **who: Unpack[Who]) -> User:
        """A new person, in the first channel of the first guild unless `at` says where; see `Who`."""
        account = Account(id=self.ids.next(), name=name)
        self.accounts[account.id] = account
        usual = permissions.MODERATOR if who.get("moderator") else permissions.MEMBER
        return User(
            state=self,
            account=account,
            channel=who.get("at") or self.home.general,
            locale=who.get("locale", "en-US"),
            permissions=who.get("bits", usual),
            installed=who.get("installed", False),
            upload_limit=who.get("upload_limit", 0),
            roles=who.get("roles", ()),
        )

    def private_channel(self, *users: User) -> Channel:
        """A channel between people, without the bot."""
        return self.add_channel("", None, *(user.account for user in users), private=True)

    def message(self, ident: str) -> Message | None:
        """A public message, wherever it is."""
        found = [channel.find(ident) for channel in self.channels.values()]
        return next((message for message in found if message), None)

    def fail_once(self, pattern: str, **how: Unpack[How]) -> None:
        """Let the next request whose "METHOD /path" holds *pattern* (a regular expression) go wrong; see `Fault`."""
        if not how.keys() & {"status", "slow"}:
            how["abort"] = True
        self.faults.add(Fault(pattern=re.compile(pattern), **how))

    def limit_once(
        self, pattern: str, retry_after: float = 0.05, *, whole: bool = False, via: bool = True, times: int = 1
    ) -> None:
        """A 429 for the next matching request; `whole`: the global limit, `via=False`: Cloudflare's ban."""
        body, headers = too_many(retry_after, whole=whole, via=via)
        self.faults.add(Fault(pattern=re.compile(pattern), status=429, body=body, headers=headers, times=times))

    async def repeat(self, exchange: Exchange) -> None:
        """Deliver the same interaction once more."""
        await deliver(self, exchange)

    async def connected(self, count: int = 1, timeout: float = 10) -> None:
        """Wait until so many gateway sessions are live."""
        await self.gateway.connected(count, timeout)

    async def ready(self, timeout: float = 10) -> None:
        """Wait until the bot has registered its commands, and is connected unless it has an endpoint."""
        if self.endpoint.url is None:
            await self.connected(timeout=timeout)
        async with asyncio.timeout(timeout):
            while not self.registry.syncs:
                await asyncio.sleep(0.005)

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[FakeDiscord]:
        """Listen, until the block ends."""
        front = web.Application(client_max_size=LARGEST_REQUEST)
        front.router.add_get("/gateway", self.gateway.serve)
        front.router.add_route("*", "/api/v10/{path:.*}", self.rest.serve)
        files = web.Application()
        files.router.add_get("/{path:.*}", self._file)
        runners = [web.AppRunner(app, access_log=None, shutdown_timeout=0.2) for app in (front, files)]
        try:
            ports = [await _listen(runner) for runner in runners]
            self.api = f"http://127.0.0.1:{ports[0]}/api/v10"
            self.gateway.url = f"ws://127.0.0.1:{ports[0]}/gateway"
            self.cdn.url = f"http://127.0.0.1:{ports[1]}"
            yield self
        finally:
            await self._stop(runners)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        fault = self.faults.take(f"GET /{request.match_info['path']}")
        if fault:
            await asyncio.sleep(fault.slow)
            if fault.abort and request.transport:
                request.transport.abort()
            elif fault.status:
                return fault.response()
        return await self.cdn.get(request)

    async def _stop(self, runners: list[web.AppRunner]) -> None:
        for task in set(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.gateway.shut()
        for runner in runners:
            await runner.cleanup()


async def _listen(runner: web.AppRunner) -> int:
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return int(runner.addresses[0][1])


@asynccontextmanager
async def fake_discord(token: str = "") -> AsyncGenerator[FakeDiscord]:
    """A running fake. At the end it must have heard nothing that Discord's document forbids.

    :raises AssertionError: it has.
    """
    async with FakeDiscord(token).running() as fake:
        yield fake
    if fake.violations:
        raise AssertionError("\n".join(fake.violations))


def file(filename: str, data: bytes, content_type: str = "audio/wav") -> Upload:
    """A file as a user has it."""
    return Upload(name="", filename=filename, content_type=content_type, data=data)


@contextmanager
def pointed(fake: FakeDiscord) -> Generator[None]:
    """`point`, until the block ends."""
    import discord

    before = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    point(fake.api, fake.gateway_url)
    try:
        yield
    finally:
        discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = before


def point(api: str, gateway: str) -> None:
    """Make every discord.py client of this process talk to another Discord: for tests of a bare `discord.Client`."""
    import discord

    discord.http.Route.BASE = api
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)


__all__ = ["ROUTES", "FakeDiscord", "fake_discord", "file", "point", "pointed"]
