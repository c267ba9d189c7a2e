"""Spending what may be used: reserved in every scope at once, and given back when nothing came of it."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.errors import OverBudget
from bot.flows.caps import Cap, Span, What, Whose, in_force, period_of, scope_of
from bot.flows.notes import Notes
from bot.model import Caller, Claim, Rules
from bot.ports import Budgets, Clock

RESERVED = "reserved"  # checkpoint: the ticket, the time and the caps of a reservation
EVERYBODY = tuple(Whose)
TWO_DAYS = 2 * 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend:
    """What *caller* is about to use; `of` are those who pay for it."""

    caller: Caller
    what: What
    amount: int
    rules: Rules
    of: Sequence[Whose] = EVERYBODY


@dataclass(frozen=True, slots=True)
class Reservation:
    """Made at `at` (seconds since the epoch) under `ticket`, so that it can be repeated to the letter."""

    ticket: str
    at: float
    caps: Sequence[Cap]

    def claims(self, spend: Spend) -> list[Claim]:
        """What is reserved for *spend*."""
        return [
            Claim(scope=scope_of(cap, spend.caller), period=period_of(cap, self.at), amount=spend.amount, cap=cap.most)
            for cap in self.caps
        ]

    def text(self) -> str:
        """As a checkpoint."""
        return json.dumps([self.ticket, self.at, [[cap.what, cap.whose, cap.span, cap.most] for cap in self.caps]])

    @classmethod
    def of(cls, text: str) -> Reservation:
        """Back from a checkpoint."""
        ticket, at, caps = json.loads(text)
        return cls(
            ticket, at, [Cap(what=What(what), whose=Whose(who), span=Span(span), most=m) for what, who, span, m in caps]
        )


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may be used here, by the installation's *caps* and each workspace's rules."""

    budgets: Budgets
    clock: Clock
    caps: Sequence[Cap]

    @asynccontextmanager
    async def spending(self, spend: Spend, notes: Notes) -> AsyncGenerator[None]:
        """Reserve for as long as the block runs; a block that fails gives back. Raises `OverBudget`.

        The reservation is noted before it is made, and made once for each note: whatever moment a crash chooses,
        nothing is counted twice. A block that is cancelled leaves it to the job's next life.
        """
        if not (caps := self._caps(spend)) and not notes.get(RESERVED):
            yield
            return
        if not notes.get(RESERVED):
            await notes.put(RESERVED, Reservation(secrets.token_hex(12), self.clock(), caps).text())
        held = Reservation.of(notes.get(RESERVED))
        claims = held.claims(spend)
        if (over := await self.budgets.reserve_all(held.ticket, claims)) is not None:
            await notes.put(RESERVED, "")
            cap = held.caps[claims.index(over)]
            raise OverBudget(f"budget.{cap.what}.{cap.whose}.{cap.span}", cap=cap.most)
        try:
            yield
        except asyncio.CancelledError:
            raise
        except BaseException:
            await self.give_back(spend, notes)
            raise

    async def give_back(self, spend: Spend, notes: Notes) -> None:
        """Undo what an attempt of this job has reserved, if one has."""
        if noted := notes.get(RESERVED):
            held = Reservation.of(noted)
            await self.budgets.give_back_all(held.ticket, held.claims(spend))
            await notes.put(RESERVED, "")

    async def standing(self, caller: Caller, rules: Rules) -> list[tuple[Cap, int]]:
        """Every limit that holds for *caller*, and what is used of it."""
        now = self.clock()
        caps = in_force(self.caps, rules)
        used = (self.budgets.used(scope_of(cap, caller), period_of(cap, now)) for cap in caps)
        return list(zip(caps, await asyncio.gather(*used), strict=True))

    async def prune(self) -> None:
        """Forget what counts no more; no job lives for two days."""
        oldest = Cap(what=What.CHARACTERS, whose=Whose.KEY, span=Span.DAY, most=0)
        await self.budgets.prune(period_of(oldest, self.clock() - TWO_DAYS))

    def _caps(self, spend: Spend) -> list[Cap]:
        return [cap for cap in in_force(self.caps, spend.rules) if cap.what is spend.what and cap.whose in spend.of]
