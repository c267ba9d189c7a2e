"""Another member is asked for their voice: nothing is made before they agree, and it is theirs to take back."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.app import open_app
from bot.errors import Refused
from bot.flows.consent import BROUGHT, mention
from bot.model import Address, Ask, Caller, Clone, Job, Outcome, Platform, Reply, Rules, Whom
from bot.ports import Checkpoint
from bot.replies import sentence
from tests.fakes.typecast import FakeTypecast
from tests.flows.conftest import Chat, Mynah, recording, settings_for

ANN = Caller(platform=Platform.DISCORD, workspace="g1", user="1001")
BOB = replace(ANN, user="1002")
EVE = replace(ANN, user="1003")
HOUR = 3600.0


@dataclass
class Members(Chat):
    """A chat whose questions can be read by the members."""

    asks: list[Ask] = field(default_factory=list)

    async def deliver(self, job: Job, reply: Reply, checkpoint: Checkpoint, /) -> None:
        if reply.ask and not job.checkpoints.get(BROUGHT):
            self.asks.append(reply.ask)
            await checkpoint(BROUGHT, "dm")
        await super().deliver(job, reply, checkpoint)


@dataclass
class Hours:
    """A clock that tests turn."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Server(Mynah):
    """A Mynah where people can be asked."""

    hours: Hours = field(default_factory=Hours)

    @property
    def members(self) -> Members:
        assert isinstance(self.chat, Members)
        return self.chat

    async def asks_bob(self, name: str = "bobby", sample: bytes | None = None) -> tuple[Reply, Ask]:
        before = len(self.members.asks)
        key = await self.app.keep_sample(sample or recording())
        reply = await self.ask(Clone(caller=ANN, name=name, sample_key=key, speaker=BOB.user))
        assert len(self.members.asks) == before + 1, reply.words
        return reply, self.members.asks[-1]

    async def told(self, ask: Ask) -> Reply:
        """What the one who asked reads in the end."""
        reply = await self.chat.answer(f"discord:ask:{ask.id}")
        while await self.app.store.asks.find(ask.id):
            await asyncio.sleep(0.005)
        return reply

    async def agreed(self, name: str = "bobby") -> Ask:
        _, ask = await self.asks_bob(name)
        assert await self.app.answer(ask, Outcome.AGREED, "I read this")
        assert "is ready" in (await self.told(ask)).words
        return ask


@asynccontextmanager
async def open_server(folder: Path, cloud: FakeTypecast, hours: Hours, **more: str) -> AsyncGenerator[Server]:
    async with open_app(settings_for(folder, cloud, **more), clock=hours) as app:
        chat = Members()
        app.attach(Platform.DISCORD, chat)
        app.attach(Platform.WEB, chat)
        async with app.serve():
            yield Server(app, chat, cloud, hours=hours)


@pytest.fixture
async def server(tmp_path: Path, cloud: FakeTypecast) -> AsyncGenerator[Server]:
    async with open_server(tmp_path, cloud, Hours()) as server:
        yield server


def files(server: Server) -> list[str]:
    """The folders of what lies on the disk."""
    folder = server.app.settings.data_dir / "files"
    return sorted(path.relative_to(folder).parts[0] for path in folder.rglob("*") if path.is_file())


async def test_nothing_is_made_before_the_member_agrees(server: Server) -> None:
    reply, ask = await server.asks_bob()

    assert reply.words == sentence("ask.sent", who=mention(BOB.user))
    assert reply.private
    assert (ask.caller, ask.speaker, ask.name) == (ANN, BOB.user, "bobby")
    assert server.cloud.uploads == {}
    assert await server.app.store.voices.of_all(ANN) == []
    assert await server.app.store.consents.given(BOB) == []
    assert files(server) == ["asks"]


async def test_the_question_says_who_asks_what_and_until_when(server: Server) -> None:
    _, ask = await server.asks_bob()

    english, korean = (server.app.flows.question(ask, locale) for locale in ("en-US", "ko"))
    assert english.startswith("<@1001> asks to clone your voice")
    assert "'bobby'" in english
    assert "72 hours" in english
    assert "72시간" in korean


