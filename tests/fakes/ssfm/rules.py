"""What the API refuses in a body, and with which words. Each check stands for a line of its OpenAPI document."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tests.fakes.ssfm.cloud import EMOTIONS, V21, V30, FakeSsfm

LANGUAGES: dict[str, list[str]] = json.loads(Path(__file__).with_name("languages.json").read_text("utf-8"))
VOICE_ID = re.compile(r"(tc|uc)_[A-Za-z0-9]{1,64}")
LONGEST = 2000


class ApiError(Exception):
    """An answer that is an error: its status and its whole body."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(status)
        self.status, self.body = status, body


def detail(status: int, words: str) -> ApiError:
    """`{"detail": words}`."""
    return ApiError(status, {"detail": words})


def coded(status: int, code: str, words: str) -> ApiError:
    """`{"error_code": code, "message": words}`."""
    return ApiError(status, {"error_code": code, "message": words})


def invalid(*where: str | int, why: str = "Input should be valid") -> ApiError:
    """FastAPI's 422."""
    return ApiError(422, {"detail": [{"loc": ["body", *where], "msg": why, "type": "value_error"}]})


def judge(cloud: FakeSsfm, body: dict[str, Any], *, streamed: bool = False) -> None:
    """A `TTSRequest`. Raises `ApiError`."""
    _strings(body, ("voice_id", "text", "model"))
    if not 1 <= len(body["text"]) <= LONGEST:
        raise invalid("text", why="String should have at most 2000 characters")
    if body["model"] not in EMOTIONS:
        raise invalid("model")
    language = body.get("language")
    if language is not None and str(language).lower() not in LANGUAGES[body["model"]]:
        raise invalid("language")
    _prompt(body.get("prompt"), body["model"])
    _output(body.get("output"), streamed=streamed)
    _voice(cloud, body["voice_id"], body["model"])
    if not any(letter.isalnum() for letter in body["text"]):
        raise coded(422, "TEXT_NOT_SYNTHESIZABLE", "The text cannot be synthesized")


def _strings(body: dict[str, Any], names: Iterable[str]) -> None:
    for name in names:
        if not isinstance(body.get(name), str):
            raise invalid(name, why="Field required")


def _voice(cloud: FakeSsfm, voice_id: str, model: str) -> None:
    if not VOICE_ID.fullmatch(voice_id):
        raise detail(400, "Invalid voice_id")
    mine = cloud.cloned(voice_id)
    stock = cloud.stock(voice_id)
    if mine is None and stock is None:
        raise detail(404, "Voice not found")
    models = [mine.model] if mine else [row["version"] for row in (stock or {})["models"]]
    if model not in models:
        raise detail(400, "The voice does not support this model")


def _prompt(prompt: Any, model: str) -> None:
    if prompt is None:
        return
    if not isinstance(prompt, dict):
        raise invalid("prompt")
    kind = prompt.get("emotion_type", "preset")
    known = {"emotion_type", "emotion_preset", "emotion_intensity"}
    if model == V30 and kind == "smart":
        known = {"emotion_type", "previous_text", "next_text"}
    if prompt.keys() - known or kind not in ("preset", "smart") or (model == V21 and "emotion_type" in prompt):
        raise invalid("prompt", "emotion_type", why="Extra inputs are not permitted")
    if prompt.get("emotion_preset", "normal") not in EMOTIONS[model]:
        raise invalid("prompt", "emotion_preset")
    _number(prompt.get("emotion_intensity", 1.0), 0, 2, "prompt", "emotion_intensity")
    for name in ("previous_text", "next_text"):
        if len(prompt.get(name) or "") > LONGEST:
            raise invalid("prompt", name)


def _output(output: Any, *, streamed: bool) -> None:
    if output is None:
        return
    if not isinstance(output, dict):
        raise invalid("output")
    checks: dict[str, Callable[[Any], None]] = {
        "audio_pitch": lambda value: _number(value, -12, 12, "output", "audio_pitch", whole=True),
        "audio_tempo": lambda value: _number(value, 0.5, 2, "output", "audio_tempo"),
        "target_lufs": lambda value: _number(value, -70, 0, "output", "target_lufs"),
        "remove_silence_ms": lambda value: _number(value, 0, 1000, "output", "remove_silence_ms", whole=True),
        "audio_format": _format,
    }
    if not streamed:
        checks["volume"] = lambda value: _number(value, 0, 200, "output", "volume", whole=True)
    for name, value in output.items():
        if name not in checks:
            raise invalid("output", name, why="Extra inputs are not permitted")
        checks[name](value)
    if {"volume", "target_lufs"} <= output.keys():
        raise invalid("output", why="volume and target_lufs cannot be used together")


def _format(value: Any) -> None:
    if value not in ("wav", "mp3"):
        raise invalid("output", "audio_format")


def _number(value: Any, low: float, high: float, *where: str, whole: bool = False) -> None:
    kinds = int if whole else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:
        raise invalid(*where)
