"""/say: text in, one checked clip out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, replace

from bot.cache import Make, clip_key, folder_in, folder_of
from bot.errors import (
    BadOption,
    BadText,
    Forbidden,
    OverBudget,
    SpeechClosed,
    SpeechFailed,
    SpeechRejected,
    UnknownVoice,
)
from bot.flows.budget import EVERYBODY, Allowance, Spend
from bot.flows.caps import What, Whose
from bot.flows.choices import Choices, choose
from bot.flows.means import Means, Spare
from bot.flows.notes import Notes
from bot.flows.orders import LOST_RECORDING, PART, Orders
from bot.flows.rulebook import RuleBook
from bot.flows.standby import AWAY, LOCAL, Standby
from bot.flows.voices import VoiceBook
from bot.logs import describe, get_logger
from bot.model import Caller, Clip, Reply, Rules, Sample, Say, Utterance, Voice, VoiceKind
from bot.policy import admit, longest_text
from bot.ports import Checkpoint, Speech
from bot.replies import sentence
from bot.text import pronounceable, speakable

CANNOT = (BadOption, BadText, SpeechRejected, SpeechFailed, SpeechClosed)  # the local server, though it is there
PAID_HERE = (Whose.USER, Whose.WORKSPACE)  # what this machine speaks costs the key nothing

logger = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A /say that was looked into. `note` is what the caller should know about the clip."""

    caller: Caller
    text: str
    choices: Choices
    rules: Rules
    notes: Notes
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Who speaks: `name` is a part of the clip's key, `of` are those whose allowance it costs.

    `ready` gives a voice as this engine knows it, `restore` one that it has lost; both raise where it cannot be had.
    """

    name: str
    speech: Speech
    of: Sequence[Whose]
    ready: Callable[[Voice], AbstractAsyncContextManager[Voice]]
    restore: Callable[[Voice], Awaitable[Voice]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Says things. Everything it must not do twice is noted through the checkpoint it is given."""

    means: Means
    book: VoiceBook
    rules: RuleBook
    allowance: Allowance
    standby: Standby

    async def say(self, request: Say, checkpoint: Checkpoint, noted: dict[str, str]) -> Reply:
        """Speak *request*. *noted* are the checkpoints of earlier attempts.

        Raises `Refused` with what the caller can mend, or a `SpeechError`.
        """
        asked = await self._look_into(request, Notes(checkpoint, noted))
        if (spare := self.standby.allowed(asked.rules)) is None:
            return await self._by_cloud(asked)
        if self.standby.on_duty(asked.notes) and (reply := await self._here(asked, spare)):
            return reply
        try:
            return await self._by_cloud(asked)
        except AWAY as failure:
            if not await self.standby.takes_over(failure, asked.notes):
                raise
            logger.warning("the local voice speaks", error=describe(failure))
            if reply := await self._here(asked, spare):
                return reply
            raise

    def words_of(self, typed: str, rules: Rules) -> str:
        """What will be spoken of *typed*; raises `BadText`. Free of charge, so adapters ask before they acknowledge."""
        if not (typed := typed.strip()):
            raise BadText("text.empty")
        limit = longest_text(rules, self.means.limits.max_text)
        if len(typed) > limit:  # as it was typed: what is left of it is not the caller's count
            raise BadText("text.too_long", length=len(typed), limit=limit)
        text = speakable(typed)
        if not pronounceable(text):
            raise BadText("text.unpronounceable")
        return text

    async def _look_into(self, request: Say, notes: Notes) -> Asked:
        rules = await self.rules.of(request.caller)
        admit(rules, request.caller)
        text = self.words_of(request.text, rules)
        choices, note = await choose(request, self.means.preferences), ""
        if rules.forced_voice:
            if request.voice and request.voice.strip().casefold() != rules.forced_voice.casefold():
                note = sentence("say.forced", request.caller.locale, voice=rules.forced_voice)
            choices = replace(choices, voice=rules.forced_voice)
        return Asked(caller=request.caller, text=text, choices=choices, rules=rules, notes=notes, note=note)

    async def _by_cloud(self, asked: Asked) -> Reply:
        """As it is asked for. (The cloud: or whatever else is set to speak here.)"""
        voice = await self._voice(asked)

        async def restore(lost: Voice) -> Voice:
            return await self._enrol_again(asked.caller, lost)

        name, speech = self.means.engine, self.means.speech
        engine = Engine(name=name, speech=speech, of=EVERYBODY, ready=nullcontext, restore=restore)
        clip, made = await self._clip(engine, asked, voice, asked.notes)
        if made:
            self.standby.breaker.worked()
        return _reply(asked, clip, voice.name)

    async def _here(self, asked: Asked, spare: Spare) -> Reply | None:
        """By the speech server on this machine, and the clip says so; None where it cannot."""
        await asked.notes.put(LOCAL, "yes")

        async def restore(lost: Voice) -> Voice:
            return lost  # it was learnt a moment ago: what is lost is an order of an earlier life

        try:
            clone = await self.book.clone(asked.caller, asked.choices.voice)  # the cloud's own voices are not there
            voice, itself = await self.standby.voice_for(clone, spare)
            engine = Engine(
                name=spare.engine,
                speech=spare.speech,
                of=PAID_HERE,
                ready=lambda voice: self.standby.lent(voice, spare),
                restore=restore,
            )
            clip, _ = await self._clip(engine, asked, voice, asked.notes.within("local"))
        except CANNOT as failure:
            logger.warning("the local voice cannot speak", error=describe(failure))
            await asked.notes.put(LOCAL, "")
            return None
        note = sentence("say.local_clone" if itself else "say.local", asked.caller.locale, voice=voice.name)
        return _reply(asked, clip, voice.name, note)

    async def _voice(self, asked: Asked) -> Voice:
        try:
            return await self.book.find(asked.caller, asked.choices.voice)
        except UnknownVoice:
            if not asked.rules.forced_voice:
                raise
            raise Forbidden("rules.voice_gone", voice=asked.rules.forced_voice) from None

    async def _clip(self, engine: Engine, asked: Asked, voice: Voice, notes: Notes) -> tuple[Clip, bool]:
        """The clip, and whether it was made now. What was made before, or is being made for another, costs nothing."""
        caller, utterance = asked.caller, utterance_of(asked.text, voice, asked.choices)
        # The workspace is a part of the key because it is a part of the mark, and so that nobody learns from the time
        # an answer takes what was said elsewhere.
        key = clip_key(
            f"{engine.name}:{caller.platform}:{caller.workspace}", utterance, folder_of(voice) or folder_in(caller)
        )
        amount = len(asked.text)
        spend = Spend(caller=caller, what=What.CHARACTERS, amount=amount, rules=asked.rules, of=engine.of)

        async def make() -> Clip:
            async with self.allowance.spending(spend, notes):
                return await self.means.marker.mark(await self._speak(engine, voice, utterance, notes), caller)

        clip, made = await self._found_or_made(key, make)
        if not made and not notes.any(PART):
            await self.allowance.give_back(spend, notes)
        if not await self.book.may(caller, voice):  # taken back while it spoke
            await self.means.clips.forget(folder_of(voice))
            raise UnknownVoice("voice.unknown", name=voice.name)
        return clip, made

    async def _found_or_made(self, key: str, make: Make) -> tuple[Clip, bool]:
        tried = False

        async def mine() -> Clip:
            nonlocal tried
            tried = True
            return await make()

        while True:
            try:
                return await self.means.clips.get_or_make(key, mine)
            except OverBudget:
                if tried:
                    raise  # else it was the allowance of somebody who asked for the same

    async def _speak(self, engine: Engine, voice: Voice, utterance: Utterance, notes: Notes) -> Clip:
        orders = Orders(engine.speech, self.means.audio)
        async with engine.ready(voice) as ready:
            try:
                return await orders.make(replace(utterance, voice=ready.ref), notes)
            except SpeechRejected as rejected:
                if rejected.code != LOST_RECORDING or voice.ref.kind is not VoiceKind.RESOURCE:
                    raise
            again = (await engine.restore(ready)).ref
            return await orders.make(replace(utterance, voice=again), notes.anew())

    async def _enrol_again(self, caller: Caller, voice: Voice) -> Voice:
        """The API has lost the recording (or it is another API now): give it the kept one."""
        if not voice.sample_key or (audio := await self.means.files.get(voice.sample_key)) is None:
            raise UnknownVoice("voice.lost", name=voice.name)
        ref = await self.means.speech.enrol(Sample(audio=audio, seconds=0))
        await self.means.voices.rebind(replace(caller, user=voice.owner), voice.name, ref)
        return replace(voice, ref=ref)


def _reply(asked: Asked, clip: Clip, voice: str, note: str = "") -> Reply:
    told = " ".join(filter(None, (asked.note, note)))
    return Reply(clip=clip, text=asked.text, voice=voice, speed=asked.choices.speed, note=told)


def utterance_of(text: str, voice: Voice, choices: Choices) -> Utterance:
    """What is asked of the API, the text still whole. Raises `BadOption` for an emotion that this voice lacks."""
    return Utterance(
        text=text,
        voice=voice.ref,
        language=choices.language,
        format=choices.format,
        emotion=_preset(choices.emotion, voice),
        tempo=choices.speed,
        pitch=choices.pitch,
        volume=choices.volume,
    )


def _preset(emotion: str, voice: Voice) -> str | None:
    """The API's own name for *emotion* (`happy-1`); None for the neutral one."""
    if emotion == "normal":
        return None
    if not voice.emotions:
        return f"{emotion}-1"
    for preset in voice.emotions:
        if preset.rpartition("-")[0] == emotion or preset == emotion:
            return preset
    there = ["normal", *sorted({preset.rpartition("-")[0] for preset in voice.emotions} - {"", "normal"})]
    raise BadOption("option.emotion", value=emotion, choices=", ".join(there))