async def test_an_agreed_voice_is_the_requesters_and_the_consent_is_on_record(server: Server) -> None:
    sample = recording(pitch=150)
    _, ask = await server.asks_bob(sample=sample)
    assert await server.app.answer(ask, Outcome.AGREED, "질문 그대로")
    told = await server.told(ask)

    assert told.words == sentence("ask.made", who=mention(BOB.user), name="bobby")
    consent = await server.app.store.consents.find(ANN, "bobby")
    assert consent
    assert (consent.speaker, consent.requester, consent.statement) == (BOB.user, ANN.user, "asked-1")
    assert consent.text_hash == hashlib.sha256("질문 그대로".encode()).hexdigest()
    assert consent.sample_hash == hashlib.sha256(sample).hexdigest()
    assert (await server.say("Hello", ANN, voice="bobby")).clip
    assert (await server.say("Hello", BOB, voice="bobby")).refused  # heard in it, but it is not shared
    assert files(server).count("asks") == 0


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.EXPIRED])
async def test_without_an_agreement_nothing_stays_and_the_requester_is_told(server: Server, outcome: Outcome) -> None:
    _, ask = await server.asks_bob()

    await server.app.answer(ask, outcome)
    told = await server.told(ask)

    assert told.words == sentence(f"ask.{outcome.value}", who=mention(BOB.user), name="bobby")
    assert told.private
    assert server.cloud.uploads == {}
    assert files(server) == []


async def test_pressing_twice_is_one_voice_and_the_first_answer_counts(server: Server) -> None:
    _, ask = await server.asks_bob()

    pressed = [await server.app.answer(ask, outcome) for outcome in (Outcome.AGREED, Outcome.AGREED, Outcome.REFUSED)]
    await server.told(ask)

    assert pressed == [True, False, False]
    assert len(server.cloud.uploads) == 1
    assert [voice.name for voice in await server.app.store.voices.of(ANN)] == ["bobby"]


async def test_a_second_press_does_not_take_the_recording_from_the_first(server: Server) -> None:
    server.cloud.fault("resource", status=429, times=9)
    _, ask = await server.asks_bob()
    await server.app.answer(ask, Outcome.AGREED, "words")
    while not server.cloud.count("resource"):
        await asyncio.sleep(0.005)

    assert not await server.app.answer(ask, Outcome.AGREED, "words")
    assert await server.app.store.asks.find(ask.id)  # for the next attempt of the first
    assert "asks" in files(server)
    server.cloud.heal()

    assert "is ready" in (await server.told(ask)).words


async def test_only_the_one_who_was_asked_can_answer(server: Server) -> None:
    _, ask = await server.asks_bob()

    for other in (ANN, EVE, replace(EVE, workspace="dm")):
        with pytest.raises(Refused) as refusal:
            await server.app.flows.asked(other, ask.id)
        assert refusal.value.key == "ask.not_yours"
    for nobody in (replace(BOB, platform=Platform.SLACK), replace(BOB, platform=Platform.WEB)):
        with pytest.raises(Refused) as refusal:
            await server.app.flows.asked(nobody, ask.id)
        assert refusal.value.key == "ask.over"
    assert (await server.app.flows.asked(replace(BOB, workspace="dm"), ask.id)).id == ask.id


async def test_a_question_ends_by_itself_and_cannot_be_answered_then(server: Server) -> None:
    _, ask = await server.asks_bob()
    server.hours.now += 71 * HOUR
    await server.app.expire_asks()
    assert (await server.app.flows.asked(BOB, ask.id)).id == ask.id

    server.hours.now += 2 * HOUR
    with pytest.raises(Refused):
        await server.app.flows.asked(BOB, ask.id)
    await server.app.expire_asks()

    assert "did not answer in time" in (await server.told(ask)).words
    assert files(server) == []


async def test_a_question_outlives_restarts(tmp_path: Path, cloud: FakeTypecast) -> None:
    hours = Hours()
    async with open_server(tmp_path, cloud, hours) as server:
        _, agreed = await server.asks_bob("one")
        _, left = await server.asks_bob("two")
    async with open_server(tmp_path, cloud, hours) as server:
        ask = await server.app.flows.asked(BOB, agreed.id)
        await server.app.answer(ask, Outcome.AGREED, "words")
        assert "is ready" in (await server.told(agreed)).words
        hours.now += 80 * HOUR
    async with open_server(tmp_path, cloud, hours) as server:  # it expired while nobody was there
        assert "did not answer in time" in (await server.told(left)).words


async def test_a_bad_recording_bothers_nobody(server: Server) -> None:
    key = await server.app.keep_sample(b"%PDF-1.7 not a sound")
    reply = await server.ask(Clone(caller=ANN, name="bobby", sample_key=key, speaker=BOB.user))

    assert reply.words == sentence("sample.type")
    assert server.members.asks == []
    assert files(server) == []


