"""The front of the Web API: arguments, tokens, scopes, limits; then the method's own file answers."""

from __future__ import annotations

import base64
import json
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.slack.faults import limited
from tests.fakes.slack.model import Channel, Install, Json
from tests.fakes.slack.rules import TIERS, Refused

if TYPE_CHECKING:
    from tests.fakes.slack.server import FakeSlack
    from tests.fakes.slack.team import Team

STRUCTURED = ("blocks", "files", "view", "attachments", "metadata")  # JSON inside a form or a query


@dataclass(frozen=True, kw_only=True)
class Called:
    """A call as it was noted: no token in it."""

    method: str
    args: Json
    team: str


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call under way: by whom, in which workspace, with what."""

    slack: FakeSlack
    team: Team
    install: Install
    args: Json

    @property
    def bot(self) -> str:
        return self.install.bot

    def need(self, *names: str) -> list[Any]:
        """The arguments that must be there."""
        missing = [name for name in names if self.args.get(name) in (None, "")]
        if missing:
            messages = [f"[ERROR] missing required field: {name}" for name in missing]
            raise Refused("invalid_arguments", response_metadata={"messages": messages})
        return [self.args[name] for name in names]

    def word(self, name: str) -> str:
        return str(self.need(name)[0])

    def flag(self, name: str) -> bool:
        return str(self.args.get(name, "")).lower() in ("true", "1")

    def can(self, scope: str) -> bool:
        return scope in self.install.scopes

    def channel(self, name: str = "channel", *, public: bool = False) -> Channel:
        """The channel where the bot is a member; *public*: or a public one where it is not."""
        channel = self.team.channels.get(self.word(name))
        if channel is None or (self.bot not in channel.members and channel.kind != "public"):
            raise Refused("channel_not_found")
        if self.bot not in channel.members and not public:
            raise Refused("not_in_channel")
        return channel

    def writable(self, name: str = "channel", *, public: bool = False) -> Channel:
        channel = self.channel(name, public=public)
        if channel.archived:
            raise Refused("is_archived")
        if channel.read_only:
            raise Refused("restricted_action")
        return channel


Handler = Callable[[Call], Json]
OpenHandler = Callable[["FakeSlack", Json], Json]


@dataclass(frozen=True, kw_only=True)
class Method:
    scopes: tuple[str, ...]  # any one of them is enough; none: a token is
    tier: int
    handler: Handler


METHODS: dict[str, Method] = {}
OPEN: dict[str, OpenHandler] = {}  # methods that take a client id and secret, or the app's token


def method(name: str, *scopes: str, tier: int = 3) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        METHODS[name] = Method(scopes=scopes, tier=tier, handler=handler)
        return handler

    return register


def open_method(name: str) -> Callable[[OpenHandler], OpenHandler]:
    def register(handler: OpenHandler) -> OpenHandler:
        OPEN[name] = handler
        return handler

    return register


class Limits:
    """Calls of the last minute, per method and workspace; off unless a test switches it on."""

    def __init__(self) -> None:
        self.on = False
        self._calls: dict[tuple[str, ...], deque[float]] = defaultdict(deque)

    def wait(self, key: tuple[str, ...], now: float, *, calls: int, within: float) -> int:
        """Seconds until the next call is taken; 0: this one is."""
        recent = self._calls[key]
        while recent and recent[0] <= now - within:
            recent.popleft()
        if len(recent) < calls:
            recent.append(now)
            return 0
        return max(1, round(recent[0] + within - now))


async def arguments(request: web.Request) -> Json:
    """Query, form and JSON are all taken: SDKs use each of them."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            args |= json.loads(await request.read() or b"{}")
        except (ValueError, TypeError):
            raise Refused("invalid_json") from None
    elif request.can_read_body:
        args |= dict(await request.post())
    for name in STRUCTURED:
        if isinstance(args.get(name), str):
            try:
                args[name] = json.loads(args[name])
            except ValueError:
                raise Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] {name}"]}) from None
    basic = request.headers.get("Authorization", "")
    if basic.startswith("Basic "):
        login, _, password = base64.b64decode(basic.removeprefix("Basic ")).decode().partition(":")
        args |= {"client_id": login, "client_secret": password}
    args["token"] = str(args.get("token") or basic.removeprefix("Bearer "))
    return args


async def serve(slack: FakeSlack, request: web.Request) -> web.StreamResponse:
    name = request.match_info["method"]

    async def answered() -> web.StreamResponse:
        try:
            return _answer(slack, name, await arguments(request))
        except Refused as refused:
            return web.json_response({"ok": False, "error": refused.error, **refused.extra})

    return await slack.faults.around(name, request, answered)


def _answer(slack: FakeSlack, name: str, args: Json) -> web.Response:
    token = args.pop("token")
    if name in OPEN:
        _note(slack, name, args, "")
        return web.json_response({"ok": True, **OPEN[name](slack, args | {"token": token})})
    if name not in METHODS:
        raise Refused("unknown_method", req_method=name)
    install = slack.install_of(token)
    team = slack.team_of(install, args)
    _note(slack, name, args, team.id)
    if wait := _wait(slack, name, args, team.id):
        return limited(wait)
    needed = METHODS[name].scopes
    if needed and not install.scopes & set(needed):
        raise Refused("missing_scope", needed=",".join(needed), provided=",".join(sorted(install.scopes)))
    answer = METHODS[name].handler(Call(slack=slack, team=team, install=install, args=args))
    slack.changes.tell()
    return web.json_response({"ok": True, **answer}, headers={"X-OAuth-Scopes": ",".join(sorted(install.scopes))})


def _note(slack: FakeSlack, name: str, args: Json, team: str) -> None:
    hidden = ("client_secret", "refresh_token", "code")
    kept = {key: value for key, value in args.items() if key not in hidden}
    slack.calls.append(Called(method=name, args=kept, team=team))
    slack.changes.tell()


def _wait(slack: FakeSlack, name: str, args: Json, team: str) -> int:
    if not slack.limits.on:
        return 0
    now = slack.clock.now()
    if name == "chat.postMessage":  # about one a second in each channel
        return slack.limits.wait((name, team, str(args.get("channel"))), now, calls=1, within=1.0)
    return slack.limits.wait((name, team), now, calls=TIERS[METHODS[name].tier], within=60.0)
