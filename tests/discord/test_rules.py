"""/server-rules: what an admin allows holds for everybody, and whoever is refused reads why and whom to ask."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.discord.words import word
from bot.model import Caller, Clone, Platform
from bot.replies import sentence
from bot.supervisor import open_speech_child
from tests.discord.conftest import Mynah, Stage
from tests.fakes.discord import CannotDo, Exchange, User, permissions
from tests.flows.conftest import recording
from tests.flows.test_standby import ENGINE


def admin_of(stage: Stage) -> User:
    return stage.fake.user("admin", bits=permissions.MEMBER | permissions.MANAGE_GUILD)


async def ruled(stage: Stage, subcommand: str, **options: Any) -> Exchange:
    exchange = await (await admin_of(stage).slash(f"server-rules {subcommand}", **options)).answered()
    assert exchange.private
    return exchange


async def refused(exchange: Exchange, key: str, **values: Any) -> None:
    """In private, and nothing was made."""
    assert (exchange.shown.text, exchange.private) == (sentence(key, **values), True)
    assert not exchange.shown.attachments


async def test_at_first_everything_is_allowed_and_said_so(stage: Stage, mynah: Mynah) -> None:
    exchange = await ruled(stage, "show")

    assert "Channels: all\nRoles: all\nBlocked: none\nCloning: on" in exchange.shown.text


async def test_only_who_manages_the_server_sees_the_command_and_only_there(stage: Stage, mynah: Mynah) -> None:
    command = {each["name"]: each for each in stage.fake.registry.listed()}["server-rules"]

    assert int(command["default_member_permissions"]) == permissions.MANAGE_GUILD
    assert (command["contexts"], command["integration_types"]) == ([0], [0])
    for who in (stage.alice, admin_of(stage).in_dm(), stage.fake.user("mod", bits=permissions.MANAGE_MESSAGES)):
        with pytest.raises(CannotDo):
            await who.slash("server-rules show")


async def test_i_speak_in_the_channels_that_were_allowed_and_in_their_threads(stage: Stage) -> None:
    bots = stage.fake.add_channel("bots", stage.fake.home)
    async with stage.mynah():
        told = await ruled(stage, "channel", channel=bots, allowed=True)
        here = await stage.said("In the wrong place")
        there = await stage.said("In the right place", by=stage.alice.at(bots))
        thread = await stage.said("In its thread", by=stage.alice.at(stage.fake.thread("talk", bots)))
        await ruled(stage, "channel", channel=bots, allowed=False)
        again = await stage.said("Anywhere again")

    assert f"Channels: <#{bots.id}>" in told.shown.text
    await refused(here, "rules.channel")
    assert there.shown.attachments
    assert thread.shown.attachments
    assert again.shown.attachments
    assert len(stage.cloud.orders) == 3


async def test_roles_may_be_needed(stage: Stage) -> None:
    speakers = stage.fake.role("speakers")
    with_it = stage.fake.user("bob", roles=(speakers,))
    async with stage.mynah():
        told = await ruled(stage, "role", role=speakers, allowed=True)
        without = await stage.said("May I?")
        may = await stage.said("I may", by=with_it)

    assert f"<@&{speakers.id}>" in told.shown.text
    await refused(without, "rules.role")
    assert may.shown.attachments


async def test_a_blocked_member_neither_speaks_nor_clones_until_they_are_let_again(stage: Stage) -> None:
    async with stage.mynah():
        await ruled(stage, "member", member=stage.alice.account, blocked=True)
        said = await stage.said("Hello?")
        other = await stage.said("Hello!", by=stage.fake.user("bob"))
        await ruled(stage, "member", member=stage.alice.account, blocked=False)
        again = await stage.said("Hello again")

    await refused(said, "rules.blocked")
    assert other.shown.attachments
    assert again.shown.attachments


async def test_a_text_may_be_limited_further_but_no_limit_is_lifted(stage: Stage) -> None:
    async with stage.mynah(MAX_TEXT="100"):
        await ruled(stage, "limits", text=20)
        long = await stage.said("This has more than twenty characters")
        await ruled(stage, "limits", text=5000)
        still = await stage.said("x" * 90)
        told = await ruled(stage, "limits", text=0)

    await refused(long, "text.too_long", length=36, limit=20)
    assert still.shown.attachments
    assert "Characters in one text: as usual" in told.shown.text


async def test_the_days_characters_of_a_server_are_counted(stage: Stage) -> None:
    async with stage.mynah():
        await ruled(stage, "limits", everyone=15)
        await stage.said("ten signs.")
        over = await stage.said("ten more..", by=stage.fake.user("bob"))
        usage = await (await stage.alice.slash("usage")).answered()

    assert (over.shown.text, over.private) == (sentence("budget.characters.workspace.day", cap=15), True)
    assert sentence("usage.characters.workspace.day", used=10, cap=15, left=5) in usage.shown.text


async def test_one_voice_for_everybody_and_who_asked_for_another_is_told(stage: Stage) -> None:
    async with stage.mynah():
        unknown = await ruled(stage, "voice", voice="Nobody knows")
        await ruled(stage, "voice", voice="plain")
        asked = await stage.said("As I like it", voice="Byumsoo")
        usual = await stage.said("As it comes")
        await ruled(stage, "voice")
        free = await stage.said("As I like it now", voice="Byumsoo")

    assert "Nobody knows" in unknown.shown.text
    footer = asked.shown.data["embeds"][0]["footer"]["text"]
    assert footer.startswith("Plain")
    assert footer.endswith(sentence("say.forced", voice="Plain"))
    assert "chose" not in usual.shown.data["embeds"][0]["footer"]["text"]
    assert free.shown.data["embeds"][0]["footer"]["text"].startswith("Byumsoo")


async def test_nobody_is_made_to_speak_with_a_private_clone(stage: Stage) -> None:
    admin = admin_of(stage)
    async with stage.mynah() as mynah:
        owner = Caller(platform=Platform.DISCORD, workspace=stage.fake.home.id, user=admin.id)
        noted: dict[str, str] = {}

        async def checkpoint(name: str, value: str) -> None:
            noted[name] = value

        key = await mynah.app.keep_sample(recording())
        clone = Clone(caller=owner, name="Mina", sample_key=key, consent=True)
        assert (await mynah.app.flows.run(clone, checkpoint, noted)).voice == "Mina"

        told = await (await admin.slash("server-rules voice", voice="Mina")).answered()

    assert "Mina" in told.shown.text
    assert "Voice for everybody" not in told.shown.text


@pytest.mark.parametrize(("who", "key"), [("off", "rules.cloning_off"), ("roles", "rules.cloning_role")])
async def test_cloning_may_be_off_or_for_certain_roles(stage: Stage, who: str, key: str) -> None:
    trusted = stage.fake.role("trusted")
    async with stage.mynah():
        told = await ruled(stage, "cloning", who=who, **({"role": trusted} if who == "roles" else {}))
        asked = await (await stage.alice.slash("clone", name="Mina")).answered()

    await refused(asked, key)
    assert ("Cloning: off" in told.shown.text) or (f"Cloning: only for <@&{trusted.id}>" in told.shown.text)


async def test_another_server_is_not_touched(stage: Stage) -> None:
    other = stage.fake.guild("Other").general
    async with stage.mynah():
        await ruled(stage, "member", member=stage.alice.account, blocked=True)
        there = await stage.said("Here I may", by=stage.alice.at(other))

    assert there.shown.attachments


async def test_rules_outlive_a_restart(stage: Stage) -> None:
    async with stage.mynah():
        await ruled(stage, "member", member=stage.alice.account, blocked=True)
    async with stage.mynah():
        await refused(await stage.said("Hello?"), "rules.blocked")


async def test_a_clip_of_the_local_voice_says_so_under_it(stage: Stage) -> None:
    stage.cloud.fault("speak", status=402, times=100)
    async with open_speech_child(stage.folder / "speech", *ENGINE) as child, stage.mynah():
        await child.endpoint()
        before = await stage.said("Is anybody there?")
        await ruled(stage, "local-voice", allowed="on")
        exchange = await stage.said("Is anybody there now?")

    assert sentence("speech.spent") in before.shown.text or sentence("speech.forbidden") in before.shown.text
    footer = exchange.shown.data["embeds"][0]["footer"]["text"]
    assert exchange.shown.attachments
    assert word("AI-generated voice") in footer
    assert footer.endswith(sentence("say.local", voice="Heart"))
