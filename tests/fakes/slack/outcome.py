"""What Slack does with an acknowledgement's content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.slack.blockkit import check_options, check_view
from tests.fakes.slack.exchange import Exchange
from tests.fakes.slack.model import Json, View
from tests.fakes.slack.responses import ResponseUrl, show
from tests.fakes.slack.rules import AppFailed, Refused
from tests.fakes.slack.views import STACK, make

if TYPE_CHECKING:
    from tests.fakes.slack.team import Team


def after_command(exchange: Exchange) -> None:
    """A command's acknowledgement may carry its first answer."""
    answer, channel = exchange.ack, exchange.channel
    if not answer or channel is None or not (answer.get("text") or answer.get("blocks")):
        return
    team = exchange.user.team
    url = ResponseUrl(team=team, channel=channel, user=exchange.user.id, born=team.slack.clock.now())
    try:
        show(url, answer)
    except Refused as refused:
        raise AppFailed("dispatch_failed", f"{refused.error} {refused.extra}") from None


def after_options(exchange: Exchange, place: tuple[str, str]) -> list[Json]:
    """The options on offer, flat; they can be picked from then on."""
    answer = exchange.ack or {}
    try:
        found = check_options(answer)
    except Refused as refused:
        raise AppFailed("options", f"{refused.error} {refused.extra}") from None
    exchange.user.team.offered[place] = found
    return found


def after_submission(exchange: Exchange, view: View) -> None:
    """Close the modal, or show its errors, or what comes in its place."""
    answer = exchange.ack or {}
    try:
        _taken(exchange.user.team, view, answer)
    except Refused as refused:
        raise AppFailed("We had some trouble connecting", f"{refused.error} {refused.extra}") from None
    exchange.user.team.slack.changes.tell()


def _taken(team: Team, view: View, answer: Json) -> None:
    stack, action = team.modals[view.user], answer.get("response_action")
    if action == "errors":
        _errors(view, answer.get("errors"))
    elif action == "clear":
        stack.clear()
    elif action in ("update", "push"):
        _shown(team, view, answer)
    elif action is None:
        stack.remove(view)
    else:
        raise Refused("invalid_response_action")


def _errors(view: View, errors: Any) -> None:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise Refused("invalid_errors", blocks=sorted(inputs))
    if not all(isinstance(words, str) and words for words in errors.values()):
        raise Refused("invalid_errors")


def _shown(team: Team, view: View, answer: Json) -> None:
    source = answer.get("view") or {}
    check_view(source, "modal")
    stack = team.modals[view.user]
    if answer["response_action"] == "update":
        view.json, view.hash = team.slack.view_source(source), team.slack.new_hash()
        return
    if len(stack) >= STACK:
        raise Refused("push_limit_reached")
    stack.append(make(team, view.user, source, view))
