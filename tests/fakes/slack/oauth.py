"""OAuth v2: the page where a person allows the app, the code it gives, and the token for the code."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web
from yarl import URL

from tests.fakes.slack.api import Call, method, open_method
from tests.fakes.slack.model import Install, Json
from tests.fakes.slack.rules import CODE_SECONDS, Refused

if TYPE_CHECKING:
    from tests.fakes.slack.server import FakeSlack
    from tests.fakes.slack.team import Team


@dataclass(eq=False, kw_only=True)
class Code:
    team: Team
    user: str
    scopes: frozenset[str]
    redirect: str
    born: float
    org_wide: bool = False


def problem_of(slack: FakeSlack, query: dict[str, str]) -> str:
    """Why Slack's page shows an error in place of the question; empty: it asks."""
    if query.get("client_id") != slack.client_id:
        return "invalid_client_id"
    scopes = {each for each in query.get("scope", "").split(",") if each}
    if not scopes:
        return "no_scopes"
    if not scopes <= slack.manifest.scopes:
        return "invalid_scope"
    redirect = query.get("redirect_uri", "")
    if redirect and not any(redirect.startswith(known) for known in slack.manifest.redirects):
        return "bad_redirect_uri"
    return "" if redirect or slack.manifest.redirects else "bad_redirect_uri"


async def page(slack: FakeSlack, request: web.Request) -> web.StreamResponse:
    """What a person sees; `user.allow(...)` presses its button."""
    query = dict(request.query)
    if problem := problem_of(slack, query):
        return web.Response(text=f"Something went wrong: {problem}", status=200, content_type="text/html")
    asked = "".join(f"<li>{html.escape(scope)}" for scope in sorted(query["scope"].split(",")))
    return web.Response(text=f"<!DOCTYPE html><title>Allow?</title><ul>{asked}</ul>", content_type="text/html")


def redirected(slack: FakeSlack, team: Team, user: str, query: dict[str, str], *, allow: bool) -> URL:
    """Where the browser goes after the button."""
    back = URL(query.get("redirect_uri") or slack.manifest.redirects[0])
    state = {"state": query.get("state", "")}
    if not allow:
        return back.update_query({"error": "access_denied", **state})
    code = slack.id("code")
    slack.codes[code] = Code(
        team=team,
        user=user,
        scopes=frozenset(query["scope"].split(",")),
        redirect=query.get("redirect_uri", ""),
        born=slack.clock.now(),
        org_wide=bool(team.enterprise and slack.manifest.org_deploy and query.get("org") == "1"),
    )
    return back.update_query({"code": code, **state})


@open_method("oauth.v2.access")
def access(slack: FakeSlack, args: Json) -> Json:
    _client(slack, args)
    if args.get("grant_type") == "refresh_token":
        raise Refused("token_rotation_not_enabled")
    code = slack.codes.get(str(args.get("code")))
    if code is None:
        raise Refused("invalid_code")
    if slack.clock.now() - code.born > CODE_SECONDS:
        raise Refused("code_expired")
    if str(args.get("redirect_uri") or "") != code.redirect:
        raise Refused("bad_redirect_uri")
    if slack.codes.pop(str(args["code"]), None) is None:
        raise Refused("code_already_used")
    install = slack.install(code.team, scopes=code.scopes, org_wide=code.org_wide)
    return access_json(slack, code, install)


def access_json(slack: FakeSlack, code: Code, install: Install) -> Json:
    team = None if code.org_wide else {"id": code.team.id, "name": code.team.name}
    enterprise = {"id": code.team.enterprise, "name": "Grid"} if code.team.enterprise else None
    return {
        "access_token": install.token,
        "token_type": "bot",
        "scope": ",".join(sorted(install.scopes)),
        "bot_user_id": install.bot,
        "app_id": slack.app_id,
        "team": team,
        "enterprise": enterprise,
        "is_enterprise_install": code.org_wide,
        "authed_user": {"id": code.user},
    }


def _client(slack: FakeSlack, args: Json) -> None:
    if args.get("client_id") != slack.client_id:
        raise Refused("invalid_client_id")
    if args.get("client_secret") != slack.client_secret:
        raise Refused("bad_client_secret")


@method("auth.revoke", tier=3)
def revoke(call: Call) -> Json:
    if call.flag("test"):
        return {"revoked": False}
    call.install.revoked = True
    call.slack.spawn(call.team.told_of_removal(["tokens_revoked"], call.install))
    return {"revoked": True}


@method("apps.uninstall", tier=1)
def uninstall(call: Call) -> Json:
    _client(call.slack, call.args)
    call.install.revoked = True
    call.slack.spawn(call.team.told_of_removal(["app_uninstalled", "tokens_revoked"], call.install))
    return {}
