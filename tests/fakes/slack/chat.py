"""chat.*: messages by the app, and what `response_url` takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.fakes.slack.api import Call, method
from tests.fakes.slack.blockkit import check_blocks
from tests.fakes.slack.model import Channel, Json, Message
from tests.fakes.slack.rules import Refused

if TYPE_CHECKING:
    from tests.fakes.slack.team import Team

TEXT_LIMIT = 40_000
TS = re.compile(r"\d{10}\.\d{6}")


def content(args: Json) -> tuple[str, list[Json]]:
    """The text and the blocks of a message, checked."""
    text, blocks = args.get("text") or "", args.get("blocks") or []
    if not isinstance(text, str):
        raise Refused("invalid_arguments")
    if not (text or blocks or args.get("attachments")):
        raise Refused("no_text")
    if len(text) > TEXT_LIMIT:
        raise Refused("msg_too_long")
    check_blocks(blocks)
    return text, blocks


def thread_of(call: Call, channel: Channel) -> str | None:
    """The thread to write in: `thread_not_found` where its first message is gone (bolt-js #2307)."""
    thread = str(call.args.get("thread_ts") or "")
    if not thread:
        return None
    if not TS.fullmatch(thread):
        raise Refused("invalid_thread_ts", response_metadata={"messages": [f"[ERROR] {thread} is no thread_ts"]})
    root = channel.find(thread)
    if root is None:
        raise Refused("thread_not_found")
    if root.thread_ts not in (None, root.ts):
        call.slack.complaints.append("thread_ts names a reply: clients show such a message nowhere")
    return thread


def message_json(team: Team, message: Message) -> Json:
    optional: Json = {"thread_ts": message.thread_ts, "subtype": message.subtype, "app_id": message.app}
    if message.app:
        optional["bot_id"] = team.bot_id
    if message.files:
        optional["files"] = [team.file_json(each) for each in message.files]
    if message.blocks:
        optional["blocks"] = message.blocks
    shown: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text, "team": team.id}
    return shown | {key: value for key, value in optional.items() if value is not None}


@method("chat.postMessage", "chat:write", tier=4)
def post_message(call: Call) -> Json:
    name = call.word("channel")
    if name in call.team.users:  # a person's id opens the app's conversation with them
        call.args["channel"] = call.team.direct(call.bot, name).id
    channel = call.writable(public=call.can("chat:write.public"))
    text, blocks = content(call.args)
    message = call.team.put(
        channel, call.bot, text=text, blocks=blocks, thread_ts=thread_of(call, channel), app=call.slack.app_id
    )
    return {"channel": channel.id, "ts": message.ts, "message": message_json(call.team, message)}


@method("chat.postEphemeral", "chat:write", tier=4)
def post_ephemeral(call: Call) -> Json:
    channel = call.writable()
    user = call.word("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    text, blocks = content(call.args)
    message = call.team.whisper(channel, user, text=text, blocks=blocks, thread_ts=thread_of(call, channel))
    return {"message_ts": message.ts}


def _own(call: Call, error: str) -> Message:
    channel = call.channel()
    message = channel.find(call.word("ts"))
    if message is None:
        raise Refused("message_not_found")
    if message.user != call.bot:
        raise Refused(error)
    return message


@method("chat.update", "chat:write", tier=3)
def update(call: Call) -> Json:
    message = _own(call, "cant_update_message")
    text, blocks = content(call.args)
    # a text without blocks takes the old blocks away; file_ids is refused: it does not work (python-slack-sdk #1500)
    if call.args.get("file_ids"):
        raise Refused("invalid_arguments")
    call.team.change(message, text, blocks)
    return {"channel": message.channel.id, "ts": message.ts, "text": text, "message": message_json(call.team, message)}


@method("chat.delete", "chat:write", tier=3)
def delete(call: Call) -> Json:
    message = _own(call, "cant_delete_message")
    call.team.take_away(message)
    return {"channel": message.channel.id, "ts": message.ts}


@method("chat.getPermalink", tier=4)
def permalink(call: Call) -> Json:
    channel = call.channel(public=True)
    ts: Any = call.word("message_ts")
    if channel.find(ts) is None:
        raise Refused("message_not_found")
    return {"channel": channel.id, "permalink": f"{call.slack.url}/archives/{channel.id}/p{ts.replace('.', '')}"}
