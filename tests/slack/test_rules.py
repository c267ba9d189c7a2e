"""What an admin has ruled holds in Slack, and a clip of the local voice says that it is one."""

from __future__ import annotations

import pytest

from bot.model import Caller, Platform, Rules
from bot.replies import sentence
from bot.supervisor import open_speech_child
from tests.flows.test_standby import ENGINE
from tests.slack.conftest import Scene


async def ruled(scene: Scene, rules: Rules) -> None:
    await scene.bot.app.store.rules.put(Caller(platform=Platform.SLACK, workspace=scene.team.id), rules)


@pytest.mark.parametrize("rule", ["blocked", "channel"])
async def test_whoever_is_refused_reads_why_and_nobody_else_does(scene: Scene, rule: str) -> None:
    other = scene.team.channel("bots")
    await ruled(scene, Rules(blocked=(scene.ann.id,)) if rule == "blocked" else Rules(channels=(other.id,)))

    said = await scene.ann.command("/say", "May I?", channel=scene.general)
    note = await said.ephemeral()

    assert (note.words, note.to) == (sentence(f"rules.{rule}"), scene.ann.id)
    assert (said.posts, scene.general.messages, scene.cloud.orders) == ([], [], [])


async def test_what_is_allowed_is_spoken(scene: Scene) -> None:
    bots = scene.team.channel("bots")
    await ruled(scene, Rules(channels=(bots.id,), blocked=(scene.bob.id,)))

    post = await scene.say("I may", channel=bots)

    assert post.audio


async def test_one_voice_for_everybody_is_told_under_the_sound(scene: Scene) -> None:
    await ruled(scene, Rules(forced_voice="Plain"))

    post = await scene.say("--voice Byumsoo As I like it")

    assert "Plain" in post.words
    assert sentence("say.forced", voice="Plain") in post.words


async def test_the_local_voice_says_so_under_the_sound(before: Scene) -> None:
    before.cloud.fault("speak", status=402, times=100)
    async with open_speech_child(before.folder / "speech", *ENGINE) as child:
        await child.endpoint()
        async with before.running(LOCAL_FALLBACK="yes"):
            post = await before.say("Anybody there?")

    assert post.audio
    assert sentence("say.local", voice="Heart") in post.words


async def test_usage_tells_what_is_left(before: Scene) -> None:
    async with before.running(WORKSPACE_DAILY_CHARACTERS="100"):
        await before.say("ten signs.")
        note = await (await before.bob.command("/usage", "", channel=before.general)).ephemeral()

    assert sentence("usage.characters.workspace.day", used=10, cap=100, left=90) in note.words
