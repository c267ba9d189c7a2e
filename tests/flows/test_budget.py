"""What may be used: taken in every scope at once, given back when nothing came of it, and told."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import OverBudget, SpeechFailed
from bot.flows.budget import Allowance, Spend
from bot.flows.caps import Cap, Span, What, Whose, caps_of, in_force
from bot.flows.notes import Notes
from bot.model import Caller, Platform, Rules, Say
from bot.replies import sentence
from bot.store import Store, open_store
from tests.fakes.typecast import FakeTypecast
from tests.flows.conftest import ADA, BOB, open_mynah, settings_for

ELSEWHERE = replace(ADA, workspace="w2")
NOW = 1_764_000_000.0
ENDS = {"fails": SpeechFailed("no"), "crashes": asyncio.CancelledError()}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    async with open_store(tmp_path / "state.db") as store:
        yield store


def cap(whose: Whose, most: int, span: Span = Span.DAY, what: What = What.CHARACTERS) -> Cap:
    return Cap(what=what, whose=whose, span=span, most=most)


def spend(amount: int, caller: Caller = ADA, rules: Rules | None = None) -> Spend:
    return Spend(caller=caller, what=What.CHARACTERS, amount=amount, rules=rules or Rules())


class Job:
    """A job's notes, which outlive its attempts."""

    def __init__(self) -> None:
        self.noted: dict[str, str] = {}

    async def checkpoint(self, name: str, value: str) -> None:
        self.noted[name] = value

    def attempt(self) -> Notes:
        return Notes(self.checkpoint, dict(self.noted))


async def used(store: Store, *limits: Cap, caller: Caller = ADA) -> list[int]:
    standing = await Allowance(store.budgets, lambda: NOW, limits).standing(caller, Rules())
    return [count for _, count in standing]


async def test_whichever_scope_is_over_names_itself_and_the_others_are_untouched(store: Store) -> None:
    limits = (cap(Whose.USER, 100), cap(Whose.WORKSPACE, 15), cap(Whose.KEY, 25))
    allowance = Allowance(store.budgets, lambda: NOW, limits)

    async with allowance.spending(spend(10), Job().attempt()):
        pass
    with pytest.raises(OverBudget) as over:
        async with allowance.spending(spend(10, caller=BOB), Job().attempt()):
            pytest.fail("it began")
    assert (over.value.key, over.value.values) == ("budget.characters.workspace.day", {"cap": 15})
    async with allowance.spending(spend(10, caller=ELSEWHERE), Job().attempt()):
        pass
    with pytest.raises(OverBudget) as over:
        async with allowance.spending(spend(10, caller=ELSEWHERE), Job().attempt()):
            pytest.fail("it began")

    assert over.value.key in {"budget.characters.key.day", "budget.characters.workspace.day"}
    assert await used(store, *limits) == [10, 10, 20]
    assert await used(store, *limits, caller=BOB) == [0, 10, 20]


async def test_a_minute_is_over_sooner_than_a_day(store: Store) -> None:
    now = NOW
    allowance = Allowance(store.budgets, lambda: now, (cap(Whose.USER, 10, Span.MINUTE), cap(Whose.USER, 25)))

    async def say() -> str:
        try:
            async with allowance.spending(spend(10), Job().attempt()):
                return ""
        except OverBudget as over:
            return over.key

    assert [await say(), await say()] == ["", "budget.characters.user.minute"]
    now += 60
    assert await say() == ""
    now += 60
    assert await say() == "budget.characters.user.day"
    now += 86_400
    assert await say() == ""


@pytest.mark.parametrize("died", ["before reserving", "after reserving", "while speaking", "while giving back"])
async def test_a_crash_at_any_moment_counts_once(store: Store, died: str) -> None:
    """The job's next life finds its notes as they were, and the store as it was."""
    limits = (cap(Whose.USER, 100), cap(Whose.KEY, 100))
    allowance, job = Allowance(store.budgets, lambda: NOW, limits), Job()
    notes = job.attempt()
    if died == "before reserving":

        class Dead(Exception):
            pass

        async def checkpoint(name: str, value: str) -> None:
            await job.checkpoint(name, value)
            raise Dead

        with pytest.raises(Dead):
            async with allowance.spending(spend(7), Notes(checkpoint, {})):
                pass
    else:
        with pytest.raises(asyncio.CancelledError):
            async with allowance.spending(spend(7), notes):
                raise asyncio.CancelledError
        assert await used(store, *limits) == [7, 7]  # nobody takes it meanwhile
    if died == "while giving back":
        before = dict(job.noted)
        await allowance.give_back(spend(7), notes)
        job.noted = before  # the store had heard of it, the journal had not

    for _ in range(2):
        async with allowance.spending(spend(7), job.attempt()):
            pass

    assert await used(store, *limits) == [7, 7]


