"""What a person filled in: `view.state.values`, and what Slack's program lets nobody send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.slack.model import File, Json, View
from tests.fakes.slack.rules import FILE_INPUT_BYTES, ClientRefused

if TYPE_CHECKING:
    from tests.fakes.slack.team import Team

ONE = ("static_select", "external_select", "radio_buttons")
MANY = ("multi_static_select", "multi_external_select", "checkboxes")
PLAIN = {
    "plain_text_input": "value",
    "number_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
}


def fill(
    team: Team, view: View, values: Json, files: list[File] | dict[str, list[File]], *, strict: bool = True
) -> Json:
    """`view.state.values`. *values* by block_id or action_id; what is not given keeps its initial value.

    *strict*: as on Submit, when what is required must be there.
    """
    state: dict[str, Json] = {}
    given = dict(values)
    for block, element in _stateful(view.blocks):
        keys = (block["block_id"], element["action_id"])
        if element["type"] == "file_input":
            entered: Any = files.get(keys[0], files.get(keys[1], [])) if isinstance(files, dict) else files
        else:
            entered = next((given.pop(key) for key in keys if key in given), _initial(element))
        state.setdefault(keys[0], {})[keys[1]] = entry(team, view.id, element, entered)
        if strict:
            _required(block, element, entered)
    if given:
        raise ClientRefused(f"the modal has no input {sorted(given)}")
    return state


def _stateful(blocks: list[Json]) -> list[tuple[Json, Json]]:
    found = []
    for block in blocks:
        elements = [block.get("element"), block.get("accessory"), *(block.get("elements") or [])]
        known = (*ONE, *MANY, *PLAIN, "file_input")
        found += [(block, each) for each in elements if isinstance(each, dict) and each.get("type") in known]
    return found


def _initial(element: Json) -> Any:
    if element["type"] in ONE:
        return (element.get("initial_option") or {}).get("value")
    if element["type"] in MANY:
        return [option["value"] for option in element.get("initial_options", [])]
    return next((element[key] for key in element if key.startswith("initial_")), None)


def _required(block: Json, element: Json, entered: Any) -> None:
    if block["type"] == "input" and not block.get("optional") and entered in (None, "", []):
        raise ClientRefused(f"{block['label']['text']!r} is not filled in")
    if element["type"] == "plain_text_input" and isinstance(entered, str) and entered:
        low, high = element.get("min_length", 0), element.get("max_length", 3000)
        if not low <= len(entered) <= high:
            raise ClientRefused(f"{block['label']['text']!r} takes {low} to {high} characters")


def entry(team: Team, place: str, element: Json, entered: Any) -> Json:
    """One element's state: what was typed, picked or attached."""
    kind = element["type"]
    if kind == "file_input":
        return {"type": kind, "files": [_attached(team, element, entered, each) for each in entered]}
    if kind in ONE:
        return {"type": kind, "selected_option": None if entered is None else option_of(team, place, element, entered)}
    if kind in MANY:
        return {"type": kind, "selected_options": [option_of(team, place, element, each) for each in entered or []]}
    return {"type": kind, PLAIN[kind]: entered if entered != "" else None}


def _attached(team: Team, element: Json, entered: list[File], file: File) -> Json:
    if len(entered) > element.get("max_files", 10):
        raise ClientRefused(f"at most {element.get('max_files', 10)} files")
    if len(file.data) > FILE_INPUT_BYTES:
        raise ClientRefused("a file of more than 10 MB")
    file.handed_over = True
    return team.file_json(file)


def option_of(team: Team, place: str, element: Json, wanted: str) -> Json:
    """The option on offer whose value or text is *wanted*."""
    groups = [group["options"] for group in element.get("option_groups", [])]
    shown = [*element.get("options", []), *(option for group in groups for option in group)]
    shown += team.offered.get((place, element["action_id"]), [])
    shown += [element["initial_option"]] if "initial_option" in element else []
    shown += element.get("initial_options", [])
    for option in shown:
        if wanted in (option["value"], option["text"]["text"]):
            return {"text": option["text"], "value": option["value"]}
    raise ClientRefused(f"{wanted!r} is not on offer: {[option['value'] for option in shown]}")
