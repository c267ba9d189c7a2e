"""Whatever comes twice happens once; what Slack loses on the way comes again."""

from __future__ import annotations

import asyncio

import pytest

from tests.slack.conftest import Scene


def sounds(scene: Scene) -> int:
    return sum(bool(each.files) for channel in scene.team.channels.values() for each in channel.messages)


async def test_an_event_that_slack_repeats_is_spoken_once(scene: Scene) -> None:
    said = await scene.ann.mention(scene.general, "Only once")
    await said.post()
    for attempt in (1, 2, 3):
        await scene.team.redeliver(said, attempt)
    await scene.idle()

    assert sounds(scene) == 1
    assert said.error == ""


async def test_an_event_that_is_answered_in_words_is_answered_once(scene: Scene) -> None:
    said = await scene.ann.mention(scene.general)
    await said.ephemeral()
    await scene.team.redeliver(said)
    await scene.idle()

    assert len(said.ephemerals) == 1


async def test_a_form_and_a_button_that_are_sent_twice_count_once(scene: Scene) -> None:
    await scene.ann.command("/say", channel=scene.general)
    sent = await scene.ann.submit(await scene.ann.see_modal(), {"text": "Twice sent"})
    post = await scene.slack.until(lambda: scene.general.messages)
    await scene.slack.deliver(sent)
    pressed = await scene.ann.click(post[0], "again")
    await pressed.post()
    await scene.slack.deliver(pressed)
    await scene.idle()

    assert sounds(scene) == 2


async def test_a_command_after_the_socket_was_renewed_is_answered(scene: Scene) -> None:
    if scene.transport != "socket":
        return
    first = list(scene.slack.sockets.open)
    await scene.slack.sockets.refresh()
    await scene.slack.until(lambda: [each for each in scene.slack.sockets.open if each not in first])

    assert (await scene.say("After an hour")).files


async def test_a_socket_that_died_is_replaced_and_what_was_lost_comes_again(scene: Scene) -> None:
    if scene.transport != "socket":
        return
    assert dict(scene.bot.way.unready()) == {}
    scene.slack.sockets.drop()
    await asyncio.sleep(0.1)
    assert "slack" in scene.bot.way.unready()
    said = await scene.ann.mention(scene.general, "Into the gap")
    await scene.slack.until(lambda: sounds(scene), seconds=20, what="the sound")
    await scene.idle()

    assert said.deliveries == 2
    assert sounds(scene) == 1
    assert dict(scene.bot.way.unready()) == {}


async def test_nobody_is_asked_to_wait_for_what_has_been_heard(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.slack.desk.SILENT_FOR", 0.4)
    said = await scene.ann.command("/say", "Quick", channel=scene.general)
    await said.post()
    await scene.idle()
    await scene.slack.deliver(said)
    await asyncio.sleep(0.8)

    assert said.ephemerals == []
