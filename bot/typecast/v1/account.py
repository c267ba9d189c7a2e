"""The account behind the key (GET /v1/users/me/subscription): how many requests at once, how many voices, what is left."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.errors import BotError, SpeechFailed
from bot.logs import describe, get_logger
from bot.model import Credits
from bot.typecast.strict_json import NotJson, loads, mapping_of
from bot.typecast.v1.answer import error_of
from bot.typecast.wire import Call, Wire

FEWEST = 2  # requests at once in the smallest plan: what is safe before the account has told
FRESH = 60.0  # seconds
PATIENCE = 30.0  # seconds

logger = get_logger(__name__)


class Turns:
    """A semaphore whose size may change: as many requests on their way as the key may have."""

    def __init__(self) -> None:
        self._limit, self._taken = FEWEST, 0
        self._free = asyncio.Condition()

    async def resize(self, limit: int) -> None:
        """From now on so many."""
        async with self._free:
            self._limit = max(1, limit)
            self._free.notify_all()

    async def __aenter__(self) -> None:
        async with self._free:
            await self._free.wait_for(lambda: self._taken < self._limit)
            self._taken += 1

    async def __aexit__(self, *_: object) -> None:
        self._taken -= 1
        async with self._free:
            self._free.notify()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the account may: requests at once, cloned voices at a time; and its credits."""

    concurrency: int
    slots: int
    credits: Credits | None


class Account:
    """Asks about the account, at most once a minute."""

    def __init__(self, wire: Wire, turns: Turns) -> None:
        self._wire, self._turns = wire, turns
        self._plan: Plan | None = None
        self._fresh_until = 0.0

    async def begin(self) -> None:
        """Read the plan at the start. Without it two requests at once are sent; it is read again when it is wanted."""
        try:
            await self.plan()
        except BotError as error:
            logger.warning("the account at the speech API cannot be read yet", error=describe(error))

    async def plan(self) -> Plan:
        """The plan, at most a minute old. Raises `SpeechError`s."""
        now = asyncio.get_running_loop().time()
        if self._plan is None or now >= self._fresh_until:
            answer = await self._wire.call(Call(method="GET", path="v1/users/me/subscription", timeout=PATIENCE))
            if not answer.good:
                raise error_of(answer)
            self._plan, self._fresh_until = _plan_of(answer.raw), now + FRESH
            await self._turns.resize(self._plan.concurrency)
        return self._plan


def _plan_of(raw: bytes) -> Plan:
    try:
        said = mapping_of(loads(raw))
    except NotJson:
        raise SpeechFailed("the API's answer is not what it documents") from None
    limits, credits_ = mapping_of(said.get("limits")), mapping_of(said.get("credits"))
    total, used = _count(credits_.get("plan_credits")), _count(credits_.get("used_credits"))
    return Plan(
        concurrency=_count(limits.get("concurrency_limit")) or FEWEST,
        slots=_count(limits.get("custom_voice_slot")),
        credits=Credits(used=used, total=total) if total else None,
    )


def _count(value: object) -> int:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and value > 0 else 0
