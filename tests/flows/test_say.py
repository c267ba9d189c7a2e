import asyncio
import json
import wave
from dataclasses import replace
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from adapters.verify import verdict_of
from bot.logs import configure
from bot.model import JobState, Preferences
from bot.replies import sentence
from tests.fakes.typecast import FakeTypecast
from tests.flows.conftest import ADA, BOB, Mynah, open_mynah, settings_for

NAUGHTY = Path(__file__).parents[3] / "shared/data/blns.json"


def length_of(audio: bytes) -> float:
    with wave.open(BytesIO(audio)) as wav:
        return float(wav.getnframes() / wav.getframerate())


async def test_words_become_a_checked_clip_in_a_named_voice(mynah: Mynah) -> None:
    reply = await mynah.say("Good morning, everyone", format="wav")

    assert reply.clip
    assert reply.clip.seconds == pytest.approx(length_of(reply.clip.audio), abs=0.01)
    assert (reply.text, bool(reply.voice), reply.private) == ("Good morning, everyone", True, False)
    assert await mynah.app.flows.clip(reply.clip.key) == reply.clip.audio


async def test_the_same_words_are_paid_for_once(mynah: Mynah) -> None:
    first = await mynah.say("Twice told")
    again = await mynah.say("Twice told", caller=BOB)

    assert first.clip
    assert again.clip
    assert first.clip.audio == again.clip.audio
    assert len(mynah.cloud.orders) == 1


async def test_each_clip_is_marked_in_its_workspaces_name_and_nobody_hears_another_ones_mark(mynah: Mynah) -> None:
    elsewhere = replace(BOB, workspace="w2")
    mine, theirs = await mynah.say("Guten Morgen"), await mynah.say("Guten Morgen", caller=elsewhere)

    assert mine.clip
    assert theirs.clip
    folder = mynah.app.settings.data_dir / "marking"
    assert verdict_of(mine.clip.audio, folder).workspace == "web:w1"
    assert verdict_of(theirs.clip.audio, folder).workspace == "web:w2"
    assert await mynah.app.flows.clip(mine.clip.key) == mine.clip.audio


async def test_ten_who_ask_at_once_share_one_order(mynah: Mynah) -> None:
    replies = await asyncio.gather(*(mynah.say("All together now") for _ in range(10)))

    assert all(reply.clip for reply in replies)
    assert len(mynah.cloud.orders) == 1


async def test_another_speed_is_another_clip(mynah: Mynah) -> None:
    await mynah.say("Mind the gap")
    await mynah.say("Mind the gap", speed=1.5)

    assert [order.body["tempo"] for order in mynah.cloud.orders] == [1.0, 1.5]


async def test_a_long_text_is_cut_at_sentences_and_joined(mynah: Mynah) -> None:
    text = " ".join(f"This is the sentence number {n} of a long story about birds that can speak." for n in range(12))

    reply = await mynah.say(text, format="wav")

    parts = [order.body["text"] for order in mynah.cloud.orders]
    assert reply.clip
    assert len(parts) > 1
    assert all(len(part) <= 350 and part.endswith(".") for part in parts)
    assert " ".join(sorted(parts, key=text.index)) == text
    assert reply.clip.seconds > 3 * len(parts)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "text.empty"),
        ("   ", "text.empty"),
        ("😀🎉", "text.unpronounceable"),
        ("\0\a", "text.unpronounceable"),
        ("!?…", "text.unpronounceable"),
    ],
)
async def test_nothing_to_say_is_said_so_in_private(mynah: Mynah, text: str, key: str) -> None:
    reply = await mynah.say(text)

    assert (reply.words, reply.private, reply.clip) == (sentence(key), True, None)
    assert not mynah.cloud.orders


@pytest.mark.parametrize("word", ["word ", "x", "😀 ha"])
async def test_five_thousand_characters_are_too_many(mynah: Mynah, word: str) -> None:
    reply = await mynah.say(word * (5000 // len(word)) + "!")

    assert "5,001" in reply.words
    assert "2,000" in reply.words
    assert reply.refused


async def test_an_unknown_voice_offers_the_nearest(mynah: Mynah) -> None:
    [actor, *_] = await mynah.app.flows.voices(ADA)

    reply = await mynah.say("Hello", voice=actor.name + "x")

    assert actor.name in reply.words
    assert reply.private
    assert not mynah.cloud.orders


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"language": "klingon"}, "klingon"),
        ({"speed": 9.0}, "Speed"),
        ({"pitch": 99}, "Pitch"),
        ({"pitch": 1.5}, "Pitch"),
        ({"speed": "fast"}, "Speed"),
        ({"volume": -1}, "Volume"),
        ({"emotion": "hungry"}, "hungry"),
        ({"format": "flac"}, "flac"),
    ],
)
async def test_an_option_that_cannot_be_is_named(mynah: Mynah, options: dict[str, Any], word: str) -> None:
    reply = await mynah.say("Hello", **options)

    assert word in reply.words
    assert (reply.private, reply.refused, reply.reference) == (True, True, "")
    assert (await mynah.say("Hello")).clip


async def test_what_one_likes_is_remembered_and_a_command_wins_over_it(mynah: Mynah) -> None:
    await mynah.app.flows.prefer(ADA, Preferences(speed=1.5, language="korean"))

    await mynah.say("Hello there")
    await mynah.say("Hello there", speed=0.8)
    await mynah.say("Hello there", caller=BOB)

    said = [(order.body["tempo"], order.body["lang"]) for order in mynah.cloud.orders]
    assert said == [(1.5, "ko-kr"), (0.8, "ko-kr"), (1.0, "auto")]


