"""The body of POST /api/speak, checked before it is sent: what the API would refuse costs no request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.errors import BadOption, BadText, SpeechRejected
from bot.model import Utterance, VoiceKind
from bot.options import (
    ACTOR_LANGUAGES,
    AUTO,
    EMOTION_SCALE,
    EMOTIONS,
    FORMATS,
    LANGUAGES,
    LAST_PITCH,
    PITCH,
    SECONDS,
    SPEAK_LIMIT,
    SPEED,
    SPEED_X,
    VOLUME,
    Range,
)
from bot.typecast.answer import ID, INVALID_ACTOR, INVALID_RESOURCE

LABELS = ("happy", "sad", "angry")
BY_PROMPT = "emotion-prompt"
_PRESET = re.compile(r"[A-Za-z0-9-]{1,40}")
_MODEL = re.compile(r"[A-Za-z0-9._-]{1,40}")
_SENTENCES = {"tempo": "option.speed", "pitch": "option.pitch", "volume": "option.volume"}


def body_of(utterance: Utterance, *, local: bool = False) -> dict[str, Any]:
    """All keys that apply. Raises `BadText`, `BadOption`, and `SpeechRejected` for a voice id that cannot be one.

    *local*: Mynah's own speech server, whose actors speak every language (Typecast's speak five).
    """
    body = {
        "text": _text(utterance.text),
        "lang": _language(utterance, local=local),
        **_voice(utterance),
        "xapi_hd": utterance.hd,
        "xapi_audio_format": one_of("format", utterance.format, FORMATS),
        "model_version": _matching("model", utterance.model, _MODEL),
        "volume": number("volume", utterance.volume, VOLUME),
        "pitch": number("pitch", utterance.pitch, PITCH),
        "last_pitch": number("last_pitch", utterance.last_pitch, LAST_PITCH),
        "max_seconds": number("max_seconds", utterance.max_seconds, SECONDS),
        **_length(utterance),
        **_mood(utterance),
    }
    return {key: value for key, value in body.items() if value is not None}


def languages_of(kind: VoiceKind, *, local: bool) -> tuple[str, ...]:
    """What a voice of that kind can be asked to speak."""
    return ACTOR_LANGUAGES if kind is VoiceKind.ACTOR and not local else tuple(LANGUAGES)


def _text(text: str) -> str:
    if not text.strip():
        raise BadText("text.empty")
    if len(text) > SPEAK_LIMIT:
        raise BadText("text.too_long", length=len(text), limit=SPEAK_LIMIT)
    return text


def _language(utterance: Utterance, *, local: bool) -> str:
    return one_of("language", utterance.language, (AUTO, *languages_of(utterance.voice.kind, local=local)))


def _voice(utterance: Utterance) -> Mapping[str, str]:
    voice = utterance.voice
    by_actor = voice.kind is VoiceKind.ACTOR
    if not ID.fullmatch(voice.id):
        raise SpeechRejected("not a voice's id", code=INVALID_ACTOR if by_actor else INVALID_RESOURCE)
    if by_actor:
        return {"tts_mode": "actor", "actor_id": voice.id}
    return {"tts_mode": "audio_file", "speak_resource_id": voice.id}


def _length(utterance: Utterance) -> Mapping[str, Any]:
    """`duration` needs the default tempo and speed_x (docs.typecast.ai, fixed_amount): it decides alone."""
    tempo = number("tempo", utterance.tempo, SPEED)
    speed_x = number("speed_x", utterance.speed_x, SPEED_X)
    if utterance.duration is not None:
        return {"duration": number("duration", utterance.duration, SECONDS)}
    return {"tempo": tempo, "speed_x": speed_x}


def _mood(utterance: Utterance) -> Mapping[str, Any]:
    """A prompt and a label each need a preset of their own (docs.typecast.ai, custom_emotion and ssfm_emotion)."""
    mood: dict[str, Any] = {"emotion_scale": number("emotion_scale", utterance.emotion_scale, EMOTION_SCALE)}
    if utterance.emotion_prompt:
        return mood | {"emotion_tone_preset": BY_PROMPT, "emotion_prompt": utterance.emotion_prompt}
    if utterance.emotion_label:
        label = one_of("emotion", utterance.emotion_label, LABELS)
        return mood | {"emotion_tone_preset": "normal-1", "emotion_label": label}
    if utterance.emotion and not _PRESET.fullmatch(utterance.emotion):
        raise BadOption("option.emotion", value=utterance.emotion[:40], choices=", ".join(EMOTIONS))
    return mood | {"emotion_tone_preset": utterance.emotion}


def number(name: str, value: float | None, allowed: Range) -> float | None:
    """*value*, when it is allowed or open. Raises `BadOption`."""
    if value is None or allowed.holds(value):
        return value
    key = _SENTENCES.get(name, "option.number")
    raise BadOption(key, name=name, low=f"{allowed.low:g}", high=f"{allowed.high:g}")


def one_of(name: str, value: str, choices: tuple[str, ...]) -> str:
    """*value*, when it is one of *choices*. Raises `BadOption`."""
    if value not in choices:
        raise BadOption(f"option.{name}", value=value[:40], choices=", ".join(choices))
    return value


def _matching(name: str, value: str, pattern: re.Pattern[str]) -> str:
    if not pattern.fullmatch(value):
        raise BadOption("option.unknown", value=name)
    return value
