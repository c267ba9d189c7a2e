"""/settings, /server-settings, /usage and /help: what holds when nothing else is said, and what there is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, fields
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice, Range, locale_str

from adapters.discord.accept import Front, Interaction, caller_of, guarded, server_of
from adapters.discord.options import CHOICE_NAMES, DELIVERY_CHOICES, EMOTION_CHOICES, FILE_CHOICES
from adapters.discord.suggestions import Suggestions
from bot.model import Caller, Preferences, Reply
from bot.replies import sentence

Command = app_commands.Command[Any, ..., Any]
Whose = Callable[[Interaction], Caller]


def settings_command(front: Front, suggestions: Suggestions) -> Command:
    """The caller's own choices."""
    return _choosing(front, suggestions, caller_of, "settings", "What /say uses when you say nothing else")


def server_settings_command(front: Front, suggestions: Suggestions) -> Command:
    """The server's, for whoever may manage it; an admin can give it to other roles in the server's own settings."""
    command = _choosing(
        front,
        suggestions,
        server_of,
        "server-settings",
        "What is used on this server when a member chose nothing",
    )
    command.default_permissions = discord.Permissions(manage_guild=True)
    # what is not said here would be as for the other commands
    command.allowed_contexts = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
    command.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)
    return command


def _choosing(front: Front, suggestions: Suggestions, whose: Whose, name: str, about: str) -> Command:
    @app_commands.describe(
        voice="Whose voice; type to search",
        language="Found out from the text if left out",
        emotion="How it is said",
        speed="0.5 is slow, 2 is fast",
        pitch="Semitones, -12 to 12",
        audio="How the sound comes",
        reply="An attachment with the words, or a voice message",
        reset="Forget all of these choices",
    )
    @app_commands.rename(audio=locale_str("format"))
    @app_commands.choices(emotion=EMOTION_CHOICES, audio=FILE_CHOICES, reply=DELIVERY_CHOICES)
    @app_commands.autocomplete(voice=suggestions.voice, language=suggestions.language)
    async def choose(  # noqa: PLR0913, PLR0917 - each is an option of the command
        interaction: Interaction,
        voice: Range[str, 1, 100] | None = None,
        language: Range[str, 1, 40] | None = None,
        emotion: Choice[str] | None = None,
        speed: Range[float, 0.5, 2.0] | None = None,
        pitch: Range[int, -12, 12] | None = None,
        audio: Choice[str] | None = None,
        reply: Choice[str] | None = None,
        reset: bool = False,  # noqa: FBT001, FBT002 - discord.py passes options by name
    ) -> None:
        chosen: dict[str, object] = {
            "voice": voice,
            "language": language,
            "emotion": emotion.value if emotion else None,
            "speed": speed,
            "pitch": pitch,
            "format": audio.value if audio else None,
            "delivery": reply.value if reply else None,
        }
        if reset:
            chosen = {option: "" if value is None else value for option, value in chosen.items()}
        await guarded(interaction, lambda: _changed(front, whose(interaction), interaction.locale.value, chosen))

    return app_commands.Command(name=name, description=about, callback=choose)


async def _changed(front: Front, whose: Caller, locale: str, chosen: Mapping[str, object]) -> Reply:
    """Make the changes, if there are any; what holds now."""
    if any(value is not None for value in chosen.values()):
        # An empty string forgets a choice, also where a number is expected (Flows.prefer).
        wanted = Preferences(**{field.name: chosen.get(field.name) for field in fields(Preferences)})  # type: ignore[arg-type]  # Discord checked them
        return await front.app.flows.prefer(whose, wanted)
    now = asdict(await front.app.flows.preferences(whose))
    told = ", ".join(f"{name} {now[name]}" for name in CHOICE_NAMES if now[name] is not None)
    key = "discord.settings" if told else "discord.settings_none"
    return Reply(words=sentence(key, locale, choices=told), private=True)


def usage_command(front: Front) -> Command:
    """What the caller has used."""

    async def usage(interaction: Interaction) -> None:
        await guarded(interaction, lambda: front.app.flows.usage(caller_of(interaction)))

    return app_commands.Command(name="usage", description="What you have used and what is left", callback=usage)


def help_command(mentions: Callable[[], Awaitable[str]]) -> Command:
    """The commands, each something that can be clicked."""

    async def show_help(interaction: Interaction) -> None:
        async def doing() -> Reply:
            words = sentence("discord.help", interaction.locale.value, commands=await mentions())
            return Reply(words=words, private=True)

        await guarded(interaction, doing)

    return app_commands.Command(name="help", description="What this bot can do", callback=show_help)
