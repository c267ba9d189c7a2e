"""Block Kit's documented limits."""

from __future__ import annotations

from tests.fakes.slack.model import Json
from tests.fakes.slack.rules import Refused


def check_blocks(blocks: list[Json], where: str) -> None:
    if len(blocks) > 50:
        raise Refused("invalid_blocks")


def check_view(view: Json, kind: str) -> None:
    if view.get("type") != kind or len(view["blocks"]) > 100:
        raise Refused("invalid_arguments")


def check_options(answer: Json) -> list[Json]:
    groups = answer.get("option_groups") or [{"options": answer.get("options") or []}]
    found = [option for group in groups for option in group["options"]]
    if len(found) > 100:
        raise Refused("invalid_options")
    return found
