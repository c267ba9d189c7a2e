"""A workspace leaves: everything that was kept for it goes."""

from __future__ import annotations

from dataclasses import dataclass

from bot.flows.means import Means
from bot.model import Caller


@dataclass(frozen=True, slots=True)
class Eraser:
    """Deletes what the store and the files hold of one workspace. Doing it again does no harm."""

    means: Means

    async def erase(self, workspace: Caller) -> None:
        """Voices with their recordings, consents, preferences, rules, budgets and audit entries of everybody in *workspace*.

        What was said stays out of it: no clip knows whose it is, and the cache drops each in time.
        """
        for voice in await self.means.voices.of_all(workspace):  # the recordings first: a crash must not orphan them
            if voice.sample_key:
                await self.means.files.delete(voice.sample_key)
        await self.means.voices.clear(workspace)
        await self.means.consents.clear(workspace)
        await self.means.preferences.clear(workspace)
        await self.means.rules.clear(workspace)
        await self.means.budgets.clear(f"{workspace.platform}:{workspace.workspace}:")
        await self.means.audit.clear(workspace)
