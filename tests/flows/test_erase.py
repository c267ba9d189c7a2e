"""A workspace leaves, and takes everything with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.model import Preferences
from tests.flows.conftest import ADA, BOB, Mynah

ELSEWHERE = replace(ADA, workspace="w2")


async def test_voices_recordings_choices_and_traces_of_a_workspace_are_erased(mynah: Mynah, tmp_path: Path) -> None:
    for caller in (ADA, BOB, ELSEWHERE):
        assert not (await mynah.clone("mine", caller)).refused
        await mynah.app.flows.prefer(caller, Preferences(speed=1.5))
    samples = tmp_path / "files" / "samples"
    assert len(list(samples.rglob("*.wav"))) == 3

    await mynah.app.flows.erase(replace(ADA, user=""))
    await mynah.app.flows.erase(replace(ADA, user=""))  # Slack may say it twice

    assert len(list(samples.rglob("*.wav"))) == 1
    store = mynah.app.store
    assert await store.voices.of_all(ADA) == []
    assert await store.audit.recent(ADA) == []
    assert await store.consents.find(ADA, "mine") is None
    assert await mynah.app.flows.preferences(BOB) == Preferences()


async def test_other_workspaces_keep_theirs(mynah: Mynah) -> None:
    await mynah.clone("mine", ELSEWHERE)

    await mynah.app.flows.erase(replace(ADA, user=""))

    reply = await mynah.say("Still here", ELSEWHERE, voice="mine")
    assert reply.clip
    assert reply.voice == "mine"
