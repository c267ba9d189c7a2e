"""What every store promises about budgets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model import Claim
from bot.ports import Budgets
from bot.store import Store, open_store
from tests.contracts.stores import PERIOD, database_url, take

__all__ = ["database_url"]

MINE = Claim(scope="web:w:ada:characters", period=PERIOD, amount=7, cap=500)
OURS = Claim(scope="web:w::characters", period=PERIOD, amount=7, cap=300)
EVERYBODYS = Claim(scope="key:characters", period="2026-11-23T09:30", amount=7, cap=10_000)
QUIET = [HealthCheck.function_scoped_fixture]


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url) as opened:
        yield opened


async def used(store: Store, *claims: Claim) -> list[int]:
    return [await store.budgets.used(claim.scope, claim.period) for claim in claims]


async def test_eight_takers_in_two_processes_never_pass_the_cap(store: Store, database_url: str) -> None:
    async def take_all(store: Store) -> int:
        granted = 0
        while await take(store.budgets, "guild:characters", 7, 500):
            granted += 1
        return granted

    async with open_store(database_url) as other:
        granted = await asyncio.gather(*(take_all(s) for s in (store, other) for _ in range(4)))

    assert sum(granted) == 71
    assert await store.budgets.used("guild:characters", PERIOD) == 497


async def test_the_first_taker_of_a_period_cannot_pass_the_cap_either(store: Store) -> None:
    assert not await take(store.budgets, "guild", 501, 500)
    assert await store.budgets.used("guild", PERIOD) == 0
    assert await take(store.budgets, "guild", 500, 500)


async def test_scopes_and_periods_count_apart(store: Store) -> None:
    assert await take(store.budgets, "a", 10, 10)

    assert await take(store.budgets, "b", 10, 10)
    assert await take(store.budgets, "a", 10, 10, "2026-11-24")
    assert not await take(store.budgets, "a", 1, 10)


async def test_all_that_is_claimed_is_taken_or_nothing(store: Store) -> None:
    granted = 0
    while (over := await store.budgets.reserve_all(uuid4().hex, [MINE, OURS, EVERYBODYS])) is None:
        granted += 1

    assert over == OURS
    assert granted == 42
    assert await used(store, MINE, OURS, EVERYBODYS) == [294, 294, 294]


async def test_one_ticket_counts_once_however_often_it_is_shown(store: Store) -> None:
    for _ in range(3):
        assert await store.budgets.reserve_all("t", [MINE, OURS]) is None
    await asyncio.gather(*(store.budgets.reserve_all("at once", [MINE]) for _ in range(5)))

    assert await used(store, MINE, OURS) == [14, 7]


async def test_what_is_given_back_is_given_back_once(store: Store) -> None:
    await store.budgets.reserve_all("a", [MINE, OURS])
    await store.budgets.reserve_all("b", [MINE, OURS])
    for _ in range(3):
        await store.budgets.give_back_all("a", [MINE, OURS])
    await store.budgets.give_back_all("nobody", [MINE, OURS])

    assert await used(store, MINE, OURS) == [7, 7]
    assert await store.budgets.reserve_all("a", [MINE]) is None
    assert await used(store, MINE) == [14]


async def test_what_was_over_has_no_ticket(store: Store) -> None:
    small = replace(OURS, cap=7)
    assert await store.budgets.reserve_all("first", [small]) is None
    assert await store.budgets.reserve_all("second", [MINE, small]) == small
    await store.budgets.give_back_all("second", [MINE, small])

    assert await used(store, MINE, small) == [0, 7]


async def test_nobody_takes_or_gives_back_less_than_nothing(store: Store) -> None:
    less = [replace(MINE, amount=-1)]
    with pytest.raises(ValueError, match="0 or more"):
        await store.budgets.reserve_all("t", less)
    with pytest.raises(ValueError, match="0 or more"):
        await store.budgets.give_back_all("t", less)


async def test_periods_that_are_over_are_forgotten_and_the_others_stay(store: Store) -> None:
    old = [replace(MINE, period=period) for period in ("2026-11-21", "2026-11-21T23:59", "2026-11-22")]
    new = [replace(MINE, period=period) for period in ("2026-11-23", "2026-11-23T00:00")]
    await store.budgets.reserve_all("old", old)
    await store.budgets.reserve_all("new", new)

    await store.budgets.prune("2026-11-23")

    assert await used(store, *old, *new) == [0, 0, 0, 7, 7]
    await store.budgets.give_back_all("new", new)
    await store.budgets.give_back_all("old", new)  # its ticket went with its period
    assert await used(store, *new) == [0, 0]


Step = tuple[bool, int, int]


@settings(max_examples=25, deadline=None, suppress_health_check=QUIET)
@given(
    steps=st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.integers(0, 12)), max_size=14),
    caps=st.tuples(st.integers(0, 20), st.integers(0, 30)),
)
async def test_it_counts_as_plain_numbers_would(store: Store, steps: list[Step], caps: tuple[int, int]) -> None:
    scopes = [uuid4().hex, uuid4().hex]
    held: dict[int, int] = {}
    tickets = [uuid4().hex for _ in range(4)]

    def claims(amount: int) -> list[Claim]:
        return [Claim(scope=s, period=PERIOD, amount=amount, cap=cap) for s, cap in zip(scopes, caps, strict=True)]

    for taking, place, amount in steps:
        if not taking:
            await store.budgets.give_back_all(tickets[place], claims(held.pop(place, amount)))
        elif await store.budgets.reserve_all(tickets[place], claims(amount)) is None:
            held.setdefault(place, amount)
        elif place not in held:
            assert sum(held.values()) + amount > min(caps)

        total = sum(held.values())
        assert total <= min(caps)
        assert [await store.budgets.used(scope, PERIOD) for scope in scopes] == [total, total]


@settings(max_examples=10, deadline=None, suppress_health_check=QUIET)
@given(amounts=st.lists(st.integers(0, 40), min_size=2, max_size=20), cap=st.integers(0, 120))
async def test_takers_at_the_same_time_that_fail_leave_nothing_behind(
    store: Store, database_url: str, amounts: list[int], cap: int
) -> None:
    scope, kept = uuid4().hex, []
    highest = 0

    async def one(place: int, amount: int, budgets: Budgets) -> None:
        nonlocal highest
        claim, ticket = Claim(scope=scope, period=PERIOD, amount=amount, cap=cap), uuid4().hex
        if await budgets.reserve_all(ticket, [claim]) is not None:
            return
        highest = max(highest, await store.budgets.used(scope, PERIOD))
        if place % 2:
            await budgets.give_back_all(ticket, [claim])
        else:
            kept.append(amount)

    async with open_store(database_url) as other:
        each = [one(place, amount, (store, other)[place % 3 == 0].budgets) for place, amount in enumerate(amounts)]
        await asyncio.gather(*each)

    assert highest <= cap
    assert await store.budgets.used(scope, PERIOD) == sum(kept)
