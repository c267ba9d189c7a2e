"""Where the sound goes when the conversation does not take it, and what happens when Slack stumbles: one post, always."""

from __future__ import annotations

import pytest

from adapters.slack.ladder import STEPS, Step, step_for
from tests.fakes.slack import Channel
from tests.slack.conftest import Scene


def sounds(scene: Scene) -> list[str]:
    """The channel of every sound there is, in all conversations."""
    return [channel.id for channel in scene.team.channels.values() for each in channel.messages if each.files]


@pytest.mark.parametrize(
    ("error", "step"),
    [
        ("not_in_channel", Step.JOIN),
        ("channel_not_found", Step.DIRECT),
        ("method_not_supported_for_channel_type", Step.DIRECT),
        ("is_archived", Step.DIRECT),
        ("missing_scope", Step.DIRECT),
        ("posting_to_channel_denied", Step.DIRECT),
        ("restricted_action", Step.DIRECT),
        ("thread_not_found", Step.UNTHREAD),
        ("file_not_found", Step.AGAIN),
        ("a_word_of_next_year", Step.DIRECT),
    ],
)
def test_the_ladder_is_the_table(error: str, step: Step) -> None:
    assert step_for(error) is step
    assert len(STEPS) == 11


async def test_a_public_channel_is_joined(scene: Scene) -> None:
    there = scene.team.channel("elsewhere", bot=False)
    said = await scene.ann.command("/say", "Let me in", channel=there)
    post = await said.post()

    assert post.channel is there
    assert scene.team.bot in there.members
    assert said.ephemerals == []


@pytest.mark.parametrize("kind", ["private", "people", "archived", "read_only", "not_joined"])
async def test_where_no_file_may_go_it_goes_to_the_person_who_is_told_so(scene: Scene, kind: str) -> None:
    there = scene.team.conversation(scene.ann, scene.bob)
    if kind != "people":
        there = scene.team.channel("there", private=kind == "private", bot=kind in ("archived", "read_only"))
    there.archived, there.read_only = kind == "archived", kind == "read_only"
    if kind == "not_joined":
        scene.slack.fail_once("conversations.join", "missing_scope")
    said = await scene.ann.command("/say", "Find me", channel=there)
    post = await said.post()
    note = await said.ephemeral()

    assert post.channel is scene.ann.direct
    assert "again" in post.buttons
    assert "sent you the audio directly" in note.words
    assert "/invite" in note.words
    assert sounds(scene) == [scene.ann.direct.id]


async def test_where_nothing_takes_it_a_sentence_says_so(scene: Scene) -> None:
    there = scene.team.channel("there", private=True, bot=False)
    scene.slack.fail_once("conversations.open", "cannot_dm_bot")
    said = await scene.ann.command("/say", "Nowhere", channel=there)

    assert "may not post it there" in (await said.ephemeral()).words


async def test_where_nothing_takes_it_and_there_is_a_page_with_a_player_its_link_is_shown(before: Scene) -> None:
    there = before.team.channel("there", private=True, bot=False)
    async with before.running() as bot:
        before.slack.fail_once("conversations.open", "cannot_dm_bot")
        collect = bot.app.speech.collect

        async def embedded(speak_id: str) -> object:
            from dataclasses import replace

            return replace(await collect(speak_id), embed_url="https://example.com/embed/1")

        bot.app.speech.collect = embedded  # type: ignore[method-assign,assignment]  # a cloud that gives pages
        said = await before.ann.command("/say", "Behind a link", channel=there)
        shown = await before.slack.until(lambda: [each for each in there.messages if each.app])

    assert "https://example.com/embed/1" in str(shown[0].blocks)
    assert "Behind a link" in shown[0].words
    assert said.ephemerals == []


async def test_a_thread_that_is_gone_leaves_the_channel(scene: Scene) -> None:
    root = scene.bob.post(scene.general, "Root")
    scene.slack.fail_once("files.completeUploadExternal", "thread_not_found")
    said = await scene.ann.mention(scene.general, "Still here", thread=root)
    post = await said.post()

    assert post.channel is scene.general
    assert post.thread_ts is None


