from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.flows.clone import MAX_UPLOAD
from bot.replies import sentence
from tests.discord.conftest import Mynah, Stage
from tests.fakes.discord import CannotDo, Exchange, Upload, User, file
from tests.flows.conftest import recording

STATEMENT = sentence("consent.own")
AGREE, CANCEL = "I agree", "Cancel"


def sample(seconds: float = 4.0) -> Upload:
    return file("me.wav", recording(seconds))


async def asked(user: User, name: str = "ada", upload: Upload | None = None) -> Exchange:
    """The user attaches a recording, and is asked."""
    return await (await user.slash("clone", name=name, sample=upload or sample())).answered()


async def pressed(user: User, exchange: Exchange, what: str = AGREE) -> Exchange:
    return await (await user.click(exchange.shown, what)).answered()


def kept(stage: Stage) -> list[str]:
    """Recordings that lie on the disk."""
    return sorted(path.parent.name for path in (stage.folder / "files").rglob("*") if path.is_file())


async def fetched(stage: Stage) -> None:
    """Wait until the recording is put aside."""
    async with asyncio.timeout(10):
        while "uploads" not in kept(stage):
            await asyncio.sleep(0.01)


async def tidied(stage: Stage) -> None:
    """Wait until nothing is put aside any more."""
    async with asyncio.timeout(10):
        while "uploads" in kept(stage):
            await asyncio.sleep(0.01)


async def test_a_voice_is_cloned_and_speaks(stage: Stage, mynah: Mynah) -> None:
    question = await asked(stage.alice)
    done = await pressed(stage.alice, question)
    spoken = await stage.said("In my own voice", voice="ada")

    assert question.private
    assert done.shown.text == sentence("voice.kept", name="ada")
    assert done.private
    assert done.shown.components == []
    assert stage.cloud.orders[0].body["speak_resource_id"] in stage.cloud.uploads
    assert (await mynah.hear(spoken)).seconds > 0
    assert spoken.shown.embeds[0]["footer"]["text"].startswith("ada")
    assert kept(stage).count("samples") == 1
    await tidied(stage)


async def test_nothing_is_sent_on_before_somebody_agreed(stage: Stage, mynah: Mynah) -> None:
    question = await asked(stage.alice)
    await fetched(stage)

    assert question.shown.text == sentence("clone.ask", statement=STATEMENT, name="ada")
    assert question.shown.labels == [AGREE, CANCEL]
    assert stage.cloud.count("resource") == 0
    assert kept(stage) == ["uploads"]


async def test_who_does_not_agree_leaves_nothing_behind(stage: Stage, mynah: Mynah) -> None:
    question = await asked(stage.alice)
    await fetched(stage)

    await pressed(stage.alice, question, CANCEL)

    assert question.shown.text == sentence("clone.dropped")
    assert question.shown.components == []
    assert kept(stage) == []
    assert stage.cloud.uploads == {}


async def test_cancel_while_the_recording_is_on_its_way_stops_it(stage: Stage, mynah: Mynah) -> None:
    stage.fake.fail_once("GET /attachments", slow=0.5)
    question = await asked(stage.alice)

    await pressed(stage.alice, question, CANCEL)
    await asyncio.sleep(0.7)

    assert question.shown.text == sentence("clone.dropped")
    assert kept(stage) == []


async def test_the_question_may_be_answered_after_a_restart(stage: Stage) -> None:
    async with stage.mynah():
        question = await asked(stage.alice)
        await fetched(stage)
    async with stage.mynah():
        done = await pressed(stage.alice, question)

    assert done.shown.text == sentence("voice.kept", name="ada")


async def test_a_restart_that_lost_the_recording_is_told(stage: Stage) -> None:
    stage.fake.fail_once("GET /attachments", slow=5)
    async with stage.mynah():
        question = await asked(stage.alice)
    async with stage.mynah():
        done = await pressed(stage.alice, question)

    assert done.shown.text == sentence("sample.gone")
    assert done.private


