from __future__ import annotations

import pytest

from bot.replies import sentence
from tests.discord.conftest import Mynah, Stage
from tests.fakes.discord import Exchange

HARD = "3 * 4 * 5 < 6 # 7 [x] | y - z ~ 8 > 2"  # nothing of it is markup, and each sign would be on its own


def actors(stage: Stage) -> list[str]:
    return [str(order.body["actor_id"]) for order in stage.cloud.orders]


async def pressed(stage: Stage, exchange: Exchange, what: str) -> Exchange:
    return await (await stage.alice.click(exchange.shown, what)).answered()


async def test_again_says_the_same_in_the_same_way(stage: Stage) -> None:
    async with stage.mynah():
        first = await stage.said("Once more", voice="Plain", emotion="sad", speed=1.2, pitch=2, language="en-us")
    (stage.folder / "files").rename(stage.folder / "gone")  # else the cached clip is heard, and nothing is ordered
    async with stage.mynah() as mynah:
        again = await pressed(stage, first, "Again")
        assert (await mynah.hear(again)).seconds > 0

    bodies = [order.body for order in stage.cloud.orders]
    assert bodies[0] == bodies[1]
    assert again.shown.text == first.shown.text
    assert again.shown.id != first.shown.id


async def test_slower_is_slower_each_time(stage: Stage) -> None:
    async with stage.mynah() as mynah:
        first = await stage.said("Take your time, please, all of you")
        fast = await mynah.hear(first)
    async with stage.mynah() as mynah:
        slower = await pressed(stage, first, "Slower")
        slow = await mynah.hear(slower)
        slowest = await pressed(stage, slower, "Slower")

    assert [order.body["tempo"] for order in stage.cloud.orders] == [1.0, 0.85, 0.72]
    assert slow.seconds > 1.1 * fast.seconds
    assert slowest.shown.embeds[0]["description"] == "Take your time, please, all of you"


async def test_slower_than_the_slowest_is_the_slowest(stage: Stage, mynah: Mynah) -> None:
    first = await stage.said("Slow", speed=0.5)

    slower = await pressed(stage, first, "Slower")

    assert slower.shown.attachments
    assert {order.body["tempo"] for order in stage.cloud.orders} == {0.5}


async def test_a_preferred_speed_is_what_slower_goes_by(stage: Stage, mynah: Mynah) -> None:
    await (await stage.alice.slash("settings", speed=2.0)).answered()

    await pressed(stage, await stage.said("Quick"), "Slower")

    assert [order.body["tempo"] for order in stage.cloud.orders] == [2.0, 1.7]


async def test_another_voice_is_chosen_from_a_list(stage: Stage) -> None:
    async with stage.mynah():
        first = await stage.said(HARD, speed=1.5)
        asked = await pressed(stage, first, "Other voice")
    async with stage.mynah() as mynah:
        other = await (await stage.alice.choose(asked.shown, "Choose a voice", "Plain")).answered()
        assert (await mynah.hear(other)).seconds > 0

    assert asked.private
    assert actors(stage) == ["5c3c52c9ea9791000747155b", "5d8322ca58a5e90007fed456"]
    assert stage.cloud.orders[0].body["text"] == stage.cloud.orders[1].body["text"]
    assert stage.cloud.orders[1].body["tempo"] == 1.5
    assert other.shown.embeds[0]["description"] == first.shown.embeds[0]["description"]
    assert not other.private


async def test_voices_of_one_name_are_offered_once(stage: Stage, mynah: Mynah) -> None:
    stage.cloud.actors += [
        {"actor_id": f"5d8322ca58a5e90007fed4{n:02}", "name": {"en": "Plain"}} for n in range(60, 63)
    ]

    asked = await pressed(stage, await stage.said("Hello"), "Other voice")

    options = [option["value"] for option in asked.shown.components[0]["options"]]
    assert sorted(options) == ["Byumsoo", "Plain", "카밀라"]


