"""The whole: the app's registration, its workspaces, and the two ports that it listens on."""

from __future__ import annotations

import asyncio
import copy
import io
import itertools
import random
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import aiohttp
from aiohttp import web

from tests.fakes.slack import conversations, oauth, people  # noqa: F401  # their methods register themselves
from tests.fakes.slack.api import Called, Limits, serve
from tests.fakes.slack.chat import message_json
from tests.fakes.slack.clock import Changes, Clock
from tests.fakes.slack.delivery import HttpWire, Sent, Wire, deliver
from tests.fakes.slack.exchange import Exchange
from tests.fakes.slack.faults import Fault, Faults
from tests.fakes.slack.files import download, upload
from tests.fakes.slack.manifest import Manifest
from tests.fakes.slack.model import Channel, Install, Json, Message, View
from tests.fakes.slack.responses import ResponseUrl, respond
from tests.fakes.slack.rules import ACK_SECONDS, Refused
from tests.fakes.slack.sockets import Sockets
from tests.fakes.slack.team import Team, Trigger
from tests.fakes.slack.user import User
from tests.fakes.slack.views import view_json

Found = TypeVar("Found")
STATEFUL = ("element", "accessory")


class FakeSlack:
    """Made by `fake_slack(manifest)`."""

    url = files_url = ""
    http: aiohttp.ClientSession

    def __init__(self, manifest: Json) -> None:
        self._numbers = itertools.count(1)
        self._tasks: set[asyncio.Task[Any]] = set()
        self.app_id, self.client_id = self.id("A"), "1000.2000"
        self.client_secret, self.signing_secret, self.app_token = "fake-client", "fake-signing", "xapp-1-fake"
        self.declare(manifest)
        self.request_url = ""  # HTTP mode at this one place, whatever the manifest says
        self.ack_seconds, self.share_delay = ACK_SECONDS, 0.2
        self.lost_shares = 0  # so many completions are answered with yes, and share nothing
        self.clock, self.changes, self.faults, self.limits = Clock(), Changes(), Faults(), Limits()
        self.random = random.Random(1)
        self.sockets, self._http_wire = Sockets(self), HttpWire(self)
        self.teams: dict[str, Team] = {}
        self.installs: dict[str, Install] = {}
        self.codes: dict[str, oauth.Code] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.calls: list[Called] = []
        self.exchanges: list[Exchange] = []  # all that was sent to the app
        self.complaints: list[str] = []  # what the app did wrong where nobody could be told

    # ------------------------------------------------------------ the app

    @property
    def api_url(self) -> str:
        """`AsyncWebClient(base_url=...)`."""
        return f"{self.url}/api/"

    def declare(self, manifest: Json) -> None:
        """As the app's settings page: a manifest that Slack's check refuses is a ValueError."""
        self.manifest = Manifest(manifest)
        if problems := self.manifest.problems():
            raise ValueError("; ".join(problems))

    @property
    def wire(self) -> Wire:
        return self.sockets if self.manifest.sockets and not self.request_url else self._http_wire

    def team(self, name: str = "Acme", *, installed: bool = True, enterprise: str | None = None) -> Team:
        """A new workspace. *enterprise*: the id of the Enterprise Grid that it is part of."""
        team = Team(self, name, enterprise)
        self.teams[team.id] = team
        org_wide = [each for each in self.installs.values() if each.org_wide and self.covers(each, team)]
        if org_wide:
            team.install = org_wide[-1]
        elif installed:
            self.install(team)
        return team

    def install(self, team: Team, *, scopes: frozenset[str] | None = None, org_wide: bool = False) -> Install:
        """A bot token for *team* (*org_wide*: for its whole enterprise); by default with every scope of the manifest."""
        granted = self.manifest.scopes if scopes is None else scopes
        install = Install(
            token=self.id("xoxb-"),
            team=team.id,
            bot=team.bot,
            bot_id=team.bot_id,
            scopes=granted,
            enterprise=team.enterprise,
            org_wide=org_wide,
        )
        self.installs[install.token] = install
        for each in self.teams.values():
            if self.covers(install, each):
                each.install = install
        return install

    def install_of(self, token: str) -> Install:
        if not token:
            raise Refused("not_authed")
        install = self.installs.get(token)
        if install is None:
            raise Refused("not_allowed_token_type" if token == self.app_token else "invalid_auth")
        if install.revoked:
            raise Refused("token_revoked")
        return install

    def covers(self, install: Install, team: Team) -> bool:
        org_wide = install.org_wide and install.enterprise == team.enterprise
        return install.team == team.id or (org_wide and not install.revoked)

    def team_of(self, install: Install, args: Json) -> Team:
        """The workspace that a call is about: named by `team_id`, else by what the arguments name, else the token's own."""
        if number := args.get("team_id"):
            team = self.teams.get(str(number))
            if team is None or not self.covers(install, team):
                raise Refused("team_access_not_granted")
            return team
        named = {str(args.get(key)) for key in ("channel", "channel_id", "trigger_id", "user", "user_id", "users")}
        covered = [team for team in self.teams.values() if self.covers(install, team)]
        for team in covered:
            if named & (team.channels.keys() | team.triggers.keys() | team.users.keys()):
                return team
        return self.teams[install.team]

    # ------------------------------------------------------ a test's hands

    def fail_once(self, target: str, error: str = "", *, times: int = 1, **how: Any) -> None:
        """The next *times* calls of a method (or "upload", "download", "response_url") go wrong; *how*: see Fault."""
        self.faults.add(Fault(target=target, error=error, **how), times)

    def called(self, method: str) -> list[Json]:
        """The arguments of every call of *method* so far."""
        return [call.args for call in self.calls if call.method == method]

    async def until(self, probe: Callable[[], Found], *, seconds: float = 10.0, what: str = "it") -> Found:
        """The first true answer of *probe*, which is asked whenever something happened here."""
        return await self.changes.until(probe, seconds=seconds, what=what)

    async def send(self, sent: Sent) -> tuple[int, str]:
        """Any request, good or bad, to the app; status and text."""
        body = io.BytesIO(sent.body)  # aiohttp warns of large bytes
        async with self.http.post(sent.url, data=body, headers=sent.headers, allow_redirects=False) as answer:
            return answer.status, await answer.text()

    # -------------------------------------------------------------- parts

    async def deliver(self, exchange: Exchange, attempt: int = 0, reason: str = "") -> None:
        await deliver(self, exchange, attempt, reason)
        self.changes.tell()

    def message_json(self, team: Team, message: Message) -> Json:
        return message_json(team, message)

    def view_json(self, team: Team, view: View) -> Json:
        return view_json(team, view)

    def view_source(self, source: Json) -> Json:
        return {**source, "blocks": self.with_ids(source["blocks"])}

    def with_ids(self, blocks: list[Json]) -> list[Json]:
        """A copy in which every block and element has its id: Slack makes up those that are missing."""
        copied = copy.deepcopy(blocks)
        for block in copied:
            block.setdefault("block_id", self.id("b"))
            inner = [block[key] for key in STATEFUL if isinstance(block.get(key), dict)]
            inner += block["elements"] if block.get("type") == "actions" else []
            for element in inner:
                element.setdefault("action_id", self.id("a"))
        return copied

    def trigger(self, team: Team, user: str) -> str:
        name = f"{self.number()}.{self.number()}.{self.id('t').lower()}"
        team.triggers[name] = Trigger(user=user, born=self.clock.now())
        return name

    def response_url(self, user: User, channel: Channel, source: Message | None, thread: str | None) -> str:
        key = self.id("R")
        self.response_urls[key] = ResponseUrl(
            team=user.team, channel=channel, user=user.id, born=self.clock.now(), source=source, thread_ts=thread
        )
        return f"{self.url}/commands/{user.team.id}/{key}"

    def number(self) -> int:
        return next(self._numbers)

    def id(self, prefix: str) -> str:
        return f"{prefix}{self.number():08d}"

    def new_hash(self) -> str:
        return f"{int(self.clock.now())}.{self.id('h')}"

    def stamp(self, number: int) -> str:
        return f"{int(self.clock.now())}.{number:06d}"

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.sockets.close()

    # -------------------------------------------------------------- routes

    def routes(self) -> list[web.RouteDef]:
        async def api(request: web.Request) -> web.StreamResponse:
            return await serve(self, request)

        async def authorize(request: web.Request) -> web.StreamResponse:
            return await oauth.page(self, request)

        faulty = {"upload": upload, "download": download, "response_url": respond}

        def guarded(target: str) -> Callable[[web.Request], Coroutine[Any, Any, web.StreamResponse]]:
            async def handler(request: web.Request) -> web.StreamResponse:
                return await self.faults.around(target, request, lambda: faulty[target](self, request))

            return handler

        return [
            web.route("*", "/api/{method}", api),
            web.get("/oauth/v2/authorize", authorize),
            web.get("/link/", self.sockets.link),
            web.post("/commands/{team}/{id}", guarded("response_url")),
            web.route("*", "/upload/v1/{id}", guarded("upload")),
            web.get("/files-pri/{id}/{path:.*}", guarded("download")),
        ]


@asynccontextmanager
async def fake_slack(manifest: Json) -> AsyncGenerator[FakeSlack]:
    """Slack, listening on two ports (the API, the files), for one app that *manifest* describes."""
    slack = FakeSlack(manifest)
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_routes(slack.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        for _ in range(2):
            await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.url, slack.files_url = (f"http://{host}:{number}" for host, number in runner.addresses)
        async with aiohttp.ClientSession() as slack.http:
            yield slack
            await slack.close()
    finally:
        await slack.close()
        await runner.cleanup()
