"""Pressing an element: finding it, and the payload that Slack makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.slack.forms import MANY, ONE, PLAIN, entry
from tests.fakes.slack.model import Channel, Json, Message, View, elements_of
from tests.fakes.slack.rules import ClientRefused

if TYPE_CHECKING:
    from tests.fakes.slack.team import Team


def find(blocks: list[Json], action_id: str) -> tuple[Json, Json]:
    """The block and the element of that action_id."""
    for block, element in elements_of(blocks):
        if element.get("action_id") == action_id:
            return block, element
    seen = [element.get("action_id") for _, element in elements_of(blocks)]
    raise ClientRefused(f"there is no {action_id!r} here, only {seen}")


def source_of(where: Message | View) -> tuple[Channel | None, Message | None]:
    """The conversation and the message that a press happens in; neither where it is in a view."""
    return (where.channel, where) if isinstance(where, Message) else (None, None)


def pressed(team: Team, where: Message | View, picked: tuple[Json, Json, str | None], at: str) -> Json:
    """`block_actions`. *picked*: the block, its element, and what was chosen in it."""
    block, element, pick = picked
    kind = element["type"]
    action: Json = {"type": kind, "action_id": element["action_id"], "block_id": block["block_id"], "action_ts": at}
    if kind in ONE or kind in MANY or kind in PLAIN:
        place = where.id if isinstance(where, View) else where.ts
        action |= entry(team, place, element, [pick] if kind in MANY else pick)
    elif kind == "overflow":
        option = next((each for each in element["options"] if pick in (each["value"], each["text"]["text"])), None)
        if option is None:
            raise ClientRefused(f"{pick!r} is not in that menu")
        action["selected_option"] = option
    else:
        action |= {key: element[key] for key in ("text", "value", "style", "url") if key in element}
    return {"type": "block_actions", "actions": [action], **_place(team, where)}


def _place(team: Team, where: Message | View) -> Json:
    if isinstance(where, View):
        return {"container": {"type": "view", "view_id": where.id}, "view": team.slack.view_json(team, where)}
    container: Json = {"type": "message", "message_ts": where.ts, "channel_id": where.channel.id}
    container |= {"is_ephemeral": where.to is not None}
    container |= {"thread_ts": where.thread_ts} if where.thread_ts else {}
    shown: Json = {"channel": named(where.channel), "container": container, "state": {"values": {}}}
    if where.to is None:  # of an ephemeral message the app gets only the place
        shown["message"] = team.slack.message_json(team, where)
    return shown


def named(channel: Channel) -> Json:
    return {"id": channel.id, "name": "directmessage" if channel.kind == "im" else channel.name}


def asked(team: Team, where: Message | View, action_id: str, query: str) -> Json:
    """`block_suggestion`: what an external select asks the app for."""
    block, element = find(where.blocks, action_id)
    if element["type"] not in ("external_select", "multi_external_select"):
        raise ClientRefused(f"{action_id!r} asks nobody for options")
    shown: Json = {"type": "block_suggestion", "action_id": action_id, "block_id": block["block_id"], "value": query}
    return shown | _place(team, where)
