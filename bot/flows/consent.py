"""Consent: the statement somebody agrees to, and asking another member for their voice before anything is made of it."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace

from bot.errors import BadSample, Refused
from bot.flows.means import Means
from bot.model import Address, Ask, AuditEntry, Caller, Clone, Platform, Reply
from bot.ports import Checkpoint
from bot.replies import sentence

OWN, OWN_OR_AGREED, ASKED = "own-1", "self-or-agreed-1", "asked-1"
"""Versions of the sentences consent.own, consent.statement and consent.asked...: another wording is another version."""
WITH_MEMBERS = frozenset({Platform.DISCORD, Platform.SLACK})
"""Where other people are, so that each can be asked for themselves. The page and the terminal have one person."""
BROUGHT = "ask.brought"  # the adapter's checkpoint: the question is with the member, who may have answered by now
HOUR = 3600.0


def statement_for(caller: Caller) -> tuple[str, str]:
    """What *caller* agrees to when they clone a voice themselves: its version, and the sentence in their language."""
    if caller.platform in WITH_MEMBERS:
        return OWN, sentence("consent.own", caller.locale)
    return OWN_OR_AGREED, sentence("consent.statement", caller.locale)


def hash_of(text: str) -> str:
    """SHA-256 of a statement as it was shown."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def mention(user: str) -> str:
    """Somebody by their id, as both Discord and Slack write it; it calls nobody unless the adapter lets it."""
    return f"<@{user}>"


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks other members. The recording waits beside the question, and goes with it."""

    means: Means

    async def ask(self, request: Clone, place: Address, checkpoint: Checkpoint, noted: dict[str, str]) -> Reply:
        """Put the recording aside and the question on record; the adapter brings it to the member.

        The recording was judged before, so that nobody is asked for nothing. Raises `BadSample`.
        """
        if not (ask_id := noted.get("ask")):
            ask_id = secrets.token_urlsafe(16)
            await checkpoint("ask", ask_id)
        if (upload := await self.means.files.get(request.sample_key)) is None:
            raise BadSample("sample.gone")
        ask = self._ask_of(request, place, ask_id)
        await self.means.files.put(ask.sample_key, upload)  # first: without its recording a question asks for nothing
        await self.means.asks.add(ask)
        await self.note(ask, "voice.asked")
        return _to_bring(ask)

    def brought(self, request: Clone, place: Address, noted: dict[str, str]) -> Reply | None:
        """As `ask`, where an earlier attempt has brought the question: nothing is put aside again. None: none has."""
        return _to_bring(self._ask_of(request, place, noted["ask"])) if noted.get(BROUGHT) else None

    def _ask_of(self, request: Clone, place: Address, ask_id: str) -> Ask:
        now = self.means.clock()
        return Ask(
            id=ask_id,
            caller=request.caller,
            speaker=request.speaker,
            name=request.name,
            sample_key=f"asks/{ask_id}",
            statement=ASKED,
            place=lasting(place),
            created_at=now,
            expires_at=now + self.means.limits.ask_hours * HOUR,
        )

    def question(self, ask: Ask, locale: str) -> str:
        """What the member is asked, in their language."""
        hours = round((ask.expires_at - ask.created_at) / HOUR)
        parts = ("consent.asked", "consent.asked_rights", "consent.asked_until")
        values = {"who": mention(ask.caller.user), "name": ask.name, "hours": hours}
        return "\n".join(sentence(part, locale, **values) for part in parts)

    async def asked(self, presser: Caller, ask_id: str) -> Ask:
        """The open question that *presser* may answer. Raises `Refused` for anybody else's, and when it is over."""
        ask = await self.means.asks.find(ask_id)
        if ask is None or ask.caller.platform is not presser.platform or ask.expires_at <= self.means.clock():
            raise Refused("ask.over")
        if ask.speaker != presser.user:
            raise Refused("ask.not_yours")
        return ask

    async def drop(self, ask_id: str) -> None:
        """The question is over, however: the recording and the row go."""
        if ask := await self.means.asks.find(ask_id):
            await self.means.files.delete(ask.sample_key)
            await self.means.asks.drop(ask_id)

    async def note(self, ask: Ask, action: str) -> None:
        """For the workspace's admins."""
        await self.means.audit.note(
            AuditEntry(caller=ask.caller, action=action, subject=ask.name, at=self.means.clock())
        )


def lasting(place: Address) -> Address:
    """*place* for as long as a question is open: without what opens doors, which would be of no use by then."""
    more = {name: value for name, value in place.more.items() if "://" not in value}
    return replace(place, token="", expires_at=None, more=more)


def askable(request: Clone, place: Address | None) -> Address:
    """Where the caller can be told what came of it; raises `Refused` where there is nobody who could be asked."""
    if place is None or request.caller.platform not in WITH_MEMBERS:
        raise Refused("ask.nobody")
    return place


def _to_bring(ask: Ask) -> Reply:
    return Reply(words=sentence("ask.sent", ask.caller.locale, who=mention(ask.speaker)), private=True, ask=ask)
