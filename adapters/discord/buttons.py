"""The buttons under a clip: Again, Other voice, Slower, Delete. They need nothing but the message they are on.

No view is kept in memory and nothing is stored: a button works after a restart, in another process, and years later.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, cast

import discord
from discord import ui

from adapters.discord.accept import Front, Interaction, caller_of, guarded
from adapters.discord.asking import NO, YES, Answers
from adapters.discord.clone import AGREE, DROP, FORM, Cloning
from adapters.discord.privacy import Erasing
from adapters.discord.show import Said, escaped, read_back
from adapters.discord.suggestions import Suggestions
from adapters.discord.words import word
from bot.errors import BadText, DeliveryError, Refused
from bot.model import Reply

PICK, PICK_PRIVATE = "m1:pick", "m1:whisper"  # a voice was chosen; for a clip that all can hear, or one person

Press = Callable[[Interaction, str], Awaitable[Reply | None]]


class Buttons:
    """Takes every click and every form that comes back, by the id it carries."""

    def __init__(self, front: Front, suggestions: Suggestions, cloning: Cloning) -> None:
        self._front, self._suggestions = front, suggestions
        answers = Answers(front)
        self._presses: dict[str, Press] = {
            "m1:again": self._again,
            "m1:slower": self._again,
            "m1:other": self._other,
            "m1:delete": self._delete,
            PICK: self._picked,
            PICK_PRIVATE: self._whispered,
            AGREE: cloning.agreed,
            DROP: cloning.dropped,
            FORM: cloning.submitted,
            YES: answers.agreed,
            NO: answers.declined,
            **Erasing(front).presses,
        }

    async def take(self, interaction: Interaction) -> None:
        """Do what the click means; other people's ids are left alone. Never raises."""
        if interaction.type not in (discord.InteractionType.component, discord.InteractionType.modal_submit):
            return
        custom_id = str(_data_of(interaction).get("custom_id", ""))
        action, _, packed = custom_id.partition(":")
        name, _, packed = packed.partition(":")
        if press := self._presses.get(f"{action}:{name}"):
            await guarded(interaction, lambda: press(interaction, packed))

    async def _again(self, interaction: Interaction, packed: str) -> None:
        said, caller = _said(packed), caller_of(interaction)
        await self._front.accept(interaction, said.say(caller, _text_of(interaction)), private=_private(interaction))

    async def _other(self, interaction: Interaction, packed: str) -> None:
        """Ask which voice, with the text once more, so that the answer needs no memory either."""
        said, locale = _said(packed), interaction.locale.value
        names = [voice.name for voice in await self._suggestions.voices(caller_of(interaction))]
        action = PICK_PRIVATE if _private(interaction) else PICK
        menu: ui.Select[ui.View] = ui.Select(
            custom_id=f"{action}:{said.pack()}", placeholder=word("Choose a voice", locale)
        )
        for name in names:
            menu.add_option(label=name, value=name)
        view = ui.View(timeout=None)
        view.add_item(menu)
        view.stop()
        embed = discord.Embed(description=escaped(_text_of(interaction)))
        await interaction.response.send_message(embed=embed, view=view, ephemeral=True)

    async def _picked(self, interaction: Interaction, packed: str, *, private: bool = False) -> None:
        chosen = _data_of(interaction).get("values") or []
        voice = str(chosen[0]) if isinstance(chosen, list) and chosen else ""
        caller = caller_of(interaction)
        self._suggestions.used(caller, voice)
        said = replace(_said(packed), voice=voice)
        await self._front.accept(interaction, said.say(caller, _text_of(interaction)), private=private)

    async def _whispered(self, interaction: Interaction, packed: str) -> None:
        await self._picked(interaction, packed, private=True)

    async def _delete(self, interaction: Interaction, owner: str) -> None:
        """The requester or a moderator; in a conversation without a server, whoever is in it.

        A voice message is another message than the one with its words and buttons: it goes where the bot is a member.
        """
        moderator = interaction.guild_id is None or interaction.permissions.manage_messages
        if str(interaction.user.id) != owner and not moderator:
            raise Refused("discord.not_yours")
        await interaction.response.defer()
        if spoken := _original_of(interaction):
            with contextlib.suppress(DeliveryError):  # gone already, or where the bot is no member
                path = f"/channels/{interaction.channel_id}/messages/{spoken}"
                await self._front.rest.call("DELETE", path, as_bot=True)
        await interaction.delete_original_response()


def _data_of(interaction: Interaction) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", interaction.data or {})


def _private(interaction: Interaction) -> bool:
    """Whether only one person sees the message that was clicked."""
    return bool(interaction.message and interaction.message.flags.ephemeral)


def _original_of(interaction: Interaction) -> int | None:
    """The message that the clicked one follows: for words and buttons, the voice message (Discord tells its id)."""
    about = interaction.message.interaction_metadata if interaction.message else None
    return about.original_response_message_id if about else None


def _said(packed: str) -> Said:
    try:
        return Said.unpack(packed)
    except ValueError:
        raise Refused("request.broken") from None


def _text_of(interaction: Interaction) -> str:
    """The words in the message that was clicked."""
    message = interaction.message
    for embed in message.embeds if message else ():
        if embed.description:
            return read_back(embed.description)
    raise BadText("discord.no_text")
