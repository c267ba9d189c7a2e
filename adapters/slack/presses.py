"""Buttons under a clip, and the entries of a message's menu. They carry all they need: nothing is remembered for them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from adapters.slack import choices
from adapters.slack.api import Declined
from adapters.slack.blocks import AGAIN, CLONE_OFFER, DELETE, OTHER, escaped, spoken_of
from adapters.slack.desk import Desk
from adapters.slack.forms import Forms
from adapters.slack.origin import Body, Origin, job_id_of, origin_of_press
from adapters.slack.recordings import check_size, recording_held, recording_in
from adapters.slack.speech import Reader
from adapters.slack.tables import CLONE_MESSAGE, SHORTCUTS, SPEAK_MESSAGE
from bot.errors import Refused
from bot.model import Caller, Reply, Say

GONE = ("file_deleted", "file_not_found", "message_not_found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Something was pressed: where, by whom, on which message, and what the button holds, or the block with a menu.

    `picked` is the person who was chosen in the menu.
    """

    origin: Origin
    caller: Caller
    trigger: str
    value: str
    message: Mapping[str, Any]
    block: str = ""
    picked: str = ""


Answer = Callable[[Press], Awaitable[Reply | None]]


class Presses:
    """One method a button."""

    def __init__(self, desk: Desk, reader: Reader, forms: Forms) -> None:
        self._desk, self._reader, self._forms = desk, reader, forms

    def listen(self, bolt: AsyncApp) -> None:
        """Register the buttons of a message, and every shortcut of the table."""
        shortcuts: dict[str, tuple[Answer, bool]] = {
            SPEAK_MESSAGE: (self._speak, False),
            CLONE_MESSAGE: (self._clone, True),
        }
        for shortcut in SHORTCUTS:
            bolt.shortcut(shortcut.id)(pressed(self._desk, shortcuts[shortcut.id][0], hurry=shortcuts[shortcut.id][1]))
        bolt.action(AGAIN)(pressed(self._desk, self._again))
        bolt.action(OTHER)(pressed(self._desk, self._other, hurry=True))
        bolt.action(DELETE)(pressed(self._desk, self._delete))
        bolt.action(CLONE_OFFER)(pressed(self._desk, self._offered, hurry=True))

    async def _again(self, press: Press) -> None:
        """The same once more, asked for by whoever pressed."""
        say = choices.load(press.value).say(press.caller, _said(press))
        await self._desk.accept(job_id_of(press.trigger), say, press.origin)

    async def _other(self, press: Press) -> None:
        chosen, ts = choices.load(press.value), str(press.message.get("ts") or "")
        await self._forms.say(press.trigger, press.origin, chosen, _said(press), ts=ts)

    async def _delete(self, press: Press) -> None:
        """The file and the message: without its file a message stays behind as a tombstone."""
        if choices.load(press.value).requester != press.caller.user and not await self._made_channel(press):
            raise Refused("slack.not_yours")
        for file in press.message.get("files") or ():
            await self._gone(press.origin, "files.delete", file=str(file.get("id")))
        await self._gone(
            press.origin, "chat.delete", channel=press.origin.channel, ts=str(press.message.get("ts") or "")
        )

    async def _made_channel(self, press: Press) -> bool:
        """Whether Slack says that this person created the channel: as much of an admin as our scopes can see."""
        origin = press.origin
        with suppress(Declined):
            answer = await self._desk.api.call(
                origin.team, origin.enterprise, "conversations.info", channel=origin.channel
            )
            return bool(answer["channel"].get("creator") == press.caller.user)
        return False

    async def _gone(self, origin: Origin, method: str, **what: Any) -> None:
        try:
            await self._desk.api.call(origin.team, origin.enterprise, method, **what)
        except Declined as refusal:
            if refusal.error not in GONE:
                raise

    async def _speak(self, press: Press) -> None:
        """The text of somebody's message, as it stands: what looks like an option in it is spoken too."""
        text = str(press.message.get("text") or "") or escaped(spoken_of(press.message))
        if not text.strip():
            raise Refused("slack.no_text")
        say = await self._reader.aloud(Say(caller=press.caller, text=text), press.origin)
        await self._desk.accept(job_id_of(press.trigger), say, press.origin)

    async def _clone(self, press: Press) -> None:
        recording = recording_in(press.message.get("files"))
        if recording is None:
            raise Refused("slack.no_recording")
        check_size(recording)
        await self._forms.clone(press.trigger, press.origin, name=recording.called, file=recording.dump())

    async def _offered(self, press: Press) -> None:
        """The button under "shall I keep that recording": a mention opens no form, a press does."""
        held: Any = None
        with suppress(ValueError):
            held = json.loads(press.value)
        if not isinstance(held, Mapping) or (recording := recording_held(held.get("file"))) is None:
            raise Refused("slack.stale")
        name = str(held.get("name") or recording.called)
        await self._forms.clone(press.trigger, press.origin, name=name, file=recording.dump())


def pressed(desk: Desk, answer: Answer, *, hurry: bool = False) -> Callable[..., Awaitable[None]]:
    """A listener for a button or a shortcut; *hurry* where it opens a form. What is wrong is told aside."""

    async def listener(ack: AsyncAck, body: Body) -> None:
        origin, message = origin_of_press(body), body.get("message") or {}
        action: Body = next(iter(body.get("actions") or ()), {})
        typed = str(message.get("text") or "")

        async def work(caller: Caller) -> Reply | None:
            return await answer(
                Press(
                    origin=origin,
                    caller=caller,
                    trigger=str(body.get("trigger_id") or ""),
                    value=str(action.get("value") or ""),
                    message=message,
                    block=str(action.get("block_id") or ""),
                    picked=str(action.get("selected_user") or ""),
                )
            )

        reply = await desk.worded(origin, work, typed=typed, hurry=hurry)
        await ack()
        await desk.say_aside(origin, reply)

    return listener


def _said(press: Press) -> str:
    if not (text := spoken_of(press.message)):
        raise Refused("slack.stale")
    return text
