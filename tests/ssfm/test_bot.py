"""The whole bot with the current API behind it: the same commands, the same answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, cast

import pytest

from bot.model import Caller, Platform, VoiceKind, VoiceRef
from bot.settings import Settings
from tests.fakes.ssfm import FakeSsfm
from tests.flows.conftest import ADA, BOB, Mynah, open_mynah, recording

LONG = "This is a sentence of the long story. "


def opened(cloud: FakeSsfm, folder: Path, **more: str) -> AbstractAsyncContextManager[Mynah]:
    given = {
        "MYNAH_DATA_DIR": str(folder),
        "TYPECAST_API": "v1",
        "TYPECAST_BASE_URL": cloud.url,
        "TYPECAST_API_TOKEN": cloud.key,
        "MAX_TEXT": "5000",
    }
    return open_mynah(Settings.load({**given, **more}, dotenv=None), cast("Any", cloud))


@pytest.fixture
async def mynah(tmp_path: Path, cloud: FakeSsfm) -> AsyncGenerator[Mynah]:
    async with opened(cloud, tmp_path) as mynah:
        yield mynah


async def test_a_sentence_is_said(mynah: Mynah, cloud: FakeSsfm) -> None:
    reply = await mynah.say("Good morning.", language="en", emotion="happy", speed=1.2)

    assert reply.clip
    assert (reply.voice, len(cloud.paid)) == ("Olivia", 1)
    assert cloud.paid[0]["language"] == "eng"
    assert cloud.paid[0]["prompt"]["emotion_preset"] == "happy"


async def test_a_voice_is_found_by_its_korean_name(mynah: Mynah, cloud: FakeSsfm) -> None:
    assert (await mynah.say("안녕하세요.", voice="문정")).voice == "Moonjung"


async def test_two_thousand_characters_are_one_request_and_more_are_joined(mynah: Mynah, cloud: FakeSsfm) -> None:
    once = await mynah.say((LONG * 50).strip())
    assert once.clip
    assert len(cloud.paid) == 1

    more = await mynah.say((LONG * 80).strip())
    assert more.clip
    assert len(cloud.paid) == 3
    assert all(len(body["text"]) <= 2000 for body in cloud.paid)


async def test_a_cloned_voice_speaks_and_is_deleted_at_the_api_too(mynah: Mynah, cloud: FakeSsfm) -> None:
    assert "ready" in (await mynah.clone("Mina", sample=recording(6))).words
    said = await mynah.say("It is me.", voice="Mina")
    assert said.voice == "Mina"
    assert cloud.paid[-1]["voice_id"] == cloud.custom[0].voice_id

    await mynah.app.flows.forget(ADA, "Mina")
    await mynah.app.flows.erase(Caller(platform=Platform.WEB, workspace="w1"))  # waits for what is under way

    assert cloud.active == []


async def test_a_recording_of_four_seconds_is_too_short_here(mynah: Mynah, cloud: FakeSsfm) -> None:
    reply = await mynah.clone("Mina", sample=recording(4))

    assert reply.refused
    assert "at least 5 s" in reply.words
    assert cloud.count("clone") == 0


async def test_where_no_slot_is_free_the_caller_reads_which_voices_are_their_own(mynah: Mynah, cloud: FakeSsfm) -> None:
    cloud.slots = 1
    await mynah.clone("Mina", sample=recording(6))

    mine = await mynah.clone("Nina", sample=recording(7))
    others = await mynah.clone("Otto", caller=BOB, sample=recording(8))

    assert mine.private
    assert mine.words.endswith("delete one of your own first: Mina.")
    assert "Mina" not in others.words
    assert "/voices" in others.words


async def test_of_two_clones_of_one_name_the_second_leaves_nothing_at_the_api(mynah: Mynah, cloud: FakeSsfm) -> None:
    cloud.fault("clone", slow=0.4)
    replies = await asyncio.gather(mynah.clone("Mina", sample=recording(6)), mynah.clone("Mina", sample=recording(7)))

    assert sorted(reply.refused for reply in replies) == [False, True]
    assert len(cloud.custom) == 2
    assert len(cloud.active) == 1


async def test_a_voice_that_was_cloned_at_the_legacy_api_is_enrolled_here_by_itself(
    mynah: Mynah, cloud: FakeSsfm
) -> None:
    await mynah.clone("Mina", sample=recording(6))
    old = VoiceRef(kind=VoiceKind.RESOURCE, id="63ee55f00000000000000000")
    await mynah.app.store.voices.rebind(ADA, "Mina", old)

    assert (await mynah.say("It is me.", voice="Mina")).voice == "Mina"


async def test_a_clone_deleted_at_the_api_by_somebody_is_made_again(mynah: Mynah, cloud: FakeSsfm) -> None:
    await mynah.clone("Mina", sample=recording(6))
    cloud.custom[0].deleted = True

    assert (await mynah.say("It is me.", voice="Mina")).voice == "Mina"
    assert len(cloud.custom) == 2


async def test_usage_tells_the_credits_of_the_account(mynah: Mynah, cloud: FakeSsfm) -> None:
    assert "1,000 of 200,000 credits used, 199,000 left" in (await mynah.app.flows.usage(ADA)).words


async def test_usage_goes_without_them_while_the_api_is_away(tmp_path: Path, cloud: FakeSsfm) -> None:
    cloud.fault("subscription", status=404, times=99)
    async with opened(cloud, tmp_path) as mynah:
        words = (await mynah.app.flows.usage(ADA)).words

    assert words
    assert "credits" not in words


async def test_spent_credits_are_a_sentence(mynah: Mynah, cloud: FakeSsfm) -> None:
    await mynah.say("Good morning.")
    cloud.used_credits = cloud.plan_credits

    reply = await mynah.say("And good night.")

    assert "credits are used up" in reply.words
    assert reply.private


async def test_a_text_without_words_in_it_is_a_sentence(mynah: Mynah, cloud: FakeSsfm) -> None:
    cloud.fault("speech", status=422, body={"error_code": "TEXT_NOT_SYNTHESIZABLE", "message": "no"})

    reply = await mynah.say("Hm.")

    assert reply.refused
    assert "read aloud" in reply.words


async def test_a_callback_is_taken_for_nothing(mynah: Mynah, cloud: FakeSsfm) -> None:
    assert mynah.app.take_callback(b'{"speak_url": "https://typecast.ai/api/speak/64a2"}')
    assert not mynah.app.take_callback(b"{")
    await mynah.app.register_callback("https://bot.example/hook")  # there is nothing to register
