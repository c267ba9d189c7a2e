"""Who leaves is found nowhere: canaries in name, text, recording and id, looked for in every byte under the data folder."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.app import App
from bot.flows.export import DOCUMENT
from bot.model import Address, Caller, Clone, Platform, Preferences, Say, Whom
from tests.fakes.typecast import FakeTypecast
from tests.flows.conftest import Mynah, cloud, mynah, open_mynah, recording, settings_for

__all__ = ["cloud", "mynah"]

WITHIN = 60.0  # seconds
ZOE = Caller(platform=Platform.DISCORD, workspace="900000000000000001", user="zoe-canary-user")
YAN = replace(ZOE, user="yan-stays-here")
ELSEWHERE = replace(ZOE, workspace="900000000000000002")
PLACE = Address(platform=Platform.DISCORD, channel="c")


@dataclass
class Person:
    """Somebody of whom there is everything that there can be, and where each of it would be seen."""

    caller: Caller
    name: str = field(default_factory=lambda: f"Canary {secrets.token_hex(6)}")
    text: str = field(default_factory=lambda: f"Canary text {secrets.token_hex(8)}")
    sounds: list[bytes] = field(default_factory=list)
    ids: list[bytes] = field(default_factory=list)

    @property
    def traces(self) -> Mapping[str, bytes]:
        """What is written down of them, in whatever table or file."""
        named = {"name": self.name.encode(), "text": self.text.encode(), "user": self.caller.user.encode()}
        return named | {f"id {place}": ident for place, ident in enumerate(self.ids)}

    async def arrive(self, mynah: Mynah) -> None:
        """Clone, speak, choose, share, and wait for two things."""
        sample = recording(pitch=120 + secrets.randbelow(60))
        known = set(mynah.cloud.uploads)
        mynah.app.attach(Platform.DISCORD, mynah.chat)
        assert (await mynah.clone(self.name, self.caller, sample)).voice == self.name
        assert (await mynah.say(self.text, self.caller, voice=self.name)).clip
        [ident] = set(mynah.cloud.uploads) - known
        enrolled = mynah.cloud.uploads[ident]
        assert enrolled
        self.ids.append(ident.encode())
        self.sounds += [sample[3000:3200], enrolled[3000:3200]]
        await mynah.app.flows.prefer(self.caller, Preferences(voice=self.name))
        await mynah.app.flows.share(self.caller, self.name, shared=True)
        await mynah.app.flows.share_with(self.caller, self.name, [Whom(kind="person", id="somebody")], "somebody")
        waiting = Say(caller=self.caller, text=f"{self.text}, later")
        await mynah.app.submit(f"say-{secrets.token_hex(8)}", waiting, PLACE, hold=True)
        key = await mynah.app.keep_sample(sample)
        clone = Clone(caller=self.caller, name=f"{self.name} 2", sample_key=key, consent=True)
        await mynah.app.submit(f"clone-{secrets.token_hex(8)}", clone, PLACE, hold=True)


def found(folder: Path, traces: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Which of *traces* stand in which files: databases, their logs and free pages, recordings, clips, all of it."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    held = [(path.relative_to(folder).as_posix(), path.read_bytes()) for path in files]
    return sorted((name, path) for path, data in held for name, trace in traces.items() if trace in data)


async def gone(folder: Path, traces: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """What is still there after a minute at most."""
    end = asyncio.get_running_loop().time() + WITHIN - 15  # the test itself has a minute
    while (left := await asyncio.to_thread(found, folder, traces)) and asyncio.get_running_loop().time() < end:
        await asyncio.sleep(0.25)
    return left


async def by_themselves(app: App, zoe: Caller) -> None:
    await app.erase(zoe)


async def everywhere(app: App, zoe: Caller) -> None:
    await app.erase(replace(zoe, workspace=""))


async def with_the_workspace(app: App, zoe: Caller) -> None:
    await app.erase(replace(zoe, user=""))


@pytest.mark.parametrize("way", [by_themselves, everywhere, with_the_workspace])
async def test_who_leaves_is_found_in_no_byte(
    mynah: Mynah, tmp_path: Path, way: Callable[[App, Caller], Awaitable[None]]
) -> None:
    zoe = Person(ZOE)
    await zoe.arrive(mynah)
    before = {name for name, _ in found(tmp_path, zoe.traces)}

    await way(mynah.app, ZOE)

    assert before == {"name", "text", "user", "id 0"}  # the search finds what is there
    assert await gone(tmp_path, zoe.traces) == []
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


async def test_a_recording_never_lies_open_at_any_time(mynah: Mynah, tmp_path: Path) -> None:
    zoe = Person(ZOE)
    await zoe.arrive(mynah)

    assert found(tmp_path, {f"sound {place}": sound for place, sound in enumerate(zoe.sounds)}) == []


async def test_others_and_other_places_keep_what_is_theirs(mynah: Mynah) -> None:
    people = [Person(caller) for caller in (ZOE, YAN, ELSEWHERE)]
    for person in people:
        await person.arrive(mynah)

    await mynah.app.erase(ZOE)

    for person in people[1:]:
        reply = await mynah.say("Still here", person.caller, voice=person.name)
        assert reply.voice == person.name
        assert (await mynah.app.flows.preferences(person.caller)).voice == person.name
    assert (await mynah.say("Gone", ZOE, voice=people[0].name)).refused
    entries = await mynah.app.store.audit.recent(replace(ZOE, user=""))
    assert ("data.erased", "", "") in [(entry.action, entry.caller.user, entry.subject) for entry in entries]


async def test_a_voice_made_from_somebody_goes_with_their_data(mynah: Mynah, tmp_path: Path) -> None:
    """The voice is another's; the consent in it is theirs."""
    yan = Person(YAN)
    await yan.arrive(mynah)
    async with mynah.app.store.engine.begin() as connection:
        await connection.exec_driver_sql(f"UPDATE consent SET speaker = '{ZOE.user}'")  # noqa: S608 - as an ask leaves it

    await mynah.app.erase(ZOE)

    assert (await mynah.say("Gone", YAN, voice=yan.name)).refused
    assert await gone(tmp_path, {"user": ZOE.user.encode(), "id": yan.ids[0]}) == []


