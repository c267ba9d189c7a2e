"""The cloud does not speak: whoever waits hears the speech server of this machine, and is told so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.flows.standby import FAILURES, REST, Breaker
from bot.model import Rules, Say
from bot.replies import sentence
from bot.supervisor import open_speech_child
from tests.fakes.typecast import FakeTypecast
from tests.flows.conftest import ADA, BOB, Mynah, open_mynah, settings_for

LONG = {"status": 429, "headers": {"Retry-After": "60"}, "times": 1000}
ENGINE = ("--engine", "tests.speech.engines:tone")


@pytest.fixture
async def local(tmp_path: Path) -> AsyncGenerator[None]:
    """A speech server that is quick, where the bot will look for its own."""
    async with open_speech_child(tmp_path / "speech", *ENGINE) as child:
        await child.endpoint()
        yield


@pytest.fixture
async def mynah(tmp_path: Path, cloud: FakeTypecast, local: None) -> AsyncGenerator[Mynah]:
    async with open_mynah(settings_for(tmp_path, cloud, LOCAL_FALLBACK="yes"), cloud) as mynah:
        yield mynah


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the cloud."""
    monkeypatch.setattr("bot.flows.standby.SHORT", 0.0)


def local_note(voice: str, locale: str = "en") -> str:
    return sentence("say.local", locale, voice=voice)


@pytest.mark.parametrize(
    "how",
    [
        LONG,
        {"status": 402, "times": 1000},
        {"status": 403, "times": 1000},
        {"status": 401, "times": 1000},
        {"status": 503, "times": 1000},
        {"status": 500, "times": 1000},
        {"reset": True, "times": 1000},
    ],
    ids=["429 for long", "402", "403", "401", "503", "500", "reset"],
)
async def test_whatever_keeps_the_cloud_the_local_voice_speaks_and_says_so(
    mynah: Mynah, at_once: None, how: dict[str, Any]
) -> None:
    mynah.cloud.fault("speak", **how)

    reply = await mynah.say("Anybody there?", caller=replace(ADA, locale="ko"))

    assert reply.clip
    assert reply.voice == "Heart"
    assert reply.note == local_note("Heart", "ko")
    assert not reply.refused
    assert not mynah.cloud.orders


async def test_a_cloud_that_is_not_there_at_all_is_replaced_too(
    tmp_path: Path, cloud: FakeTypecast, local: None, unused_tcp_port: int, at_once: None
) -> None:
    nowhere = f"http://127.0.0.1:{unused_tcp_port}"
    settings = settings_for(tmp_path, cloud, LOCAL_FALLBACK="yes", TYPECAST_BASE_URL=nowhere)
    async with open_mynah(settings, cloud) as mynah:
        reply = await mynah.say("Anybody there?", voice="Byumsoo")

    assert reply.clip
    assert reply.note == local_note("Heart")


async def test_a_short_pause_is_waited_for(mynah: Mynah) -> None:
    mynah.cloud.fault("speak", status=429, headers={"Retry-After": "1"})

    reply = await mynah.say("In a moment")

    assert reply.clip
    assert (reply.note, len(mynah.cloud.orders)) == ("", 1)


async def test_where_nobody_allowed_it_no_other_voice_speaks(tmp_path: Path, cloud: FakeTypecast, local: None) -> None:
    cloud.fault("speak", status=403, times=1000)
    async with open_mynah(settings_for(tmp_path, cloud), cloud) as mynah:
        reply = await mynah.say("Anybody there?")

    assert reply.clip is None
    assert sentence("speech.forbidden") in reply.words


@pytest.mark.parametrize("setting", ["yes", "no"])
async def test_a_workspaces_rule_stands_above_the_setting(
    tmp_path: Path, cloud: FakeTypecast, local: None, setting: str
) -> None:
    cloud.fault("speak", status=403, times=1000)
    async with open_mynah(settings_for(tmp_path, cloud, LOCAL_FALLBACK=setting), cloud) as mynah:
        await mynah.app.store.rules.put(ADA, Rules(local_fallback=setting == "no"))
        here = await mynah.say("Anybody there?")
        elsewhere = await mynah.say("Anybody there?", caller=replace(BOB, workspace="w2"))

    assert (here.clip is not None) is (setting == "no")
    assert (elsewhere.clip is not None) is (setting == "yes")


async def test_a_clip_of_the_local_voice_is_never_taken_for_one_of_the_cloud(mynah: Mynah) -> None:
    mynah.cloud.fault("speak", status=402)

    there = await mynah.say("Twice told")
    again = await mynah.say("Twice told")

    assert there.clip
    assert again.clip
    assert there.note
    assert not again.note
    assert there.clip.key != again.clip.key
    assert len(mynah.cloud.orders) == 1


async def test_a_text_of_many_parts_is_spoken_by_one_voice_alone(mynah: Mynah) -> None:
    text = " ".join(f"This is the sentence number {n} of a long story about birds that can speak." for n in range(12))
    mynah.cloud.fault("poll", status=402, times=1000)

    reply = await mynah.say(text, format="wav")

    assert reply.note == local_note("Heart")
    assert reply.clip
    assert reply.clip.seconds > len(text) * 0.05  # 50 ms a letter: the tone engine said all of it


