"""Many workspaces: installing, codes and tokens, uninstalling, Enterprise Grid."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from tests.fakes.slack import ClientRefused, fake_slack
from tests.fakes.slack.bare import Bare, bare_slack
from tests.fakes.slack.example import SCOPES, manifest, upload

AUDIO = b"ID3" + b"x" * 100


@pytest.fixture
async def bare() -> AsyncGenerator[Bare]:
    async with bare_slack() as bare:
        yield bare


async def exchanged(bare: Bare, **more: Any) -> Any:
    args = {"client_id": bare.slack.client_id, "client_secret": bare.slack.client_secret, **more}
    async with bare.http.post(f"{bare.slack.api_url}oauth.v2.access", data=args) as answer:
        return await answer.json()


async def refused(bare: Bare, **more: Any) -> str:
    return str((await exchanged(bare, **more)).get("error", ""))


@asynccontextmanager
async def installable(bare: Bare) -> AsyncGenerator[tuple[str, list[URL]]]:
    """An app whose page only redirects to Slack, and notes how people come back."""
    back: list[URL] = []

    async def begin(request: web.Request) -> web.Response:
        asked = {"client_id": bare.slack.client_id, "scope": request.query.get("scope", ",".join(SCOPES))}
        asked |= {"redirect_uri": request.query.get("back", str(request.url.origin() / "back")), "state": "s1"}
        raise web.HTTPFound(URL(f"{bare.slack.url}/oauth/v2/authorize").with_query(asked))

    async def end(request: web.Request) -> web.Response:
        back.append(request.url)
        return web.Response(text="thanks")

    app = web.Application()
    app.router.add_get("/install", begin)
    app.router.add_get("/back", end)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", back
    finally:
        await runner.cleanup()


async def test_a_code_becomes_a_token_of_that_workspace_once(bare: Bare) -> None:
    team = bare.slack.team("New", installed=False)
    async with installable(bare) as (url, back):
        visit = await team.user("eve").add_app(f"{url}/install")
        code = back[0].query["code"]
        assert (visit.text, back[0].query["state"], bare.slack.called("oauth.v2.access")) == ("thanks", "s1", [])
        assert await refused(bare, code=code) == "bad_redirect_uri"
        told = await exchanged(bare, code=code, redirect_uri=f"{url}/back")

    assert told["access_token"] == team.token
    assert (told["team"]["id"], told["bot_user_id"], told["is_enterprise_install"]) == (team.id, team.bot, False)
    assert told["scope"].split(",") == SCOPES
    assert await refused(bare, code=code, redirect_uri=f"{url}/back") == "invalid_code"


async def test_a_code_is_good_for_ten_minutes_and_for_this_app_alone(bare: Bare) -> None:
    async with installable(bare) as (url, back):
        await bare.ann.add_app(f"{url}/install")
    code = {"code": back[0].query["code"], "redirect_uri": f"{url}/back"}
    assert await refused(bare, **code, client_id="1.2") == "invalid_client_id"
    assert await refused(bare, **code, client_secret="x") == "bad_client_secret"
    bare.slack.clock.advance(601.0)
    assert await refused(bare, **code) == "code_expired"


async def test_a_person_may_say_no(bare: Bare) -> None:
    async with installable(bare) as (url, back):
        await bare.ann.add_app(f"{url}/install", allow=False)

    assert dict(back[0].query) == {"error": "access_denied", "state": "s1"}


async def test_slack_asks_only_for_what_the_manifest_declares(bare: Bare) -> None:
    async with installable(bare) as (url, _):
        with pytest.raises(ClientRefused, match="invalid_scope"):
            await bare.ann.add_app(f"{url}/install?scope=users:read")
        with pytest.raises(ClientRefused, match="bad_redirect_uri"):
            await bare.ann.add_app(f"{url}/install?back=https://example.com")
        with pytest.raises(ClientRefused, match="does not lead to Slack"):
            await bare.ann.add_app(f"{url}/back")


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk, with a new aiohttp
async def test_bolts_own_install_pages_work_with_it(tmp_path: Any) -> None:
    async with fake_slack(manifest(socket=False)) as slack, aiohttp.ClientSession() as http:
        team = slack.team(installed=False)
        store = FileInstallationStore(base_dir=str(tmp_path))
        settings = AsyncOAuthSettings(
            client_id=slack.client_id,
            client_secret=slack.client_secret,
            scopes=SCOPES,
            installation_store=store,
            state_store=FileOAuthStateStore(expiration_seconds=60, base_dir=str(tmp_path)),
            authorization_url=f"{slack.url}/oauth/v2/authorize",
        )
        client = AsyncWebClient(base_url=slack.api_url, session=http)
        flow = AsyncOAuthFlow(settings=settings, client=client)
        app = AsyncApp(client=client, signing_secret=slack.signing_secret, oauth_flow=flow)
        runner = web.AppRunner(app.web_app("/slack/events"), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        declared = manifest(socket=False)
        declared["oauth_config"]["redirect_urls"] = [f"{url}/slack/oauth_redirect"]  # Bolt names none itself
        slack.declare(declared)
        try:
            visit = await team.user("eve").add_app(f"{url}/slack/install")
        finally:
            await runner.cleanup()

    assert visit.status == 200
    found = store.find_bot(enterprise_id=None, team_id=team.id)
    assert found
    assert found.bot_token == team.token


async def test_workspaces_do_not_see_each_other(bare: Bare) -> None:
    other = bare.slack.team("Other")
    theirs = other.channel("general")
    assert await bare.error("chat.postMessage", channel=theirs.id, text="x") == "channel_not_found"
    assert await bare.error("auth.test", team_id=other.id) == "team_access_not_granted"
    bare.client.token = other.token
    assert await bare.error("chat.postMessage", channel=theirs.id, text="x") == ""
    assert [message.text for message in theirs.messages] == ["x"]


async def test_a_token_ends_with_auth_revoke_and_with_apps_uninstall(bare: Bare) -> None:
    assert await bare.error("auth.revoke", test=True) == ""
    assert await bare.error("auth.revoke") == ""
    assert await bare.error("auth.test") == "token_revoked"

    bare.only("chat:write")
    secrets = {"client_id": bare.slack.client_id, "client_secret": bare.slack.client_secret}
    assert await bare.error("apps.uninstall", client_id="x", client_secret="y") == "invalid_client_id"
    assert await bare.error("apps.uninstall", **secrets) == ""
    assert await bare.error("auth.test") == "token_revoked"
    with pytest.raises(ClientRefused, match="not a valid command"):
        await bare.ann.command("/say", channel=bare.general)


async def test_an_org_wide_token_works_in_every_workspace_of_the_enterprise(bare: Bare) -> None:
    first = bare.slack.team("First", installed=False, enterprise="E1")
    second = bare.slack.team("Second", installed=False, enterprise="E1")
    bare.client.token = bare.slack.install(first, org_wide=True).token
    later = bare.slack.team("Later", enterprise="E1")
    for team in (first, second, later):
        channel = team.channel("general", members=[team.user("ann")])
        assert team.token == bare.client.token
        assert await bare.error("chat.postMessage", channel=channel.id, text="x") == ""
        await upload(bare.client, AUDIO, channel_id=channel.id)
        assert channel.messages[-1].audio == AUDIO
        told = await bare.client.auth_test(team_id=team.id)
        assert (told["team_id"], told["enterprise_id"], told["is_enterprise_install"]) == (team.id, "E1", True)
    assert await bare.error("chat.postMessage", channel=bare.general.id, text="x") == "channel_not_found"


async def test_payloads_of_a_grid_tell_the_enterprise(bare: Bare) -> None:
    team = bare.slack.team("Grid", installed=False, enterprise="E1")
    bare.slack.install(team, org_wide=True)
    ann = team.user("ann")
    sockets = await bare.client.api_call("apps.connections.open", headers={"Authorization": "Bearer xapp-1-fake"})
    async with bare.http.ws_connect(str(sockets["url"])) as socket:
        await socket.receive_json()
        bare.slack.ack_seconds = 0.1
        said = await ann.mention(team.channel(), "Hello")
        envelope, again = await socket.receive_json(), await socket.receive_json()

    assert said.error == "operation_timeout"
    assert envelope["payload"]["enterprise_id"] == "E1"
    assert envelope["payload"]["authorizations"][0]["is_enterprise_install"] is True
    assert (envelope["retry_attempt"], again["retry_attempt"], again["retry_reason"]) == (0, 1, "timeout")
    assert again["payload"]["event_id"] == envelope["payload"]["event_id"]
