"""conversations.*: who is in which channel."""

from __future__ import annotations

from tests.fakes.slack.api import Call, method
from tests.fakes.slack.chat import message_json
from tests.fakes.slack.model import Channel, Json
from tests.fakes.slack.rules import Refused

READ = {"public": "channels:read", "private": "groups:read", "im": "im:read", "mpim": "mpim:read"}
HISTORY = {"public": "channels:history", "private": "groups:history", "im": "im:history", "mpim": "mpim:history"}
KINDS = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


def channel_json(call: Call, channel: Channel) -> Json:
    shown: Json = {
        "id": channel.id,
        "is_channel": channel.kind in ("public", "private"),
        "is_private": channel.kind != "public",
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_archived": channel.archived,
        "context_team_id": call.team.id,
    }
    if channel.kind == "im":
        others = channel.members - {call.bot}
        return shown | {"user": next(iter(others), call.bot)}
    return shown | {"name": channel.name, "is_member": call.bot in channel.members, "creator": channel.creator}


def _scoped(call: Call, scopes: dict[str, str], channel: Channel) -> None:
    if not call.can(scopes[channel.kind]):
        raise Refused("missing_scope", needed=scopes[channel.kind], provided=",".join(sorted(call.install.scopes)))


@method("conversations.info", *READ.values(), tier=3)
def info(call: Call) -> Json:
    channel = call.channel(public=True)
    _scoped(call, READ, channel)
    return {"channel": channel_json(call, channel)}


@method("conversations.list", *READ.values(), tier=2)
def listed(call: Call) -> Json:
    kinds = [KINDS[kind.strip()] for kind in str(call.args.get("types") or "public_channel").split(",")]
    for kind in kinds:
        if not call.can(READ[kind]):
            raise Refused("missing_scope", needed=READ[kind], provided=",".join(sorted(call.install.scopes)))
    limit, start = int(call.args.get("limit") or 100), int(call.args.get("cursor") or 0)
    if not 1 <= limit <= 1000:
        raise Refused("invalid_limit")
    seen = [
        channel
        for channel in call.team.channels.values()
        if channel.kind in kinds and (channel.kind == "public" or call.bot in channel.members)
        if not (call.flag("exclude_archived") and channel.archived)
    ]
    cursor = str(start + limit) if len(seen) > start + limit else ""
    page = [channel_json(call, channel) for channel in seen[start : start + limit]]
    return {"channels": page, "response_metadata": {"next_cursor": cursor}}


@method("conversations.join", "channels:join", tier=3)
def join(call: Call) -> Json:
    channel = call.team.channels.get(call.word("channel"))
    if channel is None or channel.kind == "private":
        raise Refused("channel_not_found")
    if channel.kind != "public":
        raise Refused("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refused("is_archived")
    channel.members.add(call.bot)
    return {"channel": channel_json(call, channel)}


@method("conversations.open", "im:write", tier=3)
def opened(call: Call) -> Json:
    users = [user for user in str(call.need("users")[0]).split(",") if user]
    if not all(user in call.team.users for user in users):
        raise Refused("user_not_found")
    if len(users) > 1:
        raise Refused("missing_scope", needed="mpim:write", provided=",".join(sorted(call.install.scopes)))
    channel = call.team.direct(call.bot, users[0])
    full = channel_json(call, channel) if call.flag("return_im") else {"id": channel.id}
    return {"channel": full}


@method("conversations.members", *READ.values(), tier=4)
def members(call: Call) -> Json:
    channel = call.channel(public=True)
    _scoped(call, READ, channel)
    return {"members": sorted(channel.members), "response_metadata": {"next_cursor": ""}}


@method("conversations.history", *HISTORY.values(), tier=3)
def history(call: Call) -> Json:
    channel = call.channel()
    _scoped(call, HISTORY, channel)
    newest = [message_json(call.team, each) for each in reversed(channel.messages)]
    return {"messages": newest[: int(call.args.get("limit") or 100)], "has_more": False}
