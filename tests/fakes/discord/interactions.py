"""The routes of interactions: the first response, the original message, followups."""

from __future__ import annotations

import time

from tests.fakes.discord.calls import Call
from tests.fakes.discord.cdn import Upload
from tests.fakes.discord.exchange import (
    AUTOCOMPLETE,
    CHOICES,
    COMMAND,
    COMPONENT,
    DEFER,
    DEFER_UPDATE,
    MODAL,
    MODAL_SUBMIT,
    SHOW,
    UPDATE,
    Exchange,
)
from tests.fakes.discord.exchange import Modal as Form
from tests.fakes.discord.limits import check_choices, check_modal
from tests.fakes.discord.message import (
    COMPONENTS_V2,
    EPHEMERAL,
    LOADING,
    SILENT,
    SUPPRESS_EMBEDS,
    VOICE,
    Message,
    numbered,
)
from tests.fakes.discord.permissions import ATTACH_FILES, USE_EXTERNAL_APPS
from tests.fakes.discord.posts import Post
from tests.fakes.discord.refusals import Json, Problem, malformed, refused
from tests.fakes.discord.rest import Answer, route
from tests.fakes.discord.state import State

ALLOWED = {
    COMMAND: {SHOW, DEFER, MODAL},
    COMPONENT: {SHOW, DEFER, DEFER_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {SHOW, DEFER, DEFER_UPDATE, UPDATE},
}
FLAGS = SUPPRESS_EMBEDS | EPHEMERAL | SILENT | VOICE | COMPONENTS_V2
FOLLOWUPS_BY_USER = 5
TYPES = {COMMAND: 20, COMPONENT: 19, MODAL_SUBMIT: 19}


@route("POST", "/interactions/{id}/{token}/callback", bot=False)
def callback(state: State, call: Call, ident: str, token: str) -> Answer:
    exchange = state.exchanges.get(token)
    if exchange is None or exchange.id != ident:
        raise refused(10062)
    acknowledge(state, exchange, call)
    if call.query.get("with_response") not in ("1", "true"):
        return 204, None
    return 200, _told(exchange)


def acknowledge(state: State, exchange: Exchange, call: Call) -> None:
    """Take the first response, by whichever way it came.

    :raises Refused: 10062 after 3 s, 40060 for a second one, or what is wrong with it.
    """
    if exchange.acked:
        raise refused(40060)
    if time.monotonic() - exchange.sent > state.ack_seconds:
        raise refused(10062)
    kind, data = call.json.get("type"), call.json.get("data") or {}
    if kind not in ALLOWED[exchange.type] or (kind in (DEFER_UPDATE, UPDATE) and exchange.source is None):
        problem = Problem(at="type", code="BASE_TYPE_CHOICES", message=f"Not an answer to type {exchange.type}.")
        raise malformed([problem])
    _respond(state, exchange, call, kind, data)
    exchange.acked, exchange.callback = time.monotonic(), call.json
    exchange.changed.set()


def _respond(state: State, exchange: Exchange, call: Call, kind: int, data: Json) -> None:
    if kind == CHOICES:
        check_choices(data.get("choices") or [])
        exchange.choices = data.get("choices") or []
    elif kind == MODAL:
        check_modal(data)
        numbered(data["components"])
        exchange.modal = Form(data=data, message=exchange.source)
    elif kind in (DEFER_UPDATE, UPDATE):
        exchange.original = exchange.source
        _since(exchange)
        if kind == UPDATE:
            _change(state, exchange, _standing(exchange.source), call, data)
    elif kind == DEFER:
        flags = (int(data.get("flags") or 0) & EPHEMERAL) | LOADING
        exchange.original = _show(state, exchange, {"flags": flags}, [])
        _since(exchange)
    else:
        _check_flags(data)
        exchange.original = _show(state, exchange, data, call.files)


@route("PATCH", "/webhooks/{application}/{token}/messages/{which}", bot=False)
def edit(state: State, call: Call, application: str, token: str, which: str) -> Answer:
    exchange = _exchange(state, application, token)
    message = _message(exchange, which)
    _change(state, exchange, message, call, call.json)
    return 200, message.data


@route("GET", "/webhooks/{application}/{token}/messages/{which}", bot=False)
def look(state: State, call: Call, application: str, token: str, which: str) -> Answer:
    return 200, _message(_exchange(state, application, token), which).data


@route("DELETE", "/webhooks/{application}/{token}/messages/{which}", bot=False)
def delete(state: State, call: Call, application: str, token: str, which: str) -> Answer:
    exchange = _exchange(state, application, token)
    message = _message(exchange, which)
    message.deleted = True
    if message in exchange.channel.messages:
        exchange.channel.messages.remove(message)
    exchange.changed.set()
    return 204, None


@route("POST", "/webhooks/{application}/{token}", bot=False)
def follow_up(state: State, call: Call, application: str, token: str) -> Answer:
    exchange = _exchange(state, application, token)
    if exchange.loading and exchange.original:
        # documented: the first followup after a defer edits the loading message, and its own EPHEMERAL is ignored
        _change(state, exchange, exchange.original, call, call.json)
        return 200, exchange.original.data
    if exchange.by_user_only and len(exchange.followups) >= FOLLOWUPS_BY_USER:
        raise refused(40094)
    _check_flags(call.json)
    message = _show(state, exchange, call.json, call.files)
    exchange.followups.append(message)
    exchange.changed.set()
    return 200, message.data


def _exchange(state: State, application: str, token: str) -> Exchange:
    exchange = state.exchanges.get(token)
    if exchange is None or application != state.application_id:
        raise refused(50027)
    if time.monotonic() - exchange.sent > state.token_seconds:
        raise refused(50027)
    if exchange.acked is None:
        raise refused(10015)
    return exchange


def _message(exchange: Exchange, which: str) -> Message:
    known = [*exchange.followups, *([exchange.original] if exchange.original else [])]
    for message in known:
        if not message.deleted and (message.id == which or (which == "@original" and message is exchange.original)):
            return message
    raise refused(10008)


def _post(state: State, exchange: Exchange, body: Json, files: list[Upload]) -> Post:
    rights = exchange.channel.bot_permissions | (0 if state.files_need_permission else ATTACH_FILES)
    return Post(body=body, files=files, limit=exchange.limit, rights=rights)


def _show(state: State, exchange: Exchange, body: Json, files: list[Upload]) -> Message:
    if exchange.by_user_only and not exchange.user.permissions & USE_EXTERNAL_APPS:
        body = body | {"flags": int(body.get("flags") or 0) | EPHEMERAL}  # documented for apps that users bring along
    about = {
        "id": exchange.id,
        "type": exchange.type,
        "user": exchange.user.account.json(),
        "authorizing_integration_owners": exchange.payload["authorizing_integration_owners"],
    }
    if exchange.original:
        about["original_response_message_id"] = exchange.original.id
    application = state.application_id
    message = state.posts.create(
        exchange.channel,
        state.bot,
        _post(state, exchange, body, files),
        type=TYPES[exchange.type],
        webhook_id=application,
        application_id=application,
        interaction_metadata=about,
    )
    if message.private:
        message.to = exchange.user.account.id
    else:
        exchange.channel.messages.append(message)
    return message


def _change(state: State, exchange: Exchange, message: Message, call: Call, body: Json) -> None:
    flags = int(body.get("flags") or 0)
    if flags & VOICE and not (state.voice_on_edit and message.loading):
        raise refused(50161)
    _check_flags(body)
    state.posts.edit(exchange.channel, message, _post(state, exchange, body, call.files))
    exchange.changed.set()


def _check_flags(body: Json) -> None:
    if int(body.get("flags") or 0) & ~FLAGS:
        raise malformed([Problem(at="flags", code="MESSAGE_FLAGS_INVALID", message="Not a flag that can be set.")])


def _since(exchange: Exchange) -> None:
    """Edits from now on are the answer."""
    exchange.edits_before = exchange.original.edits if exchange.original else 0


def _standing(message: Message | None) -> Message:
    if message is None or message.deleted:
        raise refused(10008)
    return message


def _told(exchange: Exchange) -> Json:
    """What `with_response` brings."""
    kind = exchange.callback["type"] if exchange.callback else 0
    interaction: Json = {"id": exchange.id, "type": exchange.type}
    resource: Json = {"type": kind}
    if exchange.original and kind in (SHOW, DEFER, UPDATE):
        interaction |= {
            "response_message_id": exchange.original.id,
            "response_message_loading": exchange.original.loading,
            "response_message_ephemeral": exchange.original.private,
        }
        resource["message"] = exchange.original.data
    return {"interaction": interaction, "resource": resource}
