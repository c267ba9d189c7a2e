"""The slash commands: read, hand to the core, acknowledge. What is wrong is said in the acknowledgement."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from slack_bolt.async_app import AsyncAck, AsyncApp

from adapters.commands import OPTIONS, AskForget, AskSettings
from adapters.slack.blocks import escaped, unescaped
from adapters.slack.choices import Chosen
from adapters.slack.desk import Desk
from adapters.slack.forms import Forms
from adapters.slack.origin import Body, Origin, job_id_of, origin_of_command
from adapters.slack.privacy import Privacy
from adapters.slack.speech import Reader
from adapters.slack.tables import CLONE, COMMANDS, FORGET, HELP, PRIVACY, SAY, SETTINGS, USAGE, VOICES, pattern
from adapters.slack.words import label
from bot.model import Caller, Preferences, Reply, Say, Voice
from bot.replies import sentence

MOST_LISTED = 60  # voices of one kind in a list


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One command: what was typed after its name, where, and by whom."""

    text: str
    trigger: str
    origin: Origin
    caller: Caller


Answer = Callable[[Asked], Awaitable[Reply | None]]


class Commands:
    """One method a command. Each raises `Refused` with what the person can mend."""

    def __init__(self, desk: Desk, reader: Reader, forms: Forms) -> None:
        self._desk, self._reader, self._forms, self._privacy = desk, reader, forms, Privacy(desk)

    def listen(self, bolt: AsyncApp) -> None:
        """Register every command of the table."""
        answers: dict[str, Answer] = {
            SAY: self._say,
            CLONE: self._clone,
            VOICES: self.voices,
            SETTINGS: self.settings,
            USAGE: self.usage,
            FORGET: self.forget,
            PRIVACY: self.privacy,
            HELP: self.help,
        }
        for command in COMMANDS:
            bolt.command(pattern(command.name))(self._listener(command.name, answers[command.name]))

    def _listener(self, name: str, answer: Answer) -> Callable[..., Awaitable[None]]:
        async def listener(ack: AsyncAck, body: Body) -> None:
            origin, text = origin_of_command(body), str(body.get("text") or "").strip()
            if name != SAY:
                text = unescaped(text)

            async def work(caller: Caller) -> Reply | None:
                return await answer(Asked(text=text, trigger=str(body.get("trigger_id")), origin=origin, caller=caller))

            reply = await self._desk.worded(origin, work, typed=text, hurry=opens_form(name, text))
            if reply.words:
                await ack(text=escaped(reply.words), response_type="ephemeral")
            else:
                await ack()

        return listener

    async def _say(self, asked: Asked) -> None:
        if not asked.text:
            await self._forms.say(asked.trigger, asked.origin, Chosen())
            return
        say = await self._reader.typed(f"{SAY} {asked.text}", asked.origin, asked.caller)
        assert isinstance(say, Say)  # noqa: S101 - what /say is read as
        await self._desk.accept(job_id_of(asked.trigger), say, asked.origin)

    async def _clone(self, asked: Asked) -> None:
        await self._forms.clone(asked.trigger, asked.origin, name=asked.text)

    async def voices(self, asked: Asked) -> Reply:
        """The voices there are, or those that resemble what was typed."""
        flows, caller = self._desk.app.flows, asked.caller
        found = await flows.suggest(caller, asked.text, 100) if asked.text else await flows.voices(caller)
        if not found:
            return Reply(words=sentence("voice.unknown", caller.locale, name=asked.text[:40]), private=True)
        return Reply(words=listed(found, caller), private=True)

    async def settings(self, asked: Asked) -> Reply | None:
        """Change one, or open the form with all of them."""
        flows, caller = self._desk.app.flows, asked.caller
        if not asked.text:
            await self._forms.settings(asked.trigger, asked.origin, await flows.preferences(caller))
            return None
        read = await self._reader.typed(f"{SETTINGS} {asked.text}", asked.origin, caller)
        assert isinstance(read, AskSettings)  # noqa: S101 - what /settings is read as
        changes: dict[str, object] = dict(read.changes)
        reply = await flows.prefer(caller, Preferences(**changes))  # type: ignore[arg-type]  # the parser made them fit
        self._desk.tongues.forget(caller)
        return reply

    async def usage(self, asked: Asked) -> Reply:
        """What was used and is left."""
        return await self._desk.app.flows.usage(asked.caller)

    async def forget(self, asked: Asked) -> Reply:
        """Delete a voice of one's own."""
        read = await self._reader.typed(f"{FORGET} {asked.text}", asked.origin, asked.caller)
        assert isinstance(read, AskForget)  # noqa: S101 - what /forget is read as
        return await self._desk.app.flows.forget(asked.caller, read.name)

    async def privacy(self, asked: Asked) -> Reply | None:
        """Everything that is kept, or none of it any more."""
        return await self._privacy.answer(asked.origin, asked.caller, " ".join(asked.text.lower().split()))

    async def help(self, asked: Asked) -> Reply:
        """The commands and the options."""
        return Reply(words=help_words(asked.caller.locale), private=True)


def opens_form(name: str, text: str) -> bool:
    """Whether this command opens a form, for which its trigger lives three seconds."""
    return name == CLONE or (name in (SAY, SETTINGS) and not text)


def help_words(locale: str) -> str:
    """What somebody reads who asked for help."""
    return sentence("slack.help", locale, options=", ".join(OPTIONS.values()))


def listed(voices: Sequence[Voice], caller: Caller) -> str:
    """Voices by kind, in one line each."""
    kinds = {
        "own": [voice for voice in voices if voice.owner == caller.user],
        "others": [voice for voice in voices if voice.owner and voice.owner != caller.user],
        "stock": [voice for voice in voices if not voice.owner],
    }
    lines = []
    for kind, found in kinds.items():
        names = ", ".join(voice.name for voice in found[:MOST_LISTED])
        more = "…" if len(found) > MOST_LISTED else ""
        lines += [f"{label(kind, caller.locale)}: {names}{more}"] if found else []
    return "\n".join(lines)
