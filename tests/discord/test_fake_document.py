from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from tests.fakes.discord import fake_discord
from tests.fakes.discord.bare import bare_bot
from tests.fakes.discord.caller import Caller, caller, webhook
from tests.fakes.discord.openapi import document, found

pytestmark = pytest.mark.skipif(found() is None, reason="Discord's OpenAPI document is not at hand")
Body = dict[str, Any]


def _strict(call: Caller) -> None:
    path = found()
    if path is None:
        pytest.fail("the document is gone")
    call.fake.document = document(path)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"contents": "x"}, "contents"),
        ({"content": 5}, "content"),
        ({"embeds": [{"title": "x" * 257}]}, "title"),
        ({"components": [{"type": 99}]}, "components"),
    ],
    ids=["misspelt", "type", "long", "unknown"],
)
async def test_a_malformed_body_is_refused_and_noted(body: Body, word: str) -> None:
    async with caller() as call:
        exchange = await call.deferred()
        _strict(call)

        assert await call.code("PATCH", webhook(exchange), body) == (400, 50035)
        assert word in call.fake.violations[0]


async def test_an_unknown_query_is_noted() -> None:
    async with caller() as call:
        _strict(call)
        await call("GET", "/users/@me?who=1")

        assert call.fake.violations == ["GET /users/@me: unknown query who"]


async def _ask_for_nothing() -> None:
    async with fake_discord() as fake, aiohttp.ClientSession() as session, session.get(fake.api + "/nowhere") as answer:
        assert answer.status == 404


async def test_a_test_whose_bot_broke_the_rules_fails() -> None:
    with pytest.raises(AssertionError, match="no such route"):
        await _ask_for_nothing()


async def test_all_that_discord_py_sends_is_well_formed() -> None:
    async with fake_discord() as fake, bare_bot(fake):
        assert fake.validated

        alice = fake.user()
        first = await (await alice.slash("say", text="Hello")).answered()
        await (await alice.click(first.shown, "Again")).answered()
        await alice.autocomplete("say", "voice", voice="a")
        await (await alice.slash("form")).answered()
        await (await alice.slash("sorry")).answered()

        assert {call.status for call in fake.calls} <= {200, 204}
