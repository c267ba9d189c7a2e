"""Block Kit as its reference has it (docs.slack.dev/reference/block-kit): every block, element and limit that it names."""

from __future__ import annotations

from tests.fakes.slack.shapes import Check, anything, by_type, flag, integer, listed, shape, string, text, word

KIND: dict[str, Check] = {"type": anything}
ID = string(255)
PLACEHOLDER = text(150)
CONFIRM = shape(
    {"title": text(100), "text": text(300, markup=True), "confirm": text(30), "deny": text(30)},
    {"style": word("primary", "danger")},
)
OPTION = shape({"text": text(75), "value": string(150)}, {"description": text(75)})
RICH_OPTION = shape({"text": text(75, markup=True), "value": string(150)}, {"description": text(75, markup=True)})
MENU_OPTION = shape({"text": text(75), "value": string(150)}, {"description": text(75), "url": string(3000)})
OPTIONS = listed(OPTION, 1, 100)
GROUPS = listed(shape({"label": text(75), "options": OPTIONS}), 1, 100)
COMMON: dict[str, Check] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": flag}
SELECT: dict[str, Check] = COMMON | {"placeholder": PLACEHOLDER}
MANY: dict[str, Check] = {"max_selected_items": integer(1, 100)}
TYPED: dict[str, Check] = SELECT | {"initial_value": string(3000, 0), "dispatch_action_config": anything}
CHOICE = shape(KIND | {"options": listed(RICH_OPTION, 1, 10)}, COMMON | {"initial_options": anything})
RADIO = shape(KIND | {"options": listed(RICH_OPTION, 1, 10)}, COMMON | {"initial_option": anything})
IMAGE = shape(KIND | {"alt_text": string(2000)}, {"image_url": string(3000), "slack_file": anything})
ADDED: dict[str, Check] = {"options": OPTIONS, "option_groups": GROUPS}
PEOPLE: dict[str, Check] = SELECT | {"filter": anything, "default_to_current_conversation": flag}
PEOPLE |= {"response_url_enabled": flag}


def _one(kind: str) -> Check:
    return shape(KIND, PEOPLE | {f"initial_{kind}": string(255)})


def _several(kind: str) -> Check:
    return shape(KIND, PEOPLE | MANY | {f"initial_{kind}s": listed(string(255), 0, 100)})


BUTTON = shape(
    KIND | {"text": text(75)},
    COMMON
    | {"value": string(2000), "url": string(3000), "style": word("primary", "danger")}
    | {"accessibility_label": string(75)},
)
ELEMENTS: dict[str, Check] = {
    "button": BUTTON,
    "checkboxes": CHOICE,
    "radio_buttons": RADIO,
    "overflow": shape(KIND | {"options": listed(MENU_OPTION, 1, 5)}, COMMON),
    "static_select": shape(KIND, SELECT | ADDED | {"initial_option": OPTION}),
    "multi_static_select": shape(KIND, SELECT | ADDED | MANY | {"initial_options": OPTIONS}),
    "external_select": shape(KIND, SELECT | {"min_query_length": integer(0, 255), "initial_option": OPTION}),
    "multi_external_select": shape(
        KIND, SELECT | MANY | {"min_query_length": integer(0, 255), "initial_options": OPTIONS}
    ),
    "users_select": _one("user"),
    "conversations_select": _one("conversation"),
    "channels_select": _one("channel"),
    "multi_users_select": _several("user"),
    "multi_conversations_select": _several("conversation"),
    "multi_channels_select": _several("channel"),
    "datepicker": shape(KIND, SELECT | {"initial_date": string(10)}),
    "timepicker": shape(KIND, SELECT | {"initial_time": string(5), "timezone": string(64)}),
    "datetimepicker": shape(KIND, COMMON | {"initial_date_time": integer(10**9, 10**10)}),
    "plain_text_input": shape(
        KIND, TYPED | {"multiline": flag, "min_length": integer(0, 3000), "max_length": integer(1, 3000)}
    ),
    "number_input": shape(
        KIND | {"is_decimal_allowed": flag}, TYPED | {"min_value": string(32), "max_value": string(32)}
    ),
    "email_text_input": shape(KIND, TYPED),
    "url_text_input": shape(KIND, TYPED),
    "file_input": shape(KIND, {"action_id": ID, "filetypes": listed(string(32), 1, 100), "max_files": integer(1, 10)}),
}
IN_INPUT = {each: it for each, it in ELEMENTS.items() if each not in ("button", "overflow")}
ONLY_INPUT = ("plain_text_input", "number_input", "email_text_input", "url_text_input", "file_input")
IN_SECTION = {each: it for each, it in ELEMENTS.items() if each not in ONLY_INPUT} | {"image": IMAGE}
IN_ACTIONS = {each: it for each, it in IN_SECTION.items() if each != "image" and not each.startswith("multi_")}
IN_CONTEXT: dict[str, Check] = {
    "image": IMAGE,
    "plain_text": text(3000),
    "mrkdwn": text(3000, markup=True),
}
RICH = by_type(
    dict.fromkeys(
        ("rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"),
        shape(KIND | {"elements": listed(anything, 0, 1000)}, dict.fromkeys(("style", "indent", "border"), anything)),
    )
)
BLOCK: dict[str, Check] = {"block_id": ID}
BLOCKS: dict[str, Check] = {
    "actions": shape(KIND | {"elements": listed(by_type(IN_ACTIONS), 1, 25)}, BLOCK),
    "context": shape(KIND | {"elements": listed(by_type(IN_CONTEXT), 1, 10)}, BLOCK),
    "divider": shape(KIND, BLOCK),
    "header": shape(KIND | {"text": text(150)}, BLOCK),
    "image": shape(
        KIND | {"alt_text": string(2000)},
        BLOCK | {"image_url": string(3000), "slack_file": anything, "title": text(2000)},
    ),
    "input": shape(
        KIND | {"label": text(2000), "element": by_type(IN_INPUT)},
        BLOCK | {"hint": text(2000), "optional": flag, "dispatch_action": flag},
    ),
    "markdown": shape(KIND | {"text": string(12_000)}, BLOCK),
    "rich_text": shape(KIND | {"elements": listed(RICH, 0, 1000)}, BLOCK),
    "section": shape(
        KIND,
        BLOCK
        | {"text": text(3000, markup=True), "fields": listed(text(2000, markup=True), 1, 10)}
        | {"accessory": by_type(IN_SECTION), "expand": flag},
    ),
}
ANY_BLOCK = by_type(BLOCKS)
METADATA: dict[str, Check] = {"private_metadata": string(3000, 0), "callback_id": string(255, 0)}
METADATA |= {"external_id": string(255, 0)}
HOME = shape(KIND | {"blocks": listed(ANY_BLOCK, 0, 100)}, METADATA)
MODAL = shape(
    KIND | {"title": text(24), "blocks": listed(ANY_BLOCK, 1, 100)},
    METADATA
    | {"submit": text(24), "close": text(24)}
    | {"clear_on_close": flag, "notify_on_close": flag, "submit_disabled": flag},
)
MESSAGE = listed(ANY_BLOCK, 0, 50)
