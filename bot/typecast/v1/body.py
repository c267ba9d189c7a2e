"""An utterance as the body of POST /v1/text-to-speech, checked before it is sent (`TTSRequest`, OpenAPI 0.1.2).

| asked for               | sent                                                                                     |
|-------------------------|------------------------------------------------------------------------------------------|
| language                | ISO 639-3; nothing for `auto`                                                            |
| emotion, label          | a preset of the model; the number at its end (`happy-1`) is the legacy API's             |
| emotion scale           | `emotion_intensity`                                                                      |
| emotion prompt          | smart mode, as the text that comes before (`previous_text`)                              |
| tempo, `speed_x`        | `audio_tempo`: a factor on the duration is one on the tempo, upside down                 |
| pitch, volume, format   | the same, in `output`                                                                    |
| `hd`, `last_pitch`, `max_seconds`, `duration` | nothing: this API has no such thing; its audio is always 44.1 kHz and never cut |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.errors import BadOption, BadText
from bot.model import Utterance
from bot.options import AUTO, EMOTION_SCALE, FORMATS, LANGUAGES, PITCH, SPEED, SPEED_X, VOLUME
from bot.typecast.body import number, one_of
from bot.typecast.v1.refs import parts_of

LONGEST = 2000  # characters of a text, and of a smart prompt
V30, V21 = "ssfm-v30", "ssfm-v21"
MODELS: dict[str, tuple[str, ...]] = {  # model -> its emotions
    V30: ("normal", "happy", "sad", "angry", "whisper", "toneup", "tonedown"),
    V21: ("normal", "happy", "sad", "angry"),
}
LANGUAGE_CODES = {
    "en-us": "eng", "ko-kr": "kor", "ja-jp": "jpn", "zh-cn": "zho", "fr-fr": "fra", "de-de": "deu", "es-es": "spa",
    "pt-pt": "por", "it-it": "ita", "ru-ru": "rus", "ta-in": "tam", "ar-sa": "ara", "bg-bg": "bul", "uk-ua": "ukr",
    "hr-hr": "hrv", "cs-cz": "ces", "pl-pl": "pol", "sk-sk": "slk", "fi-fi": "fin", "ro-ro": "ron", "el-gr": "ell",
    "nl-nl": "nld", "sv-se": "swe", "tl-ph": "tgl", "id-id": "ind",
}  # fmt: skip


def body_of(utterance: Utterance, model: str) -> dict[str, Any]:
    """All keys that apply; *model* speaks where the voice is bound to none.

    Raises `BadText`, `BadOption`, and `SpeechRejected` for a voice that is another API's.
    """
    voice, bound = parts_of(utterance.voice)
    speaks = bound or (utterance.model if utterance.model in MODELS else model)
    body = {
        "voice_id": voice,
        "text": _text(utterance.text),
        "model": speaks,
        "language": _language(utterance.language),
        "prompt": _prompt(utterance, speaks),
        "output": {
            "volume": number("volume", utterance.volume, VOLUME),
            "audio_pitch": number("pitch", utterance.pitch, PITCH),
            "audio_tempo": _tempo(utterance),
            "audio_format": one_of("format", utterance.format, FORMATS),
        },
    }
    return {key: value for key, value in body.items() if value is not None}


def _text(text: str) -> str:
    if not text.strip():
        raise BadText("text.empty")
    if len(text) > LONGEST:
        raise BadText("text.too_long", length=len(text), limit=LONGEST)
    return text


def _language(code: str) -> str | None:
    one_of("language", code, (AUTO, *LANGUAGES))
    return None if code == AUTO else LANGUAGE_CODES[code]


def _tempo(utterance: Utterance) -> float | None:
    tempo, longer = number("tempo", utterance.tempo, SPEED), number("speed_x", utterance.speed_x, SPEED_X)
    return None if tempo is None else min(SPEED.high, max(SPEED.low, tempo / (longer or 1.0)))


def _prompt(utterance: Utterance, model: str) -> Mapping[str, Any] | None:
    scale = number("emotion_scale", utterance.emotion_scale, EMOTION_SCALE)
    if utterance.emotion_prompt:
        if model == V21:
            raise BadOption("option.unknown", value="emotion_prompt")
        return {"emotion_type": "smart", "previous_text": utterance.emotion_prompt[:LONGEST]}
    emotion = utterance.emotion_label or _preset(utterance.emotion or "")
    if not emotion and scale is None:
        return None
    prompt: dict[str, Any] = {"emotion_preset": _emotion(emotion or "normal", model)}
    if scale is not None:
        prompt["emotion_intensity"] = scale
    return prompt if model == V21 else {"emotion_type": "preset", **prompt}


def _preset(emotion: str) -> str:
    """`happy` for `happy-1`."""
    name, dash, figure = emotion.rpartition("-")
    return name if dash and figure.isdecimal() else emotion


def _emotion(emotion: str, model: str) -> str:
    there = MODELS.get(model, MODELS[V30])
    if emotion not in there:
        raise BadOption("option.emotion", value=emotion[:40], choices=", ".join(there))
    return emotion