async def test_naughty_strings_end_in_audio_or_in_one_private_sentence(mynah: Mynah) -> None:
    if not NAUGHTY.exists():
        pytest.skip("needs shared/data/blns.json")
    texts = json.loads(NAUGHTY.read_text("utf-8"))

    replies = await asyncio.gather(*(mynah.say(text, format="wav") for text in texts))

    for text, reply in zip(texts, replies, strict=True):
        assert reply.clip or (reply.private and reply.words), text
        assert reply.reference == "", text
    assert sum(bool(reply.clip) for reply in replies) > 400
    assert (await mynah.say("And on it goes")).clip


async def test_an_order_that_failed_is_placed_once_more(mynah: Mynah) -> None:
    mynah.cloud.fault("poll", state="failed", times=1)

    assert (await mynah.say("Try again")).clip
    assert len(mynah.cloud.orders) == 2


async def test_an_order_that_fails_twice_is_a_sentence_with_a_reference(mynah: Mynah) -> None:
    mynah.cloud.fault("poll", state="failed", times=2)

    reply = await mynah.say("Try again")

    assert reply.clip is None
    assert reply.reference in reply.words
    assert sentence("speech.failed") in reply.words


async def test_silence_is_not_delivered(mynah: Mynah) -> None:
    mynah.cloud.fault("download", silent=True, times=10)

    reply = await mynah.say("You hear nothing")

    assert reply.clip is None
    assert sentence("speech.failed") in reply.words


async def test_a_busy_service_is_waited_for(mynah: Mynah) -> None:
    mynah.cloud.fault("speak", status=429, times=2, headers={"Retry-After": "0"})

    assert (await mynah.say("After you")).clip


async def test_a_refused_key_is_an_admins_business(mynah: Mynah) -> None:
    mynah.cloud.fault("speak", status=401, times=1)

    reply = await mynah.say("Open up")

    assert "mynah doctor" in reply.words
    assert mynah.cloud.token not in reply.words


async def test_a_daily_allowance_counts_only_what_was_made(tmp_path: Path, cloud: FakeTypecast) -> None:
    settings = settings_for(tmp_path, cloud, DAILY_CHARACTERS="20")
    async with open_mynah(settings, cloud) as mynah:
        assert (await mynah.say("ten letters")).clip
        assert (await mynah.say("ten letters")).clip  # out of the cache
        cloud.fault("poll", state="failed", times=2)
        assert not (await mynah.say("nine more")).clip
        assert (await mynah.say("nine more")).clip

        assert "today" in (await mynah.say("and more")).words
        assert (await mynah.say("and more", caller=BOB)).clip


async def test_a_repeat_of_a_command_is_the_same_command(mynah: Mynah) -> None:
    first = await mynah.say("Once")
    mynah.numbers = iter([0, 1])  # type: ignore[assignment]  # the platform sends the same id again

    again = await mynah.say("Once")

    assert again == first
    assert mynah.chat.edits == 1
    assert mynah.app.jobs
    assert (await mynah.app.jobs.counts())[JobState.DONE] == 1


async def test_commands_of_an_earlier_life_are_answered_in_the_next(tmp_path: Path, cloud: FakeTypecast) -> None:
    cloud.fault("poll", state="progress", times=1000)
    settings = settings_for(tmp_path, cloud)
    async with open_mynah(settings, cloud) as mynah:
        assert mynah.app.jobs
        mynah.app.jobs.drain_seconds = 0.1  # type: ignore[attr-defined]  # of this implementation
        asking = asyncio.ensure_future(mynah.say("I shall return"))
        while not cloud.orders:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
    asking.cancel()
    cloud.heal()

    async with open_mynah(settings, cloud) as mynah:
        reply = await mynah.chat.answer("web:0")

    assert reply.clip
    assert len(cloud.orders) == 1  # its id had been noted


async def test_a_crash_does_not_count_the_same_words_twice(tmp_path: Path, cloud: FakeTypecast) -> None:
    settings = settings_for(tmp_path, cloud, DAILY_CHARACTERS="20")
    cloud.fault("poll", state="progress", times=1000)
    async with open_mynah(settings, cloud) as mynah:
        assert mynah.app.jobs
        mynah.app.jobs.drain_seconds = 0.1  # type: ignore[attr-defined]  # of this implementation
        asking = asyncio.ensure_future(mynah.say("fifteen letters"))
        while not cloud.count("poll"):
            await asyncio.sleep(0.01)
    asking.cancel()
    cloud.heal()

    async with open_mynah(settings, cloud) as mynah:
        assert (await mynah.chat.answer("web:0")).clip
        mynah.numbers = count(1)
        assert (await mynah.say("five!")).clip
        assert "today" in (await mynah.say("one more")).words


async def test_every_line_of_the_log_that_a_command_causes_names_its_job(
    mynah: Mynah, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("info", "json")
    mynah.cloud.fault("speak", times=9, status=401)

    reply = await mynah.say("Good morning")

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    assert {line["event"] for line in lines} >= {"command failed", "command ended"}
    assert {line.get("job") for line in lines if "job" in line} == {reply.reference}
