"""views.*: modals, which need a trigger, and Home tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.slack.api import Call, method
from tests.fakes.slack.blockkit import check_view
from tests.fakes.slack.model import Json, View
from tests.fakes.slack.rules import TRIGGER_SECONDS, Refused

if TYPE_CHECKING:
    from tests.fakes.slack.team import Team

STACK = 3  # modals on top of each other


def view_json(team: Team, view: View) -> Json:
    bare = {"private_metadata": "", "callback_id": "", "clear_on_close": False, "notify_on_close": False}
    return bare | {
        **view.json,
        "id": view.id,
        "team_id": team.id,
        "app_id": team.slack.app_id,
        "bot_id": team.bot_id,
        "hash": view.hash,
        "root_view_id": view.root or view.id,
        "previous_view_id": view.previous,
        "state": view.json.get("state", {"values": {}}),
    }


def make(team: Team, user: str, source: Json, previous: View | None = None) -> View:
    number = team.slack.id("V")
    root = (previous.root or previous.id) if previous else number
    return View(
        id=number,
        user=user,
        json=team.slack.view_source(source),
        hash=team.slack.new_hash(),
        root=root,
        previous=previous.id if previous else None,
    )


def checked(call: Call, kind: str) -> Json:
    view = call.need("view")[0]
    check_view(view, kind)
    if kind == "modal":
        _may_take_files(view, call)
    return dict(view)


def _may_take_files(view: Json, call: Call) -> None:
    takes = any(block.get("element", {}).get("type") == "file_input" for block in view["blocks"])
    if takes and not call.can("files:read"):
        raise Refused("missing_scope", needed="files:read", provided=",".join(sorted(call.install.scopes)))


def _triggered(call: Call) -> str:
    """The person whose trigger this is; it is spent by asking."""
    trigger = call.team.triggers.get(call.word("trigger_id"))
    if trigger is None:
        raise Refused("invalid_trigger_id")
    if trigger.spent:
        raise Refused("exchanged_trigger_id")
    if call.slack.clock.now() - trigger.born > TRIGGER_SECONDS:
        raise Refused("expired_trigger_id")
    trigger.spent = True
    return trigger.user


@method("views.open", tier=4)
def opened(call: Call) -> Json:
    view = checked(call, "modal")
    user = _triggered(call)
    shown = make(call.team, user, view)
    call.team.modals[user] = [shown]
    return {"view": view_json(call.team, shown)}


@method("views.push", tier=4)
def pushed(call: Call) -> Json:
    view = checked(call, "modal")
    user = _triggered(call)
    stack = call.team.modals.get(user, [])
    if not stack:
        raise Refused("not_found")
    if len(stack) >= STACK:
        raise Refused("push_limit_reached")
    stack.append(make(call.team, user, view, stack[-1]))
    return {"view": view_json(call.team, stack[-1])}


@method("views.update", tier=4)
def updated(call: Call) -> Json:
    view = checked(call, "modal")
    shown = _found(call)
    if call.args.get("hash") not in (None, "", shown.hash):
        raise Refused("hash_conflict")
    shown.json, shown.hash = call.slack.view_source(view), call.slack.new_hash()
    return {"view": view_json(call.team, shown)}


def _found(call: Call) -> View:
    number, external = call.args.get("view_id"), call.args.get("external_id")
    if not (number or external):
        raise Refused("invalid_arguments")
    for stack in call.team.modals.values():
        for view in stack:
            if view.id == number or (external and view.json.get("external_id") == external):
                return view
    raise Refused("not_found")


@method("views.publish", tier=4)
def published(call: Call) -> Json:
    view = checked(call, "home")
    user = call.word("user_id")
    if user not in call.team.users:
        raise Refused("user_not_found")
    if not call.slack.manifest.home.get("home_tab_enabled"):
        raise Refused("not_enabled")
    old = call.team.homes.get(user)
    if old and call.args.get("hash") not in (None, "", old.hash):
        raise Refused("hash_conflict")
    shown = call.team.homes[user] = make(call.team, user, view)
    if old:
        shown.id = shown.root = old.id
    return {"view": view_json(call.team, shown)}
