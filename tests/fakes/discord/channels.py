"""The routes of a bot's own token: who it is, its commands, and messages in channels."""

from __future__ import annotations

from tests.fakes.discord import permissions
from tests.fakes.discord.calls import Call
from tests.fakes.discord.message import EPHEMERAL, Message
from tests.fakes.discord.posts import Post
from tests.fakes.discord.refusals import Json, Problem, Refused, malformed, refused
from tests.fakes.discord.registry import as_list
from tests.fakes.discord.rest import Answer, route
from tests.fakes.discord.state import State
from tests.fakes.discord.world import DEFAULT_UPLOAD_LIMIT, Account, Channel, Guild, member_of

SESSION_STARTS = {"total": 1000, "reset_after": 14_400_000, "max_concurrency": 1}


@route("GET", "/users/@me")
def me(state: State, call: Call) -> Answer:
    return 200, state.bot.json() | {"verified": True, "mfa_enabled": False, "email": None, "locale": "en-US"}


@route("GET", "/users/@me/guilds")
def my_guilds(state: State, call: Call) -> Answer:
    there = [each for each in state.guilds.values() if each.installed]
    return 200, [each.brief() | {"name": each.name, "permissions": str(each.bot_permissions)} for each in there]


@route("GET", "/users/{user}")
def user(state: State, call: Call, user: str) -> Answer:
    return 200, _account(state, user).json()


@route("GET", "/guilds/{guild}/members/{user}")
def member(state: State, call: Call, guild: str, user: str) -> Answer:
    _guild(state, guild)
    return 200, member_of(_account(state, user))


@route("GET", "/oauth2/applications/@me")
@route("GET", "/applications/@me")
def application(state: State, call: Call) -> Answer:
    return 200, state.application()


@route("GET", "/gateway", bot=False)
def gateway(state: State, call: Call) -> Answer:
    return 200, {"url": state.gateway.url}


@route("GET", "/gateway/bot")
def gateway_bot(state: State, call: Call) -> Answer:
    gateway = state.gateway
    left = {"remaining": SESSION_STARTS["total"] - len(gateway.identified)}
    return 200, {"url": gateway.url, "shards": gateway.shards, "session_start_limit": SESSION_STARTS | left}


@route("GET", "/applications/{application}/commands")
def commands(state: State, call: Call, application: str) -> Answer:
    return 200, _listed(state, call, None)


@route("GET", "/applications/{application}/guilds/{guild}/commands")
def guild_commands(state: State, call: Call, application: str, guild: str) -> Answer:
    _guild(state, guild)
    return 200, _listed(state, call, guild)


def _listed(state: State, call: Call, guild: str | None) -> list[Json]:
    """Without being asked for them Discord leaves the translations out."""
    found = state.registry.listed(guild)
    if call.query.get("with_localizations") in ("1", "true"):
        return found
    return [{key: value for key, value in each.items() if not key.endswith("_localizations")} for each in found]


@route("PUT", "/applications/{application}/commands")
def sync(state: State, call: Call, application: str) -> Answer:
    _own(state, application)
    return 200, state.registry.replace(as_list(call.body), application)


@route("PUT", "/applications/{application}/guilds/{guild}/commands")
def sync_guild(state: State, call: Call, application: str, guild: str) -> Answer:
    _own(state, application)
    _guild(state, guild)
    return 200, state.registry.replace(as_list(call.body), application, guild)


@route("GET", "/applications/{application}/commands/{command}")
def command(state: State, call: Call, application: str, command: str) -> Answer:
    return 200, state.registry.one(command)


@route("DELETE", "/applications/{application}/commands/{command}")
def delete_command(state: State, call: Call, application: str, command: str) -> Answer:
    state.registry.remove(command)
    return 204, None


@route("GET", "/guilds/{guild}")
def guild(state: State, call: Call, guild: str) -> Answer:
    return 200, _guild(state, guild).json(state.bot)


@route("GET", "/channels/{channel}")
def channel(state: State, call: Call, channel: str) -> Answer:
    return 200, _channel(state, channel).json()


@route("POST", "/users/@me/channels")
def open_dm(state: State, call: Call) -> Answer:
    return 200, state.dm(_account(state, str(call.json.get("recipient_id")))).json()


@route("POST", "/channels/{channel}/messages")
def post(state: State, call: Call, channel: str) -> Answer:
    place, body = _channel(state, channel), call.json
    _may(place, permissions.SEND_MESSAGES_IN_THREADS if place.parent else permissions.SEND_MESSAGES)
    if place.closed:
        raise refused(50007)
    if int(body.get("flags") or 0) & EPHEMERAL:
        raise malformed([Problem(at="flags", code="MESSAGE_FLAGS_INVALID", message="Only an interaction's answer.")])
    if body.get("embeds"):
        _may(place, permissions.EMBED_LINKS)
    nonce = str(body.get("nonce") or "")
    if nonce and body.get("enforce_nonce") and nonce in place.nonces:
        return 200, place.nonces[nonce].data
    message = state.posts.create(place, state.bot, _posted(place, call))
    place.messages.append(message)
    if nonce:
        message.data["nonce"] = nonce
        place.nonces[nonce] = message
    return 200, message.data


@route("GET", "/channels/{channel}/messages/{ident}")
def look(state: State, call: Call, channel: str, ident: str) -> Answer:
    return 200, _message(_channel(state, channel), ident).data


@route("PATCH", "/channels/{channel}/messages/{ident}")
def edit(state: State, call: Call, channel: str, ident: str) -> Answer:
    place = _channel(state, channel)
    message = _message(place, ident)
    if message.data["author"]["id"] != state.bot.id:
        raise refused(50005)
    state.posts.edit(place, message, _posted(place, call))
    return 200, message.data


@route("DELETE", "/channels/{channel}/messages/{ident}")
def delete(state: State, call: Call, channel: str, ident: str) -> Answer:
    place = _channel(state, channel)
    message = _message(place, ident)
    if message.data["author"]["id"] != state.bot.id:
        _may(place, permissions.MANAGE_MESSAGES)
    message.deleted = True
    place.messages.remove(message)
    return 204, None


@route("POST", "/channels/{channel}/typing")
def typing(state: State, call: Call, channel: str) -> Answer:
    _may(_channel(state, channel), permissions.SEND_MESSAGES)
    return 204, None


def _posted(place: Channel, call: Call) -> Post:
    limit = place.guild.upload_limit if place.guild else DEFAULT_UPLOAD_LIMIT
    return Post(body=call.json, files=call.files, limit=limit, rights=place.bot_permissions)


def _own(state: State, application: str) -> None:
    if application != state.application_id:
        raise Refused(403, 20012, "You are not authorized to perform this action on this application")


def _account(state: State, ident: str) -> Account:
    account = state.accounts.get(ident)
    if account is None:
        raise refused(10013)
    return account


def _guild(state: State, ident: str) -> Guild:
    found = state.guilds.get(ident)
    if found is None:
        raise refused(10004)
    if not found.installed:
        raise refused(50001)
    return found


def _channel(state: State, ident: str) -> Channel:
    found = state.channels.get(ident)
    if found is None:
        raise refused(10003)
    if not found.present:
        raise refused(50001)
    return found


def _may(channel: Channel, what: int) -> None:
    if not channel.bot_permissions & what:
        raise refused(50013)


def _message(channel: Channel, ident: str) -> Message:
    message = channel.find(ident)
    if message is None:
        raise refused(10008)
    return message
