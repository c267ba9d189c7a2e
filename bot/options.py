"""The ranges of everything a caller can set: one table for the flows, the client, the page and the terminal.

The figures are those of POST /api/speak (Typecast's legacy API documents).
"""

from __future__ import annotations

from dataclasses import dataclass

SPEAK_LIMIT = 350  # characters in one POST /api/speak; the unit is not published, so the bot splits earlier
ACTOR_LANGUAGES = ("en-us", "ko-kr", "ja-jp", "es-es", "zh-cn")
LANGUAGES: dict[str, str] = {
    "en-us": "English",
    "ko-kr": "Korean",
    "ja-jp": "Japanese",
    "zh-cn": "Chinese",
    "fr-fr": "French",
    "de-de": "German",
    "es-es": "Spanish",
    "pt-pt": "Portuguese",
    "it-it": "Italian",
    "ru-ru": "Russian",
    "ta-in": "Tamil",
    "ar-sa": "Arabic",
    "bg-bg": "Bulgarian",
    "uk-ua": "Ukrainian",
    "hr-hr": "Croatian",
    "cs-cz": "Czech",
    "pl-pl": "Polish",
    "sk-sk": "Slovak",
    "fi-fi": "Finnish",
    "ro-ro": "Romanian",
    "el-gr": "Greek",
    "nl-nl": "Dutch",
    "sv-se": "Swedish",
    "tl-ph": "Tagalog",
    "id-id": "Indonesian",
}
AUTO = "auto"
EMOTIONS = ("normal", "happy", "sad", "angry", "toneup", "tonedown")
FORMATS = ("mp3", "wav")
DELIVERIES = ("file", "voice-message")  # a voice message is a platform's own: a clip without words or buttons


@dataclass(frozen=True, slots=True)
class Range:
    """A number from `low` to `high`, both included."""

    low: float
    high: float
    whole: bool = False

    def holds(self, value: object) -> bool:
        """True for a number of the right kind inside the range; a bool is no number here."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return (not self.whole or isinstance(value, int)) and self.low <= value <= self.high


SPEED = Range(0.5, 2.0)  # what a person sets: bigger is faster; sent as `tempo`
PITCH = Range(-12, 12, whole=True)
VOLUME = Range(0, 200, whole=True)
SPEED_X = Range(0.5, 1.5)
LAST_PITCH = Range(-2, 2, whole=True)
SECONDS = Range(1, 60)
EMOTION_SCALE = Range(0, 2)


def language_of(text: str) -> str | None:
    """The code for what a person typed (`en`, `en-US`, `english`, `auto`), or None when there is no such language."""
    wanted = text.strip().lower().replace("_", "-")
    if wanted == AUTO or wanted in LANGUAGES:
        return wanted
    for code, name in LANGUAGES.items():
        if wanted in (name.lower(), code.partition("-")[0]):
            return code
    return None
