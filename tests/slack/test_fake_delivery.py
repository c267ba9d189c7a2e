"""How the fake delivers: in time or not, signed, again, over one socket of several."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp

from tests.fakes.slack import AckTimeout, AppFailed, Channel, FakeSlack, User, fake_slack, probes
from tests.fakes.slack.bolt import TRANSPORTS, connected
from tests.fakes.slack.example import Example, clone_modal, manifest, working

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def answering(handler: Handler) -> AsyncGenerator[tuple[FakeSlack, User, Channel]]:
    """Slack, and behind its request URL only *handler*."""
    async with fake_slack(manifest(socket=False)) as slack:
        app = web.Application()
        app.router.add_post("/", handler)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        team = slack.team()
        ann = team.user("ann")
        try:
            yield slack, ann, team.channel()
        finally:
            await runner.cleanup()


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_an_app_that_is_late_is_seen(transport: str) -> None:
    async with working(transport) as (slack, ann, general, _):
        slack.ack_seconds = 0.2
        slack.fail_once("views.open", slow=0.5)
        with pytest.raises(AckTimeout) as late:
            await ann.command("/clone", channel=general)

        assert late.value.error == "operation_timeout"
        await asyncio.wait_for(slack.until(lambda: ann.modal), 5)


async def test_an_app_that_fails_is_seen() -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=500)

    async with answering(handler) as (_, ann, general):
        with pytest.raises(AppFailed, match="dispatch_failed: the app answered 500"):
            await ann.command("/say", "Hello", channel=general)


async def test_an_app_that_is_not_there_is_seen() -> None:
    async with fake_slack(manifest()) as slack:
        ann = slack.team().user("ann")
        with pytest.raises(AppFailed, match="no socket is open"):
            await ann.command("/say", channel=ann.team.channel())
        slack.declare(manifest(socket=False))
        with pytest.raises(AppFailed, match="the manifest has no URL"):
            await ann.command("/say", channel=ann.team.channel())


async def test_without_a_request_url_the_manifest_says_where_to() -> None:
    seen: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request.path)
        return web.json_response({"text": "here"})

    async with answering(handler) as (slack, ann, general):
        slack.declare(manifest(socket=False, url=slack.request_url))
        slack.request_url = ""
        said = await ann.command("/say", channel=general)

    assert (said.ack, seen, said.ephemerals[0].text) == ({"text": "here"}, ["/"], "here")


async def test_a_manifest_with_urls_needs_each_of_them() -> None:
    async with working("http") as (slack, ann, general, _):
        await ann.command("/clone", channel=general)
        modal = await ann.see_modal()
        declared = manifest(socket=False, url=slack.request_url)
        slack.declare(declared)
        assert len(await ann.options(modal, "voice", "an")) == 2
        del declared["settings"]["interactivity"]["message_menu_options_url"]
        slack.declare(declared)
        with pytest.raises(AppFailed, match="no URL for this"):
            await ann.options(modal, "voice", "an")


# ---------------------------------------------------------------------------- events


async def test_an_event_is_sent_again_at_once_after_a_minute_and_after_five() -> None:
    seen: list[tuple[str, str, str]] = []

    async def handler(request: web.Request) -> web.Response:
        number = request.headers.get("X-Slack-Retry-Num", "0")
        body = await request.json()
        seen.append((number, request.headers.get("X-Slack-Retry-Reason", ""), body["event_id"]))
        return web.Response(status=200 if number == "3" else 500)

    async with answering(handler) as (slack, ann, general):
        said = await ann.mention(general, "Hello")
        assert (said.error, len(seen)) == ("dispatch_failed", 2)
        slack.clock.advance(59.0)
        slack.clock.advance(2.0)
        await slack.until(lambda: said.deliveries == 3)
        assert slack.complaints != []
        await slack.until(lambda: len(slack.complaints) == 3)
        slack.clock.advance(301.0)
        await slack.until(lambda: not said.error)

    assert [number for number, _, _ in seen] == ["0", "1", "2", "3"]
    assert {reason for _, reason, _ in seen[1:]} == {"http_error"}
    assert len({event for _, _, event in seen}) == 1


async def test_an_app_can_ask_for_no_repetition() -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    async with answering(handler) as (slack, ann, general):
        said = await ann.mention(general, "Hello")
        slack.clock.advance(600.0)

    assert said.deliveries == 1


# --------------------------------------------------------------------------- sockets


async def test_slacks_hourly_disconnect_is_survived() -> None:
    async with working("socket") as (slack, ann, general, _):
        await slack.sockets.refresh()
        await slack.until(lambda: slack.sockets.fresh)
        said = await ann.command("/say", "Hello", channel=general)

        assert (await said.post()).audio


async def test_an_event_on_a_socket_that_dies_is_sent_again_on_the_next() -> None:
    async with working("socket") as (slack, ann, general, example):
        slack.fail_once("chat.postEphemeral", slow=0.3)
        saying = asyncio.create_task(ann.mention(general, "Hello"))
        await slack.until(lambda: example.seen)
        slack.sockets.drop()
        said = await saying

        assert (said.error, said.deliveries) == ("", 2)
        assert example.seen == [said.payload["event_id"]] * 2


async def test_a_command_on_a_socket_that_dies_is_lost() -> None:
    async with working("socket") as (slack, ann, general, _):
        slack.fail_once("views.open", slow=0.3)
        clone = asyncio.create_task(ann.command("/clone", channel=general))
        await slack.until(lambda: slack.exchanges)
        slack.sockets.drop()
        with pytest.raises(AppFailed, match="the socket died"):
            await clone


async def test_a_ticket_opens_one_socket_and_each_payload_goes_to_one_of_them() -> None:
    async with fake_slack(manifest()) as slack, aiohttp.ClientSession() as http:
        ann = slack.team().user("ann")
        general = ann.team.channel()
        ticket = await ticket_of(slack, http)
        sockets = [await http.ws_connect(ticket)]
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(ticket)
        sockets += [await http.ws_connect(await ticket_of(slack, http)) for _ in range(2)]
        got: Counter[int] = Counter()
        readers = [asyncio.create_task(acknowledging(socket, place, got)) for place, socket in enumerate(sockets)]
        await slack.until(lambda: len(slack.sockets.open) == 3)
        for _ in range(30):
            await ann.command("/say", channel=general)
        for socket in sockets:
            await socket.close()
        await asyncio.gather(*readers)

    assert sum(got.values()) == 30
    assert len(got) == 3


async def ticket_of(slack: FakeSlack, http: aiohttp.ClientSession) -> str:
    headers = {"Authorization": f"Bearer {slack.app_token}"}
    async with http.post(f"{slack.api_url}apps.connections.open", headers=headers) as answer:
        return str((await answer.json())["url"])


async def acknowledging(socket: aiohttp.ClientWebSocketResponse, place: int, got: Counter[int]) -> None:
    async for message in socket:
        envelope: dict[str, Any] = message.json()
        if "envelope_id" in envelope:
            got[place] += 1
            await socket.send_json({"envelope_id": envelope["envelope_id"]})


async def test_an_app_has_at_most_ten_sockets() -> None:
    async with fake_slack(manifest()) as slack, aiohttp.ClientSession() as http:
        sockets = [await http.ws_connect(await ticket_of(slack, http)) for _ in range(11)]
        first = await sockets[-1].receive_json()
        assert first == {"type": "disconnect", "reason": "too_many_websockets"}
        for socket in sockets:
            await socket.close()


# -------------------------------------------------------------------------- signatures


async def test_a_good_request_is_taken_and_another_secret_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    async with working("http") as (slack, ann, general, _):
        said = await ann.command("/say", channel=general)
        assert (await slack.send(said.sent[0]))[0] == 200  # Bolt alone does not know a replay
        slack.signing_secret = "another"
        with pytest.raises(AppFailed, match="answered 401"):
            await ann.command("/say", channel=general)


async def test_probes_are_spoiled_as_their_names_say() -> None:
    async with working("http") as (slack, ann, general, _):
        said = await ann.command("/say", channel=general)
        checked = {probe.name: probe for probe in probes(said.sent[0], slack.signing_secret)}
        answers = {name: (await slack.send(probe.sent))[0] for name, probe in checked.items() if sendable(name)}

    assert len(checked) >= 35
    assert {name for name, status in answers.items() if status == 200} == {
        "young",
        "old, in time",
    }
    assert answers["stale"] == answers["signature: of another body"] == answers["another body"] == 401


def sendable(name: str) -> bool:
    """Bolt alone dies of the others, with a traceback in the log."""
    deadly = ("timestamp", "not ASCII", "not UTF-8", "deep", "neither", "no timestamp", "signed")
    return not any(word in name for word in deadly)


async def test_errors_for_inputs_that_are_not_there_are_the_apps_fault() -> None:
    async with fake_slack(manifest()) as slack, aiohttp.ClientSession() as http:
        team = slack.team()
        ann = team.user("ann")
        app = Example(slack, http, team.token).app
        other = AsyncApp(client=app.client, signing_secret="x")

        @other.view("clone")
        async def wrong(ack: Any) -> None:
            await ack(response_action="errors", errors={"nose": "too long"})

        @other.shortcut("clone")
        async def clone(ack: Any, body: Any, client: Any) -> None:
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=clone_modal(""))

        async with connected("socket", slack, other):
            await ann.shortcut("clone")
            modal = await ann.see_modal()
            with pytest.raises(AppFailed, match="invalid_errors"):
                await ann.submit(modal, {"name": "x"}, files=[ann.file(b"ID3", "me.mp3")])
