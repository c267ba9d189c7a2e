"""Whose voice is it: what its owner, whoever is heard in it, and a moderator can do with it.

A voice is named by (workspace, owner, name) and by nothing else, and one that is another's is answered for exactly as
one that is not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.cache import folder_of
from bot.errors import Refused, UnknownVoice
from bot.flows.consent import mention
from bot.flows.means import Means
from bot.flows.names import folded, name_of
from bot.flows.unlearn import Unlearning
from bot.model import AuditEntry, Caller, Consent, Reply, Voice, Whom
from bot.replies import sentence

SHOWN = 40  # characters of what was typed that are repeated


@dataclass(frozen=True, slots=True)
class Rights:
    """Renames, shares and ends voices."""

    means: Means
    unlearning: Unlearning

    async def rename(self, caller: Caller, name: str, new: str) -> Reply:
        """Call one of the caller's own voices *new*. Raises `UnknownVoice`, `NameTaken` or `BadName`."""
        mine, wanted = await self._own(caller, name), name_of(new)
        if not await self.means.voices.rename(caller, mine.name, wanted):
            raise _not_yours(name)
        await self._note(caller, "voice.renamed", wanted)
        return _told("voice.renamed", caller, name=mine.name, new=wanted)

    async def share(self, caller: Caller, name: str, *, shared: bool) -> Reply:
        """Let everybody in the workspace speak with one of the caller's own voices; or nobody else, whoever might."""
        mine = await self._own(caller, name)
        if not await self.means.voices.share(caller, mine.name, shared=shared):
            raise _not_yours(name)
        key = "voice.shared" if shared else "voice.unshared"
        await self._note(caller, key, mine.name)
        return _told(key, caller, name=mine.name)

    async def share_with(self, caller: Caller, name: str, whom: Sequence[Whom], shown: str) -> Reply:
        """Let roles and people speak with one of the caller's own voices; *shown* is how a person reads who they are."""
        if not whom:
            raise Refused("voice.share_nobody")
        mine = await self._own(caller, name)
        for one in whom:
            if not await self.means.voices.share_with(caller, mine.name, one):
                raise _not_yours(name)
        await self._note(caller, "voice.shared_with", mine.name)
        return _told("voice.shared_with", caller, name=mine.name, whom=shown)

    async def forget(self, caller: Caller, name: str) -> Reply:
        """Delete one of the caller's own voices, with its recording, its consent and what it said."""
        mine = await self._own(caller, name)
        await self.end(caller, mine)
        await self._note(caller, "voice.forgotten", mine.name)
        return _told("voice.forgotten", caller, name=mine.name)

    async def given(self, speaker: Caller) -> Sequence[Consent]:
        """The voices of others that are made from *speaker*'s, by the consent to each.

        With an empty workspace: anywhere on the platform, for somebody who is no member there any more.
        """
        found: dict[tuple[Caller, str], Consent] = {}
        for consent in await self.means.consents.given(speaker):
            owner, name = consent.caller, consent.voice
            if owner.user != speaker.user and await self._made_from(speaker, owner, name):
                found[owner, folded(name)] = consent
        return list(found.values())

    async def withdraw(self, speaker: Caller, name: str, owner: str = "") -> Reply:
        """Take back the consent: every voice called *name* that is made from *speaker*'s is gone (of *owner*, if named).

        Raises `UnknownVoice`.
        """
        wanted = [
            consent
            for consent in await self.given(speaker)
            if folded(consent.voice) == folded(name) and owner in ("", consent.caller.user)
        ]
        if not wanted:
            raise UnknownVoice("voice.not_given", name=name[:SHOWN])
        for consent in wanted:
            await self._withdrawn(speaker, consent)
        return _told("voice.withdrawn", speaker, name=wanted[0].voice)

    async def withdraw_all(self, speaker: Caller) -> int:
        """Every voice of others that is made from *speaker*'s; how many went."""
        given = await self.given(speaker)
        for consent in given:
            await self._withdrawn(speaker, consent)
        return len(given)

    async def take_down(self, moderator: Caller, owner: str, name: str) -> Reply:
        """Delete another member's voice. The adapter has seen that *moderator* may. Raises `UnknownVoice`."""
        whose = replace(moderator, user=owner)
        if not owner or (voice := await self._find(whose, name)) is None:
            raise UnknownVoice("voice.no_such", name=name[:SHOWN], who=mention(owner))
        await self.end(whose, voice)
        await self._note(moderator, "voice.taken_down", voice.name)
        return _told("voice.taken_down", moderator, name=voice.name, who=mention(owner))

    async def of_members(self, workspace: Caller) -> Sequence[Voice]:
        """Every clone in the workspace, for its moderators."""
        return await self.means.voices.of_all(workspace)

    async def end(self, owner: Caller, voice: Voice) -> None:
        """The voice is gone. The consent first: from there on nobody speaks with it, whatever happens to the rest."""
        await self.means.consents.revoke(owner, voice.name, self.means.clock())
        if voice.sample_key:
            await self.means.clips.forget(folder_of(voice))
            await self.means.files.delete(voice.sample_key)
        await self.means.voices.forget(owner, voice.name)
        self.unlearning.begin(voice.ref)

    async def _withdrawn(self, speaker: Caller, consent: Consent) -> None:
        if voice := await self._find(consent.caller, consent.voice):
            await self.end(consent.caller, voice)
        there = replace(consent.caller, user=speaker.user)
        await self._note(there, "voice.withdrawn", consent.voice)

    async def _made_from(self, speaker: Caller, owner: Caller, name: str) -> bool:
        """Whether the voice there is today is *speaker*'s: the newest consent to it counts."""
        newest = await self.means.consents.find(owner, name)
        return newest is not None and newest.speaker == speaker.user and await self._find(owner, name) is not None

    async def _own(self, caller: Caller, name: str) -> Voice:
        if voice := await self._find(caller, name):
            return voice
        raise _not_yours(name)

    async def _find(self, owner: Caller, name: str) -> Voice | None:
        wanted = folded(name)
        voices = await self.means.voices.of(owner)
        return next((voice for voice in voices if voice.owner == owner.user and folded(voice.name) == wanted), None)

    async def _note(self, caller: Caller, action: str, subject: str) -> None:
        entry = AuditEntry(caller=caller, action=action, subject=subject, at=self.means.clock())
        await self.means.audit.note(entry)


def _not_yours(name: str) -> UnknownVoice:
    return UnknownVoice("voice.not_yours", name=name[:SHOWN])


def _told(key: str, caller: Caller, **values: str) -> Reply:
    return Reply(words=sentence(key, caller.locale, **values), private=True)
