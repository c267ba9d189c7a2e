"""`mynah clones`: a voice is taken down by whoever runs the bot."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.model import Caller, Consent, Platform, Voice, VoiceKind, VoiceRef
from bot.store import open_store
from tests.console.conftest import Mynah
from tests.fakes.typecast import fake_typecast

ANN = Caller(platform=Platform.SLACK, workspace="T1", user="U1")
WHERE = ("clones", "--platform", "slack", "--workspace", "T1")


@pytest.fixture
async def state(tmp_path: Path) -> Path:
    """A store with a voice of ann's."""
    path = tmp_path / "data/state.db"
    path.parent.mkdir()
    ref = VoiceRef(kind=VoiceKind.RESOURCE, id="1")
    async with open_store(path) as store:
        await store.voices.keep(ANN, Voice(name="ada", ref=ref, owner=ANN.user, sample_key="samples/ab.wav"))
        await store.consents.record(
            Consent(caller=ANN, voice="ada", speaker=ANN.user, statement="own-1", sample_hash="", at=1.0)
        )
    return path


async def test_voices_are_listed_and_one_is_taken_down(mynah: Mynah, state: Path) -> None:
    async with fake_typecast() as cloud:
        key = {"TYPECAST_BASE_URL": cloud.url, "TYPECAST_API_TOKEN": cloud.token}
        listed = await mynah(*WHERE, **key)
        removed = await mynah(*WHERE, "--owner", "U1", "--remove", "ADA", **key)
        again = await mynah(*WHERE, "--owner", "U1", "--remove", "ada", **key)
        left = await mynah(*WHERE, **key)

    assert (listed.code, listed.out.decode()) == (0, "U1  ada\n")
    assert (removed.code, removed.out.decode()) == (0, "The voice 'ada' of <@U1> and its recording are deleted.\n")
    assert (again.code, again.err.strip()) == (65, "<@U1> has no voice called 'ada' here.")
    assert (left.code, left.out.decode()) == (0, "")
    async with open_store(state) as store:
        assert await store.consents.find(ANN, "ada") is None
        assert [entry.action for entry in await store.audit.recent(ANN)] == ["voice.taken_down"]


@pytest.mark.parametrize("half", [("--owner", "U1"), ("--remove", "ada")])
async def test_half_a_name_deletes_nothing(mynah: Mynah, state: Path, half: tuple[str, str]) -> None:
    ended = await mynah(*WHERE, *half)

    assert ended.code == 65
    assert ended.err.strip().startswith("Name both")
    async with open_store(state) as store:
        assert [voice.name for voice in await store.voices.of(ANN)] == ["ada"]
