"""The fake takes no message, modal or Home tab that Slack would not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.fakes.slack.blockkit import check_blocks, check_options, check_view
from tests.fakes.slack.example import RESULT, block, clone_modal, plain
from tests.fakes.slack.rules import Refused

Json = dict[str, Any]


def words(count: int) -> str:
    return "x" * count


def option(text: int = 1, value: int = 1) -> Json:
    return {"text": plain(words(text)), "value": words(value)}


def section(text: int = 1, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": words(text)}, **more}


def button(text: int = 1, **more: Any) -> Json:
    return {"type": "button", "text": plain(words(text)), **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def typed(**more: Any) -> Json:
    return {"type": "plain_text_input", "action_id": "v", **more}


def select(*options: Json, **more: Any) -> Json:
    return {"type": "static_select", "action_id": "s", "options": list(options), **more}


def external(**more: Any) -> Json:
    return {"type": "external_select", "action_id": "s", **more}


def asked(element: Json, **more: Any) -> Json:
    return block("input", "b", element, **more)


def label(count: int) -> Json:
    return asked(typed()) | {"label": plain(words(count))}


SIZES: list[tuple[str, Callable[[int], list[Json]], int, str]] = [
    ("section text", lambda size: [section(size)], 3000, "/blocks/0/text/text"),
    ("section fields", lambda size: [{"type": "section", "fields": [plain("x")] * size}], 10, "/blocks/0/fields"),
    ("a field", lambda size: [{"type": "section", "fields": [plain(words(size))]}], 2000, "/blocks/0/fields/0/text"),
    ("header", lambda size: [{"type": "header", "text": plain(words(size))}], 150, "/blocks/0/text/text"),
    ("elements of actions", lambda size: [actions(*[button()] * size)], 25, "/blocks/0/elements"),
    ("elements of a context", lambda size: [{"type": "context", "elements": [plain("x")] * size}], 10, "/elements"),
    ("button text", lambda size: [actions(button(size))], 75, "/blocks/0/elements/0/text/text"),
    ("button value", lambda size: [actions(button(value=words(size)))], 2000, "/blocks/0/elements/0/value"),
    ("action_id", lambda size: [actions(button(action_id=words(size)))], 255, "/blocks/0/elements/0/action_id"),
    ("block_id", lambda size: [section(block_id=words(size))], 255, "/blocks/0/block_id"),
    ("options", lambda size: [actions(select(*[option()] * size))], 100, "/blocks/0/elements/0/options"),
    ("option text", lambda size: [actions(select(option(text=size)))], 75, "/options/0/text/text"),
    ("option value", lambda size: [actions(select(option(value=size)))], 150, "/options/0/value"),
    ("placeholder", lambda size: [actions(external(placeholder=plain(words(size))))], 150, "/placeholder/text"),
    ("image text", lambda size: [{"type": "image", "image_url": "x", "alt_text": words(size)}], 2000, "/alt_text"),
    ("blocks of a message", lambda size: [section()] * size, 50, "/blocks"),
]


@pytest.mark.parametrize(("build", "most", "place"), [row[1:] for row in SIZES], ids=[row[0] for row in SIZES])
def test_a_message_may_be_as_large_as_slack_says_and_no_larger(
    build: Callable[[int], list[Json]], most: int, place: str
) -> None:
    check_blocks(build(most))
    with pytest.raises(Refused) as refused:
        check_blocks(build(most + 1))

    assert refused.value.error == "invalid_blocks"
    assert any(place in each for each in refused.value.extra["errors"])


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("x"), "submit": plain("x"), "blocks": list(blocks) or [section()], **more}


VIEWS: list[tuple[str, Callable[[int], Json], int]] = [
    ("title", lambda size: modal(title=plain(words(size))), 24),
    ("submit", lambda size: modal(submit=plain(words(size))), 24),
    ("close", lambda size: modal(close=plain(words(size))), 24),
    ("private_metadata", lambda size: modal(private_metadata=words(size)), 3000),
    ("callback_id", lambda size: modal(callback_id=words(size)), 255),
    ("blocks", lambda size: modal(*[section()] * size), 100),
    ("label", lambda size: modal(label(size)), 2000),
    ("hint", lambda size: modal(asked(typed(), hint=plain(words(size)))), 2000),
    ("input's placeholder", lambda size: modal(asked(typed(placeholder=plain(words(size))))), 150),
    ("input's max_length", lambda size: modal(asked(typed(max_length=size))), 3000),
    ("input's initial value", lambda size: modal(asked(typed(initial_value=words(size)))), 3000),
    ("initial value in max_length", lambda size: modal(asked(typed(initial_value=words(size), max_length=9))), 9),
    ("max_files", lambda size: modal(asked({"type": "file_input", "action_id": "v", "max_files": size})), 10),
    ("checkboxes", lambda size: modal(asked({"type": "checkboxes", "options": [option()] * size})), 10),
]


@pytest.mark.parametrize(("build", "most"), [row[1:] for row in VIEWS], ids=[row[0] for row in VIEWS])
def test_a_modal_may_be_as_large_as_slack_says_and_no_larger(build: Callable[[int], Json], most: int) -> None:
    check_view(build(most), "modal")
    with pytest.raises(Refused) as refused:
        check_view(build(most + 1), "modal")

    assert refused.value.error == "invalid_arguments"
    assert "json-pointer:/view" in refused.value.extra["response_metadata"]["messages"][0]


FILES = asked({"type": "file_input", "action_id": "v"})
TWICE = [section(block_id="same"), section(block_id="same")]
MESSAGES: dict[str, list[Json]] = {
    "the same block_id twice": TWICE,
    "the same action_id twice in a block": [actions(button(action_id="a"), button(action_id="a"))],
    "a file input": [FILES],
    "an empty text": [section(0)],
    "a header in mrkdwn": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
    "an unknown block": [{"type": "audio"}],
    "an unknown key": [section(colour="red")],
    "a button of another style": [actions(button(style="green"))],
    "a section with nothing in it": [{"type": "section"}],
    "a text input among actions": [actions(typed())],
    "an image without its text": [{"type": "image", "image_url": "x"}],
    "an input without a label": [{"type": "input", "element": typed()}],
    "an initial option that is not on offer": [actions(select(option(), initial_option=option(2)))],
    "a select with nothing to offer": [actions({"type": "static_select", "action_id": "s"})],
    "a negative min_query_length": [actions(external(min_query_length=-1))],
    "a text where an object belongs": [{"type": "section", "text": "Hello"}],
    "too much markdown": [{"type": "markdown", "text": words(7000)}] * 2,
    "no elements": [actions()],
    "a min_length over the max_length": [asked(typed(min_length=5, max_length=4))],
}


@pytest.mark.parametrize("blocks", MESSAGES.values(), ids=MESSAGES.keys())
def test_a_message_is_refused_with(blocks: list[Json]) -> None:
    with pytest.raises(Refused, match="invalid_blocks"):
        check_blocks(blocks)


def test_blocks_are_a_list_of_objects() -> None:
    for blocks in ("[]", [["x"]], {"type": "section"}):
        with pytest.raises(Refused, match="invalid_blocks_format"):
            check_blocks(blocks)


HOME: Json = {"type": "home", "blocks": [section()]}
WRONG_VIEWS: dict[str, tuple[Json, str]] = {
    "the same block_id twice": (modal(*TWICE), "modal"),
    "inputs, and no submit": ({"type": "modal", "title": plain("x"), "blocks": [asked(typed())]}, "modal"),
    "no title": ({"type": "modal", "blocks": [section()]}, "modal"),
    "no blocks": ({"type": "modal", "title": plain("x"), "blocks": []}, "modal"),
    "a Home tab in its place": (HOME, "modal"),
    "a modal in place of a Home tab": (modal(), "home"),
    "a file input in a Home tab": (HOME | {"blocks": [FILES]}, "home"),
    "more than 100 blocks in a Home tab": (HOME | {"blocks": [section()] * 101}, "home"),
    "a title of a Home tab": (HOME | {"title": plain("x")}, "home"),
    "markdown": (modal({"type": "markdown", "text": "x"}), "modal"),
    "what only Slack may set": (modal(id="V1"), "modal"),
}


@pytest.mark.parametrize(("view", "kind"), WRONG_VIEWS.values(), ids=WRONG_VIEWS.keys())
def test_a_view_is_refused_with(view: Json, kind: str) -> None:
    with pytest.raises(Refused, match="invalid_arguments"):
        check_view(view, kind)


def test_a_view_of_more_than_250_kb_is_too_large() -> None:
    with pytest.raises(Refused, match="view_too_large"):
        check_view(modal(*[section(2900)] * 90), "modal")


def test_what_slack_takes_is_taken() -> None:
    grouped = {"type": "static_select", "option_groups": [{"label": plain("x"), "options": [option(75, 150)]}]}
    shown = [
        *RESULT,
        {"type": "divider"},
        section(accessory=button(style="danger", url="https://example.com")),
        section(accessory={"type": "overflow", "options": [option()] * 5}),
        actions(select(option(), initial_option=option()), grouped),
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}]},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
    ]
    check_blocks(shown)
    check_view(clone_modal("origin"), "modal")
    check_view(HOME | {"blocks": shown}, "home")


def test_a_select_is_offered_at_most_a_hundred_options() -> None:
    assert len(check_options({"options": [option()] * 100})) == 100
    assert check_options({"option_groups": [{"label": plain("x"), "options": [option()]}]}) == [option()]
    assert check_options({"options": []}) == []
    for answer in ({"options": [option()] * 101}, {"options": [option(76)]}, {"options": [option(1, 151)]}, {}):
        with pytest.raises(Refused, match="invalid_options"):
            check_options(answer)