async def test_agreeing_early_waits_for_the_recording(stage: Stage, mynah: Mynah) -> None:
    stage.fake.fail_once("GET /attachments", slow=0.7)
    question = await asked(stage.alice)

    done = await pressed(stage.alice, question)

    assert done.shown.text == sentence("voice.kept", name="ada")


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 429}, {"abort": True}])
async def test_a_recording_is_asked_for_again(stage: Stage, mynah: Mynah, fault: dict[str, Any]) -> None:
    stage.fake.fail_once("GET /attachments", **fault)

    done = await pressed(stage.alice, await asked(stage.alice))

    assert done.shown.text == sentence("voice.kept", name="ada")


async def test_a_link_that_is_dead_is_told(stage: Stage, mynah: Mynah) -> None:
    stage.fake.fail_once("GET /attachments", status=404)

    done = await pressed(stage.alice, await asked(stage.alice))

    assert done.shown.text == sentence("sample.gone")


async def test_what_is_too_large_is_refused_before_it_is_fetched(stage: Stage, mynah: Mynah) -> None:
    nitro = stage.fake.user("nitro", upload_limit=100 << 20)
    large = file("long.wav", bytes(MAX_UPLOAD + 1))

    refused = await asked(nitro, upload=large)

    assert (refused.shown.text, refused.private) == (sentence("sample.size", limit_mb=25), True)
    assert refused.shown.components == []
    assert stage.fake.cdn.downloads == []


async def test_what_is_no_audio_is_told(stage: Stage, mynah: Mynah) -> None:
    done = await pressed(stage.alice, await asked(stage.alice, upload=file("me.wav", b"<html>" * 100)))

    assert done.shown.text == sentence("sample.type")
    assert stage.cloud.count("resource") == 0
    await tidied(stage)
    assert kept(stage) == []


async def test_a_file_of_another_kind_cannot_be_picked(stage: Stage, mynah: Mynah) -> None:
    with pytest.raises(CannotDo, match="none of"):
        await stage.alice.slash("clone", name="ada", sample=file("cat.png", b"\x89PNG", "image/png"))


@pytest.mark.parametrize("name", ["?!", "a/b", "<@1>"])
async def test_a_name_that_cannot_be_is_told_at_once(stage: Stage, mynah: Mynah, name: str) -> None:
    refused = await asked(stage.alice, name)

    assert (refused.shown.text, refused.private) == (sentence("voice.name_bad", limit=30), True)
    assert stage.fake.cdn.downloads == []


async def test_a_recording_without_a_name_is_told(stage: Stage, mynah: Mynah) -> None:
    refused = await (await stage.alice.slash("clone", sample=sample())).answered()

    assert refused.shown.text == sentence("voice.name_empty")


async def test_a_name_is_taken_once(stage: Stage, mynah: Mynah) -> None:
    await pressed(stage.alice, await asked(stage.alice, "Ada"))

    again = await pressed(stage.alice, await asked(stage.alice, "ada"))
    by_bob = await pressed(bob := stage.fake.user("bob"), await asked(bob, "ada"))

    assert again.shown.text == sentence("voice.name_taken", name="Ada")
    assert by_bob.shown.text == sentence("voice.kept", name="ada")
    await tidied(stage)


async def test_a_plan_without_cloning_is_told(stage: Stage, mynah: Mynah) -> None:
    stage.cloud.entitled = False

    done = await pressed(stage.alice, await asked(stage.alice))

    assert done.shown.text.startswith(sentence("speech.forbidden"))
    assert done.private


async def test_the_question_is_asked_in_the_callers_language(stage: Stage, mynah: Mynah) -> None:
    user = stage.fake.user("ji", locale="ko")
    question = await asked(user)

    assert sentence("consent.own", "ko") in question.shown.text
    done = await pressed(user, question, "동의해요")

    assert done.shown.text == sentence("voice.kept", "ko", name="ada")


@pytest.mark.parametrize("where", ["dm", "private"])
async def test_a_voice_is_cloned_where_nobody_else_is(stage: Stage, mynah: Mynah, where: str) -> None:
    user = stage.fake.user("bob", installed=True)
    user = user.in_dm() if where == "dm" else user.at(stage.fake.private_channel(user, stage.alice))

    await pressed(user, await asked(user))
    spoken = await stage.said("Hello", by=user, voice="ada")

    assert (await mynah.hear(spoken)).seconds > 0
