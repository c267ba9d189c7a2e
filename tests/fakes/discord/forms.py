"""Fills a modal in, held to what the client would let through."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tests.fakes.discord.cdn import Upload
from tests.fakes.discord.exchange import Modal
from tests.fakes.discord.limits import FILE_UPLOAD, TEXT_INPUT, bound
from tests.fakes.discord.message import SELECTS
from tests.fakes.discord.options import check_file_types
from tests.fakes.discord.refusals import CannotDo, Json

RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX, TEXT_DISPLAY = 21, 22, 23, 10
Value = object  # words, a choice or several, a boolean, a file or several: as the field has it
Keep = Callable[[Upload], Json]


def filled(modal: Modal, values: Mapping[str, Value], keep: Keep) -> Json:
    """`data` of the submission: *values* by custom_id or by the words beside a field; *keep* uploads a file.

    :raises CannotDo: the client would not send this.
    """
    named = {modal.labels.get(key, key): value for key, value in values.items()}
    if unknown := named.keys() - modal.fields.keys():
        raise CannotDo(f"the form has no field {sorted(unknown)}")
    attachments: dict[str, Json] = {}

    def fill(field: Json) -> Json:
        answer = {"type": field["type"], "id": field.get("id", 0), "custom_id": field["custom_id"]}
        value = named.get(field["custom_id"])
        if field["type"] == FILE_UPLOAD:
            files = [keep(file) for file in _files(field, value)]
            attachments.update({file["id"]: file for file in files})
            return answer | {"values": [file["id"] for file in files]}
        return answer | _answer(field, value)

    components = [_outer(each, fill) for each in modal.data["components"]]
    data: Json = {"custom_id": modal.data["custom_id"], "components": components}
    return data | ({"resolved": {"attachments": attachments}} if attachments else {})


def _outer(component: Json, fill: Callable[[Json], Json]) -> Json:
    answer: Json = {"type": component["type"], "id": component.get("id", 0)}
    if "component" in component:
        return answer | {"component": fill(component["component"])}
    if component["type"] == TEXT_DISPLAY:
        return answer
    return answer | {"components": [fill(each) for each in component["components"]]}


def _answer(field: Json, value: Value) -> Json:
    kind = field["type"]
    if kind == TEXT_INPUT:
        return {"value": _text(field, value)}
    if kind == CHECKBOX:
        return {"value": bool(field.get("default") if value is None else value)}
    if kind == RADIO_GROUP:
        chosen = _options(field, [value] if isinstance(value, str) else [])
        return {"value": chosen[0] if chosen else None}
    if kind == CHECKBOX_GROUP or kind in SELECTS:
        return {"values": _options(field, _several(value))}
    raise CannotDo(f"a field of type {kind} is not known here")


def _text(field: Json, value: Value) -> str:
    text = field.get("value") or "" if value is None else value
    if not isinstance(text, str):
        raise CannotDo(f"{field['custom_id']!r} takes words")
    least = bound(field, "min_length", 1 if field.get("required", True) else 0)
    if (text or field.get("required", True)) and not max(least, 1) <= len(text) <= bound(field, "max_length", 4000):
        raise CannotDo(f"{field['custom_id']!r}: {len(text)} characters do not fit")
    return text


def _options(field: Json, chosen: Sequence[object]) -> list[str]:
    offered = {option["value"]: option for option in field.get("options", [])}
    by_label = {option["label"]: option["value"] for option in field.get("options", [])}
    values = [by_label.get(str(each), str(each)) for each in chosen]
    if not chosen:
        values = [value for value, option in offered.items() if option.get("default")]
    check_chosen(field, values)
    return values


def check_chosen(field: Json, values: Sequence[str]) -> None:
    """Hold what was chosen in a select or group to its options and counts.

    :raises CannotDo: it is not offered, or too many, or too few.
    """
    offered = [option["value"] for option in field.get("options", [])]
    if offered and not set(values) <= set(offered):
        raise CannotDo(f"{field['custom_id']!r} offers {offered}")
    least, most = bound(field, "min_values", 1), bound(field, "max_values", 1)
    optional = field.get("required") is False and not values
    if not optional and not least <= len(values) <= most:
        raise CannotDo(f"{field['custom_id']!r} takes {least} to {most}")


def _files(field: Json, value: Value) -> list[Upload]:
    files = [each for each in _several(value) if isinstance(each, Upload)]
    least, most = bound(field, "min_values", 1), bound(field, "max_values", 1)
    if not (least if field.get("required", True) or files else 0) <= len(files) <= most:
        raise CannotDo(f"{field['custom_id']!r} takes {least} to {most} files")
    for file in files:
        check_file_types(field, file)
    return files


def _several(value: Value) -> list[object]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
