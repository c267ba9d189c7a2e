from __future__ import annotations

import io
import wave
from collections.abc import AsyncGenerator

import pytest

from tests.fakes.discord import CannotDo, FakeDiscord, fake_discord, file
from tests.fakes.discord.bare import SOUND, bare_bot


@pytest.fixture
async def fake() -> AsyncGenerator[FakeDiscord]:
    async with fake_discord() as fake, bare_bot(fake):
        yield fake


async def test_a_slash_command_is_answered_with_audio_that_can_be_downloaded(fake: FakeDiscord) -> None:
    exchange = await fake.user(locale="ko").slash("say", text="Hello")
    await exchange.answered()

    assert exchange.shown.attachments[0]["filename"] == "say_it.wav"
    assert exchange.shown.text == "Hello\nNova ko"
    assert not exchange.private
    assert exchange.shown in fake.home.general.messages


async def test_autocomplete_offers_what_the_bot_says(fake: FakeDiscord) -> None:
    choices = await fake.user().autocomplete("say", "voice", voice="a")

    assert [choice["value"] for choice in choices] == ["Nova", "Atlas"]


async def test_a_click_edits_the_message_and_another_deletes_it(fake: FakeDiscord) -> None:
    alice = fake.user()
    first = await (await alice.slash("say", text="Hello")).answered()
    again = await (await alice.click(first.shown, "Again")).answered()

    assert again.shown is first.shown
    assert [each["filename"] for each in again.shown.attachments] == ["again.wav"]

    gone = await (await alice.click(first.shown, "delete")).answered()

    assert gone.deleted
    assert fake.home.general.messages == []
    with pytest.raises(CannotDo):
        await alice.click(again.source or first.shown, "Again")


async def test_a_choice_in_a_select_is_answered_privately(fake: FakeDiscord) -> None:
    alice = fake.user()
    first = await (await alice.slash("say", text="Hello")).answered()
    chosen = await (await alice.choose(first.shown, "voice", "Atlas")).answered()

    assert chosen.shown.content == "you chose Atlas"
    assert chosen.private
    assert chosen.shown not in fake.home.general.messages


async def test_a_command_is_answered_in_a_thread_and_in_direct_messages(fake: FakeDiscord) -> None:
    alice, thread = fake.user(), fake.thread("Talk", fake.home.general)
    group = fake.private_channel(fake.user("bob"), fake.user("carol"), alice)
    brought = fake.user(installed=True)
    for person in (alice.at(thread), alice.in_dm(), brought.at(group)):
        exchange = await (await person.slash("say", text="Hello")).answered()

        assert person.channel.messages == [exchange.shown]


async def test_a_form_with_every_field_is_filled_in(fake: FakeDiscord) -> None:
    alice = fake.user()
    opened = await (await alice.slash("form")).answered()
    values = {"Name": "me", "Recording": file("me.wav", SOUND), "Language": "Korean", "It is mine": True}
    sent = await (await alice.submit(opened.modal, values)).answered()

    assert sent.shown.content == f"me {len(SOUND)} ['ko'] True"
    with pytest.raises(CannotDo):
        await alice.submit(opened.modal, values | {"Name": "much too long"})


async def test_an_attachment_is_downloaded_by_the_bot(fake: FakeDiscord) -> None:
    exchange = await fake.user().slash("clone", sample=file("me.wav", SOUND))
    await exchange.answered()

    assert exchange.shown.content == f"{len(SOUND)} bytes"


async def test_a_message_menu_takes_the_message_along(fake: FakeDiscord) -> None:
    alice = fake.user()
    exchange = await (await alice.menu("Speak this message", alice.post("Read me"))).answered()

    assert exchange.shown.content == "Read me"
    with wave.open(io.BytesIO(await exchange.audio())) as sound:
        assert sound.getnframes()


async def test_a_followup_after_the_first_answer_was_deleted_is_private(fake: FakeDiscord) -> None:
    exchange = await (await fake.user().slash("sorry")).answered()

    assert exchange.deleted
    assert exchange.private
    assert exchange.shown.content == "No."
