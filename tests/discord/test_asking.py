"""/clone of another member: they are asked, and nobody else can answer; what is made is theirs to take back."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

import pytest

from bot.flows.consent import mention
from bot.model import Caller, Platform
from bot.replies import sentence
from tests.discord.conftest import Mynah, Stage
from tests.fakes.discord import CannotDo, Exchange, Message, User, file
from tests.fakes.discord import permissions as rights
from tests.flows.conftest import recording

AGREE, DECLINE = "I agree", "I do not agree"
DAY = 86_400.0


async def asks(stage: Stage, bob: User, name: str = "bobby", **more: Any) -> Exchange:
    """Alice asks bob for his voice, and reads what becomes of it."""
    upload = file("bob.wav", recording(pitch=160))
    options = {"name": name, "sample": upload, "speaker": bob.account} | more
    return await (await stage.alice.slash("clone", **options)).answered()


async def question_to(user: User) -> Message:
    """The newest message in their conversation with the bot."""
    return await newest(user.in_dm())


async def newest(user: User) -> Message:
    async with asyncio.timeout(10):
        while not user.channel.messages:
            await asyncio.sleep(0.005)
    return user.channel.messages[-1]


async def says(user: User, question: Message, what: str = AGREE) -> Exchange:
    return await (await user.click(question, what)).answered()


async def hears(user: User, words: str) -> Message:
    """What somebody is told directly: the message that begins so."""
    async with asyncio.timeout(20):
        while True:
            for message in user.channel.messages:
                if words in message.text:
                    return message
            await asyncio.sleep(0.005)


async def idle(mynah: Mynah, stage: Stage) -> None:
    """Until the questions are over, and nothing is put aside."""
    caller = Caller(platform=Platform.DISCORD, workspace=stage.fake.home.id)
    async with asyncio.timeout(20):
        while await mynah.app.store.asks.of_all(caller):
            await asyncio.sleep(0.005)


def kept(stage: Stage) -> list[str]:
    folder = stage.folder / "files"
    return sorted({path.relative_to(folder).parts[0] for path in folder.rglob("*") if path.is_file()})


@pytest.fixture
def bob(stage: Stage) -> User:
    return stage.fake.user("bob")


async def test_the_member_is_asked_directly_and_their_agreement_makes_the_voice(
    stage: Stage, mynah: Mynah, bob: User
) -> None:
    asked = await asks(stage, bob)
    question = await question_to(bob)

    assert (asked.private, asked.shown.text) == (True, sentence("ask.sent", who=mention(bob.id)))
    assert question.text.startswith(f"{mention(stage.alice.id)} asks to clone your voice")
    assert question.labels == [AGREE, DECLINE]
    assert question.pings == []
    assert stage.cloud.uploads == {}
    assert stage.fake.home.general.messages == []

    await says(bob.in_dm(), question)
    told = await hears(stage.alice.in_dm(), "is ready")
    spoken = await stage.said("With my voice", voice="bobby")

    assert told.text == sentence("ask.made", who=mention(bob.id), name="bobby")
    assert question.text == sentence("ask.agreed", who=mention(stage.alice.id), name="bobby")
    assert question.components == []
    assert (await mynah.hear(spoken)).seconds > 0
    assert (await stage.said("Not mine to use", by=bob, voice="bobby")).private
    await idle(mynah, stage)
    assert "asks" not in kept(stage)


async def test_the_consent_holds_the_words_that_the_member_read(stage: Stage, mynah: Mynah, bob: User) -> None:
    await asks(stage, bob)
    question = await question_to(bob)
    read = question.content
    await says(bob.in_dm(), question)
    await hears(stage.alice.in_dm(), "is ready")

    owner = Caller(platform=Platform.DISCORD, workspace=stage.fake.home.id, user=stage.alice.id)
    consent = await mynah.app.store.consents.find(owner, "bobby")
    assert consent
    assert (consent.speaker, consent.requester) == (bob.id, stage.alice.id)
    assert consent.text_hash == hashlib.sha256(read.encode()).hexdigest()


async def test_a_member_reads_it_in_their_own_language_before_it_counts(stage: Stage, mynah: Mynah) -> None:
    ji = stage.fake.user("ji", locale="ko")
    await asks(stage, ji)

    shown = await says(ji.in_dm(), await question_to(ji))
    assert shown.private
    assert "복제" in shown.shown.text
    assert shown.shown.labels == ["동의해요", "동의하지 않아요"]
    assert stage.cloud.uploads == {}

    done = await says(ji.in_dm(), shown.shown, "동의해요")
    await hears(stage.alice.in_dm(), "is ready")
    assert done.shown.text == sentence("ask.agreed", "ko", who=mention(stage.alice.id), name="bobby")


async def test_who_does_not_agree_leaves_nothing_behind(stage: Stage, mynah: Mynah, bob: User) -> None:
    await asks(stage, bob)
    question = await question_to(bob)

    await says(bob.in_dm(), question, DECLINE)
    told = await hears(stage.alice.in_dm(), "did not agree")

    assert told.text == sentence("ask.refused", who=mention(bob.id), name="bobby")
    assert question.text == sentence("ask.declined")
    await idle(mynah, stage)
    assert kept(stage) == []
    assert stage.cloud.uploads == {}


async def test_where_messages_are_closed_the_channel_asks_and_only_the_member_can_press(
    stage: Stage, mynah: Mynah, bob: User
) -> None:
    bob.in_dm().channel.closed = True
    asked = await asks(stage, bob)
    question = await newest(stage.alice)

    assert asked.shown.text == sentence("ask.sent_here", who=mention(bob.id))
    assert question.pings == [mention(bob.id)]
    for other in (stage.alice, stage.fake.user("eve", moderator=True)):
        refused = await says(other, question)
        assert (refused.private, refused.shown.text) == (True, sentence("ask.not_yours"))
    assert stage.cloud.uploads == {}

    await says(bob, question)
    await hears(stage.alice.in_dm(), "is ready")
    assert question.components == []


async def test_where_nobody_can_be_reached_it_is_told_and_nothing_counts(stage: Stage, bob: User) -> None:
    bob.in_dm().channel.closed = True
    stage.fake.home.general.denied = rights.SEND_MESSAGES
    async with stage.mynah(HOURLY_CLONES="1") as mynah:
        for _ in range(2):
            asked = await asks(stage, bob)
            assert asked.shown.text == sentence("ask.unreachable", who=mention(bob.id))
        await idle(mynah, stage)

    assert kept(stage) == []


async def test_a_requester_with_closed_messages_is_told_in_the_channel(stage: Stage, mynah: Mynah, bob: User) -> None:
    stage.alice.in_dm().channel.closed = True
    await asks(stage, bob)

    await says(bob.in_dm(), await question_to(bob), DECLINE)
    told = await hears(stage.alice, "did not agree")

    assert told.pings == [mention(stage.alice.id)]


async def test_an_answer_counts_once(stage: Stage, mynah: Mynah, bob: User) -> None:
    await asks(stage, bob)
    question = await question_to(bob)
    twice = await asyncio.gather(*(bob.in_dm().click(question, AGREE) for _ in range(2)))
    await hears(stage.alice.in_dm(), "is ready")

    assert len(stage.cloud.uploads) == 1
    assert any(["Thank you" in (await each.answered()).shown.text for each in twice])
    assert [message.text for message in stage.alice.in_dm().channel.messages] == [
        sentence("ask.made", who=mention(bob.id), name="bobby")
    ]


async def test_the_question_may_be_answered_after_a_restart(stage: Stage, bob: User) -> None:
    async with stage.mynah():
        await asks(stage, bob)
        question = await question_to(bob)
    async with stage.mynah():
        await says(bob.in_dm(), question)
        await hears(stage.alice.in_dm(), "is ready")


async def test_a_question_that_nobody_answers_ends_and_the_requester_is_told(stage: Stage, bob: User) -> None:
    async with stage.mynah():
        await asks(stage, bob)
        question = await question_to(bob)
    before, late = stage.clock, 4 * DAY
    stage.clock = lambda: before() + late
    async with stage.mynah() as mynah:
        told = await hears(stage.alice.in_dm(), "did not answer in time")
        refused = await says(bob.in_dm(), question)
        await idle(mynah, stage)

    assert told.text == sentence("ask.expired", who=mention(bob.id), name="bobby")
    assert (refused.private, refused.shown.text) == (True, sentence("ask.over"))
    assert kept(stage) == []


async def test_the_form_asks_the_member_too(stage: Stage, mynah: Mynah, bob: User) -> None:
    opened = await (await stage.alice.slash("clone", name="bobby", speaker=bob.account)).acknowledged()
    assert opened.modal
    assert "consent" not in opened.modal.fields

    sent = await stage.alice.submit(opened.modal, {"sample": file("bob.wav", recording())})
    assert (await sent.answered()).shown.text == sentence("ask.sent", who=mention(bob.id))

    await says(bob.in_dm(), await question_to(bob))
    await hears(stage.alice.in_dm(), "is ready")


async def test_oneself_is_asked_as_always(stage: Stage, mynah: Mynah) -> None:
    asked = await asks(stage, stage.alice)

    assert asked.shown.labels == [AGREE, "Cancel"]


async def test_who_is_no_member_cannot_be_asked(stage: Stage, mynah: Mynah, bob: User) -> None:
    stage.fake.home.strangers.add(bob.id)
    refused = await asks(stage, bob)

    assert (refused.private, refused.shown.text) == (True, sentence("ask.nobody"))


async def test_a_bad_recording_bothers_nobody(stage: Stage, mynah: Mynah, bob: User) -> None:
    refused = await asks(stage, bob, sample=file("bob.wav", b"<html>" * 100))

    assert refused.shown.text == sentence("sample.type")
    assert bob.in_dm().channel.messages == []


async def made(stage: Stage, bob: User) -> None:
    await asks(stage, bob)
    await says(bob.in_dm(), await question_to(bob))
    await hears(stage.alice.in_dm(), "is ready")


async def run(user: User, command: str, **options: Any) -> Exchange:
    return await (await user.slash(command, **options)).answered()


@pytest.mark.parametrize("where", ["server", "dm"])
async def test_the_member_takes_it_back(stage: Stage, mynah: Mynah, bob: User, where: str) -> None:
    await made(stage, bob)
    await stage.said("Before", voice="bobby")
    me = bob if where == "server" else bob.in_dm()
    listed = await run(me, "voices list")
    offered = await me.autocomplete("voices withdraw", "voice", voice="")

    back = await run(me, "voices withdraw", voice="bobby")
    after = await stage.said("Before", voice="bobby")

    assert sentence("voices.given", voices=f"bobby ({mention(stage.alice.id)})") in listed.shown.text
    assert [choice["value"] for choice in offered] == ["bobby"]
    assert (back.private, back.shown.text) == (True, sentence("voice.withdrawn", name="bobby"))
    assert after.shown.text == sentence("voice.unknown", name="bobby")
    await idle(mynah, stage)
    assert kept(stage) == []


async def test_nobody_takes_back_what_they_never_gave(stage: Stage, mynah: Mynah, bob: User) -> None:
    await made(stage, bob)

    for name in ("bobby", "nobody"):
        refused = await run(stage.fake.user("eve"), "voices withdraw", voice=name)
        assert refused.shown.text == sentence("voice.not_given", name=name)
    assert (await stage.said("Still", voice="bobby")).shown.attachments


async def test_a_moderator_lists_and_removes_voices(stage: Stage, mynah: Mynah, bob: User) -> None:
    await made(stage, bob)
    moderator = stage.fake.user("mod", moderator=True)
    listed = await run(moderator, "server-voices list")
    offered = await moderator.autocomplete("server-voices remove", "voice", member=stage.alice.account, voice="bo")
    removed = await run(moderator, "server-voices remove", member=stage.alice.account, voice="bobby")
    again = await run(moderator, "server-voices remove", member=stage.alice.account, voice="bobby")

    assert listed.shown.text == sentence("voices.of_members", voices=f"bobby ({mention(stage.alice.id)})")
    assert [choice["value"] for choice in offered] == ["bobby"]
    assert removed.shown.text == sentence("voice.taken_down", name="bobby", who=mention(stage.alice.id))
    assert again.shown.text == sentence("voice.no_such", name="bobby", who=mention(stage.alice.id))
    assert (await stage.said("Gone", voice="bobby")).private


async def test_discord_shows_the_moderators_commands_to_moderators_alone(stage: Stage, mynah: Mynah, bob: User) -> None:
    for user in (bob, stage.fake.user("mod", moderator=True).in_dm()):
        with pytest.raises(CannotDo):
            await user.slash("server-voices list")


async def test_a_voice_is_shared_with_a_role_and_a_member(stage: Stage, mynah: Mynah, bob: User) -> None:
    role = stage.fake.role("speakers")
    eve = stage.fake.user("eve", roles=(role,))
    question = await (await stage.alice.slash("clone", name="ada", sample=file("me.wav", recording()))).answered()
    await says(stage.alice, question.shown)

    shared = await run(stage.alice, "voices share", voice="ada", role=role, member=bob.account)
    for user in (eve, bob):
        assert (await stage.said("Now", by=user, voice="ada")).shown.attachments
    assert (await stage.said("Not me", by=stage.fake.user("carol"), voice="ada")).private
    whom = f"<@&{role.id}>, {mention(bob.id)}"
    assert shared.shown.text == sentence("voice.shared_with", name="ada", whom=whom)

    alone = await run(stage.alice, "voices share", voice="ada", member=eve.account, **{"with-everyone": False})
    assert alone.shown.text == sentence("voice.shared_with", name="ada", whom=mention(eve.id))
    assert (await stage.said("Now", by=eve, voice="ada")).shown.attachments
    assert (await stage.said("No more", by=bob, voice="ada")).private
    nobody = await run(stage.alice, "voices share", voice="ada")
    assert nobody.shown.text == sentence("voice.share_nobody")