async def test_what_failed_costs_nothing_however_often(store: Store) -> None:
    limits = (cap(Whose.USER, 10), cap(Whose.WORKSPACE, 10), cap(Whose.KEY, 10, Span.MINUTE))
    allowance, job = Allowance(store.budgets, lambda: NOW, limits), Job()
    for _ in range(5):
        with pytest.raises(SpeechFailed):
            async with allowance.spending(spend(10), job.attempt()):
                raise SpeechFailed("no")

    assert await used(store, *limits) == [0, 0, 0]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asks=st.lists(
        st.tuples(
            st.sampled_from(["ada", "bob", "cid"]),
            st.sampled_from(["w1", "w2"]),
            st.integers(1, 30),
            st.sampled_from(["works", *ENDS]),
        ),
        max_size=25,
    ),
    most=st.tuples(st.integers(0, 60), st.integers(0, 90), st.integers(0, 120)),
    seed=st.integers(),
)
async def test_many_at_once_never_pass_a_cap_and_leave_only_what_was_made(
    store: Store, asks: list[tuple[str, str, int, str]], most: tuple[int, int, int], seed: int
) -> None:
    here = uuid4().hex  # a world of its own, for the store outlives the example
    chance = random.Random(seed)
    limits = tuple(cap(whose, number) for whose, number in zip(Whose, most, strict=True) if number)
    clock = NOW + (int(here, 16) % 100_000) * 86_400
    allowance = Allowance(store.budgets, lambda: clock, limits)
    made: list[tuple[Caller, int]] = []

    async def attempt(caller: Caller, amount: int, job: Job, end: str) -> None:
        try:
            async with allowance.spending(spend(amount, caller), job.attempt()):
                await asyncio.sleep(chance.random() / 500)
                if error := ENDS.get(end):
                    raise error
                made.append((caller, amount))
        except (OverBudget, SpeechFailed):
            return
        except asyncio.CancelledError:
            await attempt(caller, amount, job, "works")

    callers = [Caller(platform=Platform.WEB, workspace=f"{here}{place}", user=user) for user, place, _, _ in asks]
    await asyncio.gather(
        *(attempt(caller, amount, Job(), end) for caller, (_, _, amount, end) in zip(callers, asks, strict=True))
    )

    for limit in limits:
        for caller in callers:
            same = [
                amount
                for other, amount in made
                if limit.whose is Whose.KEY
                or (other.workspace == caller.workspace and (limit.whose is Whose.WORKSPACE or other == caller))
            ]
            [(_, count)] = await Allowance(store.budgets, lambda: clock, (limit,)).standing(caller, Rules())
            assert count == sum(same) <= limit.most


def test_a_workspaces_rule_tightens_a_limit_and_lifts_none() -> None:
    caps = caps_of({"daily_characters": 100, "workspace_daily_characters": 0, "key_daily_characters": 500})

    tight = in_force(caps, Rules(daily_characters=40, workspace_daily_characters=300))
    loose = in_force(caps, Rules(daily_characters=4000))

    assert [(one.name, one.most) for one in tight] == [
        ("characters.user.day", 40),
        ("characters.workspace.day", 300),
        ("characters.key.day", 500),
    ]
    assert [one.most for one in loose] == [100, 500]


async def test_what_is_out_of_date_is_forgotten(store: Store) -> None:
    now = NOW
    allowance = Allowance(store.budgets, lambda: now, (cap(Whose.USER, 10), cap(Whose.USER, 10, Span.MINUTE)))
    async with allowance.spending(spend(5), Job().attempt()):
        pass
    now += 3 * 86_400
    async with allowance.spending(spend(5), Job().attempt()):
        pass

    await allowance.prune()

    now -= 3 * 86_400
    assert [count for _, count in await allowance.standing(ADA, Rules())] == [0, 0]
    now += 3 * 86_400
    assert [count for _, count in await allowance.standing(ADA, Rules())] == [5, 5]


