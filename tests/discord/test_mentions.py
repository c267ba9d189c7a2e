from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.replies import sentence
from tests.discord.conftest import Mynah, Stage
from tests.fakes.discord import file


def spoken(stage: Stage) -> str:
    return str(stage.cloud.orders[-1].body["text"])


async def test_mentions_are_said_and_shown_by_name(stage: Stage) -> None:
    bob, role = stage.fake.user("bob"), stage.fake.role("Night Watch")
    channel = stage.fake.add_channel("announcements", stage.fake.home)
    async with stage.mynah():
        exchange = await stage.said(f"<@{bob.id}> and <@&{role.id}> in <#{channel.id}>")

    assert spoken(stage) == "Bob and Night Watch in announcements"
    assert exchange.shown.embeds[0]["description"] == spoken(stage)


async def test_a_person_is_asked_for_once(stage: Stage, mynah: Mynah) -> None:
    bob = stage.fake.user("bob")
    for text in ("Hello", "Goodbye"):
        await stage.said(f"{text} <@{bob.id}>")

    assert sum(call.path == f"/users/{bob.id}" for call in stage.fake.calls) == 1


@pytest.mark.parametrize("fault", [{"status": 404}, {"abort": True}, {"slow": 2.0}])
async def test_a_person_that_cannot_be_asked_for_is_someone(stage: Stage, mynah: Mynah, fault: dict[str, Any]) -> None:
    bob = stage.fake.user("bob")
    stage.fake.fail_once("GET /users/", times=9, **fault)

    exchange = await stage.said(f"Hello <@{bob.id}>")

    assert spoken(stage) == "Hello someone"
    assert exchange.waited < 2


async def test_a_name_in_one_server_is_not_told_in_another(stage: Stage) -> None:
    elsewhere = stage.fake.guild("Elsewhere").general
    async with stage.mynah():
        alice = replace(stage.alice, nick="Secret Agent")
        await stage.said(f"This is <@{alice.id}>", by=alice)
        here = spoken(stage)
        await stage.said(f"That is <@{alice.id}>", by=stage.fake.user("bob", at=elsewhere))

    assert (here, spoken(stage)) == ("This is Secret Agent", "That is Alice")


async def test_a_message_is_spoken_from_its_menu(stage: Stage, mynah: Mynah) -> None:
    bob = stage.fake.user("bob")
    message = bob.post(f"**Tea** is ready, <@{stage.alice.id}>!")

    exchange = await (await stage.alice.menu("Speak this message", message)).answered()

    assert spoken(stage) == "Tea is ready, Alice!"
    assert (await mynah.hear(exchange)).seconds > 0
    assert not exchange.private


async def test_the_words_of_an_embed_are_a_message_too(stage: Stage, mynah: Mynah) -> None:
    first = await stage.said("Say this once more")

    exchange = await (await stage.alice.menu("Speak this message", first.shown)).answered()

    assert exchange.shown.embeds[0]["description"] == "Say this once more"


async def test_a_message_without_words_is_refused(stage: Stage, mynah: Mynah) -> None:
    message = stage.alice.post("", file("cat.png", b"\x89PNG", "image/png"))

    exchange = await (await stage.alice.menu("Speak this message", message)).answered()

    assert (exchange.shown.text, exchange.private) == (sentence("discord.no_text"), True)
    assert stage.cloud.orders == []


async def test_the_menu_works_in_direct_messages(stage: Stage, mynah: Mynah) -> None:
    there = stage.alice.in_dm()

    exchange = await (await there.menu("Speak this message", there.post("Only you and me"))).answered()

    assert spoken(stage) == "Only you and me"
    assert exchange.shown.attachments
