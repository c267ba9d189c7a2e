"""Many workspaces: they install the app themselves, are kept apart, and leave nothing behind."""

from __future__ import annotations

import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from adapters.slack.manifest import manifest
from bot.errors import AddressExpired
from bot.model import Caller, Platform, Preferences
from tests.fakes.slack import Channel, Team, User
from tests.flows.conftest import recording
from tests.slack.conftest import Scene


@dataclass
class Office:
    """A workspace, somebody in it, and where they talk."""

    team: Team
    ann: User
    general: Channel

    async def adds(self, url: str, *, allow: bool = True, org: bool = False) -> str:
        """Ann adds the app from its own page; what she reads in the end."""
        text = (await self.ann.add_app(f"{url}/slack/install", allow=allow, org=org)).text
        if self.team.install:
            self.general.members.add(self.team.bot)
        return text

    async def says(self, text: str) -> bytes:
        return (await (await self.ann.command("/say", text, channel=self.general)).post()).audio


def office(scene: Scene, name: str, enterprise: str | None = None) -> Office:
    team = scene.slack.team(name, installed=False, enterprise=enterprise)
    return Office(team, team.user("ann"), team.channel("general"))


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@asynccontextmanager
async def public(scene: Scene) -> AsyncGenerator[None]:
    """The bot at an address that its manifest names, for any workspace to install."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    made = manifest(url)
    made["settings"]["socket_mode_enabled"] = scene.transport == "socket"
    scene.slack.declare(made)
    given = {"SLACK_CLIENT_ID": scene.slack.client_id, "SLACK_CLIENT_SECRET": scene.slack.client_secret}
    async with scene.running(SLACK_BOT_TOKEN="", PUBLIC_URL=url, MYNAH_PORT=str(port), **given):
        yield


@pytest.fixture
async def scene(before: Scene) -> AsyncGenerator[Scene]:
    """No workspace has the app yet."""
    async with public(before):
        yield before


async def test_two_workspaces_add_the_app_and_each_is_answered_with_its_own_token(scene: Scene) -> None:
    one, two = office(scene, "One"), office(scene, "Two")
    url = scene.bot.listener.url

    assert "Mynah is installed" in await one.adds(url)
    assert "Mynah is installed" in await two.adds(url)
    assert await one.says("In the first")
    assert await two.says("In the second")
    teams = {call.team for call in scene.slack.calls if call.method == "files.completeUploadExternal"}
    assert teams == {one.team.id, two.team.id}


async def test_slack_is_never_asked_who_we_are_while_commands_come(scene: Scene) -> None:
    one = office(scene, "One")
    await one.adds(scene.bot.listener.url)
    asked = len(scene.slack.called("auth.test"))
    for number in range(3):
        await one.says(f"Number {number}")

    assert len(scene.slack.called("auth.test")) == asked == 1


async def test_an_installation_outlives_a_restart(before: Scene) -> None:
    one = office(before, "One")
    async with public(before):
        await one.adds(before.bot.listener.url)
    async with public(before):
        assert await one.says("Still there")


async def test_whoever_cancels_reads_a_sentence_and_nothing_is_installed(scene: Scene) -> None:
    one = office(scene, "One")

    assert "was not installed" in await one.adds(scene.bot.listener.url, allow=False)
    assert one.team.install is None


async def test_a_state_that_is_not_ours_installs_nothing(scene: Scene) -> None:
    url = f"{scene.bot.listener.url}/slack/oauth_redirect?code=x&state=made-up"
    async with scene.slack.http.get(url) as answer:
        assert answer.status == 400
        assert "was not installed" in await answer.text()
    assert scene.slack.called("oauth.v2.access") == []


async def test_removing_the_app_deletes_everything_of_that_workspace_and_nothing_else(scene: Scene) -> None:
    one, two = office(scene, "One"), office(scene, "Two")
    for each in (one, two):
        await each.adds(scene.bot.listener.url)
        said = await each.ann.command("/clone", "mine", channel=each.general)
        modal = await each.ann.see_modal()
        await each.ann.submit(modal, {"consent": ["yes"]}, files=[each.ann.file(recording(), "me.wav")])
        await said.ephemeral()
        await each.ann.command("/settings", "speed 1.5", channel=each.general)
    gone = [told.error for told in await one.team.uninstall()]

    store, flows = scene.bot.app.store, scene.bot.app.flows
    callers = [Caller(platform=Platform.SLACK, workspace=each.team.id, user=each.ann.id) for each in (one, two)]
    assert gone == ["", ""]
    assert [len(await store.voices.of_all(caller)) for caller in callers] == [0, 1]
    assert await flows.preferences(callers[0]) == Preferences()
    assert (await flows.preferences(callers[1])).speed == 1.5
    assert len(list((scene.folder / "files" / "samples").rglob("*.wav"))) == 1
    assert await two.says("Not me")


async def test_after_adding_the_app_again_it_answers_and_an_old_farewell_changes_nothing(scene: Scene) -> None:
    one = office(scene, "One")
    await one.adds(scene.bot.listener.url)
    (farewell, _) = await one.team.uninstall()
    farewell.payload["event_time"] -= 60
    await one.adds(scene.bot.listener.url)
    farewell.payload["event_id"] = "Ev-late"
    await scene.slack.deliver(farewell)

    assert await one.says("Back again")


async def test_an_app_of_a_whole_enterprise_answers_in_each_of_its_workspaces(scene: Scene) -> None:
    one, two = office(scene, "One", "E1"), office(scene, "Two", "E1")
    await one.adds(scene.bot.listener.url, org=True)
    assert one.team.install
    two.team.install = one.team.install
    two.general.members.add(one.team.install.bot)

    assert await one.says("Here")
    assert await two.says("And there")
    completed = scene.slack.called("files.completeUploadExternal")
    assert [call["team_id"] for call in completed] == [one.team.id, two.team.id]


async def test_an_app_that_leaves_a_whole_enterprise_answers_nowhere_in_it(scene: Scene) -> None:
    one, two = office(scene, "One", "E1"), office(scene, "Two", "E1")
    await one.adds(scene.bot.listener.url, org=True)
    two.team.install = one.team.install
    for told in await one.team.uninstall():
        assert told.error == ""

    with pytest.raises(AddressExpired):
        await scene.bot.way._desk.api.workspaces.seat(two.team.id, "E1")  # type: ignore[attr-defined]  # of SlackWay


async def test_a_persons_own_token_that_is_revoked_is_none_of_our_business(scene: Scene) -> None:
    one = office(scene, "One")
    await one.adds(scene.bot.listener.url)
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": [one.ann.id], "bot": []}}

    assert (await one.team.event(one.ann, revoked)).error == ""
    assert await one.says("Still here")
