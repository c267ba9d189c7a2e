from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.model import Caller, Platform
from bot.replies import sentence
from tests.discord.conftest import Mynah, Stage
from tests.fakes.discord import Exchange, User, file
from tests.flows.conftest import recording


async def cloned(user: User, name: str) -> None:
    upload = file("me.wav", recording(pitch=120 + len(name)))
    question = await (await user.slash("clone", name=name, sample=upload)).answered()
    done = await (await user.click(question.shown, "I agree")).answered()
    assert done.shown.text == sentence("voice.kept", name=name)


async def voices(user: User, command: str, **options: Any) -> Exchange:
    return await (await user.slash(f"voices {command}", **options)).answered()


async def test_the_list_tells_mine_and_those_that_are_shared(stage: Stage, mynah: Mynah) -> None:
    bob = stage.fake.user("bob")
    await cloned(stage.alice, "ada")
    await cloned(bob, "bobby")
    await cloned(bob, "secret")
    await voices(bob, "share", voice="bobby", **{"with-everyone": True})

    mine = await voices(stage.alice, "list")
    nobodys = await voices(stage.fake.user("carol"), "list")

    assert mine.private
    assert mine.shown.text == sentence("voices.listed", mine="ada", shared="bobby", count=3)
    assert nobodys.shown.text == sentence("voices.listed", mine="none", shared="bobby", count=3)


async def test_a_list_of_very_many_still_comes(stage: Stage, mynah: Mynah) -> None:
    await cloned(stage.alice, "ada")
    voice = (await mynah.app.store.voices.of(_caller(stage)))[0]
    for number in range(90):
        await mynah.app.store.voices.keep(_caller(stage), replace(voice, name=f"A voice with a long name {number}"))

    exchange = await voices(stage.alice, "list")

    assert exchange.private
    assert "A voice with a long name 1" in exchange.shown.text
    assert exchange.shown.text.endswith(" …. Shared here: none. Besides, there are 3 voices for everybody.")


async def test_a_voice_is_played_to_one_person(stage: Stage, mynah: Mynah) -> None:
    exchange = await voices(stage.alice, "play", voice="plain")

    assert exchange.private
    assert (await mynah.hear(exchange)).seconds > 0
    assert stage.cloud.orders[0].body["text"] == sentence("voice.preview", name="Plain")
    assert stage.cloud.orders[0].body["actor_id"] == "5d8322ca58a5e90007fed456"
    assert stage.fake.home.general.messages == []


async def test_a_preview_is_in_the_callers_language(stage: Stage, mynah: Mynah) -> None:
    await voices(stage.fake.user("ji", locale="ko"), "play", voice="범수")

    assert stage.cloud.orders[0].body["text"] == sentence("voice.preview", "ko", name="Byumsoo")


@pytest.mark.parametrize(
    ("command", "more"),
    [("play", {}), ("rename", {"name": "new"}), ("share", {"with-everyone": True}), ("delete", {})],
)
async def test_a_voice_that_is_not_there_is_told_at_once(
    stage: Stage, mynah: Mynah, command: str, more: dict[str, Any]
) -> None:
    refused = await voices(stage.alice, command, voice="Byumso", **more)

    own = sentence("voice.not_yours", name="Byumso")
    assert refused.private
    assert refused.shown.text == (
        sentence("voice.nearest", name="Byumso", nearest="Byumsoo") if command == "play" else own
    )


async def test_a_voice_is_renamed(stage: Stage, mynah: Mynah) -> None:
    await cloned(stage.alice, "ada")

    renamed = await voices(stage.alice, "rename", voice="Ada", name="Countess")
    spoken = await stage.said("Hello", voice="countess")
    gone = await stage.said("Hello again", voice="ada")

    assert (renamed.shown.text, renamed.private) == (sentence("voice.renamed", name="ada", new="Countess"), True)
    assert spoken.shown.attachments
    assert gone.private


async def test_a_shared_voice_speaks_for_the_server_and_for_no_other(stage: Stage) -> None:
    bob, other = stage.fake.user("bob"), stage.fake.guild("Other").general
    async with stage.mynah() as mynah:
        await cloned(stage.alice, "ada")
        before = await stage.said("Not yet", by=bob, voice="ada")
        await voices(stage.alice, "share", voice="ada", **{"with-everyone": True})
        shared = await stage.said("Now it may", by=bob, voice="ada")
        seconds = (await mynah.hear(shared)).seconds
        elsewhere = await stage.said("Not here", by=bob.at(other), voice="ada")
        in_dm = await stage.said("Nor here", by=stage.alice.in_dm(), voice="ada")
        await voices(stage.alice, "share", voice="ada", **{"with-everyone": False})
        after = await stage.said("No more", by=bob, voice="ada")

    assert seconds > 0
    assert len(stage.cloud.orders) == 1
    for refused in (before, elsewhere, in_dm, after):
        assert refused.private
        assert refused.shown.text.startswith("There is no voice called 'ada' here.")


async def test_only_the_owner_can_change_a_shared_voice(stage: Stage, mynah: Mynah) -> None:
    bob = stage.fake.user("bob")
    await cloned(stage.alice, "ada")
    await voices(stage.alice, "share", voice="ada", **{"with-everyone": True})

    for command, more in (("rename", {"name": "mine"}), ("delete", {}), ("share", {"with-everyone": False})):
        refused = await voices(bob, command, voice="ada", **more)
        assert refused.shown.text == sentence("voice.not_yours", name="ada")

    assert (await stage.said("Still here", by=bob, voice="ada")).shown.attachments


async def test_a_deleted_voice_is_gone_with_its_recording(stage: Stage, mynah: Mynah) -> None:
    await cloned(stage.alice, "ada")

    deleted = await voices(stage.alice, "delete", voice="ada")
    gone = await stage.said("Hello", voice="ada")

    assert (deleted.shown.text, deleted.private) == (sentence("voice.forgotten", name="ada"), True)
    assert gone.private
    assert [path for path in (stage.folder / "files").rglob("*") if path.is_file()] == []


async def test_again_with_a_voice_that_was_deleted_is_told(stage: Stage, mynah: Mynah) -> None:
    await cloned(stage.alice, "ada")
    spoken = await stage.said("Hello", voice="ada")
    await voices(stage.alice, "delete", voice="ada")

    again = await (await stage.alice.click(spoken.shown, "Again")).answered()

    assert again.private
    assert again.shown.text == sentence("voice.unknown", name="ada")


def _caller(stage: Stage) -> Caller:
    return Caller(platform=Platform.DISCORD, workspace=stage.fake.home.id, user=stage.alice.id)