@pytest.mark.parametrize(
    "fault",
    [
        {"target": "files.getUploadURLExternal", "rate": 1},
        {"target": "files.getUploadURLExternal", "status": 503},
        {"target": "files.completeUploadExternal", "rate": 1},
        {"target": "files.completeUploadExternal", "status": 500},
        {"target": "files.completeUploadExternal", "error": "internal_error"},
        {"target": "files.completeUploadExternal", "abort": True},
        {"target": "files.completeUploadExternal", "abort": True, "after": True},
        {"target": "files.completeUploadExternal", "status": 502, "after": True},
        {"target": "files.completeUploadExternal", "error": "fatal_error", "after": True},
        {"target": "upload", "status": 500},
        {"target": "upload", "abort": True},
        {"target": "upload", "rate": 1},
    ],
    ids=str,
)
async def test_whatever_breaks_on_the_way_there_is_one_post_in_the_end(scene: Scene, fault: dict[str, object]) -> None:
    scene.slack.fail_once(**fault)  # type: ignore[arg-type]  # a table of different values
    said = await scene.ann.command("/say", "One post", channel=scene.general)
    await said.post()
    await scene.idle()

    assert sounds(scene) == [scene.general.id]
    assert len(scene.cloud.orders) == 1


async def test_a_post_in_the_persons_messages_whose_answer_was_lost_is_still_explained(scene: Scene) -> None:
    there = scene.team.channel("there", private=True, bot=False)
    scene.slack.fail_once("files.completeUploadExternal", "channel_not_found")
    scene.slack.fail_once("files.completeUploadExternal", abort=True, after=True)
    said = await scene.ann.command("/say", "Half way", channel=there)
    note = await said.ephemeral()
    await scene.idle()

    assert "sent you the audio directly" in note.words
    assert sounds(scene) == [scene.ann.direct.id]


async def test_a_file_that_somebody_deleted_meanwhile_is_not_posted_again(scene: Scene) -> None:
    scene.slack.fail_once("files.completeUploadExternal", abort=True, after=True)
    scene.slack.fail_once("files.info", "file_deleted")
    await scene.ann.command("/say", "Gone", channel=scene.general)
    await scene.idle()

    assert len(sounds(scene)) == 1


async def test_a_lost_sentence_is_told_again(scene: Scene) -> None:
    scene.slack.fail_once("response_url", status=503)
    said = await scene.ann.command("/say", "--voice nobody-there Hello", channel=scene.general)

    assert "no voice called" in (await said.ephemeral()).words
    assert len(said.ephemerals) == 1


async def test_a_sentence_finds_the_person_when_the_commands_own_way_is_over(scene: Scene) -> None:
    there: Channel = scene.team.channel("there", private=True, bot=False)
    scene.slack.fail_once("response_url", status=404)
    said = await scene.ann.command("/say", "--voice nobody-there Hello", channel=there)
    post = await said.post()

    assert post.channel is scene.ann.direct
    assert "no voice called" in post.words


async def test_nobody_is_answered_in_a_workspace_that_took_our_token_away(scene: Scene) -> None:
    scene.cloud.think = 0.5
    said = await scene.ann.command("/say", "Too late", channel=scene.general)
    assert scene.team.install
    scene.team.install.revoked = True
    await scene.idle()

    assert said.posts == []
    assert said.ephemerals == []


async def test_a_sound_that_slack_took_and_shows_nowhere_is_admitted(scene: Scene) -> None:
    scene.bot.way._poster.shares.waits = (0.3, 0.3)  # type: ignore[attr-defined]  # of SlackWay
    scene.slack.lost_shares = 1
    said = await scene.ann.command("/say", "Into the void", channel=scene.general)

    assert "does not show it" in (await said.ephemeral()).words

    said = await scene.ann.command("/say", "Into the channel", channel=scene.general)
    await said.post()
    await scene.slack.until(lambda: len(scene.slack.called("files.info")) == 3)
    assert said.ephemerals == []


async def test_what_was_completed_and_is_shared_nowhere_after_many_looks_is_posted_anew(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.slack.post.LOOKS", 1)
    scene.slack.lost_shares = 1
    scene.slack.fail_once("files.completeUploadExternal", abort=True, after=True)
    await scene.ann.command("/say", "Once more", channel=scene.general)
    await scene.idle()

    assert sounds(scene) == [scene.general.id]
