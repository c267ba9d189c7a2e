"""The contract of `bot.ports.Speech`: the legacy client, against its fake cloud and against the speech server that Mynah
carries, and the client of the current API against its own fake.

That all pass the same suite is what makes the fakes honest, the speech server compatible and the generations alike.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BadOption, BadText, SpeechClosed, SpeechFailed, SpeechRejected
from bot.model import Clip, Sample, Utterance, Voice, VoiceKind, VoiceRef
from bot.ports import Speech
from bot.typecast import Pace, fixed, open_speech
from bot.typecast.v1 import open_cloud
from tests.fakes.ears import wav_check
from tests.fakes.ssfm import fake_ssfm
from tests.fakes.typecast import fake_typecast

TOKEN = "a-token-of-the-contract"
ROOT = Path(__file__).resolve().parents[2]
PATIENT = Pace(deadline=55, backoff_first=0.05)
WORDS = "The quick brown fox jumps over the lazy dog."


@contextmanager
def speech_server(folder: Path) -> Generator[str]:
    """`python -m bot.speech`, as the supervisor runs it; its URL."""
    command = [sys.executable, "-m", "bot.speech", "--port", "0", "--data", str(folder), "--with-parent"]
    environment = os.environ | {"MYNAH_SPEECH_TOKEN": TOKEN}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            line = process.stdout.readline() if process.stdout else b""
            yield json.loads(line)["url"]
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    if find_spec("bot.speech") is None or find_spec("bot.speech.__main__") is None:
        pytest.skip("bot.speech is not here")
    with speech_server(tmp_path_factory.mktemp("speech")) as url:
        yield url


Check = Callable[[bytes], Awaitable[Clip]]


@dataclass(frozen=True, kw_only=True)
class Side:
    """One implementation: the client that speaks to it, the longest text it takes, and an id of a voice it does not have."""

    client: Callable[[str, Check], AbstractAsyncContextManager[Speech]]
    longest: int = 350
    nobody: str = "0" * 24
    nobody_cloned: str = "0" * 24

    def open(self, token: str = TOKEN, check: Check = wav_check) -> AbstractAsyncContextManager[Speech]:
        """A client of its own."""
        return self.client(token, check)


def legacy(url: str, *, own: bool) -> Side:
    return Side(client=lambda token, check: open_speech(fixed(url, token), check=check, pace=PATIENT, own=own))


@pytest.fixture(params=["cloud", "server", "v1"])
async def side(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Side]:
    """That implementation, running."""
    if request.param == "server":
        yield legacy(request.getfixturevalue("server"), own=True)
    elif request.param == "cloud":
        async with fake_typecast(token=TOKEN, think=0.05) as cloud:
            yield legacy(cloud.url, own=False)
            assert cloud.complaints == []
    else:
        async with fake_ssfm(key=TOKEN, think=0.05) as current:
            yield Side(
                client=lambda token, check: open_cloud(fixed(current.url, token), tmp_path, check=check, pace=PATIENT),
                longest=2000,
                nobody="tc_" + "0" * 24,
                nobody_cloned="uc_" + "0" * 24 + "@ssfm-v30",
            )
            assert current.complaints == []


@pytest.fixture
async def speech(side: Side) -> AsyncGenerator[Speech]:
    async with side.open() as client:
        yield client


@pytest.fixture
async def voice(speech: Speech) -> Voice:
    return (await speech.actors())[0]


async def seconds(speech: Speech, voice: VoiceRef, **how: Any) -> float:
    clip = await speech.collect(await speech.submit(Utterance(text=WORDS, voice=voice, language="en-us", **how)))
    return clip.seconds


async def test_there_are_actors_with_names_of_their_own(speech: Speech) -> None:
    actors = await speech.actors()

    assert len(actors) >= 3
    assert len({actor.ref.id for actor in actors}) == len(actors)
    assert all(actor.name and actor.ref.kind is VoiceKind.ACTOR for actor in actors)


async def test_what_is_ordered_is_spoken(speech: Speech, voice: Voice) -> None:
    clip = await speech.collect(await speech.submit(Utterance(text=WORDS, voice=voice.ref)))

    assert 1 < clip.seconds < 10
    assert clip.format == "wav"


async def test_an_order_can_be_collected_again_for_nothing(speech: Speech, voice: Voice) -> None:
    order = await speech.submit(Utterance(text="Once more.", voice=voice.ref))

    first, second = await speech.collect(order), await speech.collect(order)

    assert first.audio == second.audio


async def test_an_order_can_be_collected_by_another_client(speech: Speech, voice: Voice, side: Side) -> None:
    order = await speech.submit(Utterance(text="After a crash.", voice=voice.ref))
    async with side.open() as another:
        clip = await another.collect(order)

    assert clip.seconds > 0.3


async def test_several_orders_at_once_are_each_their_own(speech: Speech, voice: Voice) -> None:
    texts = ["One.", "One, two, three, four.", "One, two, three, four, five, six, seven, eight, nine, ten."]

    async def say(text: str) -> float:
        return (await speech.collect(await speech.submit(Utterance(text=text, voice=voice.ref)))).seconds

    lengths = await asyncio.gather(*map(say, texts))

    assert lengths == sorted(lengths)
    assert lengths[0] < lengths[-1]


async def test_tempo_is_heard(speech: Speech, voice: Voice) -> None:
    assert await seconds(speech, voice.ref, tempo=2.0) < await seconds(speech, voice.ref, tempo=0.5)


async def test_an_mp3_is_fetched_like_a_wav(side: Side, voice: Voice) -> None:
    async def any_clip(data: bytes) -> Clip:
        return Clip(audio=data, format="mp3", seconds=1)

    async with side.open(check=any_clip) as speech:
        clip = await speech.collect(await speech.submit(Utterance(text=WORDS, voice=voice.ref, format="mp3")))

    assert len(clip.audio) > 5000


async def test_every_option_is_understood(speech: Speech, voice: Voice) -> None:
    assert await seconds(
        speech, voice.ref, emotion="happy-1", emotion_scale=1.2, volume=80, pitch=2, last_pitch=-1, hd=False,
        max_seconds=20.0, speed_x=1.0, model="latest",
    ) > 1  # fmt: skip


async def test_a_recording_can_be_spoken_with(speech: Speech, voice: Voice) -> None:
    recording = await speech.collect(await speech.submit(Utterance(text=f"{WORDS} {WORDS} {WORDS}", voice=voice.ref)))

    mine = await speech.enrol(Sample(audio=recording.audio, seconds=recording.seconds))

    assert mine.kind is VoiceKind.RESOURCE
    assert await seconds(speech, mine) > 1


async def test_a_recording_that_nobody_uploaded_is_told_by_its_code(speech: Speech, side: Side) -> None:
    with pytest.raises(SpeechRejected) as rejected:
        await speech.submit(Utterance(text=WORDS, voice=VoiceRef(kind=VoiceKind.RESOURCE, id=side.nobody_cloned)))

    assert rejected.value.code == "app/invalid/speak_resource_id"


async def test_an_actor_that_does_not_exist_is_told_by_its_code(speech: Speech, side: Side) -> None:
    with pytest.raises(SpeechRejected) as rejected:
        await speech.submit(Utterance(text=WORDS, voice=VoiceRef(kind=VoiceKind.ACTOR, id=side.nobody)))

    assert rejected.value.code == "app/invalid/actor_id"


@pytest.mark.parametrize(("text", "key"), [("?! ...", "text.unpronounceable"), ("", "text.empty")])
async def test_a_text_that_cannot_be_spoken_is_the_caller_s_to_mend(
    speech: Speech, voice: Voice, text: str, key: str
) -> None:
    with pytest.raises(BadText) as refused:
        await speech.submit(Utterance(text=text, voice=voice.ref))

    assert refused.value.key == key


async def test_a_text_as_long_as_the_client_says_is_taken_and_a_longer_one_than_the_api_s_is_not(
    speech: Speech, voice: Voice, side: Side
) -> None:
    text = "word " * 1000
    assert speech.longest <= side.longest
    assert await speech.submit(Utterance(text=text[: speech.longest], voice=voice.ref))

    with pytest.raises(BadText) as refused:
        await speech.submit(Utterance(text=text[: side.longest + 1], voice=voice.ref))

    assert refused.value.key == "text.too_long"


async def test_what_is_left_of_the_account_is_told_or_nothing(speech: Speech) -> None:
    left = await speech.credits()

    assert left is None or 0 <= left.used <= left.total


async def test_an_option_out_of_range_is_the_caller_s_to_mend(speech: Speech, voice: Voice) -> None:
    with pytest.raises(BadOption):
        await speech.submit(replace(Utterance(text=WORDS, voice=voice.ref), pitch=13))


async def test_an_order_that_does_not_exist_may_be_made_anew(speech: Speech) -> None:
    with pytest.raises(SpeechFailed) as failed:
        await speech.collect("0" * 24)

    assert failed.value.again


async def test_a_stranger_is_turned_away(side: Side) -> None:
    async with side.open("not-the-token") as stranger:
        with pytest.raises(SpeechClosed) as closed:
            await stranger.actors()

    assert closed.value.entitled


async def test_what_was_learnt_of_a_recording_can_be_forgotten(server: str) -> None:
    async with open_speech(fixed(server, TOKEN), check=wav_check, pace=PATIENT, own=True) as speech:
        actor = (await speech.actors())[0]
        said = await speech.collect(await speech.submit(Utterance(text=f"{WORDS} {WORDS} {WORDS}", voice=actor.ref)))
        ref = await speech.enrol(Sample(audio=said.audio, seconds=said.seconds))
        assert await seconds(speech, ref) > 1

        await speech.forget(ref)
        await speech.forget(ref)

        with pytest.raises(SpeechRejected) as refused:
            await speech.submit(Utterance(text=WORDS, voice=ref, language="en-us"))
    assert refused.value.code == "app/invalid/speak_resource_id"


async def test_typecast_is_never_asked_for_what_it_does_not_document() -> None:
    async with fake_typecast(token=TOKEN) as cloud, open_speech(fixed(cloud.url, TOKEN), check=wav_check) as speech:
        ref = await speech.enrol(Sample(audio=b"RIFF" + bytes(2000), seconds=6))
        before = len(cloud.seen)

        await speech.forget(ref)

        assert len(cloud.seen) == before
        assert cloud.complaints == []
