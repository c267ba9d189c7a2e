"""One clip of one order, or of several that are joined. What has been ordered is noted, and never ordered twice."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, replace

from bot.errors import SpeechFailed
from bot.flows.notes import Notes
from bot.model import Clip, Utterance
from bot.ports import AudioTools, Speech
from bot.text import split

AT_ONCE = 2  # parts of one text on their way together: the smallest plan of the API allows two
LOST_RECORDING = "app/invalid/speak_resource_id"  # the API's code where it does not know a cloned voice (any more)
PART = "part:"  # checkpoints: the speak id of each part


@dataclass(frozen=True, slots=True)
class Orders:
    """Has *speech* make clips. Whoever speaks has notes of its own, so that no clip mixes two of them."""

    speech: Speech
    audio: AudioTools

    async def make(self, utterance: Utterance, notes: Notes) -> Clip:
        """One clip of *utterance*, whose text may be longer than one request. Raises `SpeechError`s and `Refused`."""
        texts = split(utterance.text, self.speech.longest)
        if len(texts) == 1:
            return await self._part(0, replace(utterance, text=texts[0]), notes)
        turn = asyncio.Semaphore(AT_ONCE)

        async def one(place: int, text: str) -> Clip:
            async with turn:
                return await self._part(place, replace(utterance, text=text, format="wav"), notes)

        clips = await _together([one(place, text) for place, text in enumerate(texts)])
        return await self.audio.join([clip.audio for clip in clips], utterance.format)

    async def _part(self, place: int, utterance: Utterance, notes: Notes) -> Clip:
        """One request; one that failed for no fault of the text is ordered once more."""
        name = f"{PART}{place}"
        speak_id = notes.get(name)
        for last in (False, True):
            if not speak_id:
                speak_id = await self.speech.submit(utterance)
                await notes.put(name, speak_id)
            try:
                return await self.speech.collect(speak_id)
            except SpeechFailed as failure:
                if last or not failure.again:
                    raise
            speak_id = ""
        raise AssertionError  # the loop returns or raises


async def _together(making: Sequence[Coroutine[None, None, Clip]]) -> list[Clip]:
    """All of them, or the first error once the others have been told to stop."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in making]
    except BaseExceptionGroup as several:
        raise several.exceptions[0] from None
    return [task.result() for task in tasks]
