"""When the cloud does not speak: the speech server on this machine does, where an admin allows it, and says so."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace

from bot.errors import SpeechBusy, SpeechClosed, SpeechError, SpeechFailed
from bot.flows.means import Means, Spare
from bot.flows.notes import Notes
from bot.model import Rules, Sample, Voice
from bot.policy import may_fall_back
from bot.ports import Clock

AWAY = (SpeechBusy, SpeechClosed, SpeechFailed)  # busy or out of reach, not ours to use, came to nothing
SHORT = 30.0  # seconds in all that a command waits for the cloud before the local voice speaks
FAILURES, REST = 3, 30.0  # so many failures in a row, and the cloud is left alone for so many seconds
SINCE = "away_since"  # checkpoint: when the cloud first did not speak for this job
LOCAL = "spoken_here"  # checkpoint: this machine speaks, and goes on to after a crash


@dataclass(slots=True)
class Breaker:
    """Open after `FAILURES` failures in a row: nobody need wait for what is away. One asks again after each `REST`."""

    now: Clock
    _failures: int = 0
    _until: float = 0.0

    def failed(self) -> None:
        """The cloud did not speak."""
        self._failures += 1
        if self._failures >= FAILURES:
            self._until = self.now() + REST

    def worked(self) -> None:
        """The cloud spoke."""
        self._failures = 0

    def blocks(self) -> bool:
        """Whether the cloud is to be left alone; False lets this one ask, and holds the others back meanwhile."""
        if self._failures < FAILURES:
            return False
        if self.now() < self._until:
            return True
        self._until = self.now() + REST
        return False


@dataclass(slots=True)
class Standby:
    """Decides who speaks, and finds a voice on this machine. Shared by all commands."""

    means: Means
    breaker: Breaker

    def allowed(self, rules: Rules) -> Spare | None:
        """Who can speak in the cloud's place there."""
        return self.means.spare if may_fall_back(rules, usual=self.means.limits.local_fallback) else None

    def on_duty(self, notes: Notes) -> bool:
        """Whether not even to ask the cloud: this job has had enough of it, or everybody has. Where it is allowed."""
        return bool(notes.get(LOCAL)) or self.breaker.blocks()

    async def takes_over(self, failure: Exception, notes: Notes) -> bool:
        """After *failure* of the cloud: False while a short wait may mend it."""
        self.breaker.failed()
        if not isinstance(failure, SpeechBusy):
            return True
        now = self.means.clock()
        if not notes.get(SINCE):
            await notes.put(SINCE, f"{now:.3f}")
        waited = now - float(notes.get(SINCE))
        return not 0 <= waited + failure.retry_after <= SHORT

    async def voice_for(self, clone: Voice | None, spare: Spare) -> tuple[Voice, bool]:
        """Who speaks instead: *clone* itself, where its recording is kept; else the default voice, and False."""
        if clone is not None and clone.sample_key and await self.means.files.get(clone.sample_key) is not None:
            return clone, True
        actors = await spare.speech.actors()
        if not actors:
            raise SpeechFailed("the local speech server has no voice")
        return actors[0], False  # it speaks each language in the voice that is best there

    @asynccontextmanager
    async def lent(self, voice: Voice, spare: Spare) -> AsyncGenerator[Voice]:
        """*voice* as the local server knows it. It learns a clone for this block alone, and forgets it afterwards."""
        if not voice.owner:
            yield voice
            return
        if (audio := await self.means.files.get(voice.sample_key)) is None:
            raise SpeechFailed("the recording is gone")
        ref = await spare.speech.enrol(Sample(audio=audio, seconds=0))
        try:
            yield replace(voice, ref=ref)
        finally:
            with suppress(SpeechError):
                await spare.speech.forget(ref)
