"""How something was said, as it fits into a button (2,000 characters): what Again repeats and Other voice starts from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.errors import Refused
from bot.model import Caller, Reply, Say

_KEYS = {"voice": "v", "language": "l", "emotion": "e", "speed": "s", "pitch": "p", "requester": "u", "format": "f"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The options of one /say, and who asked for it. The text is not among them: it stands in the message itself."""

    requester: str = ""
    voice: str | None = None
    language: str | None = None
    emotion: str | None = None
    speed: float | None = None
    pitch: int | None = None
    format: str | None = None

    def dump(self) -> str:
        held = {short: getattr(self, name) for name, short in _KEYS.items()}
        return json.dumps({key: value for key, value in held.items() if value is not None}, separators=(",", ":"))

    def say(self, caller: Caller, text: str) -> Say:
        return Say(
            caller=caller,
            text=text,
            voice=self.voice,
            language=self.language,
            emotion=self.emotion,
            speed=self.speed,
            pitch=self.pitch,
            format=self.format,
        )


def chosen_of(say: Say, reply: Reply) -> Chosen:
    """What *say* asked for; its voice by the name that spoke in the end, for a default may change."""
    return Chosen(
        requester=say.caller.user,
        voice=reply.voice or say.voice,
        language=say.language,
        emotion=say.emotion,
        speed=say.speed,
        pitch=say.pitch,
        format=say.format,
    )


def load(value: str) -> Chosen:
    """The opposite of `Chosen.dump`. Raises `Refused` for what no button of ours holds."""
    try:
        held: Any = json.loads(value or "{}")
    except ValueError:
        held = None
    if not isinstance(held, Mapping):
        raise Refused("slack.stale")
    known: dict[str, Any] = {name: held[short] for name, short in _KEYS.items() if short in held}
    kinds: dict[str, type | tuple[type, ...]] = {"speed": (int, float), "pitch": int}
    good: dict[str, Any] = {
        name: it for name, it in known.items() if isinstance(it, kinds.get(name, str)) and not isinstance(it, bool)
    }
    return replace(Chosen(), **good)
