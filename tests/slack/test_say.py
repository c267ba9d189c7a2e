"""/say in Slack, as the people in the channel hear and read it: typed, in a form, out of a message, once more."""

from __future__ import annotations

import pytest

from tests.fakes.slack import Message
from tests.slack.conftest import Scene


def orders(scene: Scene) -> list[str]:
    return [order.body["text"] for order in scene.cloud.orders]


async def test_a_say_becomes_one_message_with_sound_the_words_and_buttons(scene: Scene) -> None:
    said = await scene.ann.command("/say", "Good morning, everyone", channel=scene.general)
    post = await said.post()

    assert said.ack is None
    assert post.channel is scene.general
    assert post.audio[:4] == b"RIFF"  # the fake cloud's sound; a real one sends the MP3 that was ordered
    assert scene.cloud.orders[0].body["xapi_audio_format"] == "mp3"
    assert "Good morning, everyone" in post.words
    assert "Byumsoo" in post.words
    assert "AI-generated voice" in post.words
    assert list(post.buttons) == ["again", "other_voice", "delete"]
    assert said.ephemerals == []  # silent when fast


async def test_options_are_typed_like_on_a_keyboard(scene: Scene) -> None:
    post = await scene.say('--voice "범수" --speed 1.2 Slower --pitch -2')

    assert orders(scene) == ["Slower"]
    assert scene.cloud.orders[0].body["tempo"] == 1.2
    assert "Byumsoo" in post.words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Tom & Jerry <3", "Tom & Jerry <3"),
        ("Look at *this* and _that_", "Look at this and that"),
        ("see https://example.com/a?b=c", "see link to example.com"),
    ],
)
async def test_markup_is_read_as_words(scene: Scene, typed: str, said: str) -> None:
    await scene.say(typed)

    assert orders(scene)[0].startswith(said.partition(" <3")[0])
    assert "&amp;" not in orders(scene)[0]


async def test_a_mention_in_a_command_is_read_by_the_name_that_slack_sends_along(scene: Scene) -> None:
    await scene.say(f"Hello {scene.bob.at} in <#{scene.general.id}>")

    assert orders(scene) == ["Hello bob in general"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("--voice nobody-there Hello", "no voice called"),
        ("--speed 9 Hello", "Speed must be"),
        ("--colour red Hello", "no option"),
        (" ".join(map(str, range(1000, 1500))), "2,499 characters"),
        ("?!", "read aloud"),
    ],
)
async def test_what_is_wrong_is_told_to_the_caller_alone(scene: Scene, typed: str, words: str) -> None:
    said = await scene.ann.command("/say", typed, channel=scene.general)
    note = await said.ephemeral()

    assert words in note.words
    assert note.to == scene.ann.id
    assert said.posts == []
    assert scene.general.messages == []


@pytest.mark.parametrize(("command", "typed"), [("/say", "--voice <!channel> Hello"), ("/forget", "<!channel>")])
async def test_no_markup_in_what_was_typed_calls_anybody(scene: Scene, command: str, typed: str) -> None:
    said = await scene.ann.command(command, typed, channel=scene.general)

    assert "'&lt;!channel&gt;'" in (await said.ephemeral()).text


async def test_say_alone_opens_a_form_whose_answer_is_spoken_in_the_channel(scene: Scene) -> None:
    said = await scene.ann.command("/say", channel=scene.general)
    modal = await scene.ann.see_modal("Say something")
    offered = await scene.ann.options(modal, "voice", "카")
    form = {"text": "Out of a form", "voice": "카밀라", "emotion": "normal", "speed": "1.5", "language": "en-us"}
    sent = await scene.ann.submit(modal, form)
    post = await said.post()

    assert [option["value"] for option in offered] == ["카밀라"]
    assert not sent.errors
    assert scene.ann.modal is None
    assert orders(scene) == ["Out of a form"]
    assert scene.cloud.orders[0].body["tempo"] == 1.5
    assert post.channel is scene.general


