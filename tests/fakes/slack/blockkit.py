"""Is this a message, a modal, a Home tab that Slack takes? What one value's shape cannot tell is looked at here."""

from __future__ import annotations

import json
from typing import Any

from tests.fakes.slack.elements import GROUPS, HOME, MESSAGE, MODAL, OPTION
from tests.fakes.slack.model import Json, elements_of
from tests.fakes.slack.rules import Refused
from tests.fakes.slack.shapes import Problems, listed, wrong

VIEW_BYTES = 250_000
MARKDOWN = 12_000  # characters, in all markdown blocks of a message together


def refused(error: str, found: Problems) -> Refused:
    messages = [f"[ERROR] {each}" for each in found]
    return Refused(error, errors=found, response_metadata={"messages": messages})


def check_blocks(blocks: Any) -> None:
    """`invalid_blocks`, with the reasons, unless a message may carry them."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise Refused("invalid_blocks_format")
    found: Problems = []
    MESSAGE(blocks, "/blocks", found)
    if not found:
        _across(blocks, "message", "/blocks", found)
    if sum(len(block["text"]) for block in blocks if block.get("type") == "markdown" and not found) > MARKDOWN:
        wrong(found, f"markdown blocks hold more than {MARKDOWN} characters", "/blocks")
    if found:
        raise refused("invalid_blocks", found)


def check_view(view: Any, kind: str) -> None:
    """`invalid_arguments`, with the reasons, unless *kind* (modal, home) may look like this."""
    if not isinstance(view, dict) or view.get("type") != kind:
        raise refused("invalid_arguments", [f"must be of type {kind} [json-pointer:/view/type]"])
    if len(json.dumps(view)) > VIEW_BYTES:
        raise Refused("view_too_large")
    found: Problems = []
    (MODAL if kind == "modal" else HOME)(view, "/view", found)
    if not found:
        _across(view["blocks"], kind, "/view/blocks", found)
        if kind == "modal" and "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
            wrong(found, "missing required field: submit", "/view")
    if found:
        raise refused("invalid_arguments", found)


def check_options(answer: Json) -> list[Json]:
    """The options of an external select's answer, flat."""
    found: Problems = []
    if "option_groups" in answer:
        GROUPS(answer["option_groups"], "/option_groups", found)
        groups = answer["option_groups"]
    else:
        listed(OPTION, 0, 100)(answer.get("options"), "/options", found)
        groups = [answer]
    if found:
        raise refused("invalid_options", found)
    return [option for group in groups for option in group["options"]]


def _across(blocks: list[Json], where: str, at: str, found: Problems) -> None:
    seen: set[str] = set()
    for place, block in enumerate(blocks):
        here = f"{at}/{place}"
        if (name := block.get("block_id")) and name in seen:
            wrong(found, f"block_id already exists: {name}", f"{here}/block_id")
        seen.add(block.get("block_id", ""))
        _block(block, where, here, found)


def _block(block: Json, where: str, at: str, found: Problems) -> None:
    kind = block["type"]
    if kind == "section" and not (block.get("text") or block.get("fields")):
        wrong(found, "missing required field: text or fields", at)
    if kind == "image" and not (block.get("image_url") or block.get("slack_file")):
        wrong(found, "missing required field: image_url", at)
    if kind == "markdown" and where != "message":
        wrong(found, "unsupported type: markdown", f"{at}/type")
    ids: set[str] = set()
    for _, element in elements_of([block]):
        name = element.get("action_id")
        if name and name in ids:
            wrong(found, f"action_id already exists: {name}", at)
        ids.add(name or "")
        _element(element, where, at, found)


def _element(element: Json, where: str, at: str, found: Problems) -> None:
    kind = element["type"]
    if kind == "file_input" and where != "modal":
        wrong(found, "unsupported type: file_input", at)
    if kind == "plain_text_input" and element.get("min_length", 0) > element.get("max_length", 3000):
        wrong(found, "min_length must not be more than max_length", at)
    if kind == "plain_text_input" and len(element.get("initial_value") or "") > element.get("max_length", 3000):
        wrong(found, "initial_value must not be longer than max_length", at)
    if kind in ("static_select", "multi_static_select") and ("options" in element) == ("option_groups" in element):
        wrong(found, "options or option_groups, and not both", at)
    if kind in ("static_select", "radio_buttons"):
        _initial(element, [element.get("initial_option")], at, found)
    if kind in ("multi_static_select", "checkboxes"):
        _initial(element, element.get("initial_options") or [], at, found)


def _initial(element: Json, chosen: list[Json | None], at: str, found: Problems) -> None:
    offered = [*element.get("options", [])]
    offered += [option for group in element.get("option_groups", []) for option in group["options"]]
    if any(each is not None and each not in offered for each in chosen):
        wrong(found, "initial_option must be one of the options", at)
