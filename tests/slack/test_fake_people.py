"""What Slack's own program lets nobody do, whatever the app would say; and who is told of what."""

from __future__ import annotations

import pytest

from tests.fakes.slack import ClientRefused, FakeSlack
from tests.fakes.slack.example import working


async def test_people_cannot_do_what_slacks_program_does_not_let_them() -> None:
    async with working("socket") as (slack, ann, general, _):
        bob = ann.team.user("bob")
        root = ann.post(general, "Good morning")
        for words, doing in (
            ("not supported in threads", ann.command("/say", channel=general, thread=root)),
            ("not a valid command", ann.command("/sing", channel=general)),
            ("bob is not in that conversation", bob.command("/say", channel=general)),
            ("no message shortcut", ann.shortcut("speak_message", root)),
            ("there is no 'again' here", ann.click(root, "again")),
        ):
            with pytest.raises(ClientRefused, match=words):
                await doing
        assert slack.exchanges == []


async def test_a_modal_is_sent_only_when_it_is_filled_in() -> None:
    async with working("socket") as (_, ann, general, _):
        await ann.command("/clone", channel=general)
        modal = await ann.see_modal()
        clip = ann.file(b"ID3", "me.mp3")
        large = ann.file(b"ID3" * 4_000_000, "large.mp3")
        for words, values, files in (
            ("'name' is not filled in", {}, [clip]),
            ("takes 0 to 40 characters", {"name": "x" * 41}, [clip]),
            ("'audio' is not filled in", {"name": "x"}, []),
            ("at most 1 files", {"name": "x"}, [clip, clip]),
            ("more than 10 MB", {"name": "x"}, [large]),
            ("not on offer", {"name": "x", "voice": "zoe"}, [clip]),
            ("no input", {"name": "x", "nose": "y"}, [clip]),
        ):
            with pytest.raises(ClientRefused, match=words):
                await ann.submit(modal, values, files=files)
        await ann.submit(modal, {"name": "x"}, files=[clip])
        with pytest.raises(ClientRefused, match="closed"):
            await ann.submit(modal, {"name": "x"}, files=[clip])


async def test_a_mention_reaches_the_app_only_where_it_is() -> None:
    async with working("socket") as (slack, ann, _, _):
        elsewhere = ann.team.channel(bot=False)
        said = await ann.mention(elsewhere, "Hello")

        assert (said.deliveries, slack.exchanges) == (0, [])


async def test_people_delete_what_is_theirs_and_admins_anything() -> None:
    async with working("socket") as (_, ann, general, _):
        bob, boss = ann.team.user("bob"), ann.team.user("boss", admin=True)
        general.members |= {bob.id, boss.id}
        said = ann.post(general, "Good morning", files=[ann.file(b"ID3", "me.mp3")])
        with pytest.raises(ClientRefused, match="not theirs"):
            bob.delete(said)
        boss.delete(said)
        assert (general.messages, said.files[0].state) == ([], "deleted")
        with pytest.raises(ClientRefused, match="does not see that any more"):
            await ann.click(said, "again")


async def test_what_people_type_arrives_as_slack_spells_it() -> None:
    async with working("socket") as (slack, ann, general, _):
        typed = f"<b> & {ann.at} in <#{general.id}> https://example.com/a?b=c&d=e"
        link = "https://example.com/a?b=c&amp;d=e"
        said = await ann.mention(general, typed)
        spelt = f"&lt;b&gt; &amp; <@{ann.id}> in <#{general.id}> <{link}>"
        assert said.payload["event"]["text"] == f"<@{ann.team.bot}> {spelt}"

        for escape, spelt in (
            (False, f"&lt;b&gt; &amp; @ann in #general {link}"),
            (True, f"&lt;b&gt; &amp; <@{ann.id}|ann> in <#{general.id}|general> <{link}>"),
        ):
            slack.manifest.commands["/say"]["should_escape"] = escape
            said = await ann.command("/say", typed, channel=general)
            assert said.payload["text"] == spelt


def told(slack: FakeSlack) -> list[str]:
    """The subtypes of the message events that the app acknowledged."""
    return [str(each.payload["event"].get("subtype", "")) for each in slack.exchanges if each.ack_ms]


async def test_the_app_is_told_when_something_changes_in_its_own_conversation() -> None:
    async with working("http") as (slack, ann, general, example):
        await ann.dm("Hello")
        (theirs, mine) = ann.direct.messages
        ann.edit(theirs, "Good morning")
        await slack.until(lambda: "message_changed" in told(slack))
        await example.client.chat_delete(channel=ann.direct.id, ts=mine.ts)
        await slack.until(lambda: "message_deleted" in told(slack))
        last = slack.exchanges[-1].payload["event"]

        assert (last["deleted_ts"], last["previous_message"]["text"]) == (mine.ts, "heard 0")
        assert "user" not in last
        with pytest.raises(ClientRefused, match="not theirs"):
            ann.edit(ann.team.put(general, ann.team.bot, text="x"), "y")


async def test_the_app_is_told_which_of_its_tabs_is_opened() -> None:
    async with working("socket") as (_, ann, _, _):
        opened = await ann.open_home("messages")
        assert (opened.payload["event"]["tab"], opened.error) == ("messages", "")
