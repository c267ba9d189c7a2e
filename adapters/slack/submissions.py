"""What came of the forms: into the core, or back into the form with the reason under the field it is about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from adapters.commands import read_options, with_options
from adapters.slack.desk import Desk
from adapters.slack.home import Home
from adapters.slack.modals import (
    CLONE_FORM,
    DEFAULT,
    FORMS,
    OPTIONS_SHOWN,
    RENAME_FORM,
    SAY_FORM,
    SETTINGS_FORM,
    THREAD,
    block_for,
    filled_in,
    label_of,
)
from adapters.slack.origin import Body, Origin, job_id_of, origin_of_metadata
from adapters.slack.recordings import Recording, check_size, recording_held, recording_of, sounds
from adapters.slack.speech import Reader
from bot.errors import BadSample, NameTaken, Refused
from bot.flows.names import name_of
from bot.model import Caller, Clone, Preferences, Reply, Say


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form as it came back: what stands in its fields, what it was opened with, and the statement that it showed."""

    id: str
    origin: Origin
    caller: Caller
    fields: Mapping[str, Any]
    held: Mapping[str, Any]
    statement: str = ""

    def text(self, field: str) -> str:
        return str(self.fields.get(field) or "")


Answer = Callable[[Form], Awaitable[Reply | None]]


class Submissions:
    """One method a form. A form may be sent twice: its id is the job's."""

    def __init__(self, desk: Desk, reader: Reader, home: Home) -> None:
        self._desk, self._reader, self._home = desk, reader, home

    def listen(self, bolt: AsyncApp) -> None:
        """Register every form."""
        answers: dict[str, Answer] = {
            SAY_FORM: self._say,
            CLONE_FORM: self._clone,
            SETTINGS_FORM: self._settings,
            RENAME_FORM: self._rename,
        }
        for form in FORMS:
            bolt.view(form)(self._listener(answers[form]))

    def _listener(self, answer: Answer) -> Callable[..., Awaitable[None]]:
        async def listener(ack: AsyncAck, body: Body) -> None:
            view = body["view"]
            origin, held = origin_of_metadata(str(view.get("private_metadata") or ""), body)
            fields, wrong = filled_in(view), [""]

            async def work(caller: Caller) -> Reply | None:
                shown = label_of(view, "consent")
                form = Form(id=str(view["id"]), origin=origin, caller=caller, fields=fields, held=held, statement=shown)
                try:
                    return await answer(form)
                except Refused as refusal:
                    wrong[0] = refusal.key
                    raise

            reply = await self._desk.worded(origin, work, typed=str(fields.get("text") or ""))
            if reply.refused or reply.reference:
                await ack(response_action="errors", errors={block_for(wrong[0], view): reply.words})
                return
            await ack()
            await self._desk.say_aside(origin, reply)

        return listener

    async def _say(self, form: Form) -> None:
        options = {name: form.fields.get(name) for name in OPTIONS_SHOWN}
        say = with_options(Say(caller=form.caller, text=form.text("text")), options)
        say = await self._reader.aloud(say, form.origin)
        origin = form.origin
        if place := form.text("place"):
            thread = origin.thread or str(form.held.get("ts") or "")
            origin = replace(origin, thread=thread if place == THREAD else "")
        await self._desk.accept(job_id_of(form.id), say, origin)

    async def _clone(self, form: Form) -> None:
        """Everything that can be told in the form is told there; the bytes are judged by the core."""
        app = self._desk.app
        clone = Clone(
            caller=form.caller,
            name=form.text("name"),
            sample_key="",
            consent="yes" in (form.fields.get("consent") or ()),
            statement=form.statement,
            speaker=await self._speaker(form),
        )
        await app.flows.check(clone)
        recording = _recording(form)
        await self._check_name(form.caller, clone.name)
        await self._desk.accept(
            job_id_of(form.id), replace(clone, sample_key=app.place_for_sample()), form.origin, recording
        )

    async def _speaker(self, form: Form) -> str:
        """Another member, where the voice is theirs. The app itself has none to give. Raises `Refused`."""
        picked = form.text("speaker")
        if picked == form.caller.user:
            return ""
        seat = await self._desk.api.workspaces.seat(form.origin.team, form.origin.enterprise) if picked else None
        if seat and picked in (seat.bot, "USLACKBOT"):
            raise Refused("ask.nobody")
        return picked

    async def _check_name(self, caller: Caller, typed: str) -> None:
        name = name_of(typed).casefold()
        for voice in await self._desk.app.store.voices.of(caller):
            if voice.owner == caller.user and voice.name.casefold() == name:
                raise NameTaken("voice.name_taken", name=voice.name)

    async def _settings(self, form: Form) -> Reply | None:
        """An empty field, and "as usual", forget a choice."""
        typed = {name: form.fields.get(name) for name in OPTIONS_SHOWN}
        read = read_options({name: None if value == DEFAULT else value for name, value in typed.items()})
        changes: dict[str, Any] = {name: "" if value is None else value for name, value in read.items()}
        reply = await self._desk.app.flows.prefer(form.caller, Preferences(**changes))
        self._desk.tongues.forget(form.caller)
        return await self._shown(form, reply)

    async def _rename(self, form: Form) -> Reply | None:
        reply = await self._desk.app.flows.rename(form.caller, str(form.held.get("voice") or ""), form.text("name"))
        return await self._shown(form, reply)

    async def _shown(self, form: Form, reply: Reply) -> Reply | None:
        """On the Home tab when that is where the form was opened; else in the conversation."""
        if form.origin.channel:
            return reply
        await self._home.publish(form.origin, form.caller.locale, reply.words)
        return None


def _recording(form: Form) -> Recording:
    """The file that was picked, or the one the form was opened for. Raises `BadSample`."""
    if known := recording_held(form.held.get("file")):
        return known
    picked = form.fields.get("recording")
    if not isinstance(picked, list) or not picked:
        raise BadSample("sample.empty")
    if not sounds(picked[0]):
        raise BadSample("sample.type")
    recording = recording_of(picked[0])
    check_size(recording)
    return recording
