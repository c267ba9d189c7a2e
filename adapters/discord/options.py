"""What the options of several commands have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from discord import app_commands
from discord.app_commands import Choice, locale_str

from bot.options import DELIVERIES, EMOTIONS

EMOTION_CHOICES = [Choice(name=locale_str(emotion), value=emotion) for emotion in EMOTIONS]
FILE_CHOICES = [Choice(name=locale_str("MP3 file"), value="mp3"), Choice(name=locale_str("WAV file"), value="wav")]
FORMAT_CHOICES = [*FILE_CHOICES, Choice(name=locale_str("voice message"), value=DELIVERIES[1])]
DELIVERY_CHOICES = [
    Choice(name=locale_str("attachment"), value=DELIVERIES[0]),
    Choice(name=locale_str("voice message"), value=DELIVERIES[1]),
]
CHOICE_NAMES = ("voice", "language", "emotion", "speed", "pitch", "format", "delivery")


class Limited(app_commands.Command[Any, ..., Any]):
    """A command whose options carry fields that are known when the bot starts, or that discord.py does not know.

    *limits*: option -> fields of Discord's "Application Command Option Structure".
    """

    def __init__(self, *, limits: Mapping[str, Mapping[str, Any]], **about: Any) -> None:
        super().__init__(**about)
        self._limits = limits

    def to_dict(self, tree: app_commands.CommandTree[Any]) -> dict[str, Any]:
        """As Discord takes it in one language."""
        return self._limited(super().to_dict(tree))

    async def get_translated_payload(
        self, tree: app_commands.CommandTree[Any], translator: app_commands.Translator
    ) -> dict[str, Any]:
        """As Discord takes it in all languages; discord.py makes the options anew for it."""
        return self._limited(await super().get_translated_payload(tree, translator))

    def _limited(self, data: dict[str, Any]) -> dict[str, Any]:
        for option in data["options"]:
            option.update(self._limits.get(option["name"], {}))
        return data


def delivery_of(chosen: Choice[str] | None) -> dict[str, str]:
    """What the address notes of a chosen format: a voice message, or by all means a file."""
    if chosen is None:
        return {}
    return {"delivery": chosen.value if chosen.value in DELIVERIES else DELIVERIES[0]}
