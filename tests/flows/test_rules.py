"""An admin's rules hold wherever a command is looked at: before it is accepted, and again when it is worked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Forbidden, Refused
from bot.flows.rulebook import FRESH, RuleBook
from bot.model import Caller, Platform, Rules, Say
from bot.policy import admit, longest_text, may_clone, may_fall_back
from bot.replies import sentence
from bot.store import open_store
from tests.fakes.typecast import FakeTypecast
from tests.flows.conftest import ADA, BOB, Mynah, open_mynah, settings_for

IDS = st.lists(st.sampled_from("abcdef"), max_size=4).map(tuple)


async def test_a_command_that_was_accepted_before_the_rule_is_refused_when_it_is_worked(
    tmp_path: Path, cloud: FakeTypecast
) -> None:
    cloud.think = 0.3
    async with open_mynah(settings_for(tmp_path, cloud, WORKERS="1"), cloud) as mynah:
        first = asyncio.ensure_future(mynah.say("The worker is busy with this"))
        while not cloud.orders:
            await asyncio.sleep(0.01)
        second = asyncio.ensure_future(mynah.say("Still waiting", caller=BOB))
        await asyncio.sleep(0.05)
        await mynah.app.flows.ruling.put(ADA, "blocked", "bob", there=True, shown=lambda _, id_: id_)

        assert (await first).clip
        assert (await second).words == sentence("rules.blocked")
    assert len(cloud.orders) == 1


async def test_a_voice_for_everybody_that_is_gone_is_an_admins_business(mynah: Mynah) -> None:
    await mynah.app.store.rules.put(ADA, Rules(forced_voice="Mina"))

    reply = await mynah.say("Hello", caller=replace(BOB, locale="ko"))

    assert reply.words == sentence("rules.voice_gone", "ko", voice="Mina")
    assert (reply.private, reply.refused) == (True, True)


async def test_changes_are_noted_for_admins_without_what_they_say(mynah: Mynah) -> None:
    await mynah.app.flows.ruling.put(ADA, "blocked", "bob", there=True, shown=lambda _, id_: id_)

    [entry, *_] = await mynah.app.store.audit.recent(ADA)

    assert (entry.action, entry.subject, entry.caller.user) == ("rules.changed", "blocked", "ada")


async def test_no_list_of_rules_grows_without_end(mynah: Mynah) -> None:
    await mynah.app.store.rules.put(ADA, Rules(channels=tuple(map(str, range(100)))))

    with pytest.raises(Refused, match="too_many"):
        await mynah.app.flows.ruling.put(ADA, "channels", "one more", there=True, shown=lambda _, id_: id_)


async def test_what_another_process_changed_holds_half_a_minute_later(tmp_path: Path) -> None:
    now = 0.0
    async with open_store(tmp_path / "state.db") as here, open_store(tmp_path / "state.db") as there:
        book, other = RuleBook(here.rules, lambda: now), RuleBook(there.rules, lambda: now)
        assert await book.of(ADA) == Rules()

        await other.change(ADA, Rules(blocked=("bob",)))
        assert (await other.of(BOB)).blocked == ("bob",)
        assert (await book.of(ADA)).blocked == ()
        now = FRESH + 1

        assert (await book.of(ADA)).blocked == ("bob",)
        assert (await book.of(replace(ADA, workspace="w2"))).blocked == ()


class Slow:
    """A store whose answer takes a while to arrive."""

    def __init__(self) -> None:
        self.arrive = asyncio.Event()

    async def get(self, workspace: Caller) -> Rules:
        await self.arrive.wait()
        return Rules()

    async def put(self, workspace: Caller, rules: Rules) -> None:
        """Quick."""

    async def clear(self, workspace: Caller) -> None:
        """Not asked for here."""


async def test_a_change_is_not_undone_by_an_answer_that_was_asked_for_before_it() -> None:
    book = RuleBook(store := Slow(), iter(range(100)).__next__)
    read = asyncio.ensure_future(book.of(ADA))
    await asyncio.sleep(0)
    await book.change(ADA, Rules(max_text=5))
    store.arrive.set()
    await read

    assert (await book.of(ADA)).max_text == 5


@given(
    rules=st.builds(Rules, cloning=st.sampled_from(["on", "off", "roles"]), cloning_roles=IDS, channels=IDS, roles=IDS, blocked=IDS),
    caller=st.builds(
        Caller,
        platform=st.just(Platform.DISCORD),
        workspace=st.just("g"),
        user=st.sampled_from("abcdef"),
        roles=IDS,
        channels=IDS,
    ),
)  # fmt: skip
def test_whoever_is_let_through_breaks_no_rule(rules: Rules, caller: Caller) -> None:
    def allowed(check: Callable[[Rules, Caller], None]) -> bool:
        try:
            check(rules, caller)
        except Forbidden:
            return False
        return True

    here = not rules.channels or any(channel in rules.channels for channel in caller.channels)
    may = not rules.roles or any(role in rules.roles for role in caller.roles)
    trusted = rules.cloning == "on" or (
        rules.cloning == "roles" and any(role in rules.cloning_roles for role in caller.roles)
    )

    assert allowed(admit) is (caller.user not in rules.blocked and here and may)
    assert allowed(may_clone) is (allowed(admit) and trusted)


def test_a_rule_shortens_a_text_and_lengthens_none() -> None:
    assert [longest_text(Rules(max_text=most), 100) for most in (None, 30, 3000)] == [100, 30, 100]
    assert [may_fall_back(Rules(local_fallback=rule), usual=True) for rule in (None, True, False)] == [
        True,
        True,
        False,
    ]
    assert [may_fall_back(Rules(local_fallback=rule), usual=False) for rule in (None, True, False)] == [
        False,
        True,
        False,
    ]


async def test_what_was_accepted_keeps_where_it_was_asked(mynah: Mynah) -> None:
    await mynah.app.store.rules.put(ADA, Rules(channels=("c1",), roles=("r1",)))
    right = replace(ADA, channels=("thread", "c1"), roles=("r0", "r1"))

    assert (await mynah.say("Right here", caller=right)).clip
    assert (await mynah.say("Elsewhere", caller=replace(right, channels=("c2",)))).words == sentence("rules.channel")
    assert (await mynah.say("Not yet", caller=replace(right, roles=("r0",)))).words == sentence("rules.role")
    with pytest.raises(Forbidden):
        await mynah.app.flows.check(Say(caller=ADA, text="Nowhere"))
