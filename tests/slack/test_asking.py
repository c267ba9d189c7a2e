"""/clone of another person in Slack: they are asked, nobody else can answer, and what is made is theirs to take back."""

from __future__ import annotations

import asyncio
import hashlib

import pytest

from bot.flows.consent import mention
from bot.model import Caller, Outcome, Platform
from bot.replies import sentence
from tests.fakes.slack import Exchange, Message, User
from tests.flows.conftest import recording
from tests.slack.conftest import Scene

YES, NO = "ask_yes", "ask_no"


async def asks(scene: Scene, name: str = "bobby", speaker: User | None = None) -> Exchange:
    """Ann picks bob in the form."""
    said = await scene.ann.command("/clone", name, channel=scene.general)
    modal = await scene.ann.see_modal("Clone a voice")
    who = speaker or scene.bob
    await scene.ann.submit(modal, {"speaker": who.id}, files=[scene.ann.file(recording(pitch=150), "bob.wav")])
    return said


async def question_to(scene: Scene, user: User) -> Message:
    """What stands in their conversation with the app, and has two buttons."""

    def found() -> Message | None:
        return next((each for each in user.direct.messages if YES in each.buttons), None)

    message = await scene.slack.until(found, what="a question")
    assert message
    return message


async def told(scene: Scene, words: str) -> Message:
    """What ann reads in her conversation with the app."""

    def found() -> Message | None:
        return next((each for each in scene.ann.direct.messages if words in each.words), None)

    message = await scene.slack.until(found, what=words)
    assert message
    return message


async def over(scene: Scene) -> None:
    """Until no question is open."""
    await scene.idle()
    async with asyncio.timeout(10):
        while await scene.bot.app.store.asks.of_all(me(scene, scene.ann)):
            await asyncio.sleep(0.005)


def me(scene: Scene, user: User) -> Caller:
    return Caller(platform=Platform.SLACK, workspace=scene.team.id, user=user.id)


def kept(scene: Scene) -> list[str]:
    folder = scene.folder / "files"
    return sorted({path.relative_to(folder).parts[0] for path in folder.rglob("*") if path.is_file()})


async def test_the_person_is_asked_directly_and_their_agreement_makes_the_voice(scene: Scene) -> None:
    said = await asks(scene)
    question = await question_to(scene, scene.bob)

    assert f"I asked {mention(scene.bob.id)} in a private message" in (await said.ephemeral()).words
    assert f"{mention(scene.ann.id)} asks to clone your voice" in question.words
    assert "'bobby'" in question.words
    assert scene.cloud.uploads == {}
    assert scene.general.messages == []

    await scene.bob.click(question, YES)
    await told(scene, "agreed: the voice 'bobby' is ready")
    post = await scene.say("--voice bobby With that voice")

    assert "Thank you." in question.words
    assert question.buttons == {}
    assert "bobby" in post.words
    refused = await scene.bob.command("/say", "--voice bobby Not mine", channel=scene.general)
    assert "no voice called" in (await refused.ephemeral()).words
    consent = await scene.bot.app.store.consents.find(me(scene, scene.ann), "bobby")
    assert consent
    assert (consent.speaker, consent.requester) == (scene.bob.id, scene.ann.id)


async def test_the_consent_holds_the_words_in_the_language_they_were_read_in(scene: Scene) -> None:
    await scene.bob.command("/settings", "language ko", channel=scene.general)
    await asks(scene)
    question = await question_to(scene, scene.bob)
    [ask] = await scene.bot.app.store.asks.of_all(me(scene, scene.ann))
    words = scene.bot.app.flows.question(ask, "ko")
    assert "복제" in question.words
    assert "동의해요" in str(question.buttons)

    await scene.bob.click(question, YES)
    await told(scene, "is ready")

    consent = await scene.bot.app.store.consents.find(me(scene, scene.ann), "bobby")
    assert consent
    assert consent.text_hash == hashlib.sha256(words.encode()).hexdigest()
    assert "고마워요" in question.words


async def test_who_does_not_agree_leaves_nothing_behind(scene: Scene) -> None:
    await asks(scene)
    question = await question_to(scene, scene.bob)

    await scene.bob.click(question, NO)
    await told(scene, "did not agree to the voice 'bobby'")

    assert "You did not agree." in question.words
    await over(scene)
    assert kept(scene) == []
    assert scene.cloud.uploads == {}


async def test_where_it_cannot_be_asked_directly_the_channel_asks_and_only_the_person_can_press(scene: Scene) -> None:
    scene.slack.fail_once("conversations.open", error="not_allowed")
    said = await asks(scene)
    assert "so I asked here" in (await said.ephemeral()).words
    [question] = scene.general.messages

    refused = await scene.ann.click(question, YES)
    assert sentence("ask.not_yours") in (await refused.ephemeral()).words
    assert scene.cloud.uploads == {}

    await scene.bob.click(question, YES)
    await told(scene, "is ready")


