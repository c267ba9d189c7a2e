import asyncio
import os
import time
from pathlib import Path

import pytest

from bot.replies import sentence
from tests.fakes.typecast import FakeTypecast
from tests.flows.conftest import ADA, BOB, Mynah, open_mynah, recording, settings_for


async def test_a_recording_becomes_a_voice_that_speaks(mynah: Mynah) -> None:
    kept = await mynah.clone("Ada's own")
    reply = await mynah.say("It is me", voice="ada's own")

    assert kept.private
    assert not kept.refused
    assert reply.clip
    assert reply.voice == "Ada's own"
    [order] = mynah.cloud.orders
    assert order.body["tts_mode"] == "audio_file"
    assert order.body["speak_resource_id"] in mynah.cloud.uploads


async def test_a_voice_is_its_owners_alone(mynah: Mynah) -> None:
    await mynah.clone("mine")

    reply = await mynah.say("Hello", caller=BOB, voice="mine")

    assert "mine" in reply.words
    assert reply.refused
    assert all(voice.name != "mine" for voice in await mynah.app.flows.voices(BOB))


async def test_without_consent_nothing_is_enrolled_and_nothing_stays(mynah: Mynah) -> None:
    reply = await mynah.clone("nope", consent=False)

    assert reply.words == sentence("consent.missing")
    assert not mynah.cloud.uploads


@pytest.mark.parametrize(
    ("sample", "key"),
    [
        (b"%PDF-1.7 not a sound", "sample.type"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "sample.type"),
        (b"RIFF\x24\0\0\0WAVEfmt " + bytes(40), "sample.broken"),
    ],
)
async def test_what_is_no_recording_is_refused_by_name(mynah: Mynah, sample: bytes, key: str) -> None:
    reply = await mynah.clone("ada", sample=sample)

    assert reply.words == sentence(key)
    assert not mynah.cloud.uploads
    assert (await mynah.clone("ada")).voice == "ada"


async def test_silence_and_a_blink_are_no_voices(mynah: Mynah) -> None:
    silent = recording()[:44] + bytes(16_000 * 2 * 4)

    assert (await mynah.clone("ada", sample=silent)).words == sentence("sample.silent")
    assert "at least 2 s" in (await mynah.clone("ada", sample=recording(1.0))).words


async def test_a_name_is_taken_once(mynah: Mynah) -> None:
    await mynah.clone("ada")

    assert "already" in (await mynah.clone("ADA")).words
    assert (await mynah.clone("ada", caller=BOB)).voice == "ada"


@pytest.mark.parametrize("name", ["", "   ", "x" * 31, "a/b", "<script>", "@everyone", "\n"])
async def test_a_name_that_is_none_is_refused(mynah: Mynah, name: str) -> None:
    assert (await mynah.clone(name)).refused


async def test_forgetting_leaves_nothing(mynah: Mynah) -> None:
    await mynah.clone("ada")
    [voice] = [voice for voice in await mynah.app.flows.voices(ADA) if voice.owner]

    reply = await mynah.app.flows.forget(ADA, "ada")

    assert "deleted" in reply.words
    assert await mynah.app.files.get(voice.sample_key) is None
    assert await mynah.app.store.consents.find(ADA, "ada") is None
    assert (await mynah.say("Still there?", voice="ada")).refused
    assert [entry.action for entry in await mynah.app.store.audit.recent(ADA)] == ["voice.forgotten", "voice.cloned"]


async def test_a_recording_that_the_service_lost_is_given_again(mynah: Mynah) -> None:
    await mynah.clone("ada")
    mynah.cloud.uploads.clear()

    assert (await mynah.say("Back again", voice="ada")).clip
    assert len(mynah.cloud.uploads) == 1


async def test_uploads_do_not_stay(mynah: Mynah) -> None:
    key = await mynah.app.keep_sample(recording())
    assert await mynah.app.files.get(key)
    await mynah.clone("ada")
    await mynah.clone("ada")  # refused: the name is taken
    await asyncio.sleep(0)

    folder = mynah.app.settings.data_dir / "files" / "uploads"
    assert [path.name for path in folder.iterdir()] == [key.rpartition("/")[2]]


async def test_an_upload_that_nobody_asked_for_goes_after_a_day(tmp_path: Path, cloud: FakeTypecast) -> None:
    settings = settings_for(tmp_path, cloud)
    async with open_mynah(settings, cloud) as mynah:
        old, new = [await mynah.app.keep_sample(recording()) for _ in range(2)]
    yesterday = time.time() - 25 * 3600
    os.utime(tmp_path / "files" / old, (yesterday, yesterday))

    async with open_mynah(settings, cloud) as mynah:
        while await mynah.app.files.get(old):
            await asyncio.sleep(0.01)

        assert await mynah.app.files.get(new)
