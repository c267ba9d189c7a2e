"""Where connections go, and who gets the token."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.egress import is_here, is_public
from bot.typecast.egress import Egress
from bot.typecast.endpoint import Base

CLOUD = Base.of("https://typecast.ai/api", " to ken\n")
LOCAL = Base.of("http://localhost:8080/", "t")
ELSEWHERE = Base.of("https://speech.example.org:8443/mynah/api/", "t")
SPELLINGS = (
    "http://127.0.0.1:{p}/a", "http://localhost:{p}/a", "http://2130706433:{p}/a", "http://0x7f.1:{p}/a",
    "http://0177.0.0.1:{p}/a", "http://127.1:{p}/a", "http://0.0.0.0:{p}/a", "http://[::1]:{p}/a",
    "http://[::ffff:127.0.0.1]:{p}/a", "http://[::ffff:7f00:1]:{p}/", "http://①②⑦.⓪.⓪.①:{p}/a",
    "http://[64:ff9b::7f00:1]:{p}/a", "http://[2002:7f00:1::]:{p}/a", "http://user@127.0.0.1:{p}/a",
)  # fmt: skip


@asynccontextmanager
async def trap() -> AsyncGenerator[tuple[int, list[str]]]:
    """A port of loopback, and who came."""
    hits: list[str] = []

    async def come(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hits.append("hit")
        writer.close()

    async with await asyncio.start_server(come, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1], hits


async def reach(session: aiohttp.ClientSession, url: str) -> None:
    with contextlib.suppress(aiohttp.ClientError, TimeoutError, OSError, ValueError):
        await session.get(url, timeout=aiohttp.ClientTimeout(total=2))


@pytest.mark.parametrize("which", ["home", "away"])
async def test_with_the_cloud_no_spelling_of_loopback_is_reached(which: str) -> None:
    egress = Egress()
    egress.settle(CLOUD)
    async with trap() as (port, hits):
        for spelling in SPELLINGS:
            await reach(getattr(egress, which), spelling.format(p=port))
    await egress.close()

    assert hits == []


async def test_with_the_speech_server_on_loopback_it_is_reached() -> None:
    egress = Egress()
    egress.settle(LOCAL)
    async with trap() as (port, hits):
        await reach(egress.home, SPELLINGS[0].format(p=port))
        await reach(egress.away, SPELLINGS[0].format(p=port))
    await egress.close()

    assert len(hits) == 2


async def test_before_anybody_said_where_the_api_is_nothing_is_reached() -> None:
    egress = Egress()
    async with trap() as (port, hits):
        await reach(egress.home, SPELLINGS[0].format(p=port))
        await reach(egress.away, SPELLINGS[0].format(p=port))
    await egress.close()

    assert hits == []


@pytest.mark.parametrize(
    ("base", "address", "home", "away"),
    [
        (CLOUD, "104.18.0.1", True, True),
        (CLOUD, "10.0.0.1", False, False),
        (LOCAL, "104.18.0.1", False, True),
        (LOCAL, "::1", True, True),
        (LOCAL, "10.0.0.1", False, False),
        (ELSEWHERE, "10.0.0.1", True, False),
        (ELSEWHERE, "127.0.0.1", True, False),
    ],
)
async def test_who_may_be_connected_to(base: Base, address: str, *, home: bool, away: bool) -> None:
    egress = Egress()
    egress.settle(base)

    assert (egress._home_allows(address), egress._away_allows(address)) == (home, away)
    await egress.close()


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "0.0.0.1", "100.64.0.1", "224.0.0.1",
     "255.255.255.255", "::", "::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "2002:0a00:0001::",
     "64:ff9b::a00:1", "2001:0:4136:e378:8000:63bf:f5ff:fffe"],
)  # fmt: skip
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_what_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("address", "here"), [("127.0.0.53", True), ("::1", True), ("10.0.0.1", False), ("1.1.1.1", False)]
)
def test_what_is_here(address: str, *, here: bool) -> None:
    assert is_here(address) is here


@pytest.mark.parametrize(
    ("base", "api", "local"),
    [
        (CLOUD, "https://typecast.ai/api", False),
        (LOCAL, "http://localhost:8080/api", True),
        (ELSEWHERE, "https://speech.example.org:8443/mynah/api", False),
    ],
)
def test_a_base_may_be_written_with_or_without_its_last_part(base: Base, api: str, *, local: bool) -> None:
    assert (str(base.api), base.local) == (api, local)


def test_whitespace_in_a_pasted_token_is_dropped() -> None:
    assert CLOUD.token == "token"


@pytest.mark.parametrize(
    ("host", "related"),
    [("typecast.ai", True), ("cdn.typecast.ai", True), ("nottypecast.ai", False), ("typecast.ai.evil.example", False)],
)
def test_only_the_api_s_own_site_is_related(host: str, *, related: bool) -> None:
    assert CLOUD.related(host) is related


def test_a_base_shows_no_token_and_no_address() -> None:
    shown: Callable[[object], str] = repr

    assert "token" not in shown(CLOUD).replace("token=", "")
    assert "typecast" not in shown(CLOUD)
