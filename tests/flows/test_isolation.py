"""Whose voice is it: whatever people do, in whatever order, nobody finds a way to a voice that is not for them.

A machine of rules plays many users of two platforms and three workspaces against the real flows and the real store, and
a plain model says who may do what. What is heard names the recording that speaks, so that a wrong voice is heard, not
inferred; and each refusal must be, to the letter, the one for a name that nobody ever gave.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Coroutine, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.errors import Refused
from bot.flows.consent import mention
from bot.flows.names import folded
from bot.flows.voices import _folded, _nearest
from bot.model import Address, Answer, Caller, Clone, Outcome, Platform, Reply, Say, Voice, Whom
from bot.store import database
from tests.flows.memory import STOCK, Stage, open_stage

T = TypeVar("T")

EXAMPLES, STEPS, AT_LEAST = 75, 80, 10_000
PLACES = [(Platform.DISCORD, "a"), (Platform.DISCORD, "b"), (Platform.SLACK, "a")]
ROLES = {"u1": ("r1",), "u2": ("r1", "r2"), "u3": ("u1",), "u4": ()}  # u3's role has the id of a person
NAMES = ["ada", "Ada ", "ＡＤＡ", "adam", "bob"]
NEVER = "adz"  # nobody gives this name, and it resembles some that are given

places = st.sampled_from(PLACES)
users = st.sampled_from(sorted(ROLES))
roles = st.sampled_from(["r1", "r2", "u1"])
names = st.sampled_from(NAMES)


@dataclass(frozen=True)
class Target:
    """Who does something to which name, and who tries that name afterwards.

    `aim`: below 20 it is a voice that is there, for most names are not.
    """

    place: tuple[Platform, str]
    user: str
    name: str
    aim: int
    prober: str


targets = st.builds(Target, places, users, names, st.integers(0, 23), users)


@dataclass
class Known:
    """A voice as the model has it. `sound` is its recording, `silent`: nobody may hear it any more."""

    owner: str
    name: str
    sound: bytes
    speaker: str
    shared: bool = False
    silent: bool = False
    roles: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)

    def may(self, user: str) -> bool:
        return self.owner == user or self.shared or user in self.people or bool(self.roles & set(ROLES[user]))


@dataclass
class Open:
    """A question that nobody has answered."""

    id: str
    caller: Caller
    speaker: str
    name: str
    sound: bytes


@dataclass
class Played:
    """What all examples share: the stage, the loop, and the counts."""

    stage: Stage
    loop: asyncio.AbstractEventLoop
    steps: int = 0
    heard: int = 0
    refused: int = 0
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(doing)


async def unnoted(_name: str, _value: str) -> None:
    """A checkpoint that keeps nothing."""


class Isolation(RuleBasedStateMachine):
    """One example: its workspaces are its own, for no two examples share an id."""

    played: Played

    def __init__(self) -> None:
        super().__init__()
        self.here = str(next(self.played.numbers))
        self.voices: dict[tuple[Platform, str], list[Known]] = {place: [] for place in PLACES}
        self.gone: list[tuple[tuple[Platform, str], str, str]] = []
        self.asks: list[Open] = []
        self.clips: dict[str, bytes] = {}  # what was heard, by the key of the clip

    def teardown(self) -> None:
        held = self.played.stage.files.held
        for key in [key for key, sound in held.items() if sound.startswith(f"{self.here}:".encode())]:
            del held[key]

    @invariant()
    def one_step_more(self) -> None:
        self.played.steps += 1

    # ------------------------------------------------------------- people do

    @rule(which=st.integers(0, 9), prober=users)
    def clone_anew_what_is_gone(self, which: int, prober: str) -> None:
        """The same owner, the same name: nothing of the old voice may come back with it, no share and no consent."""
        if self.gone:
            place, user, name = self.gone[which % len(self.gone)]
            self.clone(place, user, name)
            self.probe(place, prober, name)

    @rule(place=places, user=users, name=names)
    def clone(self, place: tuple[Platform, str], user: str, name: str) -> None:
        sound = self.new_sound()
        request = Clone(caller=self.caller(place, user), name=name, sample_key=self.kept(sound), consent=True)
        done = self.done(self.does(request))
        if taken := self.own(place, user, name):
            assert refusal(done) == ("voice.name_taken", {"name": taken.name})
        else:
            assert isinstance(done, Reply)
            self.voices[place].append(Known(user, " ".join(name.split()), sound, speaker=user))

    @rule(place=places, user=users, speaker=users, name=names)
    def ask(self, place: tuple[Platform, str], user: str, speaker: str, name: str) -> None:
        if user == speaker:
            return
        sound, caller = self.new_sound(), self.caller(place, user)
        done = self.done(
            self.does(Clone(caller=caller, name=name, sample_key=self.kept(sound), speaker=self.uid(speaker)))
        )
        if taken := self.own(place, user, name):
            assert refusal(done) == ("voice.name_taken", {"name": taken.name})
            return
        assert isinstance(done, Reply)
        assert done.ask
        self.asks.append(Open(done.ask.id, caller, speaker, " ".join(name.split()), sound))

    @initialize(first=st.lists(st.tuples(places, users, users, names), min_size=3, max_size=8))
    def begin(self, first: list[tuple[tuple[Platform, str], str, str, str]]) -> None:
        """Some voices, of one's own and of others who agreed, so that there is something to find a way to."""
        for place, user, speaker, name in first:
            if user == speaker:
                self.clone(place, user, name)
            elif not self.own(place, user, name):
                self.ask(place, user, speaker, name)
                self.answer(-1, speaker, elsewhere=False, agrees=True, right=1)

    @rule(
        which=st.integers(0, 9), presser=users, elsewhere=st.booleans(), agrees=st.booleans(), right=st.integers(0, 3)
    )
    def answer(self, which: int, presser: str, elsewhere: bool, agrees: bool, right: int) -> None:  # noqa: FBT001 - drawn by hypothesis
        """Mostly by the one who was asked."""
        if not self.asks:
            return
        ask = self.asks[which % len(self.asks) if which >= 0 else -1]
        presser = ask.speaker if right else presser
        workspace = "dm" if elsewhere else ask.caller.workspace
        found = self.done(self.flows.asked(replace(ask.caller, workspace=workspace, user=self.uid(presser)), ask.id))
        if presser != ask.speaker:
            assert refusal(found) == ("ask.not_yours", {})
            return
        assert not isinstance(found, Refused)
        outcome = Outcome.AGREED if agrees else Outcome.REFUSED
        done = self.done(self.does(Answer(caller=ask.caller, ask=ask.id, outcome=outcome, statement="as shown")))
        self.asks.remove(ask)
        self.answered(ask, done, agrees=agrees)

    def answered(self, ask: Open, done: Reply | Refused, *, agrees: bool) -> None:
        place, owner = self.place(ask.caller), ask.caller.user.partition("-")[2]
        if not agrees:
            assert refusal(done)[0] == "ask.refused"
        elif taken := self.own(place, owner, ask.name):
            assert refusal(done) == ("voice.name_taken", {"name": taken.name})
        else:
            assert isinstance(done, Reply)
            self.voices[place].append(Known(owner, ask.name, ask.sound, speaker=ask.speaker))

    @rule(at=targets, shared=st.booleans())
    def share(self, at: Target, shared: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        place, user, name = self.aimed(at)
        caller = self.caller(place, user)
        if mine := self.mine(place, user, name, lambda n: self.flows.share(caller, n, shared=shared)):
            mine.shared = shared
            if not shared:
                mine.roles.clear()
                mine.people.clear()
        self.probe(place, at.prober, name)

    @rule(at=targets, role=roles)
    def share_with_role(self, at: Target, role: str) -> None:
        place, user, name = self.aimed(at)
        caller, whom = self.caller(place, user), [Whom(kind="role", id=self.role(role))]
        if mine := self.mine(place, user, name, lambda n: self.flows.share_with(caller, n, whom, role)):
            mine.roles.add(role)
        self.probe(place, at.prober, name)

    @rule(at=targets, person=users)
    def share_with_person(self, at: Target, person: str) -> None:
        place, user, name = self.aimed(at)
        caller, whom = self.caller(place, user), [Whom(kind="person", id=self.uid(person))]
        if mine := self.mine(place, user, name, lambda n: self.flows.share_with(caller, n, whom, person)):
            mine.people.add(person)
        self.probe(place, at.prober, name)

    @rule(at=targets, new=names)
    def rename(self, at: Target, new: str) -> None:
        place, user, name = self.aimed(at)
        caller, mine, taken = self.caller(place, user), self.own(place, user, name), self.own(place, user, new)
        if mine and taken and mine is not taken:
            done = self.done(self.flows.rename(caller, name, new))
            assert refusal(done) == ("voice.name_taken", {"name": " ".join(new.split())})
        elif found := self.mine(place, user, name, lambda n: self.flows.rename(caller, n, new)):
            found.name = " ".join(new.split())
        self.probe(place, at.prober, name)

    @rule(at=targets)
    def forget(self, at: Target) -> None:
        place, user, name = self.aimed(at)
        caller = self.caller(place, user)
        if mine := self.mine(place, user, name, lambda n: self.flows.forget(caller, n)):
            self.lost(place, mine)
        self.probe(place, at.prober, name)

    @rule(at=targets, left=st.booleans())
    def withdraw(self, at: Target, left: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        """*left*: from a direct message, for every workspace of the platform."""
        place, user, name = self.aimed(at)
        caller = self.caller(place, user)
        where = [each for each in PLACES if each[0] is place[0]] if left else [place]
        caller = replace(caller, workspace="") if left else caller
        theirs = [
            (each, known)
            for each in where
            for known in self.voices[each]
            if known.speaker == user != known.owner and not known.silent and folded(known.name) == folded(name)
        ]
        done = self.done(self.flows.withdraw(caller, name))
        if not theirs:
            unknown = self.done(self.flows.withdraw(caller, NEVER))
            self.same(done, unknown, name)
            assert refusal(done)[0] == "voice.not_given"
        for each, known in theirs:
            assert isinstance(done, Reply)
            self.lost(each, known)
        self.probe(place, at.prober, name)

    @rule(at=targets, moderator=users)
    def take_down(self, at: Target, moderator: str) -> None:
        place, owner, name = self.aimed(at)
        caller, theirs = self.caller(place, moderator), self.own(place, owner, name)
        done = self.done(self.flows.take_down(caller, self.uid(owner), name))
        if theirs:
            assert isinstance(done, Reply)
            self.lost(place, theirs)
        else:
            assert refusal(done) == ("voice.no_such", {"name": name, "who": mention(self.uid(owner))})
        self.probe(place, at.prober, name)

    @rule(place=places, sure=st.integers(0, 9))
    def erase_workspace(self, place: tuple[Platform, str], sure: int) -> None:
        if sure:
            return
        self.played.run(self.flows.erase(self.caller(place, "")))
        self.voices[place].clear()
        self.asks = [ask for ask in self.asks if self.place(ask.caller) != place]

    @rule(place=places, user=users, everywhere=st.booleans(), sure=st.integers(0, 7))
    def erase_user(self, place: tuple[Platform, str], user: str, everywhere: bool, sure: int) -> None:  # noqa: FBT001 - drawn by hypothesis
        if sure:
            return
        caller = self.caller(place, user)
        self.played.run(self.flows.erase(replace(caller, workspace="") if everywhere else caller))
        for each in PLACES:
            if each == place or (everywhere and each[0] is place[0]):
                self.voices[each] = [
                    known
                    for known in self.voices[each]
                    if known.owner != user and (known.speaker != user or known.silent)
                ]
                self.asks = [
                    ask
                    for ask in self.asks
                    if self.place(ask.caller) != each or self.uid(user) not in (ask.caller.user, self.uid(ask.speaker))
                ]
                for known in self.voices[each]:
                    known.people.discard(user)

    # ------------------------------------------------------- and what they get

    @rule(at=targets)
    def break_off_in_the_midst_of_a_deletion(self, at: Target) -> None:
        """As a crash would after the first step: the consent is taken back, the voice still stands there."""
        place, user, name = self.aimed(at)
        if known := self.own(place, user, name):
            caller = self.caller(place, user)
            self.played.run(self.played.stage.store.consents.revoke(caller, name, self.played.stage.clock()))
            known.silent = True
        self.probe(place, user, name)

    @rule(at=targets)
    def say(self, at: Target) -> None:
        place, user, name = self.aimed(at)
        self.probe(place, user, name)
        self.probe(place, at.prober, name)

    def probe(self, place: tuple[Platform, str], user: str, name: str) -> None:
        """Somebody speaks with a voice: they hear the one that is theirs to hear, or what nobody's name gets."""
        done = self.done(self.does(Say(caller=self.caller(place, user), text=f"Hello from {name}", voice=name)))
        if (known := self.heard_as(place, user, name)) is None:
            assert refusal(done) == self.unknown(place, user, name)
            return
        assert isinstance(done, Reply)
        assert done.clip
        assert done.clip.audio.partition(b"|")[0] == known.sound
        self.clips[done.clip.key] = known.sound
        self.played.heard += 1

    @rule(place=places, user=users)
    def look(self, place: tuple[Platform, str], user: str) -> None:
        """The list is what the model has: own voices, then those that are shared with this user."""
        found = self.played.run(self.flows.voices(self.caller(place, user)))
        expected = [known for known in self.voices[place] if known.may(user)]
        mine_first = sorted(expected, key=lambda known: known.owner != user)
        assert [(voice.owner, voice.name) for voice in found if voice.owner] == [
            (self.uid(known.owner), known.name) for known in mine_first
        ]
        suggested = self.played.run(self.flows.suggest(self.caller(place, user), "ad"))
        assert {(voice.owner, voice.name) for voice in suggested if voice.owner} <= {
            (self.uid(known.owner), known.name) for known in expected
        }

    @rule(place=places, user=users, everywhere=st.booleans())
    def look_at_what_is_made_from_me(self, place: tuple[Platform, str], user: str, everywhere: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        caller = self.caller(place, user)
        where = [each for each in PLACES if each[0] is place[0]] if everywhere else [place]
        given = self.played.run(self.flows.given(replace(caller, workspace="") if everywhere else caller))
        assert {(consent.caller.user, consent.voice) for consent in given} == {
            (self.uid(known.owner), known.name)
            for each in where
            for known in self.voices[each]
            if known.speaker == user != known.owner and not known.silent
        }

    @rule()
    def nothing_is_left_of_voices_that_are_gone(self) -> None:
        there = {known.sound for voices in self.voices.values() for known in voices}
        waiting = {ask.sound for ask in self.asks}
        ours = f"{self.here}:".encode()
        for key, held in self.played.stage.files.held.items():
            if held.startswith(ours):
                assert held.partition(b"|")[0] in (there if not key.startswith("asks/") else waiting), key
        for key, sound in self.clips.items():
            assert sound in there or self.played.run(self.flows.clip(key)) is None
        assert not [held for held in self.played.stage.speech.recordings.values() if held.startswith(ours)] or there

    # ------------------------------------------------------------------ small

    @property
    def flows(self) -> Any:
        return self.played.stage.flows

    def aimed(self, target: Target) -> tuple[tuple[Platform, str], str, str]:
        """Place, user and name: the target's own, or those of a voice that is there, its owner's or its speaker's."""
        there = [(place, known) for place, voices in self.voices.items() for known in voices]
        if target.aim >= 20 or not there:
            return target.place, target.user, target.name
        place, known = there[target.aim % len(there)]
        user = [known.owner, target.user, known.speaker, target.user][target.aim % 4]
        return place, user, known.name

    def lost(self, place: tuple[Platform, str], known: Known) -> None:
        self.voices[place].remove(known)
        self.gone.append((place, known.owner, known.name))

    def uid(self, user: str) -> str:
        return f"{self.here}-{user}"

    def caller(self, place: tuple[Platform, str], user: str) -> Caller:
        platform, workspace = place
        who, roles = self.uid(user) if user else "", tuple(self.role(role) for role in ROLES.get(user, ()))
        return Caller(platform=platform, workspace=f"{self.here}{workspace}", user=who, roles=roles)

    def role(self, role: str) -> str:
        return self.uid(role) if role in ROLES else role

    def place(self, caller: Caller) -> tuple[Platform, str]:
        return caller.platform, caller.workspace.removeprefix(self.here)

    def new_sound(self) -> bytes:
        return f"{self.here}:{next(self.played.numbers)}".encode()

    def kept(self, sound: bytes) -> str:
        key = f"uploads/{sound.decode().replace(':', '-')}"
        self.played.stage.files.held[key] = sound
        return key

    def own(self, place: tuple[Platform, str], user: str, name: str) -> Known | None:
        voices = self.voices[place]
        return next((known for known in voices if known.owner == user and folded(known.name) == folded(name)), None)

    def heard_as(self, place: tuple[Platform, str], user: str, name: str) -> Known | None:
        """The voice that this name means for this user: their own, else the first that is shared with them."""
        theirs = [
            known
            for known in self.voices[place]
            if known.may(user) and not known.silent and _folded(known.name) == _folded(name)
        ]
        return min(theirs, key=lambda known: known.owner != user, default=None)

    def unknown(self, place: tuple[Platform, str], user: str, name: str) -> tuple[str, dict[str, object]]:
        """What is said to somebody for whom there is no such voice: from what they can see, and from nothing else."""
        seen = sorted((known for known in self.voices[place] if known.may(user)), key=lambda known: known.owner != user)
        voices = [Voice(name=known.name, ref=STOCK.ref) for known in seen if _folded(known.name) != _folded(name)]
        if near := _nearest(_folded(name), [*voices, STOCK]):
            return "voice.nearest", {"name": name, "nearest": ", ".join(near)}
        return "voice.unknown", {"name": name}

    def mine(self, place: tuple[Platform, str], user: str, name: str, doing: Any) -> Known | None:
        """Do something to a voice of one's own. For anybody else's it ends as for one that never was."""
        done = self.done(doing(name))
        if known := self.own(place, user, name):
            assert isinstance(done, Reply)
            return known
        self.same(done, self.done(doing(NEVER)), name)
        assert refusal(done)[0] == "voice.not_yours"
        return None

    def same(self, foreign: object, unknown: object, name: str) -> None:
        """Two refusals are one, but for the name that was typed."""
        (key, values), (other, others) = refusal(foreign), refusal(unknown)
        assert (key, values) == (other, {what: name if value == NEVER else value for what, value in others.items()})
        self.played.refused += 1

    async def does(self, request: Say | Clone | Answer) -> Reply:
        place = Address(platform=request.caller.platform, channel="c")
        try:
            return await self.played.stage.flows.run(request, unnoted, {}, place)
        finally:
            await self.played.stage.flows.tidy(request)

    def done(self, doing: Awaitable[T]) -> T | Refused:
        async def tried() -> T | Refused:
            try:
                return await doing
            except Refused as refused:
                return refused

        return self.played.run(tried())


def refusal(done: object) -> tuple[str, dict[str, object]]:
    assert isinstance(done, Refused), done
    return done.key, done.values


@pytest.mark.timeout(240)
def test_no_path_leads_to_a_voice_of_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(database.SQLITE_PRAGMAS, "synchronous", "OFF")  # nobody pulls the plug here
    loop = asyncio.new_event_loop()
    opened = open_stage(tmp_path / "state.db")
    try:
        played = Played(loop.run_until_complete(opened.__aenter__()), loop)
        machine = type("Machine", (Isolation,), {"played": played})
        while played.steps < AT_LEAST:  # how long an example gets is hypothesis's choice
            run_state_machine_as_test(
                machine,
                settings=settings(
                    max_examples=EXAMPLES,
                    stateful_step_count=STEPS,
                    deadline=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        loop.run_until_complete(opened.__aexit__(None, None, None))
    finally:
        loop.close()
    print(f"{played.steps} steps, {played.heard} heard, {played.refused} foreign names refused as unknown ones")
    assert played.heard > 500
    assert played.refused > 500
