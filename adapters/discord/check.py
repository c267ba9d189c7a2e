"""Discord's part of `mynah doctor`: the token, the key, how commands arrive, and the links to invite the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import aiohttp
import discord

from adapters.discord.registry import PERMISSIONS, invite, user_install
from adapters.finding import Finding, Verdict
from adapters.kind import application_of, kind_of
from bot.egress import Purpose, open_session
from bot.settings import Settings

NAME = "discord"
WITHIN = aiohttp.ClientTimeout(total=1.5)  # doctor answers within two seconds, also offline
UNLIKE = "DISCORD_TOKEN is not a bot's token. Copy it from the Developer Portal: your application, Bot, Reset Token."
SHOWN = 3  # servers that are named, by their ids
REFUSED = (
    "Discord refuses DISCORD_TOKEN. Copy the bot's token anew: Developer Portal, your application, Bot, Reset Token."
)


async def check(settings: Settings) -> list[Finding]:
    """What can be known without being connected; nothing at all where Discord is not set up."""
    token = settings.discord_token
    if not token:
        return []
    if (application := application_of(token)) is None:
        kind = kind_of(token, but="DISCORD_TOKEN")
        return [
            Finding(NAME, Verdict.BLOCKS, UNLIKE.replace("is not a bot's token", f"holds {kind}") if kind else UNLIKE)
        ]
    links = [
        Finding(NAME, Verdict.OK, f"invite the bot to a server: {invite(application)}"),
        Finding(NAME, Verdict.OK, f"or to your own account: {user_install(application)}"),
    ]
    try:
        (status, about), (_, servers) = await asyncio.gather(
            _asked(settings, "applications/@me"), _asked(settings, "users/@me/guilds")
        )
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        words = "Discord does not answer. Check the network, a proxy, and DISCORD_API_URL."
        return [Finding(NAME, Verdict.NOTE, words), *links]
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return [Finding(NAME, Verdict.BLOCKS, REFUSED)]
    if status != HTTPStatus.OK:
        return [Finding(NAME, Verdict.NOTE, f"Discord answers with {status}. Try again later."), *links]
    return [*_ways_in(settings, about), *_invitable(about), *_rights(servers), *links]


async def _asked(settings: Settings, path: str) -> tuple[int, Any]:
    headers = {"Authorization": f"Bot {settings.discord_token}"}
    async with (
        open_session(Purpose.of(settings.discord_api_url), timeout=WITHIN) as http,
        http.get(f"{settings.discord_api_url}/{path}", headers=headers, allow_redirects=False) as answer,
    ):
        return answer.status, await answer.json(content_type=None)


def _ways_in(settings: Settings, about: Mapping[str, Any]) -> list[Finding]:
    """Whether commands will arrive: by the gateway, or at the address that is set in the Developer Portal."""
    url, key = about.get("interactions_endpoint_url"), settings.discord_public_key
    if url and not key:
        words = (
            "an Interactions Endpoint URL is set in the Developer Portal, so that no command arrives by the gateway. "
            "Remove it there, or set DISCORD_PUBLIC_KEY."
        )
        return [Finding(NAME, Verdict.BLOCKS, words)]
    if key and key != str(about.get("verify_key", "")).lower():
        words = "DISCORD_PUBLIC_KEY is another application's. Copy it from General Information in the Developer Portal."
        return [Finding(NAME, Verdict.BLOCKS, words)]
    if key and not url:
        words = (
            "DISCORD_PUBLIC_KEY is set, but no Interactions Endpoint URL in the Developer Portal. "
            f"Enter {settings.public_url or 'https://your.address'}/discord there while Mynah runs."
        )
        return [Finding(NAME, Verdict.NOTE, words)]
    way = f"signed requests to {url}" if key else "the gateway"
    return [Finding(NAME, Verdict.OK, f"{about.get('name') or 'the bot'} is known; commands arrive by {way}")]


def _invitable(about: Mapping[str, Any]) -> list[Finding]:
    """Switches of the Developer Portal that are in the way of whoever follows the links."""
    found = []
    if about.get("bot_require_code_grant"):
        words = (
            "Requires OAuth2 Code Grant is on: nobody can invite the bot. Switch it off in the Developer Portal, Bot."
        )
        found.append(Finding(NAME, Verdict.NOTE, words))
    if about.get("bot_public") is False:
        words = "Public Bot is off: only its owner can invite the bot. Switch it on in the Developer Portal, Bot, if others shall."
        found.append(Finding(NAME, Verdict.NOTE, words))
    if "1" not in (about.get("integration_types_config") or {"1": {}}):
        words = (
            "User Install is off: the second link will not work. Switch it on in the Developer Portal, Installation."
        )
        found.append(Finding(NAME, Verdict.NOTE, words))
    return found


def _rights(servers: object) -> list[Finding]:
    """What the bot lacks where it was invited with fewer rights; Discord tells of the first 200 servers."""
    if not isinstance(servers, list):
        return []
    if not servers:
        return [Finding(NAME, Verdict.NOTE, "the bot is in no server yet. Open the first link below to invite it.")]
    lacking: dict[str, set[str]] = {}
    for server in servers:
        has = discord.Permissions(int(server.get("permissions") or 0))
        missing = {name for name, wanted in PERMISSIONS if wanted and not getattr(has, name)}
        if missing and not has.administrator:
            lacking[str(server.get("id"))] = missing
    if not lacking:
        return []
    rights = ", ".join(sorted(name.replace("_", " ") for name in set().union(*lacking.values())))
    where = ", ".join([*list(lacking)[:SHOWN], *(["..."] if len(lacking) > SHOWN else [])])
    words = f"in {len(lacking)} of {len(servers)} servers ({where}) the bot lacks: {rights}. Open the first link below again there."
    return [Finding(NAME, Verdict.NOTE, words)]
