"""Which voices a caller has: finding one by what was typed, listing, suggesting, forgetting."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import UnknownVoice
from bot.flows.means import Means
from bot.flows.names import name_of
from bot.model import AuditEntry, Caller, Reply, Voice
from bot.replies import sentence


@dataclass(frozen=True, slots=True)
class VoiceBook:
    """The caller's clones first, then the API's actors."""

    means: Means

    async def of(self, caller: Caller) -> Sequence[Voice]:
        """Every voice that *caller* may speak with."""
        return [*await self.means.voices.of(caller), *await self.means.speech.actors()]

    async def find(self, caller: Caller, typed: str) -> Voice:
        """The voice called *typed* in any of its languages; empty: the default. Raises `UnknownVoice`."""
        voices = await self.of(caller)
        wanted = _folded(typed or self.means.limits.default_voice)
        if not wanted:
            actors = [voice for voice in voices if not voice.owner]
            if not actors:
                raise UnknownVoice("voice.unknown", name="")
            return actors[0]
        for voice in voices:
            if wanted in map(_folded, _names(voice)):
                return voice
        near = _nearest(wanted, voices)
        name = (typed or self.means.limits.default_voice)[:40]
        if near:
            raise UnknownVoice("voice.nearest", name=name, nearest=", ".join(near))
        raise UnknownVoice("voice.unknown", name=name)

    async def suggest(self, caller: Caller, typed: str, limit: int = 25) -> Sequence[Voice]:
        """Voices for an autocomplete: those that begin so, then those that contain it, then those that resemble it."""
        wanted, voices = _folded(typed), await self.of(caller)
        if not wanted:
            return voices[:limit]
        ranked = [(rank, voice) for voice in voices if (rank := _rank(wanted, voice)) is not None]
        return [voice for _, voice in sorted(ranked, key=lambda pair: pair[0])][:limit]

    async def rename(self, caller: Caller, name: str, new: str) -> Reply:
        """Call one of the caller's own voices *new*. Raises `UnknownVoice`, `NameTaken` or `BadName`."""
        mine, wanted = await self._own(caller, name), name_of(new)
        if not await self.means.voices.rename(caller, mine.name, wanted):
            raise UnknownVoice("voice.not_yours", name=name[:40])
        await self._note(caller, "voice.renamed", wanted)
        return Reply(words=sentence("voice.renamed", caller.locale, name=mine.name, new=wanted), private=True)

    async def share(self, caller: Caller, name: str, *, shared: bool) -> Reply:
        """Let everybody in the workspace speak with one of the caller's own voices, or nobody else."""
        mine = await self._own(caller, name)
        await self.means.voices.share(caller, mine.name, shared=shared)
        await self._note(caller, "voice.shared" if shared else "voice.unshared", mine.name)
        key = "voice.shared" if shared else "voice.unshared"
        return Reply(words=sentence(key, caller.locale, name=mine.name), private=True)

    async def forget(self, caller: Caller, name: str) -> Reply:
        """Delete one of the caller's own voices, with its recording and its consent."""
        if (voice := await self.means.voices.forget(caller, name.strip())) is None:
            raise UnknownVoice("voice.not_yours", name=name[:40])
        now = self.means.clock()
        await self.means.consents.revoke(caller, voice.name, now)
        if voice.sample_key:
            await self.means.files.delete(voice.sample_key)
        await self._note(caller, "voice.forgotten", voice.name)
        return Reply(words=sentence("voice.forgotten", caller.locale, name=voice.name), private=True)

    async def _own(self, caller: Caller, name: str) -> Voice:
        wanted = _folded(name)
        for voice in await self.means.voices.of(caller):
            if voice.owner == caller.user and _folded(voice.name) == wanted:
                return voice
        raise UnknownVoice("voice.not_yours", name=name[:40])

    async def _note(self, caller: Caller, action: str, subject: str) -> None:
        entry = AuditEntry(caller=caller, action=action, subject=subject, at=self.means.clock())
        await self.means.audit.note(entry)


def _names(voice: Voice) -> list[str]:
    return [voice.name, *(name for _, name in voice.names)]


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _nearest(wanted: str, voices: Sequence[Voice]) -> list[str]:
    """Up to three names that resemble *wanted*, as they are written."""
    written = {_folded(name): name for voice in reversed(voices) for name in _names(voice)}
    return [written[near] for near in difflib.get_close_matches(wanted, list(written), n=3, cutoff=0.5)]


def _rank(wanted: str, voice: Voice) -> float | None:
    names = [_folded(name) for name in _names(voice)]
    if any(name.startswith(wanted) for name in names):
        return 0
    if any(wanted in name for name in names):
        return 1
    likeness = max(difflib.SequenceMatcher(None, wanted, name).ratio() for name in names)
    return 3 - likeness if likeness >= 0.6 else None  # noqa: PLR2004 - difflib's own idea of a close match
