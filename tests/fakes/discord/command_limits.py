"""The limits of application commands: names, numbers, translations, 8000 characters in all.

https://discord.com/developers/docs/interactions/application-commands
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

from tests.fakes.discord.refusals import Json, Problem

CHAT, USER, MESSAGE = 1, 2, 3
MOST = {CHAT: 100, USER: 15, MESSAGE: 15}
SUBCOMMAND, GROUP, STRING, INTEGER, ATTACHMENT, NUMBER = 1, 2, 3, 4, 11, 10
OPTION_KINDS = range(SUBCOMMAND, ATTACHMENT + 1)
LOCALES = {
    *("id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR"),
    *("ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko"),
}
INDIC_OR_THAI = ((0x0900, 0x097F), (0xA8E0, 0xA8FF), (0x0E00, 0x0E7F))


def problems_of(commands: list[Json]) -> Iterator[Problem]:
    """What Discord has against this list of commands."""
    for kind, most in MOST.items():
        if sum(command.get("type", CHAT) == kind for command in commands) > most:
            yield _bad("", f"at most {most} commands of type {kind}")
    names = Counter((command.get("type", CHAT), command.get("name")) for command in commands)
    for (_, name), count in names.items():
        if count > 1:
            yield Problem(
                at="name", code="APPLICATION_COMMANDS_DUPLICATE_NAME", message=f"Names must be unique: {name!r}"
            )
    for number, command in enumerate(commands):
        yield from _command(str(number), command)


def _command(at: str, command: Json) -> Iterator[Problem]:
    if command.get("type", CHAT) == CHAT:
        yield from _named(at, command)
        yield from _options(f"{at}.options", command.get("options") or [], 0)
    else:
        yield from _texts(f"{at}.name", command, "name", 32)
        if command.get("description") or command.get("options"):
            yield _bad(at, "a context menu has neither description nor options")
    if _size(command) > 8000:
        yield _bad(at, "Command exceeds maximum size (8000)", "APPLICATION_COMMAND_TOO_LARGE")


def _named(at: str, item: Json) -> Iterator[Problem]:
    yield from _texts(f"{at}.name", item, "name", 32)
    yield from _texts(f"{at}.description", item, "description", 100)
    for key, name in [("name", item.get("name")), *(item.get("name_localizations") or {}).items()]:
        if name and not is_name(name):
            yield _bad(f"{at}.{key}", f"{name!r} is not a name of a command", "APPLICATION_COMMAND_INVALID_NAME")


def is_name(name: str) -> bool:
    """Discord's pattern for slash commands and options, of 1 to 32 characters; no capital where there is a small one."""
    return 1 <= len(name) <= 32 and name == name.lower() and all(map(_is_letter, name))


def _is_letter(char: str) -> bool:
    indic_or_thai = any(first <= ord(char) <= last for first, last in INDIC_OR_THAI)
    return char in "-_'" or unicodedata.category(char)[0] in "LN" or indic_or_thai


def _texts(at: str, item: Json, key: str, most: int) -> Iterator[Problem]:
    text = item.get(key)
    if not isinstance(text, str) or not 1 <= len(text) <= most:
        yield _bad(at, f"Must be between 1 and {most} in length.", "BASE_TYPE_BAD_LENGTH")
    for locale, translated in (item.get(f"{key}_localizations") or {}).items():
        if locale not in LOCALES:
            yield _bad(f"{at}_localizations.{locale}", "no such locale", "DICT_TYPE_CONVERT")
        elif translated is not None and not 1 <= len(translated) <= most:
            yield _bad(
                f"{at}_localizations.{locale}", f"Must be between 1 and {most} in length.", "BASE_TYPE_BAD_LENGTH"
            )


def _options(at: str, options: list[Json], depth: int) -> Iterator[Problem]:
    if len(options) > 25:
        yield _bad(at, "Must be 25 or fewer in length.", "BASE_TYPE_MAX_LENGTH")
    if any(count > 1 for count in Counter(option.get("name") for option in options).values()):
        yield _bad(at, "names of options must differ", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS")
    needed = [bool(option.get("required")) for option in options]
    if needed != sorted(needed, reverse=True):
        yield _bad(at, "Required options must be placed before non-required options")
    for number, option in enumerate(options):
        where = f"{at}.{number}"
        yield from _named(where, option)
        if option.get("type") not in OPTION_KINDS:
            yield _bad(f"{where}.type", "no such type of option")
        elif option["type"] in (SUBCOMMAND, GROUP):
            yield from _nested(where, option, depth)
        else:
            yield from _value(where, option)


def _nested(at: str, option: Json, depth: int) -> Iterator[Problem]:
    if depth >= (1 if option["type"] == GROUP else 2):
        yield _bad(f"{at}.type", "nested too deep")
    else:
        yield from _options(f"{at}.options", option.get("options") or [], depth + 1)


def _value(at: str, option: Json) -> Iterator[Problem]:
    kind, choices = option["type"], option.get("choices") or []
    if len(choices) > 25:
        yield _bad(f"{at}.choices", "Must be 25 or fewer in length.", "BASE_TYPE_MAX_LENGTH")
    if choices and option.get("autocomplete"):
        yield _bad(f"{at}.autocomplete", "choices and autocomplete exclude each other")
    if (choices or option.get("autocomplete")) and kind not in (STRING, INTEGER, NUMBER):
        yield _bad(f"{at}.choices", "not for this type")
    for number, choice in enumerate(choices):
        yield from _texts(f"{at}.choices.{number}.name", choice, "name", 100)
        if isinstance(choice["value"], str) and not 1 <= len(choice["value"]) <= 100:
            yield _bad(f"{at}.choices.{number}.value", "Must be between 1 and 100 in length.", "BASE_TYPE_BAD_LENGTH")
    yield from _bounds(at, option)


def _bounds(at: str, option: Json) -> Iterator[Problem]:
    for key, least in (("min_length", 0), ("max_length", 1)):
        if option.get(key) is not None and (option["type"] != STRING or not least <= option[key] <= 6000):
            yield _bad(f"{at}.{key}", f"for strings, {least} to 6000")
    for key in ("min_value", "max_value"):
        if option.get(key) is not None and option["type"] not in (INTEGER, NUMBER):
            yield _bad(f"{at}.{key}", "for numbers only")
    if option.get("file_types") and option["type"] != ATTACHMENT:
        yield _bad(f"{at}.file_types", "for attachments only")


def _size(item: Json) -> int:
    """Names, descriptions and values of a command and all in it; of translations the longest counts."""
    size = sum(_longest(item, key) for key in ("name", "description"))
    if isinstance(item.get("value"), str):
        size += len(item["value"])
    return size + sum(_size(each) for key in ("options", "choices") for each in item.get(key) or [])


def _longest(item: Json, key: str) -> int:
    texts = [item.get(key) or "", *(item.get(f"{key}_localizations") or {}).values()]
    return max(len(text or "") for text in texts)


def _bad(at: str, message: str, code: str = "APPLICATION_COMMAND_INVALID") -> Problem:
    return Problem(at=at.strip(".") or "commands", code=code, message=message)