async def test_a_form_says_under_the_field_what_is_wrong(scene: Scene) -> None:
    await scene.ann.command("/say", channel=scene.general)
    modal = await scene.ann.see_modal()

    assert "read aloud" in (await scene.ann.submit(modal, {"text": "?!"})).errors["text"]
    assert "Speed must be" in (await scene.ann.submit(modal, {"text": "Hello", "speed": "7"})).errors["speed"]
    assert "Pitch must be" in (await scene.ann.submit(modal, {"text": "Hello", "pitch": "40"})).errors["pitch"]
    assert not (await scene.ann.submit(modal, {"text": "Hello"})).errors


async def test_again_speaks_the_same_once_more_from_the_message_itself(scene: Scene) -> None:
    text = "Tom & Jerry said: 1 < 2, and that is that"
    post = await scene.say(f"--speed 1.5 {text}")
    again = await scene.ann.click(post, "again")
    second = await again.post()

    assert second is not post
    assert second.blocks[0]["text"] == post.blocks[0]["text"]
    assert second.buttons["again"]["value"] == post.buttons["again"]["value"]
    assert len(scene.cloud.orders) == 1  # from the cache: the same text, voice and speed


async def test_a_text_longer_than_a_section_is_shown_and_repeated_whole(scene: Scene) -> None:
    text = " ".join(f"Sentence number {number} is here." for number in range(100, 230))
    async with scene.restarted(MAX_TEXT="5000"):
        post = await scene.say(text)
        second = await (await scene.ann.click(post, "again")).post()

    assert text in post.words.replace("\n", " ")
    assert second.words.split() == post.words.split()


async def test_other_voice_opens_the_form_with_the_text_in_it_and_answers_in_the_thread(scene: Scene) -> None:
    post = await scene.say("--speed 1.5 Say it differently")
    await scene.bob.click(post, "other_voice")
    modal = await scene.bob.see_modal()
    await scene.bob.options(modal, "voice", "pl")
    sent = await scene.bob.submit(modal, {"voice": "Plain", "place": "thread"})
    second = await scene.slack.until(lambda: scene.general.thread(post))

    assert not sent.errors
    assert orders(scene) == ["Say it differently"] * 2
    assert scene.cloud.orders[1].body["tempo"] == 1.5
    assert scene.cloud.orders[1].body["actor_id"] == "5d8322ca58a5e90007fed456"
    assert second[0].files


async def test_the_requester_deletes_the_sound_and_its_message(scene: Scene) -> None:
    post = await scene.say("Delete me")
    refused = await scene.bob.click(post, "delete")

    assert "Only the person who asked" in (await refused.ephemeral()).words
    assert post in scene.general.messages

    await scene.ann.click(post, "delete")

    assert scene.general.messages == []
    assert post.files[0].state == "deleted"


async def test_speak_this_message_reads_anybodys_message_where_it_stands(scene: Scene) -> None:
    root = scene.bob.post(scene.general, "Some *thread*")
    message = scene.bob.post(scene.general, "Read --voice me, please", thread=root)
    await scene.ann.shortcut("speak_message", message)
    spoken = await scene.slack.until(lambda: [each for each in scene.general.thread(root) if each.files])

    assert orders(scene) == ["Read --voice me, please"]
    assert spoken[0].thread_ts == root.ts


async def test_a_message_without_text_has_nothing_to_speak(scene: Scene) -> None:
    message = scene.bob.post(scene.general, files=[scene.bob.file(b"x", "x.txt")])
    pressed = await scene.ann.shortcut("speak_message", message)

    assert "no text in that message" in (await pressed.ephemeral()).words


async def test_a_mention_is_answered_in_its_thread(scene: Scene) -> None:
    root = scene.bob.post(scene.general, "Let us talk")
    said = await scene.ann.mention(scene.general, "--speed 1.5 Hello in here", thread=root)
    post: Message = await said.post()

    assert post.thread_ts == root.ts
    assert orders(scene) == ["Hello in here"]
    assert said.error == ""


