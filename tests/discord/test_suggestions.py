from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.model import Caller, Platform, Voice, VoiceKind, VoiceRef
from tests.discord.conftest import Mynah, Stage
from tests.fakes.discord import User

PLAIN = "5d8322ca58a5e90007fed456"


def named(*names: str) -> list[dict[str, object]]:
    return [{"actor_id": f"{number:024x}", "name": {"en": name}} for number, name in enumerate(names, 1)]


async def offered(user: User, typed: str = "", command: str = "say", **more: Any) -> list[str]:
    if command == "say":
        more = {"text": "x"} | more
    return [choice["value"] for choice in await user.autocomplete(command, "voice", voice=typed, **more)]


async def keep(stage: Stage, mynah: Mynah, user: User, name: str, *, shared: bool = False) -> None:
    """A clone of *user*'s."""
    caller = Caller(platform=Platform.DISCORD, workspace=stage.fake.home.id, user=user.id)
    ref = VoiceRef(kind=VoiceKind.RESOURCE, id="0" * 24)
    await mynah.app.store.voices.keep(caller, Voice(name=name, ref=ref, owner=user.id, shared=shared))


async def test_own_voices_come_first_then_those_used_last(stage: Stage, mynah: Mynah) -> None:
    bob = stage.fake.user("bob")
    await keep(stage, mynah, stage.alice, "Zora")
    await keep(stage, mynah, bob, "Yan", shared=True)
    await keep(stage, mynah, bob, "Xaver")
    await stage.said("Hello", voice="카밀라")
    await stage.said("Hello", voice="Plain")

    assert await offered(stage.alice) == ["Zora", "Yan", "Plain", "카밀라", "Byumsoo"]
    assert await offered(bob) == ["Yan", "Xaver", "Byumsoo", "카밀라", "Plain"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [("pla", "Plain"), ("LAI", "Plain"), ("playn", "Plain"), ("범", "Byumsoo"), ("byumso", "Byumsoo")],
)
async def test_a_voice_is_found_by_a_part_a_slip_or_another_language(
    stage: Stage, mynah: Mynah, typed: str, first: str
) -> None:
    assert (await offered(stage.alice, typed))[0] == first


async def test_what_resembles_nothing_offers_nothing(stage: Stage, mynah: Mynah) -> None:
    assert await offered(stage.alice, "zzzzqqqq") == []


async def test_at_most_25_are_offered(stage: Stage, mynah: Mynah) -> None:
    stage.cloud.actors[:] = named(*(f"Voice {number}" for number in range(60)))

    assert len(await offered(stage.alice)) == 25
    assert len(await offered(stage.alice, "voice")) == 25


async def test_a_name_is_offered_once_and_none_that_discord_would_not_take(stage: Stage, mynah: Mynah) -> None:
    stage.cloud.actors[:] = named("Ada", "ada", "x" * 101, "y" * 100)

    assert await offered(stage.alice) == ["Ada", "y" * 100]
    assert await offered(stage.alice, "a") == ["Ada"]


async def test_what_is_offered_can_be_said(stage: Stage, mynah: Mynah) -> None:
    value = (await offered(stage.alice, "pla"))[0]

    await stage.said("Hello", voice=value)

    assert stage.cloud.orders[0].body["actor_id"] == PLAIN


async def test_once_warm_no_key_asks_the_service(stage: Stage, mynah: Mynah) -> None:
    await offered(stage.alice)
    before = len(stage.cloud.seen)

    for typed in ("b", "by", "byu", "x"):
        await offered(stage.alice, typed)

    assert len(stage.cloud.seen) == before


async def test_while_the_service_is_away_nothing_is_offered(stage: Stage, mynah: Mynah) -> None:
    stage.cloud.fault("actors", status=401, times=99)

    assert await offered(stage.alice, "a") == []


@pytest.mark.parametrize(
    ("command", "more"),
    [("voices rename", {"name": "x"}), ("voices share", {"with-everyone": True}), ("voices delete", {})],
)
async def test_what_changes_a_voice_offers_ones_own(
    stage: Stage, mynah: Mynah, command: str, more: dict[str, Any]
) -> None:
    await keep(stage, mynah, stage.alice, "Zora")
    await keep(stage, mynah, stage.fake.user("bob"), "Zorro", shared=True)

    assert await offered(stage.alice, "", command, **more) == ["Zora"]
    assert await offered(stage.alice, "zor", command, **more) == ["Zora"]
    assert "Zorro" in await offered(stage.alice, "zor", "voices play")


@pytest.mark.parametrize("command", ["settings", "server-settings"])
async def test_settings_offer_voices_too(stage: Stage, mynah: Mynah, command: str) -> None:
    admin = stage.fake.user("admin", moderator=True)

    assert await offered(admin, "pla", command) == ["Plain"]


@pytest.mark.parametrize(
    ("typed", "values"),
    [("kor", ["ko-kr"]), ("EN", ["en-us"]), ("auto", ["auto"]), ("zz", []), ("s", ["es-es", "sk-sk", "sv-se"])],
)
async def test_a_language_is_found_by_its_code_or_name(
    stage: Stage, mynah: Mynah, typed: str, values: list[str]
) -> None:
    choices = await stage.alice.autocomplete("say", "language", text="x", language=typed)

    assert sorted(choice["value"] for choice in choices) == values


async def test_every_language_that_is_offered_is_one(stage: Stage, mynah: Mynah) -> None:
    choices = await stage.alice.autocomplete("settings", "language", language="")

    assert 0 < len(choices) <= 25
    kept = await (await stage.alice.slash("settings", language=choices[-1]["value"])).answered()
    assert choices[-1]["value"] in kept.shown.text


async def test_a_label_tells_what_is_ones_own(stage: Stage, mynah: Mynah) -> None:
    await keep(stage, mynah, stage.alice, "Zora")

    labels = [choice["name"] for choice in await stage.alice.autocomplete("say", "voice", text="x", voice="")]

    assert labels == ["Zora · ★", "Byumsoo", "카밀라", "Plain"]


async def test_elsewhere_one_has_other_voices(stage: Stage) -> None:
    other = stage.fake.guild("Other").general
    async with stage.mynah() as mynah:
        await keep(stage, mynah, stage.alice, "Zora")

        assert "Zora" in await offered(stage.alice)
        assert "Zora" not in await offered(replace(stage.alice, channel=other))
        assert "Zora" not in await offered(stage.alice.in_dm())
