"""The interaction object, with every field that discord.py reads without a default."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from tests.fakes.discord.message import Message
from tests.fakes.discord.refusals import Json
from tests.fakes.discord.world import member_of

if TYPE_CHECKING:
    from tests.fakes.discord.user import User


def payload_of(user: User, kind: int, data: Json, owners: dict[str, str], source: Message | None) -> Json:
    """What Discord sends for something that *user* did; id and token are not in it yet."""
    channel, state = user.channel, user.state
    payload: Json = {
        "application_id": state.application_id,
        "type": kind,
        "data": data,
        "version": 1,
        "channel_id": channel.id,
        "channel": channel.json() | {"permissions": str(user.permissions)},
        "locale": user.locale,
        "app_permissions": state.app_permissions(channel),
        "entitlements": [],
        "authorizing_integration_owners": owners,
        "context": int(channel.context),
        "attachment_size_limit": max(channel.guild.upload_limit if channel.guild else 10 << 20, user.upload_limit),
    }
    payload |= {"user": user.account.json()} if channel.guild is None else _of_guild(user)
    if source is not None:
        payload["message"] = copy.deepcopy(source.data)
    return payload


def _of_guild(user: User) -> Json:
    guild = user.channel.guild
    if guild is None:
        return {}
    member = member_of(user.account, user.roles) | {"permissions": str(user.permissions), "nick": user.nick}
    return {"guild_id": guild.id, "guild": guild.brief(), "guild_locale": guild.locale, "member": member}
