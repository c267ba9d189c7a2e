"""/say and "Speak this message"."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice, Range, locale_str

from adapters.discord.accept import Front, Interaction, caller_of, guarded
from adapters.discord.names import NameBook
from adapters.discord.options import EMOTION_CHOICES, FORMAT_CHOICES, Limited, delivery_of
from adapters.discord.speakable import readable
from adapters.discord.suggestions import Suggestions
from bot.errors import BadText
from bot.model import Say

LONGEST = 6000  # characters of an option (Discord, "Application Command Option Structure")


def say_command(front: Front, suggestions: Suggestions, book: NameBook) -> app_commands.Command[Any, ..., Any]:
    """The command, its text limited to what one /say may have."""

    @app_commands.describe(
        text="What to say",
        voice="Whose voice; type to search",
        emotion="How it is said",
        speed="0.5 is slow, 2 is fast",
        pitch="Semitones, -12 to 12",
        language="Found out from the text if left out",
        audio="How the sound comes",
        private="Only you can see and hear it",
    )
    @app_commands.rename(audio=locale_str("format"))
    @app_commands.choices(emotion=EMOTION_CHOICES, audio=FORMAT_CHOICES)
    @app_commands.autocomplete(voice=suggestions.voice, language=suggestions.language)
    async def say(  # noqa: PLR0913, PLR0917 - each is an option of the command
        interaction: Interaction,
        text: Range[str, 1, 6000],
        voice: Range[str, 1, 100] | None = None,
        emotion: Choice[str] | None = None,
        speed: Range[float, 0.5, 2.0] | None = None,
        pitch: Range[int, -12, 12] | None = None,
        language: Range[str, 1, 40] | None = None,
        audio: Choice[str] | None = None,
        private: bool = False,  # noqa: FBT001, FBT002 - discord.py passes options by name
    ) -> None:
        async def doing() -> None:
            caller = caller_of(interaction)
            names = await book.names(interaction, text)
            suggestions.used(caller, voice)
            request = Say(
                caller=caller,
                text=readable(text, names, caller.locale) or text,
                voice=voice,
                emotion=emotion.value if emotion else None,
                speed=speed,
                pitch=pitch,
                language=language,
                format=audio.value if audio and audio.value in ("mp3", "wav") else None,
            )
            await front.accept(interaction, request, private=private, more=delivery_of(audio))

        await guarded(interaction, doing)

    limit = min(front.app.settings.max_text, LONGEST)
    return Limited(
        name="say",
        description="Speak a text; everyone here can play it",
        callback=say,
        limits={"text": {"max_length": limit}},
    )


def speak_menu(front: Front, book: NameBook) -> app_commands.ContextMenu:
    """The entry in a message's menu. Who chose it asked; what is said is the message's text."""

    async def speak(interaction: Interaction, message: discord.Message) -> None:
        async def doing() -> None:
            caller = caller_of(interaction)
            text = message.content or _shown_of(message)
            if not text.strip():
                raise BadText("discord.no_text")
            names = await book.names(interaction, text, [*message.mentions, message.author])
            await front.accept(interaction, Say(caller=caller, text=readable(text, names, caller.locale) or text))

        await guarded(interaction, doing)

    return app_commands.ContextMenu(name=locale_str("Speak this message"), callback=speak)


def _shown_of(message: discord.Message) -> str:
    """The words of a message that has none of its own: of its embeds."""
    return "\n".join(filter(None, (embed.description or embed.title for embed in message.embeds)))