async def test_a_mention_names_a_channel_by_what_slack_calls_it_and_nobody_by_an_id(scene: Scene) -> None:
    there = scene.team.channel("elsewhere", bot=False)
    said = await scene.ann.mention(scene.general, f"Go to <#{there.id}> with {scene.bob.at}")
    await said.post()

    assert orders(scene) == ["Go to elsewhere with someone"]


async def test_a_direct_message_is_spoken_and_our_own_words_there_are_not(scene: Scene) -> None:
    said = await scene.ann.dm("Just between us")
    post = await said.post()

    assert post.channel is scene.ann.direct
    assert orders(scene) == ["Just between us"]
    assert scene.slack.complaints == []


async def test_a_mention_of_nothing_gets_help(scene: Scene) -> None:
    said = await scene.ann.mention(scene.general)

    assert "/say TEXT speaks" in (await said.ephemeral()).words


async def test_a_slow_answer_is_announced_once_and_to_the_caller_alone(before: Scene) -> None:
    before.cloud.think = 2.2
    async with before.running():
        said = await before.ann.command("/say", "Think about it", channel=before.general)
        note = await said.ephemeral()
        post = await said.post()

    assert "Still at it" in note.words
    assert note.number < post.number
    assert len(said.ephemerals) == 1


async def test_korean_letters_are_answered_in_korean(scene: Scene) -> None:
    said = await scene.ann.command("/say", "--speed 9 안녕하세요", channel=scene.general)

    assert "Speed" not in (await said.ephemeral()).words


async def test_the_buttons_speak_the_language_that_was_chosen(scene: Scene) -> None:
    await scene.ann.command("/settings", "language es-es", channel=scene.general)
    post = await scene.say("Buenos dias")

    assert "Voz generada por IA" in post.words
    assert post.buttons["again"]["text"]["text"] == "Otra vez"

    await scene.ann.command("/say", channel=scene.general)
    assert (await scene.ann.see_modal("Decir algo")).title == "Decir algo"


async def test_whoever_made_the_channel_deletes_what_is_in_it(scene: Scene) -> None:
    scene.general.creator = scene.ann.id
    post = await scene.say("Not here, please", scene.bob)
    pressed = await scene.ann.click(post, "delete")

    assert scene.general.messages == []
    assert pressed.ephemerals == []


async def test_a_message_that_somebody_else_deleted_meanwhile_is_deleted_without_a_word(scene: Scene) -> None:
    post = await scene.say("Gone already")
    scene.slack.fail_once("files.delete", "file_deleted")
    scene.slack.fail_once("chat.delete", "message_not_found")

    assert (await scene.ann.click(post, "delete")).ephemerals == []


async def test_a_sound_of_ours_is_read_aloud_like_any_message(scene: Scene) -> None:
    post = await scene.say("Say & listen")
    pressed = await scene.bob.shortcut("speak_message", post)
    await pressed.post()

    assert orders(scene) == ["Say & listen"]
    assert len(scene.general.messages) == 2


async def test_a_command_while_the_bot_goes_down_is_told_to_come_again(scene: Scene) -> None:
    scene.bot.app.closing = True
    said = await scene.ann.command("/say", "Too late", channel=scene.general)
    scene.bot.app.closing = False

    assert "is restarting" in (await said.ephemeral()).words


async def test_a_form_that_slack_will_not_open_any_more_is_explained(scene: Scene) -> None:
    scene.slack.fail_once("views.open", "expired_trigger_id")
    said = await scene.ann.command("/say", channel=scene.general)

    assert "Slack was slow" in (await said.ephemeral()).words


async def test_a_sentence_about_our_own_trouble_carries_a_reference(scene: Scene) -> None:
    scene.slack.fail_once("views.open", "fatal_error", times=3)
    said = await scene.ann.command("/say", channel=scene.general)

    assert "(reference " in (await said.ephemeral()).words


async def test_the_first_command_is_answered_in_the_language_of_an_earlier_life(before: Scene) -> None:
    async with before.running():
        await before.ann.command("/settings", "language es-es", channel=before.general)
    async with before.running():
        said = await before.ann.command("/usage", channel=before.general)

        assert "no hay límite" in (await said.ephemeral()).words
