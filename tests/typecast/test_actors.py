"""The list of stock voices."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.errors import SpeechBusy, SpeechFailed
from bot.typecast import TypecastSpeech, fixed, open_speech
from bot.typecast.actors import voice_of
from tests.fakes.ears import wav_check
from tests.fakes.typecast import FakeTypecast
from tests.typecast.conftest import QUICK


async def test_actors_have_the_names_that_people_type(speech: TypecastSpeech) -> None:
    assert [(voice.name, dict(voice.names)) for voice in await speech.actors()] == [
        ("Byumsoo", {"ko": "범수"}),
        ("카밀라", {"카밀라": "카밀라"}),
        ("Plain", {}),
    ]


def test_the_local_servers_additions_are_read_and_odd_ones_are_not() -> None:
    actor = {"actor_id": "abc", "languages": ["fr-fr", 7, "xx"], "emotion_tone_presets": ["happy-1", None]}

    voice = voice_of(actor)
    odd = voice_of({"actor_id": "abc", "languages": "fr-fr", "emotion_tone_presets": {"happy-1": 1}})

    assert voice
    assert odd
    assert (voice.languages, voice.emotions) == (("fr-fr",), ("happy-1",))
    assert (odd.languages, odd.emotions) == ((), ())


@pytest.mark.parametrize("item", [None, 7, "x", [], {}, {"actor_id": 5}, {"actor_id": "../x", "name": "N"}])
def test_what_is_no_actor_is_left_out(item: object) -> None:
    assert voice_of(item) is None


@pytest.mark.parametrize("name", [None, 7, {}, {"en": ""}, {"en": 3}, " "])
def test_an_actor_without_a_name_is_called_by_its_id(name: object) -> None:
    voice = voice_of({"actor_id": "abc", "name": name})

    assert voice is not None
    assert voice.name == "abc"


async def test_the_list_is_asked_for_once_however_many_want_it(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    cloud.fault("actors", slow=0.05)

    lists = await asyncio.gather(*(speech.actors() for _ in range(10)))
    await speech.actors()

    assert all(voices == lists[0] for voices in lists)
    assert cloud.count("actors") == 1


async def test_one_who_stops_waiting_does_not_take_the_list_from_the_others(
    cloud: FakeTypecast, speech: TypecastSpeech
) -> None:
    cloud.fault("actors", slow=0.1)
    first, second = asyncio.create_task(speech.actors()), asyncio.create_task(speech.actors())
    await asyncio.sleep(0.05)
    first.cancel()

    assert len(await second) == 3


async def test_an_old_list_is_better_than_none(cloud: FakeTypecast) -> None:
    async with open_speech(
        fixed(cloud.url, cloud.token), check=wav_check, pace=replace(QUICK, actors_fresh=0)
    ) as speech:
        voices = await speech.actors()
        cloud.fault("actors", status=500, times=9)

        assert await speech.actors() == voices
    assert cloud.count("actors") == 4


async def test_without_any_list_the_trouble_is_told_and_the_next_call_asks_again(
    cloud: FakeTypecast, speech: TypecastSpeech
) -> None:
    cloud.fault("actors", status=500, times=3)
    with pytest.raises(SpeechBusy):
        await speech.actors()

    assert await speech.actors()


async def test_a_list_that_is_none_is_a_failure(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    cloud.fault("actors", status=200, body={"result": {"a": 1}})

    with pytest.raises(SpeechFailed):
        await speech.actors()
