"""What a /say finally asks for: the request's own options, else the caller's, else the workspace's, else neutral."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, fields, replace

from bot.errors import BadOption
from bot.model import Preferences, Say
from bot.options import AUTO, DELIVERIES, EMOTIONS, FORMATS, LANGUAGES, PITCH, SPEED, VOLUME, Range, language_of
from bot.ports import PreferenceStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Checked options, none of them open. `voice` empty: the server's default."""

    voice: str = ""
    language: str = AUTO
    emotion: str = "normal"
    speed: float = 1.0
    pitch: int = 0
    volume: int = 100
    format: str = "mp3"


async def choose(say: Say, store: PreferenceStore) -> Choices:
    """Merge and check; raises `BadOption` for the first value that cannot be."""
    mine, ours = await asyncio.gather(store.get(say.caller), store.get(replace(say.caller, user="")))
    merged = {}
    for field in fields(Choices):
        for source in (say, mine, ours):
            if (value := getattr(source, field.name, None)) is not None:
                merged[field.name] = value
                break
    return checked(Choices(**merged))


def checked(choices: Choices) -> Choices:
    """*choices* in the API's own words; raises `BadOption`."""
    number("speed", choices.speed, SPEED)
    number("pitch", choices.pitch, PITCH)
    number("volume", choices.volume, VOLUME)
    return replace(
        choices,
        language=language(choices.language),
        emotion=_one_of("emotion", choices.emotion, EMOTIONS),
        format=_one_of("format", choices.format, FORMATS),
        speed=float(choices.speed),
    )


def language(typed: str) -> str:
    """The code of the language that was typed; raises `BadOption`."""
    if (code := language_of(typed)) is None:
        raise BadOption("option.language", value=typed[:40], choices=", ".join(LANGUAGES))
    return code


def number(name: str, value: object, allowed: Range) -> None:
    """Raises `BadOption` unless *value* is a number that *allowed* holds."""
    if not allowed.holds(value):
        raise BadOption(f"option.{name}", low=f"{allowed.low:g}", high=f"{allowed.high:g}")


def check_preferences(preferences: Preferences) -> Preferences:
    """The same checks for what is kept for later; raises `BadOption`."""
    chosen = {f.name: value for f in fields(Preferences) if (value := getattr(preferences, f.name)) is not None}
    delivery = chosen.pop("delivery", None)
    good = checked(Choices(**chosen))
    if delivery is not None:
        delivery = _one_of("delivery", delivery, DELIVERIES)
    return Preferences(delivery=delivery, **{name: getattr(good, name) for name in chosen})


def _one_of(name: str, typed: str, choices: tuple[str, ...]) -> str:
    wanted = typed.strip().lower()
    if wanted not in choices:
        raise BadOption(f"option.{name}", value=typed[:40], choices=", ".join(choices))
    return wanted