async def test_a_job_that_the_local_voice_took_over_stays_with_it_after_a_crash(mynah: Mynah) -> None:
    noted = {"part:0": "an order of the cloud", "spoken_here": "yes"}
    kept: dict[str, str] = {}

    async def checkpoint(name: str, value: str) -> None:
        kept[name] = value

    reply = await mynah.app.flows.run(Say(caller=ADA, text="Where was I?"), checkpoint, noted)
    again = await mynah.app.flows.run(Say(caller=ADA, text="Where was I?"), checkpoint, {**noted, **kept})

    assert reply.clip == again.clip
    assert reply.note == local_note("Heart")
    assert kept["local:part:0"]
    assert "part:0" not in kept
    assert not mynah.cloud.count("speak")
    assert not mynah.cloud.count("poll")


async def test_a_clone_speaks_on_from_its_kept_recording_and_nothing_of_it_stays(mynah: Mynah, tmp_path: Path) -> None:
    assert (await mynah.clone("Mina")).voice == "Mina"
    mynah.cloud.fault("speak", status=402, times=1000)

    first = await mynah.say("It is still me", voice="mina")
    second = await mynah.say("And again", voice="mina")

    assert (first.voice, first.note) == ("Mina", sentence("say.local_clone", voice="Mina"))
    assert first.clip
    assert second.clip
    mynah.cloud.heal()
    healed = await mynah.say("It is still me", voice="mina")  # not what the local server made of it
    assert (healed.note, len(mynah.cloud.orders)) == ("", 1)
    assert list((tmp_path / "speech" / "resources").iterdir()) == []


async def test_a_clone_without_a_recording_has_another_voice_speak(
    tmp_path: Path, cloud: FakeTypecast, local: None
) -> None:
    settings = settings_for(tmp_path, cloud, LOCAL_FALLBACK="yes", KEEP_SAMPLES="no")
    async with open_mynah(settings, cloud) as mynah:
        await mynah.clone("Mina")
        cloud.fault("speak", status=402, times=1000)
        reply = await mynah.say("It is not me", voice="mina")

    assert reply.clip
    assert (reply.voice, reply.note) == ("Heart", local_note("Heart"))


async def test_a_foreign_clone_is_as_unknown_as_ever(mynah: Mynah) -> None:
    await mynah.clone("Mina")
    await mynah.say("The list of actors is known")
    mynah.cloud.fault("speak", status=402, times=1000)

    reply = await mynah.say("Who is this?", caller=BOB, voice="Mina")

    assert reply.clip is None
    assert reply.words == sentence("voice.unknown", name="Mina")


async def test_what_the_local_voice_speaks_costs_its_caller_but_not_the_key(
    tmp_path: Path, cloud: FakeTypecast, local: None
) -> None:
    settings = settings_for(tmp_path, cloud, LOCAL_FALLBACK="yes", DAILY_CHARACTERS="20", KEY_DAILY_CHARACTERS="100")
    cloud.fault("speak", status=402, times=1000)
    async with open_mynah(settings, cloud) as mynah:
        assert (await mynah.say("twelve signs")).clip
        usage = await mynah.app.flows.usage(ADA)
        over = await mynah.say("another dozen")

    assert sentence("usage.capped", used=12, cap=20, left=8, voices=0) in usage.words
    assert sentence("usage.characters.key.day", used=0, cap=100, left=100) in usage.words
    assert over.words == sentence("budget.characters.user.day", cap=20)


async def test_an_outage_is_asked_about_a_few_times_and_then_left_alone(mynah: Mynah, at_once: None) -> None:
    mynah.cloud.fault("speak", status=403, times=1000)

    replies = [await mynah.say(f"Message number {number}") for number in range(12)]

    assert all(reply.note == local_note("Heart") for reply in replies)
    assert mynah.cloud.count("speak") == FAILURES


async def test_the_breaker_asks_again_after_a_rest_one_at_a_time() -> None:
    now = 0.0
    breaker = Breaker(lambda: now)
    for _ in range(FAILURES):
        assert not breaker.blocks()
        breaker.failed()
    assert breaker.blocks()

    now = REST + 1
    assert [breaker.blocks() for _ in range(5)] == [False, True, True, True, True]
    now = 2 * REST + 2
    assert not breaker.blocks()
    breaker.worked()
    assert not any(breaker.blocks() for _ in range(5))


async def test_the_spare_server_starts_when_it_is_needed_and_not_before(tmp_path: Path, cloud: FakeTypecast) -> None:
    async with open_mynah(settings_for(tmp_path, cloud, LOCAL_FALLBACK="yes"), cloud) as mynah:
        assert (await mynah.say("The cloud speaks")).clip
        assert not (tmp_path / "speech" / "speech.json").exists()

        cloud.fault("speak", status=402)
        reply = await asyncio.wait_for(mynah.say("Now you"), 50)

        assert reply.clip
        assert reply.note
        assert (tmp_path / "speech" / "speech.json").exists()
    assert not (tmp_path / "speech" / "speech.json").exists()
