"""What every store promises, port by port."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import pairwise

import pytest

from bot.errors import NameTaken
from bot.model import (
    Address,
    Ask,
    AuditEntry,
    Caller,
    ClipRecord,
    Consent,
    Platform,
    Preferences,
    Voice,
    VoiceKind,
    VoiceRef,
    Whom,
)
from bot.store import Store, open_store
from tests.contracts.stores import PERIOD, database_url, take

__all__ = ["database_url"]

MINA = Caller(platform=Platform.DISCORD, workspace="guild", user="mina")
FOREIGN = [
    replace(MINA, user="otto"),
    replace(MINA, user=""),
    replace(MINA, workspace="elsewhere"),
    replace(MINA, platform=Platform.SLACK),
]
REF = VoiceRef(kind=VoiceKind.RESOURCE, id="65f0")


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url) as opened:
        yield opened


def agreement(name: str) -> Consent:
    return Consent(caller=MINA, voice=name, speaker="mina", statement="1", sample_hash="ab", at=1.0)


def voice(name: str, **more: object) -> Voice:
    return replace(Voice(name=name, ref=REF, owner=MINA.user), **more)  # type: ignore[arg-type]  # fields of Voice


class TestVoices:
    async def test_a_kept_voice_comes_back_whole(self, store: Store) -> None:
        kept = voice(
            "Mina",
            names=(("ko", "미나"), ("ja", "ミナ")),
            languages=("en-us", "ko-kr"),
            emotions=("happy",),
            sample_key="samples/ab/abcd.wav",
            created_at=1234.5,
        )
        await store.voices.keep(MINA, kept)

        assert await store.voices.of(MINA) == [kept]

    async def test_every_voice_is_found_with_its_owner(self, store: Store) -> None:
        elsewhere = replace(MINA, platform=Platform.SLACK, user="otto")
        for owner in (MINA, elsewhere):
            await store.voices.keep(owner, voice("Mina"))

        assert await store.voices.every() == [(MINA, voice("Mina")), (elsewhere, voice("Mina", owner="otto"))]

    async def test_the_owner_is_the_caller_whatever_the_voice_says(self, store: Store) -> None:
        await store.voices.keep(MINA, voice("Mina", owner="otto"))

        assert [v.owner for v in await store.voices.of(MINA)] == ["mina"]

    @pytest.mark.parametrize(
        "name", ["미나의 목소리", "Ünal Çağ", "صوت", "🦜🦜", "a" * 500, "Robert'); DROP TABLE voice;--"]
    )
    async def test_any_name_is_a_name(self, store: Store, name: str) -> None:
        await store.voices.keep(MINA, voice(name))

        assert [v.name for v in await store.voices.of(MINA)] == [name]
        assert await store.voices.forget(MINA, name) == voice(name)

    @pytest.mark.parametrize(
        ("first", "second"),
        [("Mina", "mina"), ("STRASSE", "straße"), ("ΣΊΣΥΦΟΣ", "σίσυφος"), ("é", "e\u0301"), ("Ｍina", " mina ")],
    )
    async def test_names_that_differ_in_case_or_form_clash(self, store: Store, first: str, second: str) -> None:
        await store.voices.keep(MINA, voice(first))

        with pytest.raises(NameTaken) as clash:
            await store.voices.keep(MINA, voice(second, ref=replace(REF, id="other")))
        assert clash.value.values == {"name": second}
        assert await store.voices.of(MINA) == [voice(first)]

    async def test_one_of_eight_who_take_a_name_at_once_gets_it(self, store: Store) -> None:
        takers = [store.voices.keep(MINA, voice("Mina", sample_key=str(n))) for n in range(8)]
        results = await asyncio.gather(*takers, return_exceptions=True)

        assert sum(result is None for result in results) == 1
        assert sum(isinstance(result, NameTaken) for result in results) == 7
        assert len(await store.voices.of(MINA)) == 1

    async def test_strangers_neither_see_nor_touch_a_voice(self, store: Store) -> None:
        await store.voices.keep(MINA, voice("Mina"))

        for stranger in FOREIGN:
            assert await store.voices.of(stranger) == []
            await store.voices.rebind(stranger, "Mina", replace(REF, id="stolen"))
            assert await store.voices.forget(stranger, "Mina") is None
            await store.voices.keep(stranger, voice("Mina"))  # their name for their voice
        assert await store.voices.of(MINA) == [voice("Mina")]

    async def test_the_oldest_voice_comes_first(self, store: Store) -> None:
        for name, born in (("new", 30.0), ("old", 10.0), ("middle", 20.0), ("middle too", 20.0)):
            await store.voices.keep(MINA, voice(name, created_at=born))

        assert [v.name for v in await store.voices.of(MINA)] == ["old", "middle", "middle too", "new"]

    async def test_a_rebound_voice_has_its_new_id(self, store: Store) -> None:
        await store.voices.keep(MINA, voice("Mina"))
        await store.voices.keep(MINA, voice("Other"))
        moved = VoiceRef(kind=VoiceKind.ACTOR, id="77aa")

        await store.voices.rebind(MINA, "MINA", moved)

        assert await store.voices.of(MINA) == [voice("Mina", ref=moved), voice("Other")]

    async def test_a_forgotten_voice_is_handed_over_once_and_frees_its_name(self, store: Store) -> None:
        await store.voices.keep(MINA, voice("Mina"))

        assert await store.voices.forget(MINA, "mINA") == voice("Mina")
        assert await store.voices.forget(MINA, "Mina") is None
        await store.voices.keep(MINA, voice("mina"))

    async def test_a_shared_voice_is_for_all_of_its_workspace_after_their_own(self, store: Store) -> None:
        otto = replace(MINA, user="otto")
        await store.voices.keep(MINA, voice("Mina", created_at=1.0))
        await store.voices.keep(otto, voice("Otto", owner="otto", created_at=2.0))

        assert await store.voices.share(MINA, "MINA", shared=True)

        assert await store.voices.of(otto) == [
            voice("Otto", owner="otto", created_at=2.0),
            voice("Mina", created_at=1.0, shared=True),
        ]
        assert await store.voices.of(replace(MINA, workspace="elsewhere")) == []
        assert await store.voices.of(replace(MINA, platform=Platform.SLACK)) == []
        assert await store.voices.forget(otto, "Mina") is None
        assert not await store.voices.rename(otto, "Mina", "Stolen")
        assert not await store.voices.share(otto, "Mina", shared=False)

        assert await store.voices.share(MINA, "Mina", shared=False)
        assert [v.name for v in await store.voices.of(otto)] == ["Otto"]

    async def test_a_voice_is_for_the_roles_and_people_it_is_shared_with(self, store: Store) -> None:
        otto, ida = replace(MINA, user="otto"), replace(MINA, user="ida")
        await store.voices.keep(MINA, voice("Mina"))

        assert await store.voices.share_with(MINA, "MINA", Whom(kind="role", id="7"))
        assert await store.voices.share_with(MINA, "mina", Whom(kind="person", id="ida"))
        assert await store.voices.share_with(MINA, "mina", Whom(kind="person", id="ida"))

        for may in (ida, replace(otto, roles=("6", "7"))):
            assert await store.voices.of(may) == [voice("Mina")]
        for may_not in (otto, replace(otto, roles=("6", "ida")), replace(otto, user="7"), replace(otto, user="")):
            assert await store.voices.of(may_not) == []
        for elsewhere in (replace(ida, workspace="elsewhere"), replace(ida, platform=Platform.SLACK, roles=("7",))):
            assert await store.voices.of(elsewhere) == []
        assert await store.voices.shares(MINA, "Mina") == [Whom(kind="person", id="ida"), Whom(kind="role", id="7")]

    async def test_only_a_voice_of_ones_own_can_be_shared(self, store: Store) -> None:
        await store.voices.keep(MINA, voice("Mina"))

        for stranger in FOREIGN:
            assert not await store.voices.share_with(stranger, "Mina", Whom(kind="person", id="otto"))
        assert await store.voices.shares(MINA, "Mina") == []

    async def test_sharing_ends_for_everybody_at_once(self, store: Store) -> None:
        ida = replace(MINA, user="ida")
        await store.voices.keep(MINA, voice("Mina"))
        await store.voices.share_with(MINA, "Mina", Whom(kind="person", id="ida"))

        assert await store.voices.share(MINA, "MINA", shared=False)

        assert await store.voices.of(ida) == []
        assert await store.voices.shares(MINA, "Mina") == []

    async def test_shares_follow_a_voice_to_its_new_name_and_no_other_voice_gets_them(self, store: Store) -> None:
        ida = replace(MINA, user="ida")
        await store.voices.keep(MINA, voice("Mina"))
        await store.voices.share_with(MINA, "Mina", Whom(kind="person", id="ida"))

        await store.voices.rename(MINA, "Mina", "Luna")
        await store.voices.keep(MINA, voice("Mina", ref=replace(REF, id="new")))

        assert [v.name for v in await store.voices.of(ida)] == ["Luna"]

    @pytest.mark.parametrize("way", ["forget", "erase"])
    async def test_shares_end_with_their_voice(self, store: Store, way: str) -> None:
        ida = replace(MINA, user="ida")
        await store.voices.keep(MINA, voice("Mina"))
        await store.voices.share_with(MINA, "Mina", Whom(kind="person", id="ida"))

        await (store.voices.forget(MINA, "mina") if way == "forget" else store.people.erase(replace(ida, user="")))
        await store.voices.keep(MINA, voice("Mina"))

        assert await store.voices.of(ida) == []

    async def test_a_renamed_voice_keeps_its_consent(self, store: Store) -> None:
        await store.voices.keep(MINA, voice("Mina"))
        await store.consents.record(agreement("Mina"))

        assert await store.voices.rename(MINA, "MINA", "Luna")

        assert [v.name for v in await store.voices.of(MINA)] == ["Luna"]
        assert await store.consents.find(MINA, "Mina") is None
        assert (await store.consents.find(MINA, "luna")) == replace(agreement("Mina"), voice="Luna")

    async def test_a_name_that_is_taken_cannot_be_given_again(self, store: Store) -> None:
        for name in ("Mina", "Luna"):
            await store.voices.keep(MINA, voice(name))
            await store.consents.record(agreement(name))

        with pytest.raises(NameTaken):
            await store.voices.rename(MINA, "Mina", "LUNA")

        assert [v.name for v in await store.voices.of(MINA)] == ["Mina", "Luna"]
        assert await store.consents.find(MINA, "Mina") == agreement("Mina")


class TestPreferences:
    async def test_who_chose_nothing_has_no_preferences(self, store: Store) -> None:
        assert await store.preferences.get(MINA) == Preferences()

    async def test_the_last_choice_holds_and_none_takes_a_choice_back(self, store: Store) -> None:
        await store.preferences.put(MINA, Preferences(voice="Mina", speed=1.25, pitch=-3, language="ko-kr"))
        chosen = Preferences(voice="미나", emotion="happy", format="mp3", speed=None)
        await store.preferences.put(MINA, chosen)

        assert await store.preferences.get(MINA) == chosen

    async def test_a_user_and_a_workspace_choose_apart(self, store: Store) -> None:
        await store.preferences.put(MINA, Preferences(voice="Mina"))
        for stranger in FOREIGN:
            assert await store.preferences.get(stranger) == Preferences()

        await store.preferences.put(replace(MINA, user=""), Preferences(voice="House"))

        assert (await store.preferences.get(MINA)).voice == "Mina"


def consent(at: float, **more: object) -> Consent:
    given = Consent(caller=MINA, voice="Mina", speaker="Mina Kim", statement="1", sample_hash="ab" * 32, at=at)
    return replace(given, **more)  # type: ignore[arg-type]  # fields of Consent


class TestConsents:
    async def test_the_newest_consent_is_found_by_name(self, store: Store) -> None:
        for at in (10.0, 30.0, 20.0):
            await store.consents.record(consent(at))
        await store.consents.record(consent(40.0, voice="Other"))

        assert await store.consents.find(MINA, "mina") == consent(30.0)

    async def test_no_older_consent_shows_up_behind_a_revoked_one(self, store: Store) -> None:
        await store.consents.record(consent(10.0))
        await store.consents.record(consent(20.0))

        await store.consents.revoke(MINA, "MINA", 25.0)

        assert await store.consents.find(MINA, "Mina") is None

    async def test_consent_can_be_given_again_and_other_voices_keep_theirs(self, store: Store) -> None:
        await store.consents.record(consent(10.0))
        await store.consents.record(consent(10.0, voice="Other"))
        await store.consents.revoke(MINA, "Mina", 20.0)
        await store.consents.record(consent(30.0))

        assert await store.consents.find(MINA, "Mina") == consent(30.0)
        assert await store.consents.find(MINA, "Other") == consent(10.0, voice="Other")

    async def test_strangers_neither_have_nor_revoke_it(self, store: Store) -> None:
        await store.consents.record(consent(10.0))

        for stranger in FOREIGN:
            assert await store.consents.find(stranger, "Mina") is None
            await store.consents.revoke(stranger, "Mina", 20.0)
        assert await store.consents.find(MINA, "Mina") == consent(10.0)

    async def test_it_tells_who_asked_and_which_words_were_shown(self, store: Store) -> None:
        whole = consent(10.0, speaker="otto", requester="mina", text_hash="cd" * 32)
        await store.consents.record(whole)

        assert await store.consents.find(MINA, "Mina") == whole

    async def test_a_speaker_finds_what_they_agreed_to(self, store: Store) -> None:
        otto, elsewhere = replace(MINA, user="otto"), replace(MINA, workspace="elsewhere")
        await store.consents.record(consent(10.0, speaker="otto"))
        await store.consents.record(consent(20.0, speaker="otto", caller=elsewhere))
        await store.consents.record(consent(30.0, speaker="otto", caller=replace(MINA, platform=Platform.SLACK)))
        await store.consents.record(consent(40.0, speaker="otto", voice="Gone"))
        await store.consents.record(consent(50.0))
        await store.consents.revoke(MINA, "Gone", 45.0)

        assert await store.consents.given(otto) == [consent(10.0, speaker="otto")]
        assert await store.consents.given(replace(otto, workspace="")) == [
            consent(10.0, speaker="otto"),
            consent(20.0, speaker="otto", caller=elsewhere),
        ]
        assert await store.consents.given(MINA) == []


def question(ident: str, expires_at: float = 20.0, **more: object) -> Ask:
    asked = Ask(
        id=ident,
        caller=replace(MINA, locale="ko"),
        speaker="otto",
        name="Otto",
        sample_key=f"asks/{ident}",
        statement="asked-1",
        place=Address(platform=Platform.DISCORD, channel="c", more={"app": "1"}),
        created_at=expires_at - 10,
        expires_at=expires_at,
    )
    return replace(asked, **more)  # type: ignore[arg-type]  # fields of Ask


class TestAsks:
    async def test_an_ask_comes_back_whole_until_it_is_dropped(self, store: Store) -> None:
        await store.asks.add(question("a"))
        await store.asks.add(question("a", name="Another"))  # the same job, tried again

        found = await store.asks.find("a")

        assert found == question("a")
        assert found.caller.locale == "ko"
        await store.asks.drop("a")
        await store.asks.drop("a")
        assert await store.asks.find("a") is None

    async def test_what_is_due_is_found_the_oldest_first(self, store: Store) -> None:
        for ident, due in (("late", 30.0), ("second", 20.0), ("first", 10.0)):
            await store.asks.add(question(ident, due))

        assert [ask.id for ask in await store.asks.expired(20.0)] == ["first", "second"]

    async def test_a_workspace_has_its_own(self, store: Store) -> None:
        elsewhere = replace(MINA, workspace="elsewhere")
        await store.asks.add(question("a"))
        await store.asks.add(question("b", caller=elsewhere))

        assert await store.asks.of_all(replace(MINA, user="")) == [question("a")]
        await store.people.erase(replace(MINA, user=""))
        assert await store.asks.of_all(MINA) == []
        assert await store.asks.find("b") == question("b", caller=elsewhere)


class TestAudit:
    async def test_a_workspace_reads_its_own_entries_newest_first(self, store: Store) -> None:
        mine = [AuditEntry(caller=MINA, action="clone", subject="Mina", at=float(n)) for n in range(5)]
        for entry in mine:
            await store.audit.note(entry)
        await store.audit.note(AuditEntry(caller=replace(MINA, workspace="elsewhere"), action="say", at=9.0))
        await store.audit.note(AuditEntry(caller=replace(MINA, platform=Platform.SLACK), action="say", at=9.0))

        assert await store.audit.recent(replace(MINA, user="admin")) == mine[::-1]
        assert await store.audit.recent(MINA, limit=2) == mine[:2:-1]


def record(key: str, size: int = 10, used_at: float = 0.0) -> ClipRecord:
    return ClipRecord(key=key, format="mp3", size=size, seconds=1.5, waveform=b"\x00\xff\x80", used_at=used_at)


class TestClipIndex:
    async def test_a_found_clip_is_whole_and_marked_as_used(self, store: Store) -> None:
        kept = replace(record("clips/ab"), embed_url="https://example.org/e", created_at=5.0, used_at=5.0)
        await store.clips.keep(kept)

        assert await store.clips.find("clips/ab", 9.0) == replace(kept, used_at=9.0)
        assert await store.clips.excess(10**9, 8.0) == []
        assert await store.clips.find("clips/ac", 9.0) is None

    async def test_clips_are_found_by_their_folder(self, store: Store) -> None:
        for key in ("clips/v_a/1.mp3", "clips/v_a/2.mp3", "clips/v_ab/1.mp3", "clips/vxa/1.mp3"):
            await store.clips.keep(record(key))

        assert sorted(await store.clips.under("clips/v_a")) == ["clips/v_a/1.mp3", "clips/v_a/2.mp3"]

    async def test_keeping_a_clip_again_replaces_its_record(self, store: Store) -> None:
        await store.clips.keep(record("a", size=10))
        await store.clips.keep(record("a", size=20, used_at=3.0))

        assert await store.clips.find("a", 4.0) == record("a", size=20, used_at=4.0)

    async def test_the_least_recently_used_go_first_until_the_rest_fits(self, store: Store) -> None:
        for key, used_at in (("c", 3.0), ("a", 1.0), ("d", 4.0), ("b", 2.0)):
            await store.clips.keep(record(key, size=10, used_at=used_at))

        assert await store.clips.excess(40, 0.0) == []
        assert await store.clips.excess(39, 0.0) == ["a"]
        assert await store.clips.excess(20, 0.0) == ["a", "b"]
        assert await store.clips.excess(0, 0.0) == ["a", "b", "c", "d"]

    async def test_what_was_not_used_for_long_goes_even_where_there_is_room(self, store: Store) -> None:
        for n in range(4):
            await store.clips.keep(record(str(n), used_at=float(n)))

        assert await store.clips.excess(10**9, 2.0) == ["0", "1"]
        assert await store.clips.excess(10, 2.0) == ["0", "1", "2"]

    async def test_any_number_of_clips_can_be_dropped(self, store: Store) -> None:
        await store.clips.keep(record("kept", used_at=1.0))
        for n in range(3):
            await store.clips.keep(record(str(n)))

        await store.clips.drop([str(n) for n in range(1201)])
        await store.clips.drop([])

        assert await store.clips.excess(0, 0.0) == ["kept"]


class TestPosts:
    async def test_posts_are_read_on_from_a_position(self, store: Store) -> None:
        bodies = [{"text": "안녕 🦜\x00", "n": n, "list": [1, None, True]} for n in range(3)]
        positions = [await store.posts.put("page", str(n), body, 1.0) for n, body in enumerate(bodies)]

        assert await store.posts.since("page", 0) == list(zip(positions, bodies, strict=True))
        assert await store.posts.since("page", positions[1]) == [(positions[2], bodies[2])]
        assert await store.posts.since("other", 0) == []

    async def test_a_replaced_post_moves_to_the_end(self, store: Store) -> None:
        await store.posts.put("page", "a", {"state": "working"}, 1.0)
        last = await store.posts.put("page", "b", {"state": "done"}, 2.0)

        moved = await store.posts.put("page", "a", {"state": "done"}, 3.0)

        assert moved > last
        assert await store.posts.since("page", last) == [(moved, {"state": "done"})]
        assert len(await store.posts.since("page", 0)) == 2

    async def test_channels_have_their_own_posts(self, store: Store) -> None:
        await store.posts.put("page", "a", {"in": "page"}, 1.0)
        await store.posts.put("other", "a", {"in": "other"}, 1.0)

        assert [body for _, body in await store.posts.since("page", 0)] == [{"in": "page"}]

    async def test_a_position_is_never_given_twice_even_after_everything_was_pruned(self, store: Store) -> None:
        seen = [await store.posts.put("page", str(n), {}, float(n)) for n in range(3)]

        await store.posts.prune(2.0)
        assert [position for position, _ in await store.posts.since("page", 0)] == seen[2:]
        await store.posts.prune(10.0)

        assert await store.posts.since("page", 0) == []
        assert await store.posts.put("page", "new", {}, 11.0) > max(seen)

    async def test_eight_writers_at_once_get_different_positions(self, store: Store) -> None:
        async def write(writer: int) -> list[int]:
            return [await store.posts.put("page", f"{writer}:{n}", {}, 1.0) for n in range(5)]

        written = await asyncio.gather(*(write(n) for n in range(8)))

        assert all(earlier < later for positions in written for earlier, later in pairwise(positions))
        assert len({position for positions in written for position in positions}) == 40

    async def test_a_put_that_is_cancelled_leaves_the_store_working(self, store: Store) -> None:
        for pause in range(40):
            put = asyncio.ensure_future(store.posts.put("page", f"cut {pause}", {}, 1.0))
            await asyncio.sleep(pause * 0.0001)
            put.cancel()
            await asyncio.gather(put, return_exceptions=True)

        position = await store.posts.put("page", "whole", {"it": "works"}, 1.0)
        assert (await store.posts.since("page", position - 1)) == [(position, {"it": "works"})]


class TestTheWhole:
    async def test_a_sound_database_passes_its_check(self, store: Store) -> None:
        await store.check()

    async def test_a_write_that_nobody_waits_for_any_more_is_done_before_it_closes(self, database_url: str) -> None:
        async with open_store(database_url) as first:
            writes = [asyncio.ensure_future(take(first.budgets, "a", 1, 100)) for _ in range(20)]
            await asyncio.sleep(0)
            for write in writes:
                write.cancel()
            await asyncio.gather(*writes, return_exceptions=True)
        async with open_store(database_url) as second:
            assert await second.budgets.used("a", PERIOD) == 20

    async def test_everything_is_there_after_opening_it_again(self, database_url: str) -> None:
        async with open_store(database_url) as first:
            await first.voices.keep(MINA, voice("Mina"))
            await take(first.budgets, "a", 3, 10)
        async with open_store(database_url) as second:
            assert await second.voices.of(MINA) == [voice("Mina")]
            assert await second.budgets.used("a", PERIOD) == 3


class TestMarks:
    async def test_a_mark_is_kept_until_it_is_put_anew(self, store: Store) -> None:
        assert await store.marks.get("commands") == ""

        await store.marks.put("commands", "a")
        await store.marks.put("commands", "b")

        assert await store.marks.get("commands") == "b"
        assert await store.marks.get("other") == ""


class TestLeaving:
    """What goes when a workspace goes: its own, all of it, and nothing else."""

    OTHERS = (replace(MINA, workspace="elsewhere"), replace(MINA, platform=Platform.SLACK))

    async def test_every_voice_of_a_workspace_goes_and_no_other(self, store: Store) -> None:
        otto = replace(MINA, user="otto")
        for owner in (MINA, otto, *self.OTHERS):
            await store.voices.keep(owner, voice("Mina", shared=True))

        assert {found.owner for found in await store.voices.of_all(MINA)} == {"mina", "otto"}
        await store.people.erase(replace(MINA, user=""))

        assert await store.voices.of_all(MINA) == []
        assert [len(await store.voices.of(other)) for other in self.OTHERS] == [1, 1]

    async def test_every_choice_of_a_workspace_goes_and_no_other(self, store: Store) -> None:
        ours = replace(MINA, user="")
        for whose in (MINA, ours, *self.OTHERS):
            await store.preferences.put(whose, Preferences(speed=1.5))

        await store.people.erase(ours)

        assert await store.preferences.get(MINA) == await store.preferences.get(ours) == Preferences()
        assert [(await store.preferences.get(other)).speed for other in self.OTHERS] == [1.5, 1.5]

    async def test_every_consent_of_a_workspace_goes_and_no_other(self, store: Store) -> None:
        for whose in (MINA, *self.OTHERS):
            await store.consents.record(replace(agreement("Mina"), caller=whose))

        await store.people.erase(replace(MINA, user=""))

        assert await store.consents.find(MINA, "Mina") is None
        assert all([await store.consents.find(other, "Mina") for other in self.OTHERS])

    async def test_counters_go_by_the_start_of_their_scope_and_no_letter_of_it_is_a_wildcard(
        self, store: Store
    ) -> None:
        for scope in ("slack:T_1:u:characters", "slack:T_1:w:characters", "slack:Tx1:u:characters", "slack:T_11:u"):
            assert await take(store.budgets, scope, 5, 10)

        await store.people.erase(Caller(platform=Platform.SLACK, workspace="T_1"))

        assert await store.budgets.used("slack:T_1:u:characters", "2026-11-23") == 0
        assert await store.budgets.used("slack:T_1:w:characters", "2026-11-23") == 0
        assert await store.budgets.used("slack:Tx1:u:characters", "2026-11-23") == 5
        assert await store.budgets.used("slack:T_11:u", "2026-11-23") == 5

    async def test_every_entry_about_a_workspace_goes_and_no_other(self, store: Store) -> None:
        for whose in (MINA, replace(MINA, user="otto"), *self.OTHERS):
            await store.audit.note(AuditEntry(caller=whose, action="voice.cloned", subject="Mina", at=1.0))

        await store.people.erase(replace(MINA, user=""))

        assert await store.audit.recent(MINA) == []
        assert [len(await store.audit.recent(other)) for other in self.OTHERS] == [1, 1]
