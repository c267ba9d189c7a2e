"""Somebody, or a whole workspace, leaves: everything that was kept about them goes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.cache import folder_in
from bot.flows.means import Means
from bot.flows.rights import Rights
from bot.flows.unlearn import Unlearning
from bot.model import AuditEntry, Caller, Platform

SECONDS = 10.0  # that an erasure waits for the speech server; it is asked on after that


@dataclass(frozen=True, slots=True)
class Eraser:
    """Deletes what the store, the files and the speech server hold. Doing it again does no harm."""

    means: Means
    rights: Rights
    unlearning: Unlearning

    async def erase(self, whose: Caller) -> None:
        """All about *whose*: with an empty user about everybody in the workspace, with an empty workspace anywhere.

        A person's: their voices, and those of others that were made from theirs; with each its recording, its key, its
        clips and what the speech server learnt. Then every row that names them. Clips of the voices that everybody has
        name nobody: they go with the workspace, and in time. Admins see that somebody erased their data, not who.
        """
        for workspace in [whose.workspace] if whose.workspace else await self.means.people.workspaces(whose):
            await self._end_voices(replace(whose, workspace=workspace))
        if not whose.user or whose.platform is Platform.WEB:  # the page has one person, who is the whole workspace
            await self.means.clips.forget(folder_in(whose))
        await self.means.people.erase(whose)
        if whose.user:
            nobody = replace(whose, user="")
            await self.means.audit.note(AuditEntry(caller=nobody, action="data.erased", at=self.means.clock()))
        await self.unlearning.settle(SECONDS)

    async def _end_voices(self, whose: Caller) -> None:
        for voice in await self.means.voices.of_all(whose):
            if whose.user in ("", voice.owner):
                await self.rights.end(replace(whose, user=voice.owner), voice)
        if whose.user:
            await self.rights.withdraw_all(whose)
        for ask in await self.means.asks.of_all(whose):
            if whose.user in ("", ask.caller.user, ask.speaker):
                await self.means.files.delete(ask.sample_key)
