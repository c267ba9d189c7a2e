"""Which voices a caller has: finding one by what was typed, listing, suggesting."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.errors import UnknownVoice
from bot.flows.means import Means
from bot.model import Caller, Voice


@dataclass(frozen=True, slots=True)
class VoiceBook:
    """The caller's clones first, then the API's actors."""

    means: Means

    async def of(self, caller: Caller) -> Sequence[Voice]:
        """Every voice that *caller* may speak with."""
        return [*await self.means.voices.of(caller), *await self.means.speech.actors()]

    async def find(self, caller: Caller, typed: str) -> Voice:
        """The voice called *typed* in any of its languages; empty: the default. Raises `UnknownVoice`.

        A clone without consent is not there, nor is anybody else's: they are answered for like a name that nobody gave.
        """
        voices = list(await self.of(caller))
        wanted = _folded(typed or self.means.limits.default_voice)
        if not wanted:
            actors = [voice for voice in voices if not voice.owner]
            if not actors:
                raise UnknownVoice("voice.unknown", name="")
            return actors[0]
        for voice in [voice for voice in voices if wanted in map(_folded, _names(voice))]:
            if await self._agreed(caller, voice):
                return voice
            voices.remove(voice)
        near = _nearest(wanted, voices)
        name = (typed or self.means.limits.default_voice)[:40]
        if near:
            raise UnknownVoice("voice.nearest", name=name, nearest=", ".join(near))
        raise UnknownVoice("voice.unknown", name=name)

    async def clone(self, caller: Caller, typed: str) -> Voice | None:
        """The clone called *typed* that *caller* may speak with, if it is one: without asking the API."""
        wanted = _folded(typed or self.means.limits.default_voice)
        for voice in await self.means.voices.of(caller):
            if _folded(voice.name) == wanted and await self._agreed(caller, voice):
                return voice
        return None

    async def suggest(self, caller: Caller, typed: str, limit: int = 25) -> Sequence[Voice]:
        """Voices for an autocomplete: those that begin so, then those that contain it, then those that resemble it."""
        wanted, voices = _folded(typed), await self.of(caller)
        if not wanted:
            return voices[:limit]
        ranked = [(rank, voice) for voice in voices if (rank := _rank(wanted, voice)) is not None]
        return [voice for _, voice in sorted(ranked, key=lambda pair: pair[0])][:limit]

    async def may(self, caller: Caller, voice: Voice) -> bool:
        """Whether *caller* may still speak with *voice*: what was found a while ago may be gone."""
        if not voice.owner:
            return True
        now = await self.means.voices.of(caller)
        there = any((own.owner, own.name, own.sample_key) == (voice.owner, voice.name, voice.sample_key) for own in now)
        return there and await self._agreed(caller, voice)

    async def _agreed(self, caller: Caller, voice: Voice) -> bool:
        """Nobody speaks with a clone unless whoever is heard in it agreed, and has not taken that back."""
        if not voice.owner:
            return True
        return await self.means.consents.find(replace(caller, user=voice.owner), voice.name) is not None


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
