"""Modals, Home tabs, answers by `response_url`, and the limits on calls."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.fakes.slack.bare import Bare, bare_slack
from tests.fakes.slack.example import clone_modal, manifest, plain

HOME = {"type": "home", "blocks": [{"type": "section", "text": plain("x")}]}


@pytest.fixture
async def bare() -> AsyncGenerator[Bare]:
    async with bare_slack() as bare:
        yield bare


async def post(bare: Bare, **more: Any) -> str:
    return await bare.error("chat.postMessage", channel=bare.general.id, **more)


async def opened(bare: Bare, trigger: str, view: Any = None) -> str:
    return await bare.error("views.open", trigger_id=trigger, view=view or clone_modal("x"))


async def test_a_trigger_opens_one_modal_within_three_seconds(bare: Bare) -> None:
    trigger, late = (bare.slack.trigger(bare.team, bare.ann.id) for _ in range(2))
    assert await opened(bare, trigger) == ""
    assert await opened(bare, trigger) == "exchanged_trigger_id"
    bare.slack.clock.advance(3.1)
    assert await opened(bare, late) == "expired_trigger_id"
    assert await opened(bare, "1.2.3") == "invalid_trigger_id"


async def test_a_view_is_checked_before_it_is_shown(bare: Bare) -> None:
    trigger = bare.slack.trigger(bare.team, bare.ann.id)
    assert await opened(bare, trigger, clone_modal("x" * 3001)) == "invalid_arguments"
    assert bare.ann.modal is None
    bare.only("commands")
    assert await opened(bare, trigger) == "missing_scope"  # file_input needs files:read


async def test_modals_stand_on_each_other_at_most_three_high(bare: Bare) -> None:
    await opened(bare, bare.slack.trigger(bare.team, bare.ann.id))
    for word in ("", "", "push_limit_reached"):
        trigger = bare.slack.trigger(bare.team, bare.ann.id)
        assert await bare.error("views.push", trigger_id=trigger, view=clone_modal("x")) == word


async def test_a_view_is_changed_by_its_id_and_by_nobody_who_saw_an_older_one(bare: Bare) -> None:
    await opened(bare, bare.slack.trigger(bare.team, bare.ann.id))
    view = bare.ann.modal
    assert view
    old = view.hash
    changed = clone_modal("x") | {"title": plain("Changed")}
    assert await bare.error("views.update", view_id=view.id, view=changed, hash=old) == ""
    assert view.title == "Changed"
    assert await bare.error("views.update", view_id=view.id, view=changed, hash=old) == "hash_conflict"
    assert await bare.error("views.update", view_id="V0", view=changed) == "not_found"


async def test_a_home_tab_is_for_a_person_of_the_workspace(bare: Bare) -> None:
    assert await bare.error("views.publish", user_id="U0", view=HOME) == "user_not_found"
    assert await bare.error("views.publish", user_id=bare.ann.id, view=HOME) == ""
    without = manifest()
    without["features"]["app_home"]["home_tab_enabled"] = False
    bare.slack.declare(without)
    assert await bare.error("views.publish", user_id=bare.ann.id, view=HOME) == "not_enabled"


async def said(bare: Bare, url: str, **answer: Any) -> tuple[int, str]:
    async with bare.http.post(url, data=json.dumps(answer), headers={"Content-Type": "application/json"}) as got:
        return got.status, await got.text()


async def test_a_response_url_is_good_for_five_answers_within_thirty_minutes(bare: Bare) -> None:
    first, second = (bare.slack.response_url(bare.ann, bare.general, None, None) for _ in range(2))
    for _ in range(5):
        assert await said(bare, first, text="x") == (200, "ok")
    assert await said(bare, first, text="x") == (404, "used_url")
    bare.slack.clock.advance(29 * 60.0)
    assert await said(bare, second, text="x") == (200, "ok")
    bare.slack.clock.advance(61.0)
    assert await said(bare, second, text="x") == (404, "expired_url")
    assert len(bare.team.ephemerals) == 6


async def test_a_response_url_checks_blocks_as_a_message_does(bare: Bare) -> None:
    url = bare.slack.response_url(bare.ann, bare.general, None, None)
    assert await said(bare, url, blocks=[{"type": "header", "text": plain("x" * 151)}]) == (400, "invalid_blocks")
    assert await said(bare, url) == (400, "no_text")


async def test_words_reach_a_channel_where_the_app_is_not_by_response_url(bare: Bare) -> None:
    private = bare.team.channel(private=True, bot=False)
    url = bare.slack.response_url(bare.ann, private, None, None)
    await said(bare, url, text="to all", response_type="in_channel")
    assert [message.text for message in private.messages] == ["to all"]


async def test_a_commands_response_url_replaces_nothing_and_a_buttons_does(bare: Bare) -> None:
    command = bare.slack.response_url(bare.ann, bare.general, None, None)
    await said(bare, command, text="one")
    await said(bare, command, text="two", replace_original=True)
    assert [note.text for note in bare.team.ephemerals] == ["one", "two"]

    assert await said(bare, command, delete_original=True) == (200, "ok")
    assert [note.text for note in bare.team.ephemerals] == ["one", "two"]

    first = bare.team.ephemerals[0]
    button = bare.slack.response_url(bare.ann, bare.general, first, None)
    await said(bare, button, text="changed", replace_original=True)
    assert [note.text for note in bare.team.ephemerals] == ["changed", "two"]
    await said(bare, button, delete_original=True)
    assert [note.text for note in bare.team.ephemerals] == ["two"]


async def test_each_methods_calls_are_counted_when_limits_are_on(bare: Bare) -> None:
    bare.slack.limits.on = True
    assert await post(bare, text="x") == ""
    with pytest.raises(SlackApiError) as refused:
        await bare.client.chat_postMessage(channel=bare.general.id, text="x")
    assert (refused.value.response.status_code, refused.value.response.headers["Retry-After"]) == (429, "1")
    bare.slack.clock.advance(1.1)
    assert await post(bare, text="x") == ""

    words = [await bare.error("conversations.join", channel=bare.general.id) for _ in range(51)]
    assert words == [""] * 50 + ["ratelimited"]
    bare.slack.clock.advance(60.0)
    assert await bare.error("conversations.join", channel=bare.general.id) == ""


async def test_a_fault_happens_once(bare: Bare) -> None:
    bare.slack.fail_once("auth.test", "fatal_error")
    bare.slack.fail_once("auth.test", rate=7)
    bare.slack.fail_once("auth.test", status=503)
    assert await bare.error("auth.test") == "fatal_error"
    assert await bare.error("auth.test") == "ratelimited"
    async with bare.http.post(f"{bare.slack.api_url}auth.test") as answer:
        assert (answer.status, answer.content_type) == (503, "text/html")
    assert await bare.error("auth.test") == ""
