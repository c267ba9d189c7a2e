from __future__ import annotations

from pathlib import Path

import pytest

from bot.model import Caller, Platform, Rules
from bot.store import open_store
from tests.console.conftest import Mynah
from tests.fakes.typecast import fake_typecast

TEAM = Caller(platform=Platform.SLACK, workspace="T1")
WHERE = ("rules", "--platform", "slack", "--workspace", "T1")


async def test_rules_are_set_shown_and_taken_back(mynah: Mynah, tmp_path: Path) -> None:
    async with fake_typecast() as cloud:
        key = {"TYPECAST_BASE_URL": cloud.url, "TYPECAST_API_TOKEN": cloud.token}
        given = ("blocked=U1, U2", "max_text=300", "cloning=off", "forced_voice=plain", "local_fallback=yes")
        kept = await mynah(*WHERE, *given, **key)
        async with open_store(tmp_path / "data" / "state.db") as store:
            stored = await store.rules.get(TEAM)
        shown = await mynah(*WHERE, **key)
        back = await mynah(*WHERE, "blocked=", "max_text=", "cloning=", "forced_voice=", "local_fallback=", **key)

    assert (kept.code, shown.code, back.code) == (0, 0, 0)
    assert stored == Rules(blocked=("U1", "U2"), max_text=300, cloning="off", forced_voice="Plain", local_fallback=True)
    assert "Blocked: U1, U2\nCloning: off\nCharacters in one text: 300" in shown.out.decode()
    assert "Blocked: none\nCloning: on\nCharacters in one text: as usual" in back.out.decode()


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("moon=full", "the names are cloning,"),
        ("blocked", "Write NAME=VALUE"),
        ("max_text=many", "whole number"),
        ("local_fallback=maybe", "yes, no, or empty"),
        ("cloning=sometimes", "sometimes"),
        ("forced_voice=Nobody", "Nobody"),
    ],
)
async def test_what_is_no_rule_changes_nothing_and_is_said_so(
    mynah: Mynah, tmp_path: Path, word: str, sentence: str
) -> None:
    async with fake_typecast() as cloud:
        ended = await mynah(*WHERE, word, TYPECAST_BASE_URL=cloud.url, TYPECAST_API_TOKEN=cloud.token)

    assert ended.code == 65
    assert sentence in ended.err
    assert "Traceback" not in ended.err
    async with open_store(tmp_path / "data" / "state.db") as store:
        assert await store.rules.get(TEAM) == Rules()