async def test_at_most_25_voices_are_offered(stage: Stage, mynah: Mynah) -> None:
    stage.cloud.actors += [
        {"actor_id": f"5d8322ca58a5e90007fe{n:04}", "name": {"en": f"Voice {n}"}} for n in range(1000, 1040)
    ]

    asked = await pressed(stage, await stage.said("Hello"), "Other voice")

    assert len(asked.shown.components[0]["options"]) == 25


@pytest.mark.parametrize("button", ["Again", "Slower"])
async def test_what_was_private_stays_private(stage: Stage, mynah: Mynah, button: str) -> None:
    first = await stage.said("A secret", private=True)

    again = await pressed(stage, first, button)

    assert again.private
    assert again.shown.attachments
    assert stage.fake.home.general.messages == []


async def test_another_voice_keeps_a_secret_too(stage: Stage, mynah: Mynah) -> None:
    asked = await pressed(stage, await stage.said("A secret", private=True), "Other voice")

    other = await (await stage.alice.choose(asked.shown, "Choose a voice", "Plain")).answered()

    assert other.private
    assert len(stage.cloud.orders) == 2
    assert stage.fake.home.general.messages == []


async def test_anybody_may_press_again_and_owns_what_comes(stage: Stage, mynah: Mynah) -> None:
    first, bob = await stage.said("For all"), stage.fake.user("bob")

    again = await (await bob.click(first.shown, "Again")).answered()
    gone = await (await bob.click(again.shown, "Delete")).answered()

    assert gone.original
    assert gone.original.deleted
    assert not first.shown.deleted


async def test_who_asked_may_delete(stage: Stage) -> None:
    async with stage.mynah():
        first = await stage.said("Delete me")
    async with stage.mynah():
        await pressed(stage, first, "Delete")

    assert first.deleted
    assert stage.fake.home.general.messages == []


async def test_a_moderator_may_delete(stage: Stage, mynah: Mynah) -> None:
    first = await stage.said("Delete me")

    await (await stage.fake.user("mod", moderator=True).click(first.shown, "Delete")).answered()

    assert first.deleted


async def test_a_stranger_may_not_delete(stage: Stage, mynah: Mynah) -> None:
    first = await stage.said("Keep me")

    refused = await (await stage.fake.user("bob").click(first.shown, "Delete")).answered()

    assert (refused.shown.text, refused.private) == (sentence("discord.not_yours"), True)
    assert not first.deleted


async def test_in_direct_messages_everybody_may_delete(stage: Stage, mynah: Mynah) -> None:
    there = stage.alice.in_dm()
    first = await stage.said("Between us", by=there)

    await (await there.click(first.shown, "Delete")).answered()

    assert first.deleted


async def test_a_private_answer_is_deleted_too(stage: Stage, mynah: Mynah) -> None:
    first = await stage.said("A secret", private=True)

    await pressed(stage, first, "Delete")

    assert first.deleted


@pytest.mark.parametrize("text", [HARD, "a*b_c~d", "under_score_ed words", "C:\\new"])
async def test_a_text_with_marks_is_the_same_text_again(stage: Stage, mynah: Mynah, text: str) -> None:
    first = await stage.said(text)

    await pressed(stage, await pressed(stage, first, "Slower"), "Slower")

    assert [order.body["text"] for order in stage.cloud.orders] == [text] * 3


async def test_a_voice_that_is_no_more_is_told_so(stage: Stage, mynah: Mynah) -> None:
    first = await stage.said("Hello", voice="Plain")
    stage.cloud.actors[:] = stage.cloud.actors[:1]
    mynah.app.speech._actors.forget()

    again = await pressed(stage, first, "Again")

    assert again.private
    assert again.shown.text == sentence("voice.unknown", name="Plain")


@pytest.mark.parametrize("custom_id", ["m1:again:nonsense", "m1:slower:1|a|fast|0||wav|Ada", "m1:pick:", "m1:again"])
async def test_a_button_that_cannot_be_read_is_answered(stage: Stage, mynah: Mynah, custom_id: str) -> None:
    first = await stage.said("Hello")
    first.shown.data["components"][0]["components"][0]["custom_id"] = custom_id

    refused = await (await stage.alice.click(first.shown, custom_id)).answered()

    assert refused.private
    assert refused.shown.text == sentence("request.broken")