async def test_where_there_are_no_members_nobody_can_be_asked(server: Server) -> None:
    page = Caller(platform=Platform.WEB, workspace="local", user="you")
    key = await server.app.keep_sample(recording())
    reply = await server.ask(Clone(caller=page, name="bobby", sample_key=key, speaker="somebody", consent=True))

    assert reply.words == sentence("ask.nobody")
    assert server.members.asks == []


async def test_a_name_that_was_taken_meanwhile_is_told_and_the_other_voice_stays(server: Server) -> None:
    _, ask = await server.asks_bob()
    await server.clone("Bobby", ANN)
    await server.app.answer(ask, Outcome.AGREED, "words")

    assert (await server.told(ask)).words == sentence("voice.name_taken", name="Bobby")
    consent = await server.app.store.consents.find(ANN, "bobby")
    assert consent
    assert consent.speaker == ANN.user


async def test_cloning_that_was_switched_off_meanwhile_is_off(server: Server) -> None:
    _, ask = await server.asks_bob()
    await server.app.store.rules.put(ANN, Rules(cloning="off"))
    server.app.flows._rules.forget(ANN)
    await server.app.answer(ask, Outcome.AGREED, "words")

    assert (await server.told(ask)).refused
    assert server.cloud.uploads == {}


async def test_asking_counts_as_cloning_so_that_nobody_is_asked_without_end(
    tmp_path: Path, cloud: FakeTypecast
) -> None:
    async with open_server(tmp_path, cloud, Hours(), HOURLY_CLONES="2") as server:
        for name in ("one", "two"):
            _, ask = await server.asks_bob(name)
            await server.app.answer(ask, Outcome.REFUSED)
            await server.told(ask)
        key = await server.app.keep_sample(recording())
        third = await server.ask(Clone(caller=ANN, name="three", sample_key=key, speaker=BOB.user))
        bad = await server.ask(Clone(caller=EVE, name="x", sample_key="uploads/none", speaker=BOB.user))

    assert third.refused
    assert "2" in third.words
    assert len(server.members.asks) == 2
    assert bad.words == sentence("sample.gone")


async def test_the_speaker_takes_their_consent_back_and_all_of_it_is_gone(server: Server) -> None:
    await server.agreed()
    assert (await server.say("Before", ANN, voice="bobby")).clip
    [consent] = await server.app.flows.given(BOB)

    reply = await server.app.flows.withdraw(BOB, "BOBBY")

    assert reply.words == sentence("voice.withdrawn", name="bobby")
    assert consent.voice == "bobby"
    assert (await server.say("Before", ANN, voice="bobby")).words == sentence("voice.unknown", name="bobby")
    assert files(server) == []  # the recording, and what the voice had said
    assert await server.app.flows.given(BOB) == []
    assert await server.app.store.consents.find(ANN, "bobby") is None


async def test_a_speaker_who_left_finds_their_voices_in_every_server(server: Server) -> None:
    await server.agreed()

    everywhere = replace(BOB, workspace="")
    assert [consent.voice for consent in await server.app.flows.given(everywhere)] == ["bobby"]
    assert await server.app.flows.given(replace(BOB, workspace="g2")) == []
    assert await server.app.flows.withdraw_all(everywhere) == 1
    assert await server.app.store.voices.of(ANN) == []


async def test_nobody_takes_back_what_is_not_theirs(server: Server) -> None:
    await server.agreed()

    for other in (EVE, ANN, replace(BOB, workspace="g2"), replace(BOB, platform=Platform.SLACK)):
        with pytest.raises(Refused) as foreign:
            await server.app.flows.withdraw(other, "bobby")
        with pytest.raises(Refused) as unknown:
            await server.app.flows.withdraw(other, "nobody")
        assert foreign.value.key == unknown.value.key == "voice.not_given"
    assert (await server.say("Still", ANN, voice="bobby")).clip


async def test_an_older_consent_does_not_end_another_voice_of_that_name(server: Server) -> None:
    await server.agreed()
    await server.app.flows.forget(ANN, "bobby")
    await server.clone("bobby", ANN)

    assert await server.app.flows.given(BOB) == []
    with pytest.raises(Refused):
        await server.app.flows.withdraw(BOB, "bobby")
    assert (await server.say("Mine", ANN, voice="bobby")).clip


