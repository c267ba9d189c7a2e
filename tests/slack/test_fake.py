"""The fake's happy paths: a bare Bolt app over both transports."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass

import pytest
from slack_sdk.errors import SlackApiError

from tests.fakes.slack import Channel, Exchange, FakeSlack, Team, User
from tests.fakes.slack.bolt import TRANSPORTS
from tests.fakes.slack.example import Example, working
from tests.fakes.tone import tone

M4A = b"\0\0\0\x18ftypM4A " + b"x" * 500


@dataclass(frozen=True, kw_only=True)
class World:
    slack: FakeSlack
    team: Team
    ann: User
    general: Channel
    example: Example


@pytest.fixture(params=TRANSPORTS)
async def world(request: pytest.FixtureRequest) -> AsyncGenerator[World]:
    async with working(request.param) as (slack, ann, general, example):
        yield World(slack=slack, team=ann.team, ann=ann, general=general, example=example)


def own(exchange: Exchange) -> bool:
    return "bot_id" in exchange.payload.get("event", {})


async def test_a_command_ends_in_a_message_with_audio_and_buttons(world: World) -> None:
    said = await world.ann.command("/say", "Hello", channel=world.general)
    post = await said.post()

    assert post.audio == tone("Hello")
    assert list(post.buttons) == ["again", "delete"]
    assert said.ack is None
    assert said.ack_ms > 0
    assert world.general.messages == [post]


async def test_what_people_type_arrives_escaped_and_is_answered_to_them_alone(world: World) -> None:
    said = await world.ann.command("/say", channel=world.general)
    note = await said.ephemeral()

    assert (note.words, note.to, world.general.messages) == ("Say what?", world.ann.id, [])


async def test_a_button_answers_and_another_deletes(world: World) -> None:
    post = await (await world.ann.command("/say", "Hello", channel=world.general)).post()
    again = await world.ann.click(post, "again")
    assert (await again.ephemeral()).words == "again"

    await world.ann.click(post, "delete")
    assert world.general.messages == []
    assert [file.state for file in post.files] == ["deleted"]


async def test_a_modal_takes_a_file_tells_its_errors_and_closes(world: World) -> None:
    command = await world.ann.command("/clone", channel=world.general)
    modal = await world.ann.see_modal("Clone")
    refused = await world.ann.submit(modal, {"name": "ann"}, files=[world.ann.file(b"notes", "notes.txt")])
    assert refused.errors == {"audio": "That is not a recording."}
    assert world.ann.modal is modal

    await world.ann.submit(modal, {"name": "ann"}, files=[world.ann.file(M4A, "me.m4a")])
    assert (await command.ephemeral()).words == "got audio/mp4"
    assert world.example.downloads == [M4A[:4]]
    assert world.ann.modal is None


async def test_a_select_asks_the_app_for_its_options(world: World) -> None:
    await world.ann.command("/clone", channel=world.general)
    modal = await world.ann.see_modal()

    assert await world.ann.options(modal, "voice", "a") == []
    offered = await world.ann.options(modal, "voice", "an")
    assert [option["value"] for option in offered] == ["ann", "anna"]
    clip = world.ann.file(M4A, "me.m4a")
    sent = await world.ann.submit(modal, {"name": "x", "voice": "anna"}, files={"audio": [clip]})
    assert sent.payload["view"]["state"]["values"]["voice"]["voice"]["selected_option"]["value"] == "anna"


async def test_a_shortcut_on_a_message_carries_its_files(world: World) -> None:
    spoken = world.ann.post(world.general, "me", files=[world.ann.file(M4A, "me.m4a", subtype="slack_audio")])
    done = await world.ann.shortcut("clone_message", spoken)

    assert (await done.ephemeral()).words == '["audio/mp4"]'


async def test_a_global_shortcut_opens_a_modal(world: World) -> None:
    await world.ann.shortcut("clone")

    assert (await world.ann.see_modal()).title == "Clone a voice"


async def test_a_mention_in_a_thread_is_answered_there(world: World) -> None:
    root = world.ann.post(world.general, "Good morning")
    said = await world.ann.mention(world.general, "say <hello> & go", thread=root)
    note = await said.ephemeral()

    assert note.words == f"<@{world.team.bot}> say &lt;hello&gt; &amp; go"
    assert note.thread_ts == root.ts


async def test_the_app_hears_direct_messages_and_its_own_words_there(world: World) -> None:
    said = await world.ann.dm("here", files=[world.ann.file(M4A, "me.m4a")])

    assert (await said.post()).words == "heard 1"
    echo = await world.slack.until(lambda: [each for each in world.slack.exchanges if own(each) and each.ack_ms])
    assert len(echo) == 1
    assert world.example.seen == ["theirs"]  # Bolt itself drops what the app said


async def test_the_home_tab_is_what_the_app_published(world: World) -> None:
    assert (await world.ann.home()).words == "Your voices"


async def test_an_event_that_slack_repeats_keeps_its_id(world: World) -> None:
    said = await world.ann.mention(world.general, "hello")
    await world.team.redeliver(said)

    assert len(world.example.seen) == 2
    assert len(set(world.example.seen)) == 1


async def test_an_uninstalled_app_is_told_and_its_token_is_dead(world: World) -> None:
    await world.team.uninstall()

    assert sorted(world.example.seen) == ["app_uninstalled", "tokens_revoked"]
    assert world.slack.complaints == []
    with pytest.raises(SlackApiError, match="token_revoked"):
        await world.example.client.auth_test()