async def test_a_voice_that_is_taken_back_leaves_no_sound_and_no_id(mynah: Mynah, tmp_path: Path) -> None:
    zoe = Person(ZOE)
    await zoe.arrive(mynah)
    await mynah.app.jobs.forget(ZOE) if mynah.app.jobs else None

    await mynah.app.flows.forget(ZOE, zoe.name)

    traces = {name: trace for name, trace in zoe.traces.items() if name.startswith(("id", "text"))}
    assert await gone(tmp_path, traces) == []
    assert list((tmp_path / "files" / "samples").rglob("*.wav")) == []
    assert [path for path in (tmp_path / "files" / "clips").rglob("*") if path.is_file()] == []


async def test_the_page_forgets_its_transcript_too(mynah: Mynah, tmp_path: Path) -> None:
    you = Caller(platform=Platform.WEB, workspace="local", user="you")
    await mynah.app.store.posts.put("page", "1", {"text": "canary in the transcript"}, 1.0)
    await mynah.say("canary in the transcript", you)

    await mynah.app.erase(you)

    assert await gone(tmp_path, {"text": b"canary in the transcript"}) == []
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


async def test_what_was_erased_does_not_come_back_with_the_next_start(tmp_path: Path, cloud: FakeTypecast) -> None:
    zoe = Person(ZOE)
    async with open_mynah(settings_for(tmp_path, cloud), cloud) as mynah:
        await zoe.arrive(mynah)
        await mynah.app.erase(ZOE)
    async with open_mynah(settings_for(tmp_path, cloud), cloud) as mynah:
        mynah.app.attach(Platform.DISCORD, mynah.chat)
        await asyncio.sleep(0.2)

        assert mynah.chat.shown == {}
    assert found(tmp_path, zoe.traces) == []


async def test_an_export_holds_all_that_is_there_and_none_of_our_rights(mynah: Mynah) -> None:
    import io
    import zipfile

    zoe = Person(ZOE)
    await zoe.arrive(mynah)

    whole = zipfile.ZipFile(io.BytesIO((await mynah.app.flows.export(ZOE)).packed()))
    small = zipfile.ZipFile(io.BytesIO((await mynah.app.flows.export(ZOE)).packed(60_000)))
    text = whole.read(DOCUMENT).decode()
    told = json.loads(text)

    assert whole.namelist() == [DOCUMENT, f"recordings/01 {zoe.name}.wav"]
    assert whole.read(whole.namelist()[1])[3000:3200] == zoe.sounds[1]
    assert small.namelist() == [DOCUMENT]
    assert json.loads(small.read(DOCUMENT))["recordings_left_out"] == [zoe.name]
    assert len(small.fp.getvalue()) < 60_000  # type: ignore[union-attr]  # it is the BytesIO from above
    assert (told["platform"], told["workspace"], told["user"]) == ("discord", ZOE.workspace, ZOE.user)
    assert [row["name"] for row in told["voice"]] == [zoe.name]
    assert [row["speaker"] for row in told["consent"]] == [ZOE.user]
    assert told["preference"][0]["voice"] == zoe.name
    assert {"voice.cloned", "voice.shared"} <= {row["action"] for row in told["audit"]}
    assert zoe.ids[0].decode() not in text
    assert "samples/" not in text


async def test_an_export_of_one_is_not_an_export_of_another(mynah: Mynah) -> None:
    zoe, yan = Person(ZOE), Person(YAN)
    for person in (zoe, yan):
        await person.arrive(mynah)

    export = await mynah.app.flows.export(ZOE)
    everybody = await mynah.app.flows.export(replace(ZOE, user=""))

    assert yan.name not in json.dumps(export.document)
    assert len(export.recordings) == 1
    assert {row["name"] for row in everybody.document["voice"]} == {zoe.name, yan.name}  # type: ignore[attr-defined]  # rows
    assert everybody.recordings == ()
