"""Asking a member whether their voice may be cloned: the question, its two buttons, and what came of it.

The question goes to their direct messages; where these are closed, into the channel, and only they can press. The
buttons carry the secret of the ask and the language they were shown in, so that no process has to remember anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from adapters.discord.accept import Front, Interaction, caller_of
from adapters.discord.rest import Declined, Rest
from adapters.discord.show import BUTTON, PRIMARY_STYLE, ROW, SECONDARY, Payload, words_message
from adapters.discord.words import language_of, word
from bot.errors import AddressExpired, Refused
from bot.flows import Flows
from bot.flows.consent import BROUGHT, mention
from bot.logs import describe, get_logger
from bot.model import Ask, Clone, Job, Outcome, Reply
from bot.ports import Checkpoint
from bot.replies import sentence

YES, NO = "m1:yes", "m1:no"
TOLD = "told"  # checkpoint: the one who asked knows what came of it
DIRECTLY, HERE, NOWHERE = "dm", "here", "nowhere"

logger = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Questions:
    """Brings questions to people, and the answers back, with nothing but plain data."""

    rest: Rest
    flows: Flows

    async def ask(self, job: Job, ask: Ask, checkpoint: Checkpoint) -> Reply:
        """Bring the question; the words for the one who asks. Once, however often it is tried: the nonce is the ask's."""
        if not (where := job.checkpoints.get(BROUGHT)):
            where = await self._brought(job, ask)
            await checkpoint(BROUGHT, where)
        key = {DIRECTLY: "ask.sent", HERE: "ask.sent_here"}.get(where, "ask.unreachable")
        if where == NOWHERE and isinstance(job.request, Clone):
            await self.flows.unask(job.request, ask.id, checkpoint, job.checkpoints)
        words = sentence(key, ask.caller.locale, who=mention(ask.speaker))
        return Reply(words=words, private=True, refused=where == NOWHERE)

    async def tell(self, job: Job, reply: Reply, checkpoint: Checkpoint) -> None:
        """What came of an ask, to the one who asked: directly, else in the channel it was asked from."""
        if job.checkpoints.get(TOLD):
            return
        user = job.request.caller.user
        once = _once(job.id.rpartition(":")[2][:20] + "told")
        try:
            await self._directly(user, words_message(reply.words) | once)
        except (Declined, AddressExpired):
            try:
                await self._here(job, words_message(f"{mention(user)} {reply.words}") | _calling(user) | once)
            except (Declined, AddressExpired) as nobody:  # the voice is in their list, or it is not
                logger.info("nobody could be told what came of an ask", error=describe(nobody))
        await checkpoint(TOLD, "yes")

    async def _brought(self, job: Job, ask: Ask) -> str:
        locale = ask.caller.locale
        question = self.flows.question(ask, locale)
        message = question_message(f"{question}\n<#{job.address.channel}>", ask.id, locale) | _once(ask.id)
        try:
            await self._directly(ask.speaker, message)
        except (Declined, AddressExpired):
            text = f"{mention(ask.speaker)} {question}"
            message = question_message(text, ask.id, locale) | _calling(ask.speaker) | _once(ask.id)
            try:
                await self._here(job, message)
            except (Declined, AddressExpired):
                return NOWHERE
            return HERE
        return DIRECTLY

    async def _directly(self, user: str, message: Payload) -> None:
        channel = await self.rest.call("POST", "/users/@me/channels", {"recipient_id": user}, as_bot=True)
        await self.rest.call("POST", f"/channels/{channel['id']}/messages", message, as_bot=True)

    async def _here(self, job: Job, message: Payload) -> None:
        if job.address.more.get("member") != "yes":
            raise AddressExpired("the bot is no member of that channel's server")
        await self.rest.call("POST", f"/channels/{job.address.channel}/messages", message, as_bot=True)


@dataclass(frozen=True, slots=True)
class Answers:
    """Takes the presses under a question."""

    front: Front

    async def agreed(self, interaction: Interaction, packed: str) -> Reply | None:
        """They agree: at once, if they read it in their own language; else they are shown it in that one first."""
        shown, _, ask_id = packed.partition(":")
        flows, locale = self.front.app.flows, interaction.locale.value
        ask = await flows.asked(caller_of(interaction), ask_id)
        if language_of(locale) != shown:
            view = ui.View(timeout=None)
            for button in _buttons(ask_id, locale):
                view.add_item(ui.Button(style=discord.ButtonStyle(button.pop("style")), **_plain(button)))
            view.stop()
            await interaction.response.send_message(flows.question(ask, locale), ephemeral=True, view=view)
            return None
        statement = interaction.message.content if interaction.message else ""
        await self._answered(interaction, ask, Outcome.AGREED, statement)
        return None

    async def declined(self, interaction: Interaction, packed: str) -> Reply | None:
        """They do not: nothing is made, and the recording goes."""
        ask = await self.front.app.flows.asked(caller_of(interaction), packed.partition(":")[2])
        await self._answered(interaction, ask, Outcome.REFUSED)
        return None

    async def _answered(self, interaction: Interaction, ask: Ask, outcome: Outcome, statement: str = "") -> None:
        if not await self.front.app.answer(ask, outcome, statement):
            raise Refused("ask.over")
        key = "ask.agreed" if outcome is Outcome.AGREED else "ask.declined"
        words = sentence(key, interaction.locale.value, who=mention(ask.caller.user), name=ask.name)
        await interaction.response.edit_message(
            content=words, view=None, allowed_mentions=discord.AllowedMentions.none()
        )


def question_message(words: str, ask_id: str, locale: str) -> Payload:
    """The question with its two buttons."""
    return words_message(words) | {"components": [{"type": ROW, "components": _buttons(ask_id, locale)}]}


def _buttons(ask_id: str, locale: str) -> list[Payload]:
    packed = f"{language_of(locale)}:{ask_id}"
    labels = ((YES, "I agree", PRIMARY_STYLE), (NO, "I do not agree", SECONDARY))
    return [
        {"type": BUTTON, "style": style, "label": word(label, locale), "custom_id": f"{action}:{packed}"}
        for action, label, style in labels
    ]


def _plain(button: Payload) -> dict[str, Any]:
    return {name: value for name, value in button.items() if name != "type"}


def _calling(user: str) -> Payload:
    """The one person whom a message may call: they are asked, or told, nothing else."""
    return {"allowed_mentions": {"parse": [], "users": [user]}}


def _once(nonce: str) -> Payload:
    return {"nonce": nonce[:25], "enforce_nonce": True}
