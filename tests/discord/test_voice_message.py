from __future__ import annotations

import base64

import pytest

from tests.discord.conftest import Mynah, Stage
from tests.fakes.discord import Exchange, Message, permissions

CHOSEN = "voice-message"


async def both(exchange: Exchange) -> tuple[Message, Message]:
    """The voice message, and the one with its words and buttons."""
    await exchange.until(lambda self: self.followups)
    assert exchange.original
    return exchange.original, exchange.followups[0]


async def test_a_voice_message_is_one_to_discord(stage: Stage, mynah: Mynah) -> None:
    exchange = await (await stage.alice.slash("say", text="By voice", format=CHOSEN)).answered()
    sound, words = await both(exchange)

    file = sound.attachments[0]
    drawing = base64.b64decode(file["waveform"])
    assert sound.voice
    assert (sound.content, sound.embeds, sound.components) == ("", [], [])
    assert (file["content_type"], file["filename"]) == ("audio/ogg", "voice-message.ogg")
    assert 0 < len(drawing) <= 256
    assert max(drawing) > 100
    assert words.embeds[0]["description"] == "By voice"
    assert words.labels == ["Again", "Other voice", "Slower", "Delete"]
    assert stage.fake.home.general.messages == [sound, words]


async def test_it_is_opus_in_ogg_as_long_as_it_says(stage: Stage, mynah: Mynah) -> None:
    exchange = await (await stage.alice.slash("say", text="By voice", format=CHOSEN)).answered()
    sound, _ = await both(exchange)
    exchange.followups[0].deleted = True  # so that the voice message is the newest

    data = await exchange.audio()
    clip = await mynah.hear(exchange)

    assert data[:4] == b"OggS"
    assert b"OpusHead" in data[:64]
    assert clip.seconds == pytest.approx(sound.attachments[0]["duration_secs"], abs=0.05)


@pytest.mark.parametrize("command", ["settings", "server-settings"])
async def test_it_is_a_choice_of_a_member_and_of_a_server(stage: Stage, mynah: Mynah, command: str) -> None:
    admin = stage.fake.user("admin", moderator=True)
    await (await (admin if command == "server-settings" else stage.alice).slash(command, reply=CHOSEN)).answered()

    by_alice, by_bob = await stage.said("Mine"), await stage.said("Theirs", by=stage.fake.user("bob"))

    assert by_alice.original
    assert by_alice.original.voice
    assert by_bob.original
    assert by_bob.original.voice == (command == "server-settings")


async def test_a_member_may_go_without_what_the_server_likes(stage: Stage, mynah: Mynah) -> None:
    admin = stage.fake.user("admin", moderator=True)
    await (await admin.slash("server-settings", reply=CHOSEN)).answered()
    await (await stage.alice.slash("settings", reply="file")).answered()

    exchange = await stage.said("As a file")

    assert not exchange.shown.voice
    assert exchange.shown.embeds


async def test_a_chosen_format_goes_before_what_is_liked(stage: Stage, mynah: Mynah) -> None:
    await (await stage.alice.slash("settings", reply=CHOSEN)).answered()

    exchange = await stage.said("As a file", format="wav")

    assert not exchange.shown.voice
    assert exchange.shown.attachments[0]["filename"] == "As-a-file.wav"


async def test_what_discord_refuses_is_an_attachment(stage: Stage, mynah: Mynah) -> None:
    stage.fake.voice_on_edit = False

    exchange = await stage.said("Never mind", format=CHOSEN)

    assert (await mynah.hear(exchange)).seconds > 0
    assert not exchange.shown.voice
    assert exchange.shown.embeds[0]["description"] == "Never mind"
    assert exchange.followups == []


async def test_without_the_permission_it_is_an_attachment(stage: Stage, mynah: Mynah) -> None:
    stage.fake.home.bot_permissions &= ~permissions.SEND_VOICE_MESSAGES

    exchange = await stage.said("Never mind", format=CHOSEN)

    assert (await mynah.hear(exchange)).seconds > 0
    assert exchange.followups == []
    assert sum(call.method == "PATCH" for call in stage.fake.calls) == 1  # it was not even tried


async def test_a_private_one_is_private_in_both_messages(stage: Stage, mynah: Mynah) -> None:
    exchange = await stage.said("Whisper", format=CHOSEN, private=True)

    sound, words = await both(exchange)

    assert sound.private
    assert words.private
    assert stage.fake.home.general.messages == []


async def test_delete_takes_the_sound_with_the_words(stage: Stage) -> None:
    async with stage.mynah():
        sound, words = await both(await stage.said("Delete both", format=CHOSEN))
    async with stage.mynah():
        await (await stage.alice.click(words, "Delete")).answered()

    assert (sound.deleted, words.deleted) == (True, True)
    assert stage.fake.home.general.messages == []


async def test_where_the_bot_is_no_member_the_words_alone_can_be_deleted(stage: Stage, mynah: Mynah) -> None:
    user = stage.fake.user("bob", installed=True)
    user = user.at(stage.fake.private_channel(user, stage.alice))
    sound, words = await both(await stage.said("Delete what you can", by=user, format=CHOSEN))

    gone = await (await user.click(words, "Delete")).answered()

    assert (sound.deleted, words.deleted) == (False, True)
    assert gone.followups == []


async def test_again_comes_as_the_caller_likes_it(stage: Stage, mynah: Mynah) -> None:
    await (await stage.alice.slash("settings", reply=CHOSEN)).answered()
    _, words = await both(await stage.said("Once more"))

    again = await (await stage.alice.click(words, "Again")).answered()

    assert again.original
    assert again.original.voice