async def test_a_renamed_voice_is_still_the_speakers_to_take_back(server: Server) -> None:
    await server.agreed()
    await server.app.flows.rename(ANN, "bobby", "robert")

    await server.app.flows.withdraw(BOB, "robert")

    assert await server.app.store.voices.of(ANN) == []


async def test_a_voice_taken_back_while_it_speaks_is_not_heard(server: Server) -> None:
    await server.agreed()
    server.cloud.think = 0.7
    speaking = asyncio.create_task(server.say("A long story", ANN, voice="bobby"))
    while not server.cloud.orders:
        await asyncio.sleep(0.005)

    await server.app.flows.withdraw(BOB, "bobby")

    assert (await speaking).words == sentence("voice.unknown", name="bobby")
    assert files(server) == []


async def test_a_moderator_takes_a_voice_down(server: Server) -> None:
    await server.agreed()
    flows = server.app.flows
    assert [(voice.owner, voice.name) for voice in await flows.of_members(EVE)] == [(ANN.user, "bobby")]

    for owner, name in ((ANN.user, "other"), (BOB.user, "bobby"), ("", "bobby")):
        with pytest.raises(Refused):
            await flows.take_down(EVE, owner, name)
    with pytest.raises(Refused):
        await flows.take_down(replace(EVE, workspace="g2"), ANN.user, "bobby")
    reply = await flows.take_down(EVE, ANN.user, "Bobby")

    assert reply.words == sentence("voice.taken_down", name="bobby", who=mention(ANN.user))
    assert (await server.say("Gone", ANN, voice="bobby")).refused
    entry = (await server.app.store.audit.recent(ANN))[0]
    assert (entry.caller.user, entry.action, entry.subject) == (EVE.user, "voice.taken_down", "bobby")


async def test_what_is_shared_is_heard_by_those_it_is_shared_with_alone(server: Server) -> None:
    await server.clone("mine", ANN)
    flows = server.app.flows

    await flows.share_with(ANN, "mine", [Whom(kind="role", id="7")], "<@&7>")
    by_role = await server.say("Role", replace(EVE, roles=("7",)), voice="mine")
    before = await server.say("Nobody", BOB, voice="mine")
    await flows.share_with(ANN, "mine", [Whom(kind="person", id=BOB.user)], mention(BOB.user))
    by_person = await server.say("Person", BOB, voice="mine")
    await flows.share(ANN, "mine", shared=False)

    assert by_role.clip
    assert by_person.clip
    assert before.words == sentence("voice.unknown", name="mine")
    for nobody in (BOB, replace(EVE, roles=("7",))):
        assert (await server.say("Over", nobody, voice="mine")).refused
    with pytest.raises(Refused) as refusal:
        await flows.share_with(ANN, "mine", [], "")
    assert refusal.value.key == "voice.share_nobody"


async def test_ones_own_consent_holds_the_hash_of_the_words_that_were_shown(server: Server) -> None:
    key = await server.app.keep_sample(recording())
    korean = replace(ANN, locale="ko")
    await server.ask(Clone(caller=korean, name="mine", sample_key=key, consent=True))
    key = await server.app.keep_sample(recording())
    await server.ask(Clone(caller=korean, name="shown", sample_key=key, consent=True, statement="As it was shown"))

    def hashed(words: str) -> str:
        return hashlib.sha256(words.encode()).hexdigest()

    mine, shown = [await server.app.store.consents.find(ANN, name) for name in ("mine", "shown")]
    assert mine
    assert shown
    assert (mine.statement, mine.text_hash) == ("own-1", hashed(sentence("consent.own", "ko")))
    assert (mine.speaker, mine.requester) == (ANN.user, "")
    assert shown.text_hash == hashed("As it was shown")


async def test_an_ask_keeps_no_token_and_no_link(server: Server) -> None:
    key = await server.app.keep_sample(recording())
    more = {"app": "1", "sample": "https://cdn.example/signed?x=secret"}
    address = Address(platform=Platform.DISCORD, channel="c", token="secret", more=more)
    request = Clone(caller=ANN, name="bobby", sample_key=key, speaker=BOB.user)
    await server.app.submit("discord:1", request, address)
    await server.chat.answer("discord:1")

    [ask] = await server.app.store.asks.of_all(ANN)
    assert (ask.place.token, ask.place.more) == ("", {"app": "1"})