async def test_where_nobody_can_be_asked_it_is_told_and_nothing_stays(scene: Scene) -> None:
    scene.slack.fail_once("conversations.open", error="user_not_found")
    said = await asks(scene)

    assert "I cannot reach" in (await said.ephemeral()).words
    await over(scene)
    assert kept(scene) == []


async def test_the_app_itself_has_no_voice_to_give(scene: Scene) -> None:
    await scene.ann.command("/clone", "bot", channel=scene.general)
    modal = await scene.ann.see_modal()
    sent = await scene.ann.submit(modal, {"speaker": scene.team.bot}, files=[scene.ann.file(recording(), "x.wav")])

    assert "Only a member" in sent.errors["speaker"]


async def test_an_answer_counts_once(scene: Scene) -> None:
    await asks(scene)
    question = await question_to(scene, scene.bob)
    presses = await asyncio.gather(
        scene.bob.click(question, YES), scene.bob.click(question, YES), return_exceptions=True
    )
    await told(scene, "is ready")
    await over(scene)

    assert any(isinstance(press, Exchange) for press in presses)
    assert len(scene.cloud.uploads) == 1
    assert len([each for each in scene.ann.direct.messages if "bobby" in each.words]) == 1


async def test_the_question_may_be_answered_after_a_restart(before: Scene) -> None:
    async with before.running():
        await asks(before)
        question = await question_to(before, before.bob)
        await before.idle()
    before.slack.sockets.drop()
    async with before.running():
        await before.bob.click(question, YES)
        await told(before, "is ready")


async def test_a_question_that_nobody_answers_ends_and_the_requester_is_told(scene: Scene) -> None:
    await asks(scene)
    question = await question_to(scene, scene.bob)
    [ask] = await scene.bot.app.store.asks.of_all(me(scene, scene.ann))

    await scene.bot.app.answer(ask, Outcome.EXPIRED)
    await told(scene, "did not answer in time")
    await over(scene)
    late = await scene.bob.click(question, YES)

    assert sentence("ask.over") in (await late.ephemeral()).words
    assert kept(scene) == []


async def made(scene: Scene) -> None:
    await asks(scene)
    await scene.bob.click(await question_to(scene, scene.bob), YES)
    await told(scene, "is ready")


async def test_the_person_takes_it_back_on_their_home_tab(scene: Scene) -> None:
    await made(scene)
    tab = await scene.bob.home()
    assert "Made from your voice" in tab.words
    assert f"bobby · {mention(scene.ann.id)}" in tab.words

    await scene.bob.click(tab, "voice_withdraw")

    assert scene.bob.home_tab
    assert "Your consent is taken back." in scene.bob.home_tab.words
    assert "Made from your voice" not in scene.bob.home_tab.words
    refused = await scene.ann.command("/say", "--voice bobby Gone", channel=scene.general)
    assert "no voice called 'bobby'" in (await refused.ephemeral()).words
    await over(scene)
    assert kept(scene) == []


async def test_a_voice_is_shared_with_one_person_and_taken_from_all(scene: Scene) -> None:
    said = await scene.ann.command("/clone", "ada", channel=scene.general)
    modal = await scene.ann.see_modal()
    await scene.ann.submit(modal, {"consent": ["yes"]}, files=[scene.ann.file(recording(), "me.wav")])
    await said.ephemeral()
    carol = scene.team.user("carol")
    scene.general.members.add(carol.id)

    await scene.ann.click(await scene.ann.home(), "voice_share_person", pick=scene.bob.id)
    tab = await scene.tab()

    assert f"is now also for {mention(scene.bob.id)}" in tab.words
    assert "shared with single people" in tab.words
    await scene.say("--voice ada Borrowed", scene.bob)
    refused = await carol.command("/say", "--voice ada Not me", channel=scene.general)
    assert "no voice called" in (await refused.ephemeral()).words

    await scene.ann.click(tab, "voice_unshare")
    refused = await scene.bob.command("/say", "--voice ada No more", channel=scene.general)
    assert "no voice called" in (await refused.ephemeral()).words


async def test_ones_own_consent_holds_the_words_of_the_form(scene: Scene) -> None:
    said = await scene.ann.command("/clone", "ada", channel=scene.general)
    modal = await scene.ann.see_modal()
    await scene.ann.submit(modal, {"consent": ["yes"]}, files=[scene.ann.file(recording(), "me.wav")])
    await said.ephemeral()

    consent = await scene.bot.app.store.consents.find(me(scene, scene.ann), "ada")
    assert consent
    words = "This is my own voice, and I agree that it is cloned here."
    assert (consent.statement, consent.text_hash) == ("own-1", hashlib.sha256(words.encode()).hexdigest())


@pytest.mark.parametrize("pressed", [YES, NO])
async def test_a_button_that_is_no_question_of_ours_is_over(scene: Scene, pressed: str) -> None:
    await asks(scene)
    question = await question_to(scene, scene.bob)
    for block in question.blocks:
        for element in block.get("elements", ()):
            element["value"] = "en:made-up"
    refused = await scene.bob.click(question, pressed)

    assert sentence("ask.over") in (await refused.ephemeral()).words
