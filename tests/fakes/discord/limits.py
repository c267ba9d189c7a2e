"""The limits of messages, components and modals, enforced whether or not Discord's OpenAPI document is at hand.

https://discord.com/developers/docs/resources/message and /components/reference
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.fakes.discord.message import BUTTON, COMPONENTS_V2, INTERACTIVE, SELECTS, STRING_SELECT, TEXT_DISPLAY, walk
from tests.fakes.discord.refusals import Json, Problem, malformed

ROW, TEXT_INPUT, LABEL, FILE_UPLOAD = 1, 4, 18, 19
LINK_STYLE = 5
EMBED_TEXTS = {"title": 256, "description": 4096, "author.name": 256, "footer.text": 2048}


def check_message(body: Json) -> None:
    """Refuse with 50035 what is too long, too many or not allowed in a message.

    :raises Refused: with `errors` that name each place.
    """
    problems = [*_texts(body), *_embeds(body.get("embeds") or [])]
    components = body.get("components") or []
    if body.get("flags", 0) & COMPONENTS_V2:
        problems += _newer(body, components)
    else:
        problems += _rows(components)
    problems += _interactive(components)
    if problems:
        raise malformed(problems)


def check_modal(data: Json) -> None:
    """Refuse with 50035 a modal that Discord would not show."""
    problems = [*_length("title", data.get("title"), 1, 45), *_length("custom_id", data.get("custom_id"), 1, 100)]
    components = data.get("components") or []
    problems += _count("components", components, 1, 5)
    for at, each in _numbered("components", components):
        if each["type"] == LABEL:
            problems += [*_length(f"{at}.label", each.get("label"), 1, 45)]
            problems += [*_length(f"{at}.description", each.get("description", ""), 0, 100)]
            problems += _field(f"{at}.component", each["component"])
        elif each["type"] == ROW:
            problems += [problem for where, child in _numbered(f"{at}.components", each["components"])
                         for problem in _field(where, child)]  # fmt: skip
        elif each["type"] != TEXT_DISPLAY:
            problems.append(_wrong(f"{at}.type", "not allowed in a modal"))
    if problems:
        raise malformed(problems)


def check_choices(choices: list[Json]) -> None:
    """Refuse with 50035 what autocomplete must not offer."""
    problems = [*_count("data.choices", choices, 0, 25)]
    for at, choice in _numbered("data.choices", choices):
        problems += _length(f"{at}.name", choice.get("name"), 1, 100)
        if isinstance(choice.get("value"), str):
            problems += _length(f"{at}.value", choice["value"], 1, 100)
    if problems:
        raise malformed(problems)


def bound(field: Json, key: str, default: int) -> int:
    """A number of a component; null is as good as not there, and discord.py sends it."""
    value = field.get(key)
    return default if value is None else int(value)


def _texts(body: Json) -> Iterator[Problem]:
    yield from _length("content", body.get("content") or "", 0, 2000)
    if nonce := body.get("nonce"):
        yield from _length("nonce", str(nonce), 1, 25)


def _embeds(embeds: list[Json]) -> Iterator[Problem]:
    yield from _count("embeds", embeds, 0, 10)
    total = 0
    for at, embed in _numbered("embeds", embeds):
        for key, most in EMBED_TEXTS.items():
            outer, _, inner = key.partition(".")
            text = (embed.get(outer) or {}).get(inner) if inner else embed.get(outer)
            total += len(text or "")
            yield from _length(f"{at}.{key}", text or "", 0, most)
        fields = embed.get("fields") or []
        yield from _count(f"{at}.fields", fields, 0, 25)
        for where, field in _numbered(f"{at}.fields", fields):
            total += len(field["name"]) + len(field["value"])
            yield from _length(f"{where}.name", field["name"], 1, 256)
            yield from _length(f"{where}.value", field["value"], 1, 1024)
    if total > 6000:
        yield Problem(at="embeds", code="MAX_EMBED_SIZE_EXCEEDED", message="Embed size exceeds maximum size of 6000")


def _rows(components: list[Json]) -> Iterator[Problem]:
    yield from _count("components", components, 0, 5)
    for at, row in _numbered("components", components):
        if row["type"] != ROW:
            yield _wrong(f"{at}.type", "needs the flag IS_COMPONENTS_V2")
            continue
        yield from _count(f"{at}.components", row["components"], 1, 5)
        kinds = [each["type"] for each in row["components"]]
        if any(kind in SELECTS for kind in kinds) and len(kinds) > 1:
            yield _wrong(f"{at}.components", "a select needs a row of its own")


def _newer(body: Json, components: list[Json]) -> Iterator[Problem]:
    for key in ("content", "embeds"):
        if body.get(key):
            yield _wrong(key, "cannot be used with the flag IS_COMPONENTS_V2")
    everything = list(walk(components))
    yield from _count("components", everything, 0, 40)
    words = sum(len(each["content"]) for each in everything if each["type"] == TEXT_DISPLAY)
    if words > 4000:
        yield Problem(at="components", code="COMPONENT_MAX_TEXT", message="Must be 4000 or fewer characters in all.")


def _interactive(components: list[Json]) -> Iterator[Problem]:
    found = [each for each in walk(components) if each["type"] in INTERACTIVE]
    for at, each in _numbered("components", found):
        yield from _button(at, each) if each["type"] == BUTTON else _select(at, each)
    ids = Counter(each["custom_id"] for each in found if "custom_id" in each)
    for custom_id, count in ids.items():
        if count > 1:
            yield Problem(
                at="components",
                code="COMPONENT_CUSTOM_ID_DUPLICATED",
                message=f"Component custom id cannot be duplicated: {custom_id!r}",
            )


def _button(at: str, button: Json) -> Iterator[Problem]:
    yield from _length(f"{at}.label", button.get("label") or "", 0, 80)
    if not button.get("label") and not button.get("emoji"):
        yield _wrong(f"{at}.label", "a label or an emoji is required")
    link = button.get("style") == LINK_STYLE
    if link != ("url" in button) or link == ("custom_id" in button):
        yield _wrong(at, "a button has either a url (style 5) or a custom_id")
    if not link:
        yield from _length(f"{at}.custom_id", button.get("custom_id"), 1, 100)


def _select(at: str, select: Json) -> Iterator[Problem]:
    yield from _length(f"{at}.custom_id", select.get("custom_id"), 1, 100)
    yield from _length(f"{at}.placeholder", select.get("placeholder") or "", 0, 150)
    if select["type"] == STRING_SELECT:
        options = select.get("options") or []
        yield from _count(f"{at}.options", options, 1, 25)
        for where, option in _numbered(f"{at}.options", options):
            yield from _length(f"{where}.label", option.get("label"), 1, 100)
            yield from _length(f"{where}.value", option.get("value"), 1, 100)
            yield from _length(f"{where}.description", option.get("description") or "", 0, 100)
        values = Counter(option.get("value") for option in options)
        if any(count > 1 for count in values.values()):
            yield _wrong(f"{at}.options", "the values of options must differ")
    if not 0 <= bound(select, "min_values", 1) <= bound(select, "max_values", 1) <= 25:
        yield _wrong(f"{at}.max_values", "min_values and max_values must be ordered and at most 25")


def _field(at: str, field: Json) -> Iterator[Problem]:
    """A field of a modal."""
    yield from _length(f"{at}.custom_id", field.get("custom_id"), 1, 100)
    if field["type"] == TEXT_INPUT:
        yield from _length(f"{at}.value", field.get("value") or "", 0, 4000)
        yield from _length(f"{at}.placeholder", field.get("placeholder") or "", 0, 100)
        if not 0 <= bound(field, "min_length", 0) <= bound(field, "max_length", 4000) <= 4000:
            yield _wrong(f"{at}.max_length", "min_length and max_length must be ordered and at most 4000")
    elif field["type"] == FILE_UPLOAD:
        if not 0 <= bound(field, "min_values", 1) <= bound(field, "max_values", 1) <= 10:
            yield _wrong(f"{at}.max_values", "min_values and max_values must be ordered and at most 10")
    elif field["type"] in SELECTS:
        yield from _select(at, field)


def _numbered(at: str, items: list[Json]) -> Iterator[tuple[str, Json]]:
    for number, item in enumerate(items):
        yield f"{at}.{number}", item


def _length(at: str, text: str | None, least: int, most: int) -> Iterator[Problem]:
    if text is None:
        yield Problem(at=at, code="BASE_TYPE_REQUIRED", message="This field is required")
    elif not least <= len(text) <= most:
        message = f"Must be between {least} and {most} in length." if least else f"Must be {most} or fewer in length."
        yield Problem(at=at, code="BASE_TYPE_BAD_LENGTH" if least else "BASE_TYPE_MAX_LENGTH", message=message)


def _count(at: str, items: list[Json], least: int, most: int) -> Iterator[Problem]:
    if not least <= len(items) <= most:
        message = f"Must be between {least} and {most} in length."
        yield Problem(at=at, code="BASE_TYPE_BAD_LENGTH", message=message)


def _wrong(at: str, message: str) -> Problem:
    return Problem(at=at, code="COMPONENT_VALIDATION_FAILED", message=message)
