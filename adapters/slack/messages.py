"""Events: mentions, messages to the app itself, the Home tab, and the end of an installation.

Slack repeats an event until it hears that we have it. What becomes a job is the same job; what is answered at once is
remembered by its event's id.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from adapters.commands import AskClone, AskForget, AskHelp, AskPrivacy, AskSettings, AskVoices
from adapters.slack.blocks import CLONE_OFFER, Block, button, plain
from adapters.slack.commands import Asked, Commands, help_words
from adapters.slack.desk import Desk
from adapters.slack.home import Home
from adapters.slack.leaving import Leaving
from adapters.slack.origin import Body, Origin, job_id_of, origin_of_event
from adapters.slack.recordings import check_size, recording_in
from adapters.slack.speech import Reader
from adapters.slack.tables import DIRECT, EVENTS, HOME_OPENED, MENTION, REVOKED, UNINSTALLED
from adapters.slack.words import label
from bot.errors import BadSample
from bot.model import Caller, Preferences, Reply, Say
from bot.replies import sentence

SPOKEN_TO = (None, "file_share", "thread_broadcast")  # subtypes of a message that a person wrote
MOST = 5_000  # events remembered
LONGEST_VALUE = 2_000  # characters of a button's value


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A message to the app. `event_id` is Slack's id of the event, the same at every repeat."""

    event_id: str
    origin: Origin
    caller: Caller
    text: str
    files: object


class Messages:
    """What was written to the app, in a channel or directly."""

    def __init__(self, desk: Desk, reader: Reader, commands: Commands) -> None:
        self._desk, self._reader, self._commands = desk, reader, commands

    async def take(self, body: Body, origin: Origin) -> None:
        """Raises `JobsClosed` and `JobsFailed`, so that Slack sends the event again."""
        event = body["event"]
        if event.get("subtype") not in SPOKEN_TO or event.get("bot_id") or not origin.user:
            return
        seat = await self._desk.api.workspaces.seat(origin.team, origin.enterprise)
        text = re.sub(rf"<@{re.escape(seat.bot)}(\|[^>]*)?>", " ", str(event.get("text") or "")).strip()

        async def work(caller: Caller) -> Reply | None:
            written = Written(
                event_id=str(body["event_id"]), origin=origin, caller=caller, text=text, files=event.get("files")
            )
            return await self._answer(written)

        await self._desk.say_aside(origin, await self._desk.worded(origin, work, typed=text, insist=True))

    async def _answer(self, written: Written) -> Reply | None:
        if recording := recording_in(written.files):
            check_size(recording)
            name = _name_in(written.text) or recording.called
            await self._offer(written, {"file": recording.dump(), "name": name})
            return None
        if not written.text:
            if written.files:
                raise BadSample("sample.type")
            return Reply(words=help_words(written.caller.locale), private=True)
        return await self._asked(written)

    async def _asked(self, written: Written) -> Reply | None:
        flows, caller = self._desk.app.flows, written.caller
        match await self._reader.typed(written.text, written.origin, caller):
            case Say() as say:
                await self._desk.accept(job_id_of(written.event_id), say, written.origin)
                return None
            case AskClone():
                return Reply(words=sentence("slack.clone_how", caller.locale), private=True)
            case AskVoices(typed=typed):
                return await self._commands.voices(Asked(text=typed, trigger="", origin=written.origin, caller=caller))
            case AskForget(name=name):
                return await flows.forget(caller, name)
            case AskSettings(changes=changes):
                self._desk.tongues.forget(caller)
                return await flows.prefer(caller, Preferences(**dict(changes)))  # type: ignore[arg-type]  # the parser made them fit
            case AskPrivacy(what=what):
                asked = Asked(text=what, trigger="", origin=written.origin, caller=caller)
                return await self._commands.privacy(asked)
            case AskHelp():
                return Reply(words=help_words(caller.locale), private=True)

    async def _offer(self, written: Written, held: dict[str, Any]) -> None:
        """A message opens no form, so the consent is asked for behind a button that only its writer sees."""
        value = json.dumps(held, separators=(",", ":"), ensure_ascii=False)
        if len(value) > LONGEST_VALUE:  # a file's address is long: its id is enough
            value = json.dumps({**held, "file": {**held["file"], "url": ""}}, separators=(",", ":"))
        locale = written.caller.locale
        words = sentence("slack.offer", locale)
        blocks: list[Block] = [
            {"type": "section", "text": plain(words, 3_000)},
            {"type": "actions", "elements": [button(CLONE_OFFER, label("clone_button", locale), value)]},
        ]
        await self._desk.teller.tell(written.origin, words, blocks)


class Events:
    """Every event of the table."""

    def __init__(self, messages: Messages, home: Home, leaving: Leaving, desk: Desk) -> None:
        self._messages, self._home, self._leaving, self._desk = messages, home, leaving, desk
        self._served: OrderedDict[str, None] = OrderedDict()

    def listen(self, bolt: AsyncApp) -> None:
        """Register them; what is declared and not listened to would be repeated for ever."""
        answers: dict[str, Callable[[Body, Origin], Awaitable[None]]] = {
            MENTION: self._messages.take,
            DIRECT: self._messages.take,
            HOME_OPENED: self._show_home,
            UNINSTALLED: self._leaving.uninstalled,
            REVOKED: self._leaving.revoked,
        }
        for event in EVENTS:
            bolt.event(event.partition(".")[0])(self._listener(answers[event]))

    def _listener(self, answer: Callable[[Body, Origin], Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        async def listener(ack: AsyncAck, body: Body) -> None:
            event_id = str(body.get("event_id") or "")
            if event_id not in self._served:
                self._served[event_id] = None
                try:
                    await answer(body, origin_of_event(body))
                except BaseException:
                    self._served.pop(event_id, None)
                    raise
                while len(self._served) > MOST:
                    self._served.popitem(last=False)
            await ack()

        return listener

    async def _show_home(self, body: Body, origin: Origin) -> None:
        if body["event"].get("tab") != "home":
            return
        await self._home.publish(origin, await self._desk.tongues.of(origin.caller()))


def _name_in(text: str) -> str:
    """`clone ada`, or `ada`, beside a recording: what the voice may be called."""
    words = text.removeprefix("/").split()
    if words and words[0].lower() == "clone":
        words = words[1:]
    name = " ".join(words)
    return name if len(name) <= 30 else ""  # noqa: PLR2004 - LONGEST_NAME: more is a sentence, no name
