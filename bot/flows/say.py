"""/say: text in, one checked clip out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, replace

from bot.cache import clip_key
from bot.errors import BadOption, BadText, OverBudget, SpeechFailed, SpeechRejected, UnknownVoice
from bot.flows.choices import Choices, choose
from bot.flows.means import Means
from bot.flows.voices import VoiceBook
from bot.model import Caller, Clip, Reply, Sample, Say, Utterance, Voice, VoiceKind
from bot.ports import Checkpoint
from bot.text import pronounceable, speakable, split

AT_ONCE = 2  # parts of one text on their way together: the smallest plan of the API allows two
LOST_RECORDING = "app/invalid/speak_resource_id"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says things. Everything it must not do twice is noted through the checkpoint it is given."""

    means: Means
    book: VoiceBook

    async def say(self, request: Say, checkpoint: Checkpoint, noted: dict[str, str]) -> Reply:
        """Speak *request*. *noted* are the checkpoints of earlier attempts.

        Raises `Refused` with what the caller can mend, or a `SpeechError`.
        """
        text = self.words_of(request.text)
        choices = await choose(request, self.means.preferences)
        voice = await self.book.find(request.caller, choices.voice)
        if voice.owner and await self.means.consents.find(_owner(request.caller, voice), voice.name) is None:
            raise UnknownVoice("voice.unknown", name=voice.name)
        utterance = utterance_of(text, voice, choices)
        # The workspace is a part of the key because it is a part of the mark, and so that nobody learns from the time
        # an answer takes what was said elsewhere.
        key = clip_key(f"{self.means.engine}:{request.caller.platform}:{request.caller.workspace}", utterance)

        async def make() -> Clip:
            made = await self._make(request.caller, voice, utterance, checkpoint, noted)
            return await self.means.marker.mark(made, request.caller)

        clip, _ = await self.means.clips.get_or_make(key, make)
        return Reply(clip=clip, text=text, voice=voice.name, speed=choices.speed)

    def words_of(self, typed: str) -> str:
        """What will be spoken of *typed*; raises `BadText`. Free of charge, so adapters ask before they acknowledge."""
        if not (typed := typed.strip()):
            raise BadText("text.empty")
        if len(typed) > self.means.limits.max_text:  # as it was typed: what is left of it is not the caller's count
            raise BadText("text.too_long", length=len(typed), limit=self.means.limits.max_text)
        text = speakable(typed)
        if not pronounceable(text):
            raise BadText("text.unpronounceable")
        return text

    async def used_today(self, caller: Caller) -> int:
        """Characters that were made for *caller* since midnight UTC, where there is a limit that counts them."""
        return await self.means.budgets.used(_scope(caller), _today(self.means.clock()))

    async def _make(
        self, caller: Caller, voice: Voice, utterance: Utterance, checkpoint: Checkpoint, noted: dict[str, str]
    ) -> Clip:
        """Reserve, speak, settle: only what was really made counts."""
        scope, period = _scope(caller), _today(self.means.clock())
        cap, size = self.means.limits.daily_characters, len(utterance.text)
        if not cap:
            return await self._speak(caller, voice, utterance, checkpoint, noted)
        if not noted.get("reserved"):  # a life of this job that was cut short may have done it
            if not await self.means.budgets.reserve(scope, period, size, cap):
                raise OverBudget("budget.day", cap=cap)
            await checkpoint("reserved", period)
        try:
            return await self._speak(caller, voice, utterance, checkpoint, noted)
        except asyncio.CancelledError:
            raise  # the job goes on in the next life, with its reservation
        except BaseException:
            await self.means.budgets.give_back(scope, noted.get("reserved") or period, size)
            await checkpoint("reserved", "")
            raise

    async def _speak(
        self, caller: Caller, voice: Voice, utterance: Utterance, checkpoint: Checkpoint, noted: dict[str, str]
    ) -> Clip:
        try:
            return await self._parts(utterance, checkpoint, noted)
        except SpeechRejected as rejected:
            if rejected.code != LOST_RECORDING or voice.ref.kind is not VoiceKind.RESOURCE:
                raise
        return await self._parts(replace(utterance, voice=(await self._enrol_again(caller, voice)).ref), checkpoint, {})

    async def _parts(self, utterance: Utterance, checkpoint: Checkpoint, noted: dict[str, str]) -> Clip:
        """One clip: of one request, or of several that are joined."""
        texts = split(utterance.text)
        if len(texts) == 1:
            return await self._part(0, replace(utterance, text=texts[0]), checkpoint, noted)
        turn = asyncio.Semaphore(AT_ONCE)

        async def one(place: int, text: str) -> Clip:
            async with turn:
                return await self._part(place, replace(utterance, text=text, format="wav"), checkpoint, noted)

        clips = await _together([one(place, text) for place, text in enumerate(texts)])
        return await self.means.audio.join([clip.audio for clip in clips], utterance.format)

    async def _part(self, place: int, utterance: Utterance, checkpoint: Checkpoint, noted: dict[str, str]) -> Clip:
        """One request; one that failed for no fault of the text is ordered once more."""
        name = f"part:{place}"
        speak_id = noted.get(name, "")
        for last in (False, True):
            if not speak_id:
                speak_id = await self.means.speech.submit(utterance)
                await checkpoint(name, speak_id)
            try:
                return await self.means.speech.collect(speak_id)
            except SpeechFailed as failure:
                if last or not failure.again:
                    raise
            speak_id = ""
        raise AssertionError  # the loop returns or raises

    async def _enrol_again(self, caller: Caller, voice: Voice) -> Voice:
        """The API has lost the recording (or it is another API now): give it the kept one."""
        if not voice.sample_key or (audio := await self.means.files.get(voice.sample_key)) is None:
            raise UnknownVoice("voice.lost", name=voice.name)
        ref = await self.means.speech.enrol(Sample(audio=audio, seconds=0))
        await self.means.voices.rebind(_owner(caller, voice), voice.name, ref)
        return replace(voice, ref=ref)


def _owner(caller: Caller, voice: Voice) -> Caller:
    """Whose *voice* it is: the caller's own, or one that somebody else shares in the same workspace."""
    return replace(caller, user=voice.owner)


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


async def _together(making: Sequence[Coroutine[None, None, Clip]]) -> list[Clip]:
    """All of them, or the first error once the others have been told to stop."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in making]
    except BaseExceptionGroup as several:
        raise several.exceptions[0] from None
    return [task.result() for task in tasks]


def _scope(caller: Caller) -> str:
    return f"{caller.platform}:{caller.workspace}:{caller.user}:characters"


def _today(now: float) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(now))
