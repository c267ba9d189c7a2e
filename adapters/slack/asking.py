"""Asking a member whether their voice may be cloned: the question, its two buttons, and what came of it.

The question goes to the person's conversation with the app; where that cannot be had, into the channel, and only they
can press. The buttons carry the secret of the ask and the language it was shown in: no process has to remember anything.
"""

from __future__ import annotations

import re

from slack_bolt.async_app import AsyncApp

from adapters.slack.api import Declined
from adapters.slack.blocks import Block, button, escaped
from adapters.slack.desk import Desk
from adapters.slack.origin import Origin, origin_of_address
from adapters.slack.presses import Press, pressed
from adapters.slack.words import label
from bot.errors import AddressExpired, Refused
from bot.flows.consent import BROUGHT, mention
from bot.logs import describe, get_logger
from bot.model import Ask, Clone, Job, Outcome, Reply
from bot.ports import Checkpoint
from bot.replies import sentence

YES, NO = "ask_yes", "ask_no"
TOLD = "slack.told"
DIRECTLY, HERE, NOWHERE = "dm", "here", "nowhere"
NOBODY = frozenset(
    {"cannot_dm_bot", "user_not_found", "user_disabled", "user_not_visible"}
)  # not asked in public either
_PERSON = re.compile(r"&lt;(@[0-9A-Z]+)&gt;")

logger = get_logger(__name__)


def with_people(words: str) -> str:
    """A sentence of ours where Slack reads markup, in which nothing but people are mentioned."""
    return _PERSON.sub(r"<\1>", escaped(words))


def said(words: str) -> list[Block]:
    """The same as the blocks of a message."""
    return [{"type": "section", "text": {"type": "mrkdwn", "text": with_people(words)[:3_000], "verbatim": True}}]


class Questions:
    """Brings questions to people, and the answers back, with nothing but plain data."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def ask(self, job: Job, ask: Ask, checkpoint: Checkpoint) -> str:
        """Bring the question; the words for the one who asks."""
        if not (where := job.checkpoints.get(BROUGHT)):
            where = await self._brought(origin_of_address(job.address), ask)
            await checkpoint(BROUGHT, where)
        key = {DIRECTLY: "ask.sent", HERE: "ask.sent_here"}.get(where, "ask.unreachable")
        if where == NOWHERE and isinstance(job.request, Clone):
            await self._desk.app.flows.unask(job.request, ask.id, checkpoint, job.checkpoints)
        return sentence(key, ask.caller.locale, who=mention(ask.speaker))

    async def tell(self, job: Job, reply: Reply, checkpoint: Checkpoint) -> None:
        """What came of an ask, to the one who asked, in their conversation with the app."""
        if job.checkpoints.get(TOLD):
            return
        origin = origin_of_address(job.address)
        home = Origin(team=origin.team, enterprise=origin.enterprise, user=origin.user)
        try:
            await self._desk.teller.tell(home, reply.words, said(reply.words))
        except AddressExpired as nobody:  # the voice is on their Home tab, or it is not
            logger.info("nobody could be told what came of an ask", error=describe(nobody))
        await checkpoint(TOLD, "words")

    async def _brought(self, origin: Origin, ask: Ask) -> str:
        speaker = Origin(team=origin.team, enterprise=origin.enterprise, user=ask.speaker)
        locale = await self._desk.tongues.of(speaker.caller())
        words = self._desk.app.flows.question(ask, locale)
        try:
            await self._post(origin, await self._desk.teller.direct(speaker), words, ask, locale)
        except Declined as refusal:
            if refusal.error in NOBODY or not origin.channel:
                return NOWHERE
            try:
                await self._post(origin, origin.channel, f"{mention(ask.speaker)} {words}", ask, locale)
            except Declined:
                return NOWHERE
            return HERE
        return DIRECTLY

    async def _post(self, origin: Origin, channel: str, words: str, ask: Ask, locale: str) -> None:
        blocks = [*said(words), question_buttons(ask.id, locale)]
        text = with_people(words)
        await self._desk.api.call(
            origin.team, origin.enterprise, "chat.postMessage", once=True, channel=channel, text=text, blocks=blocks
        )


class Answers:
    """Takes the presses under a question."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def listen(self, bolt: AsyncApp) -> None:
        """Register the two buttons."""
        bolt.action(YES)(pressed(self._desk, self._agreed))
        bolt.action(NO)(pressed(self._desk, self._declined))

    async def _agreed(self, press: Press) -> None:
        shown, _, ask_id = press.value.partition(":")
        flows = self._desk.app.flows
        ask = await flows.asked(press.caller, ask_id)
        await self._answered(press, ask, Outcome.AGREED, flows.question(ask, shown))

    async def _declined(self, press: Press) -> None:
        ask = await self._desk.app.flows.asked(press.caller, press.value.partition(":")[2])
        await self._answered(press, ask, Outcome.REFUSED)

    async def _answered(self, press: Press, ask: Ask, outcome: Outcome, statement: str = "") -> None:
        if not await self._desk.app.answer(ask, outcome, statement):
            raise Refused("ask.over")
        key = "ask.agreed" if outcome is Outcome.AGREED else "ask.declined"
        shown, origin = press.value.partition(":")[0], press.origin
        words = sentence(key, shown, who=mention(ask.caller.user), name=ask.name)
        ts = str(press.message.get("ts") or "")
        text, blocks = with_people(words), said(words)
        try:
            await self._desk.api.call(
                origin.team, origin.enterprise, "chat.update", channel=origin.channel, ts=ts, text=text, blocks=blocks
            )
        except Declined:  # it was deleted meanwhile
            await self._desk.teller.tell(origin, words, said(words))


def question_buttons(ask_id: str, locale: str) -> Block:
    """The two buttons, which say in which language they were read."""
    value = f"{locale.partition('-')[0]}:{ask_id}"
    yes = button(YES, label("agree_button", locale), value, style="primary")
    return {"type": "actions", "elements": [yes, button(NO, label("decline_button", locale), value)]}
