"""What POST /api/speak asks for: the checks of its body, and the plain order that the worker gets.

The ranges are those of Typecast's documents. Order of the checks: JSON, not enough, wrong type, invalid. A key that is
not in the table is ignored, and an optional key that is null counts as absent (inferred).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.options import (
    ACTOR_LANGUAGES,
    AUTO,
    EMOTION_SCALE,
    FORMATS,
    LANGUAGES,
    LAST_PITCH,
    PITCH,
    SECONDS,
    SPEAK_LIMIT,
    SPEED,
    SPEED_X,
    VOLUME,
)
from bot.speech import actors, mood
from bot.speech.languages import missing
from bot.speech.refusal import invalid, mismatch, not_enough
from bot.speech.script import language_by_script, pronounceable

_HEX24 = re.compile(r"[0-9a-f]{24}")
ACTOR, AUDIO_FILE = "actor", "audio_file"
DEFAULT_MAX_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One utterance, checked. `voice` is a stock voice's name, `resource` the id of a cloned one: one of both is set.

    `speed` is tempo / speed_x (bigger is faster); `scale` 0..2 is how much of the preset is applied.
    """

    text: str = field(repr=False)
    language: str
    voice: str = ""
    resource: str = ""
    format: str = "wav"
    hd: bool = False
    preset: str = mood.NEUTRAL
    scale: float = 1.0
    volume: int = 100
    speed: float = 1.0
    pitch: int = 0
    last_pitch: int = 0
    max_seconds: float = DEFAULT_MAX_SECONDS
    duration: float | None = None

    def plain(self) -> dict[str, Any]:
        """For the pipe to the worker."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the body: its type and which values are allowed."""

    name: str
    kind: tuple[type, ...]
    holds: Callable[[Any], bool] = lambda _value: True

    def fits(self, value: object) -> bool:
        """A bool is neither an int nor a float here."""
        return isinstance(value, self.kind) and (bool in self.kind or not isinstance(value, bool))


def _one_of(*choices: str) -> Callable[[Any], bool]:
    return lambda value: value in choices


_NUMBER = (int, float)
KEYS = (
    Key("text", (str,), lambda text: 0 < len(text) <= SPEAK_LIMIT and pronounceable(text)),
    Key("tts_mode", (str,), _one_of(ACTOR, AUDIO_FILE)),
    Key("actor_id", (str,)),
    Key("speak_resource_id", (str,), lambda text: bool(_HEX24.fullmatch(text))),
    Key("lang", (str,), _one_of(AUTO, *LANGUAGES)),
    Key("xapi_hd", (bool,)),
    Key("xapi_audio_format", (str,), _one_of(*FORMATS)),
    Key("model_version", (str,), _one_of(actors.VERSION, *actors.ALIASES)),
    Key("emotion_tone_preset", (str,), lambda text: text == mood.BY_PROMPT or mood.preset_of(text) is not None),
    Key("emotion_prompt", (str,), lambda text: 0 < len(text.strip()) <= SPEAK_LIMIT),
    Key("emotion_label", (str,), _one_of(*mood.LABELS)),
    Key("emotion_scale", _NUMBER, EMOTION_SCALE.holds),
    Key("volume", (int,), VOLUME.holds),
    Key("speed_x", _NUMBER, SPEED_X.holds),
    Key("tempo", _NUMBER, SPEED.holds),
    Key("pitch", (int,), PITCH.holds),
    Key("last_pitch", (int,), LAST_PITCH.holds),
    Key("max_seconds", _NUMBER, SECONDS.holds),
    Key("duration", _NUMBER, SECONDS.holds),
)


def order_of(body: Mapping[str, Any], *, strict: bool = False) -> Order:
    """Check *body* and make an order of it; raises `ApiError`.

    *strict* refuses what Typecast's documents do not allow but this server can do: actors in more than five languages.
    """
    given = {key.name: body[key.name] for key in KEYS if body.get(key.name) is not None}
    _enough(given)
    for key in KEYS:
        if key.name in given and not key.fits(given[key.name]):
            raise mismatch(key.name)
    _valid(given)
    by_actor = given.get("tts_mode", ACTOR) == ACTOR
    language = _language(given, strict=strict and by_actor)
    preset, scale = _mood(given)
    return Order(
        text=given["text"],
        language=language,
        voice=_voice(given["actor_id"]) if by_actor else "",
        resource="" if by_actor else given["speak_resource_id"],
        format=given.get("xapi_audio_format", "wav"),
        hd=given.get("xapi_hd", False),
        preset=preset,
        scale=scale,
        volume=given.get("volume", 100),
        speed=given.get("tempo", 1.0) / given.get("speed_x", 1.0),
        pitch=given.get("pitch", 0),
        last_pitch=given.get("last_pitch", 0),
        max_seconds=given.get("max_seconds", DEFAULT_MAX_SECONDS),
        duration=given.get("duration"),
    )


def _enough(given: Mapping[str, Any]) -> None:
    wanted = ["text", "lang", "speak_resource_id" if given.get("tts_mode") == AUDIO_FILE else "actor_id"]
    if given.get("emotion_tone_preset") == mood.BY_PROMPT:
        wanted.append("emotion_prompt")  # inferred: nothing says what a preset by prompt is without one
    if absent := [name for name in wanted if name not in given]:
        raise not_enough(*absent)


def _valid(given: Mapping[str, Any]) -> None:
    unused = {"actor_id" if given.get("tts_mode") == AUDIO_FILE else "speak_resource_id"}
    if given.get("emotion_tone_preset") != mood.BY_PROMPT:
        unused.add("emotion_prompt")
    for key in KEYS:
        if key.name in given and key.name not in unused and not key.holds(given[key.name]):
            raise invalid(key.name, _why(key.name, given))


def _why(name: str, given: Mapping[str, Any]) -> str:
    if name != "text":
        return ""
    text = given["text"]
    return f"1 to {SPEAK_LIMIT} characters" if len(text) > SPEAK_LIMIT or not text else "nothing to pronounce"


def _voice(actor_id: str) -> str:
    actor = actors.BY_ID.get(actor_id.removeprefix("tc_"))  # newer clients write the prefix of the current API
    if actor is None:
        raise invalid("actor_id")
    return actor.voice


def _language(given: Mapping[str, Any], *, strict: bool) -> str:
    asked = str(given["lang"])
    if strict and asked not in (AUTO, *ACTOR_LANGUAGES):
        raise invalid("lang")
    language = language_by_script(given["text"]) or AUTO if asked == AUTO else asked
    if language != AUTO and (install := missing(language)):
        raise invalid("lang", f"{LANGUAGES[language]} needs more on this server: {install}")
    return language


def _mood(given: Mapping[str, Any]) -> tuple[str, float]:
    scale = float(given.get("emotion_scale", 1.0))
    if label := given.get("emotion_label"):
        return str(label), scale
    asked = given.get("emotion_tone_preset", "normal-1")
    if asked != mood.BY_PROMPT:
        return mood.preset_of(asked) or mood.NEUTRAL, scale
    preset, strength = mood.mood_of(given["emotion_prompt"])
    return preset, min(2.0, strength * scale)