async def test_usage_tells_each_limit_that_holds(tmp_path: Path, cloud: FakeTypecast) -> None:
    more = {"MINUTE_CHARACTERS": "50", "DAILY_CHARACTERS": "100", "KEY_DAILY_CHARACTERS": "1000", "HOURLY_CLONES": "3"}
    async with open_mynah(settings_for(tmp_path, cloud, DAILY_CLONES="0", **more), cloud) as mynah:
        await mynah.app.store.rules.put(ADA, Rules(workspace_daily_characters=60))
        await mynah.say("ten letters", caller=BOB)
        await mynah.say("five more letters")
        await mynah.clone("Mina")
        told = await mynah.app.flows.usage(replace(ADA, locale="es"))

    assert told.private
    assert sorted(told.words.split("\n")) == sorted(
        [
            sentence("usage.characters.user.minute", "es", used=17, cap=50, left=33),
            sentence("usage.capped", "es", used=17, cap=100, left=83, voices=1),
            sentence("usage.characters.workspace.day", "es", used=28, cap=60, left=32),
            sentence("usage.characters.key.day", "es", used=28, cap=1000, left=972),
            sentence("usage.clones.user.hour", "es", used=1, cap=3, left=2),
        ]
    )


async def test_somebody_elses_empty_purse_does_not_refuse_the_same_words_to_me(
    tmp_path: Path, cloud: FakeTypecast
) -> None:
    cloud.think = 0.2
    async with open_mynah(settings_for(tmp_path, cloud, DAILY_CHARACTERS="20"), cloud) as mynah:
        await mynah.say("fifteen letters")
        mine, theirs = await asyncio.gather(mynah.say("eight ch"), mynah.say("eight ch", caller=BOB))

    assert mine.words == sentence("budget.characters.user.day", cap=20)
    assert theirs.clip


async def test_what_another_made_meanwhile_costs_a_job_that_crashed_nothing(
    tmp_path: Path, cloud: FakeTypecast
) -> None:
    async with open_mynah(settings_for(tmp_path, cloud, DAILY_CHARACTERS="50"), cloud) as mynah:
        flows, job = mynah.app.flows, Job()
        with pytest.raises(asyncio.CancelledError):
            async with flows._allowance.spending(spend(11), job.attempt()):
                raise asyncio.CancelledError
        before = (await flows.usage(ADA)).words
        await mynah.say("ten letters", caller=BOB)
        reply = await flows.run(Say(caller=ADA, text="ten letters"), job.checkpoint, dict(job.noted))

        assert reply.clip
        assert sentence("usage.capped", used=11, cap=50, left=39, voices=0) in before
        assert sentence("usage.capped", used=0, cap=50, left=50, voices=0) in (await flows.usage(ADA)).words


async def test_clones_have_a_limit_for_a_whole_workspace_and_for_all(tmp_path: Path, cloud: FakeTypecast) -> None:
    settings = settings_for(tmp_path, cloud, WORKSPACE_DAILY_CLONES="2", KEY_DAILY_CLONES="3")
    async with open_mynah(settings, cloud) as mynah:
        await mynah.clone("One")
        await mynah.clone("Two", caller=BOB)
        third = await mynah.clone("Three")
        elsewhere = await mynah.clone("Four", caller=ELSEWHERE)
        fifth = await mynah.clone("Five", caller=replace(ELSEWHERE, workspace="w3"))

    assert third.words == sentence("budget.clones.workspace.day", cap=2)
    assert elsewhere.voice == "Four"
    assert fifth.words == sentence("budget.clones.key.day", cap=3)


async def test_a_flood_of_one_workspace_delays_another_by_two_jobs_at_most(tmp_path: Path, cloud: FakeTypecast) -> None:
    cloud.think = 0.02
    async with open_mynah(settings_for(tmp_path, cloud, WORKERS="1"), cloud) as mynah:
        flood = [asyncio.ensure_future(mynah.say(f"Flood number {number}")) for number in range(100)]
        while len(mynah.chat.shown) < 3:
            await asyncio.sleep(0.01)
        before = len(mynah.chat.shown)

        reply = await mynah.say("Me too, please", caller=ELSEWHERE)
        others = len(mynah.chat.shown) - before - 1

        for one in flood:
            one.cancel()
        assert reply.clip
        assert others <= 2 + 1  # one more may be shown between the answer and our look at it
        order = [str(sent.body["text"]) for sent in cloud.orders]
        assert order.index("Me too, please") - before <= 2
