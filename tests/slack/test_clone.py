"""/clone in Slack: by the form, from somebody's message, by a mention, directly; never without consent."""

from __future__ import annotations

import asyncio

import pytest

from bot.model import Caller, Platform
from tests.fakes.slack import File, User, View
from tests.flows.conftest import recording
from tests.slack.conftest import Scene


async def opened(scene: Scene, name: str = "") -> View:
    await scene.ann.command("/clone", name, channel=scene.general)
    return await scene.ann.see_modal("Clone a voice")


def filled(name: str) -> dict[str, object]:
    return {"name": name, "consent": ["yes"]}


def clip(user: User, name: str = "me.wav", **how: str) -> File:
    return user.file(recording(), name, **how)


async def voices(scene: Scene, user: User) -> list[str]:
    caller = Caller(platform=Platform.SLACK, workspace=scene.team.id, user=user.id)
    return [voice.name for voice in await scene.bot.app.store.voices.of(caller) if voice.owner == user.id]


async def test_a_recording_in_the_form_becomes_a_voice_that_speaks(scene: Scene) -> None:
    said = await scene.ann.command("/clone", "ada", channel=scene.general)
    modal = await scene.ann.see_modal("Clone a voice")
    sent = await scene.ann.submit(modal, {"consent": ["yes"]}, files=[clip(scene.ann)])
    note = await said.ephemeral()

    assert not sent.errors
    assert "'ada' is ready" in note.words
    assert scene.general.messages == []  # nobody else hears of it

    post = await scene.say("--voice ada It is me")
    assert "ada" in post.words
    assert scene.cloud.orders[0].body["tts_mode"] == "audio_file"


async def test_the_form_shows_the_statement_and_insists_on_it(scene: Scene) -> None:
    modal = await opened(scene, "ada")

    assert "This is my own voice, and I agree that it is cloned here." in modal.words
    refused = await scene.ann.submit(modal, {}, files=[clip(scene.ann)])

    assert "Please confirm" in refused.errors["consent"]
    assert await voices(scene, scene.ann) == []


async def test_consent_is_asked_for_whatever_slacks_program_lets_through(scene: Scene) -> None:
    modal = await opened(scene, "ada")
    for block in modal.blocks:
        block["optional"] = True
    refused = await scene.ann.submit(modal, {"consent": []}, files=[clip(scene.ann)])

    assert "Please confirm" in refused.errors["consent"]
    assert await voices(scene, scene.ann) == []


async def test_each_field_says_what_is_wrong_with_it(scene: Scene) -> None:
    modal = await opened(scene)
    text = scene.ann.file(b"hello", "notes.txt")

    assert "letters, digits" in (await scene.ann.submit(modal, filled("<@U1>"), files=[clip(scene.ann)])).errors["name"]
    assert "not a recording" in (await scene.ann.submit(modal, filled("ada"), files=[text])).errors["recording"]
    assert not (await scene.ann.submit(modal, filled("ada"), files=[clip(scene.ann)])).errors
    await scene.idle()
    again = await opened(scene)
    taken = await scene.ann.submit(again, filled("ADA"), files=[clip(scene.ann)])
    assert "already have a voice called 'ada'" in taken.errors["name"]


async def test_a_file_that_only_pretends_to_be_sound_is_refused_by_its_bytes(scene: Scene) -> None:
    said = await scene.ann.command("/clone", channel=scene.general)
    modal = await scene.ann.see_modal()
    await scene.ann.submit(modal, filled("evil"), files=[scene.ann.file(b"#!/bin/sh\n" * 200, "evil.mp3")])

    assert "not a recording this bot knows" in (await said.ephemeral()).words
    assert await voices(scene, scene.ann) == []


async def test_a_clip_recorded_in_slack_is_cloned_from_its_message_and_named_in_the_form(scene: Scene) -> None:
    message = scene.bob.post(scene.general, files=[clip(scene.bob, "audio_message_1.mp4", subtype="slack_audio")])
    pressed = await scene.ann.shortcut("clone_message", message)
    modal = await scene.ann.see_modal("Clone a voice")
    assert "audio_message_1.mp4" in modal.words
    sent = await scene.ann.submit(modal, filled("bob's voice"))

    assert not sent.errors
    assert "'bob's voice\" is ready" in (await pressed.ephemeral()).words.replace('"bob', "'bob")
    assert await voices(scene, scene.ann) == ["bob's voice"]


async def test_a_message_without_a_recording_has_nothing_to_clone(scene: Scene) -> None:
    message = scene.bob.post(scene.general, "Only words")
    pressed = await scene.ann.shortcut("clone_message", message)

    assert "no recording in that message" in (await pressed.ephemeral()).words
    assert scene.ann.modal is None


async def test_a_recording_that_is_far_too_large_opens_no_form(scene: Scene) -> None:
    message = scene.bob.post(scene.general, files=[scene.bob.file(bytes(26 * 2**20), "big.wav")])
    pressed = await scene.ann.shortcut("clone_message", message)

    assert "over 25 MB" in (await pressed.ephemeral()).words
    assert scene.ann.modal is None


