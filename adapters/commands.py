"""What people type, made into what the core understands: `/say --voice ada Good morning` and its sisters.

Every adapter with plain text uses it. Pure: no I/O, and whatever the text, it raises nothing but `Refused`.
Options stand before the spoken words or after them; between them they are words. `--` ends the options.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.errors import BadOption, Refused
from bot.flows.choices import Choices, checked
from bot.model import Caller, Say


@dataclass(frozen=True, slots=True, kw_only=True)
class AskClone:
    """/clone NAME: the recording comes by another way."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskVoices:
    """/voices [TYPED]."""

    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForget:
    """/forget NAME."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSettings:
    """/settings [NAME VALUE]; without changes: show them. An empty value forgets a choice."""

    changes: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPrivacy:
    """/privacy export, /privacy delete, and then /privacy delete yes; anything else asks what there is."""

    what: str = ""


@dataclass(frozen=True, slots=True)
class AskHelp:
    """/help."""


Typed = Say | AskClone | AskVoices | AskForget | AskSettings | AskPrivacy | AskHelp


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A row of /help and of the menu that opens at a slash."""

    name: str
    usage: str
    about: str


COMMANDS = (
    Command(name="say", usage="/say TEXT", about="Speak the text. Plain text without a slash does the same."),
    Command(name="clone", usage="/clone NAME", about="Keep a recording as a voice of yours."),
    Command(name="voices", usage="/voices", about="List the voices you can use."),
    Command(name="forget", usage="/forget NAME", about="Delete a voice of yours and its recording."),
    Command(name="settings", usage="/settings voice NAME", about="Choose what /say uses when you say nothing else."),
    Command(name="privacy", usage="/privacy export", about="Get, or delete, everything that is kept about you."),
    Command(name="help", usage="/help", about="Show the commands and their options."),
)
OPTIONS = {
    "voice": "--voice NAME",
    "language": "--lang en",
    "emotion": "--emotion happy",
    "speed": "--speed 1.2",
    "pitch": "--pitch -2",
    "format": "--format wav",
}
NOTHING = ("none", "reset")  # as a value of /settings: no choice any more

_ALIASES = {"lang": "language"}
_SHOWN = 40  # characters of what was typed that are repeated in a refusal
_MOST = 12  # options that are read at the end of one text
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»"}
_DASHES = "--|—|–"  # phones turn two hyphens into a dash
_VALUE = "|".join(rf"{left}[^{right}]{{0,200}}{right}" for left, right in _QUOTES.items()) + r"|(?!--)\S{1,200}"
_OPTION = rf"(?P<dash>{_DASHES})(?P<name>[A-Za-z][A-Za-z-]{{0,30}})(?:(?:=|\s+)(?P<value>{_VALUE}))?"
_AT_THE_START = re.compile(rf"{_OPTION}(?:\s+|$)")
_AT_THE_END = re.compile(rf"(?:^|\s){_OPTION}\s*$")
_COMMAND = re.compile(r"[/／](\S*)\s*(.*)", re.DOTALL)


def parse(line: str, caller: Caller) -> Typed:
    """What *line* asks for. Raises `Refused` for an unknown command or option, or a value out of range."""
    match = _COMMAND.fullmatch(line.strip())
    if match is None:
        return _say(line.strip(), caller)
    name, rest = match[1].lower(), match[2].strip()
    match name:
        case "say":
            return _say(rest, caller)
        case "forget":
            return _forget(rest)
        case "settings":
            return AskSettings(changes=_changes(rest))
        case _ if name in _PLAIN:
            return _PLAIN[name](rest)
        case _:
            raise Refused("command.unknown", value=_shown("/" + match[1]))


_PLAIN: Mapping[str, Callable[[str], Typed]] = {
    "clone": lambda rest: AskClone(name=_unquoted(rest)),
    "voices": lambda rest: AskVoices(typed=_unquoted(rest)),
    "privacy": lambda rest: AskPrivacy(what=" ".join(rest.lower().split())),
    "help": lambda _rest: AskHelp(),
}


def with_options(say: Say, options: Mapping[str, object]) -> Say:
    """*say* with the *options* that the text itself left open. Raises `BadOption`."""
    chosen = {name: value for name, value in read_options(options).items() if value is not None}
    return replace(say, **{name: value for name, value in chosen.items() if getattr(say, name) is None})  # type: ignore[arg-type]  # read_options made them fit


def read_options(options: Mapping[str, object]) -> dict[str, object]:
    """Options by name as the core takes them; empty values are None. Raises `BadOption` for any other name or value."""
    return {name: _read(name, value) for name, value in ((_known(raw), value) for raw, value in options.items())}


def _say(text: str, caller: Caller) -> Say:
    words, options = _taken(text)
    return with_options(Say(caller=caller, text=words), options)


def _forget(rest: str) -> AskForget:
    if not rest:
        raise Refused("voice.not_yours", name="")
    return AskForget(name=_unquoted(rest))


def _changes(rest: str) -> dict[str, object]:
    if not rest:
        return {}
    name, _, value = rest.partition(" ")
    known = _known(name.removeprefix("--"))
    value = _unquoted(value.strip())
    if not value:
        raise BadOption("option.value_missing", name=known, example=f"/settings {OPTIONS[known].removeprefix('--')}")
    return {known: "" if value.lower() in NOTHING else _read(known, value)}


def _taken(text: str) -> tuple[str, dict[str, object]]:
    options: dict[str, object] = {}
    while match := _AT_THE_START.match(text):
        if match["dash"] != "--" and not _is_known(match["name"]):
            break  # a dash that opens a line of dialogue
        options.setdefault(_known(match["name"]), _value(match))
        text = text[match.end() :]
    if text == "--" or text.startswith(("-- ", "--\n")):
        return text[2:].strip(), options
    for _ in range(_MOST):
        if (match := _AT_THE_END.search(text)) is None or not _is_known(match["name"]):
            break
        options.setdefault(_known(match["name"]), _value(match))
        text = text[: match.start()]
    return text.strip(), options


def _value(match: re.Match[str]) -> str:
    if match["value"] is None:
        name = _known(match["name"])
        raise BadOption("option.value_missing", name="--" + match["name"].lower(), example=OPTIONS[name])
    return _unquoted(match["value"])


def _is_known(name: str) -> bool:
    return _ALIASES.get(name.lower(), name.lower()) in OPTIONS


def _known(name: str) -> str:
    if not _is_known(name):
        raise BadOption("option.unknown", value=_shown(name))
    return _ALIASES.get(name.lower(), name.lower())


def _read(name: str, value: object) -> object:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    read = _READERS.get(name, _words)(value)
    return getattr(checked(Choices(**{name: read})), name)  # type: ignore[arg-type]  # the readers made it fit


def _words(value: object) -> str:
    return str(value).strip()[:200] if isinstance(value, str | int | float) else "?"


def _speed(value: object) -> float:
    """NaN, which no range holds, for what is no number."""
    try:
        return float(_words(value).replace(",", "."))
    except ValueError:
        return math.nan


def _pitch(value: object) -> float:
    """A float, which is refused, for what is no whole number."""
    pitch = _speed(value)
    return int(pitch) if pitch.is_integer() else math.nan


_READERS: dict[str, Callable[[object], object]] = {"speed": _speed, "pitch": _pitch}


def _unquoted(text: str) -> str:
    closes = _QUOTES.get(text[:1])
    return text[1:-1].strip() if closes and len(text) > 1 and text.endswith(closes) else text


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
