"""What a user types behind a slash, held to what the client would let through."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fakes.discord.cdn import Upload
from tests.fakes.discord.command_limits import ATTACHMENT, GROUP, INTEGER, NUMBER, STRING, SUBCOMMAND
from tests.fakes.discord.refusals import CannotDo, Json
from tests.fakes.discord.world import Account, Channel, Role

BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE = 5, 6, 7, 8, 9
AUDIO = (".mp3", ".m4a", ".wav", ".ogg", ".opus", ".flac")  # the file group "audio": what Discord plays in place
KINDS: dict[int, tuple[type, ...]] = {
    STRING: (str,),
    INTEGER: (int,),
    BOOLEAN: (bool,),
    USER: (Account,),
    CHANNEL: (Channel,),
    ROLE: (Role,),
    MENTIONABLE: (Account, Role),
    NUMBER: (int, float),
    ATTACHMENT: (Upload,),
}


@dataclass(frozen=True, kw_only=True)
class Typed:
    """One option as the client sends it; `thing` is what its id stands for."""

    option: Json
    thing: Upload | Account | Channel | Role | None = None


def find(command: Json, path: list[str]) -> Json:
    """The command, or the subcommand of it, that *path* names.

    :raises CannotDo: there is none, or the path ends too early.
    """
    for name in path:
        inner = [each for each in command["options"] if each["name"] == name and each["type"] in (SUBCOMMAND, GROUP)]
        if not inner:
            raise CannotDo(f"{command['name']!r} has no subcommand {name!r}")
        command = {"options": []} | inner[0]
    if any(each["type"] in (SUBCOMMAND, GROUP) for each in command["options"]):
        raise CannotDo(f"{command['name']!r} needs a subcommand")
    return command


def typed(command: Json, values: dict[str, object], *, focused: str | None = None) -> list[Typed]:
    """The options as typed; with *focused* they may be incomplete, for autocomplete.

    :raises CannotDo: the client would not send this.
    """
    known = {each["name"]: each for each in command["options"]}
    if unknown := values.keys() - known.keys():
        raise CannotDo(f"{command['name']!r} has no option {sorted(unknown)}")
    missing = [name for name, each in known.items() if each.get("required") and name not in values]
    if missing and focused is None:
        raise CannotDo(f"{command['name']!r} needs {missing}")
    if focused is not None and not known.get(focused, {}).get("autocomplete"):
        raise CannotDo(f"{focused!r} has no autocomplete")
    return [_typed(known[name], value, focused=name == focused) for name, value in values.items()]


def _typed(spec: Json, value: object, *, focused: bool) -> Typed:
    name, kind = spec["name"], spec["type"]
    if focused:
        return Typed(option={"name": name, "type": kind, "value": str(value), "focused": True})
    if not isinstance(value, KINDS[kind]) or (isinstance(value, bool) and kind != BOOLEAN):
        raise CannotDo(f"{name!r} takes no {type(value).__name__}")
    if spec.get("choices"):
        value = _chosen(spec, value)
    if isinstance(value, Upload | Account | Channel | Role):
        _check_thing(spec, value)
        return Typed(option={"name": name, "type": kind, "value": getattr(value, "id", "")}, thing=value)
    _check_bounds(spec, value)
    return Typed(option={"name": name, "type": kind, "value": value})


def _chosen(spec: Json, value: object) -> object:
    for choice in spec["choices"]:
        if value in (choice["value"], choice["name"], *(choice.get("name_localizations") or {}).values()):
            return choice["value"]
    raise CannotDo(f"{value!r} is no choice of {spec['name']!r}")


def _check_bounds(spec: Json, value: object) -> None:
    if isinstance(value, str):
        size, least, most = len(value), spec.get("min_length", 0), spec.get("max_length", 6000)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        size, least, most = value, spec.get("min_value", value), spec.get("max_value", value)  # type: ignore[assignment]
    else:
        return
    if not (least or 0) <= size <= most:
        raise CannotDo(f"{spec['name']!r} must be between {least} and {most}")
    if spec.get("required") and value == "":
        raise CannotDo(f"{spec['name']!r} is required")


def _check_thing(spec: Json, thing: object) -> None:
    if isinstance(thing, Channel) and spec.get("channel_types") and thing.type not in spec["channel_types"]:
        raise CannotDo(f"{spec['name']!r} takes no channel of type {thing.type}")
    if isinstance(thing, Upload):
        check_file_types(spec, thing)


def check_file_types(spec: Json, file: Upload) -> None:
    """Hold a file to `file_types` (Discord, August 2026): groups such as "audio", or endings.

    :raises CannotDo: the picker would not show it.
    """
    wanted = spec.get("file_types") or []
    name = file.filename.lower()
    fits = any(
        name.endswith(AUDIO) if each == "audio" else name.endswith(each) or file.content_type.startswith(f"{each}/")
        for each in wanted
    )
    if wanted and not fits:
        raise CannotDo(f"{file.filename!r} is none of {wanted}")