async def test_a_recording_in_a_public_channel_is_fetched_by_joining_it(scene: Scene) -> None:
    there = scene.team.channel("elsewhere", bot=False)
    message = scene.bob.post(there, files=[clip(scene.bob)])
    pressed = await scene.ann.shortcut("clone_message", message)
    await scene.ann.submit(await scene.ann.see_modal(), filled("ada"))

    assert "is ready" in (await pressed.ephemeral()).words
    assert scene.team.bot in there.members


async def test_a_recording_that_slack_hides_behind_its_sign_in_page_is_explained(scene: Scene) -> None:
    there = scene.team.channel("there", private=True, bot=False)
    message = scene.bob.post(there, files=[clip(scene.bob)])
    pressed = await scene.ann.shortcut("clone_message", message)
    await scene.ann.submit(await scene.ann.see_modal(), filled("ada"))

    assert "may not read files in that conversation" in (await pressed.ephemeral()).words


async def test_a_file_of_another_organisation_is_asked_for_first(scene: Scene) -> None:
    message = scene.bob.post(scene.general, files=[clip(scene.bob, access="check_file_info")])
    pressed = await scene.ann.shortcut("clone_message", message)
    await scene.ann.submit(await scene.ann.see_modal(), filled("ada"))

    assert "is ready" in (await pressed.ephemeral()).words
    assert scene.slack.called("files.info")


async def test_a_mention_with_a_recording_in_a_thread_is_offered_a_form(scene: Scene) -> None:
    root = scene.bob.post(scene.general, "Voices, please")
    said = await scene.ann.mention(scene.general, "clone ada", files=[clip(scene.ann)], thread=root)
    offer = await said.ephemeral()
    assert "Shall I keep that recording" in offer.words
    assert offer.thread_ts == root.ts

    pressed = await scene.ann.click(offer, "clone_offer")
    modal = await scene.ann.see_modal("Clone a voice")
    await scene.ann.submit(modal, {"consent": ["yes"]})

    assert "'ada' is ready" in (await pressed.ephemeral()).words
    assert await voices(scene, scene.ann) == ["ada"]


async def test_a_direct_message_with_a_recording_is_offered_the_same(scene: Scene) -> None:
    said = await scene.ann.dm(files=[clip(scene.ann, "ada_lovelace.m4a")])
    await scene.ann.click(await said.ephemeral(), "clone_offer")
    modal = await scene.ann.see_modal("Clone a voice")
    await scene.ann.submit(modal, {"consent": ["yes"]})
    await scene.idle()

    assert await voices(scene, scene.ann) == ["ada lovelace"]


async def test_a_direct_message_with_another_file_is_told_what_is_taken(scene: Scene) -> None:
    said = await scene.ann.dm(files=[scene.ann.file(b"x", "x.txt")])

    assert "wav, mp3, m4a" in (await said.ephemeral()).words


@pytest.mark.parametrize("fault", [{"status": 503}, {"abort": True}, {"rate": 1}], ids=str)
async def test_a_download_that_breaks_is_tried_again(scene: Scene, fault: dict[str, object]) -> None:
    said = await scene.ann.command("/clone", channel=scene.general)
    scene.slack.fail_once("download", **fault)  # type: ignore[arg-type]  # a table of different values
    await scene.ann.submit(await scene.ann.see_modal(), filled("ada"), files=[clip(scene.ann)])
    await scene.idle()

    assert "is ready" in said.ephemerals[-1].words


async def test_a_form_that_is_sent_twice_makes_one_voice(scene: Scene) -> None:
    said = await scene.ann.command("/clone", channel=scene.general)
    modal = await scene.ann.see_modal()
    sent = await scene.ann.submit(modal, filled("ada"), files=[clip(scene.ann)])
    await said.ephemeral()
    await scene.slack.deliver(sent)
    await scene.idle()

    assert len(said.ephemerals) == 1
    assert len(scene.cloud.uploads) == 1


async def test_the_form_opens_in_the_language_that_was_chosen(scene: Scene) -> None:
    await scene.ann.command("/settings", "language ko-kr", channel=scene.general)
    await scene.ann.command("/clone", channel=scene.general)

    assert (await scene.ann.see_modal("목소리 복제")).title == "목소리 복제"


@pytest.mark.parametrize("host", ["localhost", "[::1]"])
async def test_the_token_goes_to_slack_alone(scene: Scene, host: str) -> None:
    visitors: list[bytes] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visitors.append(await reader.readuntil(b"\r\n\r\n"))
        writer.close()

    async with await asyncio.start_server(note, "127.0.0.1" if host == "localhost" else "::1") as thief:
        there = f"http://{host}:{thief.sockets[0].getsockname()[1]}"
        message = scene.bob.post(scene.general, files=[clip(scene.bob)])
        pressed = await scene.ann.shortcut("clone_message", message)
        modal = await scene.ann.see_modal()
        assert scene.slack.files_url in modal.json["private_metadata"]
        modal.json["private_metadata"] = modal.json["private_metadata"].replace(scene.slack.files_url, there)
        await scene.ann.submit(modal, filled("ada"))

        assert "may not read files" in (await pressed.ephemeral()).words
    assert visitors == []
