"""Gives Discord the other names of commands, options and choices."""

from __future__ import annotations

import discord
from discord import app_commands

from adapters.discord.words import LANGUAGES, WORDS, word


class Words(app_commands.Translator):
    """From `adapters.discord.words`; None, which is English, for other languages."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, _context: app_commands.TranslationContextTypes
    ) -> str | None:
        language = locale.value.partition("-")[0]
        if language == LANGUAGES[0] or language not in LANGUAGES or string.message not in WORDS:
            return None
        return word(string.message, language)
