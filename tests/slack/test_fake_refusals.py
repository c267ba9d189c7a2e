"""What the fake's Web API refuses, each in Slack's own word."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.fakes.slack import fake_slack
from tests.fakes.slack.bare import Bare, bare_slack
from tests.fakes.slack.example import RESULT, manifest, plain, upload

AUDIO = b"ID3" + b"x" * 100


@pytest.fixture
async def bare() -> AsyncGenerator[Bare]:
    async with bare_slack() as bare:
        yield bare


async def post(bare: Bare, **more: Any) -> str:
    return await bare.error("chat.postMessage", channel=bare.general.id, **more)


async def test_a_call_without_a_good_token_is_refused(bare: Bare) -> None:
    for token, word in (("", "not_authed"), ("xoxb-else", "invalid_auth"), (bare.slack.app_token, "not_allowed")):
        bare.client.token = token
        assert word in await post(bare, text="x")


async def test_a_bot_token_opens_no_socket(bare: Bare) -> None:
    assert await bare.error("apps.connections.open") == "not_allowed_token_type"


async def test_every_method_asks_for_the_scope_that_slack_asks_for(bare: Bare) -> None:
    needs = {
        "chat.postMessage": "chat:write",
        "chat.postEphemeral": "chat:write",
        "conversations.join": "channels:join",
        "conversations.open": "im:write",
        "files.getUploadURLExternal": "files:write",
        "files.completeUploadExternal": "files:write",
        "files.delete": "files:write",
        "files.info": "files:read",
        "users.info": "users:read",
        "usergroups.list": "usergroups:read",
        "team.info": "team:read",
    }
    bare.only("commands")
    for method, scope in needs.items():
        with pytest.raises(SlackApiError) as refused:
            await bare.client.api_call(method)
        assert (refused.value.response["error"], refused.value.response["needed"]) == ("missing_scope", scope)
    for method in ("conversations.info", "conversations.list"):
        assert await bare.error(method, channel=bare.general.id) == "missing_scope"


async def test_a_manifest_that_slack_refuses_is_refused() -> None:
    wrong = manifest()
    wrong["oauth_config"]["scopes"]["bot"] = ["chat:write", "speech:write"]
    with pytest.raises(ValueError, match="'speech:write' is unknown") as refused:
        async with fake_slack(wrong):
            pass

    assert "'app_mention' needs the scope 'app_mentions:read'" in str(refused.value)


async def test_an_unknown_method_is_none(bare: Bare) -> None:
    assert await bare.error("files.upload") == "unknown_method"


async def test_a_message_needs_something_that_slack_takes(bare: Bare) -> None:
    assert await post(bare) == "no_text"
    assert await post(bare, text="x" * 40_001) == "msg_too_long"
    assert await post(bare, blocks=[{"type": "header", "text": plain("x" * 151)}]) == "invalid_blocks"
    assert await post(bare, text="x", blocks=RESULT) == ""


async def test_the_app_writes_only_where_it_is(bare: Bare) -> None:
    public, private = bare.team.channel(bot=False), bare.team.channel(private=True, bot=False)
    closed, quiet = bare.team.channel(), bare.team.channel()
    closed.archived = quiet.read_only = True
    people = bare.team.conversation(bare.ann, bare.team.user("bob"))
    for channel, word in (
        (public, "not_in_channel"),
        (private, "channel_not_found"),
        (people, "channel_not_found"),
        (closed, "is_archived"),
        (quiet, "restricted_action"),
    ):
        assert await bare.error("chat.postMessage", channel=channel.id, text="x") == word


async def test_chat_write_public_opens_public_channels_to_words_but_not_to_files(bare: Bare) -> None:
    public = bare.team.channel(bot=False)
    bare.only("chat:write", "chat:write.public", "files:write")
    assert await bare.error("chat.postMessage", channel=public.id, text="x") == ""

    with pytest.raises(SlackApiError, match="not_in_channel"):
        await upload(bare.client, AUDIO, channel_id=public.id)


async def test_an_ephemeral_message_needs_both_in_the_channel(bare: Bare) -> None:
    bob = bare.team.user("bob")
    args = {"channel": bare.general.id, "text": "x"}
    assert await bare.error("chat.postEphemeral", user=bob.id, **args) == "user_not_in_channel"
    assert await bare.error("chat.postEphemeral", user=bare.ann.id, **args) == ""


async def test_the_app_changes_only_its_own_messages(bare: Bare) -> None:
    said = bare.ann.post(bare.general, "mine")
    at = {"channel": bare.general.id, "ts": said.ts}
    assert await bare.error("chat.update", text="x", **at) == "cant_update_message"
    assert await bare.error("chat.delete", **at) == "cant_delete_message"
    assert await bare.error("chat.delete", channel=bare.general.id, ts="1.1") == "message_not_found"

    own = await bare.client.chat_postMessage(channel=bare.general.id, text="old", blocks=RESULT)
    await bare.client.chat_update(channel=bare.general.id, ts=str(own["ts"]), text="new")
    changed = bare.general.messages[-1]
    assert (changed.text, changed.blocks) == ("new", [])


async def test_only_public_channels_can_be_joined(bare: Bare) -> None:
    public, private = bare.team.channel(bot=False), bare.team.channel(private=True, bot=False)
    people = bare.team.conversation(bare.ann, bare.team.user("bob"))
    assert await bare.error("conversations.join", channel=public.id) == ""
    assert bare.team.bot in public.members
    assert await bare.error("conversations.join", channel=private.id) == "channel_not_found"
    assert await bare.error("conversations.join", channel=people.id) == "method_not_supported_for_channel_type"


async def test_the_conversation_with_a_person_is_opened_once(bare: Bare) -> None:
    first = await bare.client.conversations_open(users=bare.ann.id)
    second = await bare.client.conversations_open(users=bare.ann.id)

    assert first["channel"] == second["channel"] == {"id": bare.ann.direct.id}
    assert await bare.error("conversations.open", users="U0") == "user_not_found"


async def test_channels_are_told_in_pages_to_those_who_may_read_them(bare: Bare) -> None:
    for name in ("a", "b"):
        bare.team.channel(name)
    bare.team.channel("hidden", private=True, bot=False)
    bare.only("channels:read", "groups:read")
    told = (await bare.client.conversations_info(channel=bare.general.id))["channel"]
    assert told
    assert (told["creator"], told["is_member"]) == (bare.ann.id, True)
    first = await bare.client.conversations_list(limit=2, types="public_channel,private_channel")
    cursor = str(first["response_metadata"]["next_cursor"])
    rest = await bare.client.conversations_list(limit=2, cursor=cursor, types="public_channel,private_channel")

    shown = [*(first["channels"] or []), *(rest["channels"] or [])]
    assert [channel["name"] for channel in shown] == ["general", "a", "b"]
    assert await bare.error("conversations.list", types="im") == "missing_scope"


async def test_people_are_told_with_their_language_when_asked(bare: Bare) -> None:
    jin = bare.team.user("jin", locale="ko-KR", admin=True)
    bare.team.usergroup("voices", [jin])
    bare.only("users:read", "usergroups:read", "team:read")

    told = (await bare.client.users_info(user=jin.id, include_locale=True))["user"]
    assert told
    assert (told["locale"], told["is_admin"], told["tz"]) == ("ko-KR", True, "Asia/Seoul")
    assert "locale" not in ((await bare.client.users_info(user=jin.id))["user"] or {})
    groups = (await bare.client.usergroups_list(include_users=True))["usergroups"]
    assert groups
    assert groups[0]["users"] == [jin.id]
    assert (await bare.client.team_info())["team"] == {"id": bare.team.id, "name": "Acme", "domain": "acme"}
