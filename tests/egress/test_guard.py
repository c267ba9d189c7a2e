"""Whatever an outgoing request is made to say, nothing on this machine or beside it hears of it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from bot.egress import Purpose, open_session
from tests.egress.spellings import urls

CDN = Purpose(hosts=frozenset({"cdn.example"}), domains=("files.example",))
ANYWHERE = Purpose(anywhere=True)


@asynccontextmanager
async def trap() -> AsyncGenerator[tuple[int, list[str]]]:
    """A port of every address of this machine that tests may use, and who came."""
    hits: list[str] = []

    async def come(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hits.append("hit")
        writer.close()

    async with await asyncio.start_server(come, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1], hits


async def reach(session: aiohttp.ClientSession, url: str, **how: Any) -> None:
    with contextlib.suppress(aiohttp.ClientError, TimeoutError, OSError, ValueError):
        await session.get(url, timeout=aiohttp.ClientTimeout(total=2), **how)


@pytest.mark.parametrize("purpose", [CDN, ANYWHERE], ids=["named hosts", "any host"])
async def test_no_spelling_of_a_private_address_is_connected_to(purpose: Purpose, sockets: list[str]) -> None:
    async with trap() as (port, hits), open_session(purpose) as session:
        spelled = urls(port)
        for url in spelled:
            await reach(session, url)

    assert len(spelled) >= 200
    assert hits == []
    assert sockets == []


@pytest.fixture
def sockets(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every address that a socket was about to be made for although the guard had passed it."""
    passed: list[str] = []
    inner = socket.socket.connect

    def connect(self: socket.socket, where: Any) -> Any:
        passed.append(str(where))
        return inner(self, where)

    monkeypatch.setattr(socket.socket, "connect", connect)
    return passed


class Names(aiohttp.abc.AbstractResolver):
    """Answers what the test says, another address each time it is asked."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = list(addresses)
        self.asked = 0

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[Any]:
        address = self.addresses[min(self.asked, len(self.addresses) - 1)]
        self.asked += 1
        flags = socket.AI_NUMERICHOST
        return [{"hostname": host, "host": address, "port": port, "family": socket.AF_INET, "proto": 6, "flags": flags}]

    async def close(self) -> None:
        """Nothing is open."""


async def test_a_name_that_comes_to_mean_this_machine_is_not_connected_to() -> None:
    async with trap() as (port, hits), open_session(CDN) as session:
        names = Names("127.0.0.1")
        session.connector._resolver = names  # type: ignore[union-attr]  # as DNS would be rebound
        for _ in range(3):
            await reach(session, f"https://cdn.example:{port}/a")

    assert names.asked >= 1
    assert hits == []


@asynccontextmanager
async def redirecting(to: Callable[[], str]) -> AsyncGenerator[str]:
    async def away(_request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": to()})

    server = web.Application()
    server.router.add_get("/a", away)
    runner = web.AppRunner(server)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/a"
    finally:
        await runner.cleanup()


async def test_a_redirect_passes_the_same_door() -> None:
    """Even where a caller forgot to switch redirects off."""
    here = Purpose.of("http://127.0.0.1:1/")
    async with trap() as (port, hits), open_session(here) as session:
        for target in (f"http://10.0.0.1:{port}/", "file:///etc/passwd", f"http://cdn.example:{port}/"):
            async with redirecting(lambda target=target: target) as url:  # type: ignore[misc]  # bound here
                await reach(session, url, allow_redirects=True)

    assert hits == []


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://cdn.example/a", True),
        ("https://CDN.example./a", True),
        ("https://eu.files.example/a", True),
        ("https://files.example/a", False),
        ("https://evilfiles.example/a", False),
        ("https://cdn.example.evil.example/a", False),
        ("http://cdn.example/a", False),
        ("ftp://cdn.example/a", False),
        ("https://me@cdn.example/a", False),
        ("https://127.0.0.1/a", False),
        ("https://localhost/a", False),
        ("https:///a", False),
    ],
)
def test_only_the_hosts_of_a_purpose_are_asked(url: str, taken: bool) -> None:  # noqa: FBT001 - a column of the table
    assert CDN.takes(URL(url)) is taken


async def test_a_refused_request_is_a_failed_connection_that_names_nothing() -> None:
    async with open_session(CDN) as session:
        with pytest.raises(aiohttp.ClientError) as refused:
            await session.get("https://evil.example/?secret=1")

    assert "evil" not in str(refused.value)
    assert "secret" not in str(refused.value)


async def test_what_is_on_this_machine_is_reached_where_the_purpose_is() -> None:
    async with trap() as (port, hits), open_session(Purpose.of(f"http://127.0.0.1:{port}")) as session:
        await reach(session, f"http://127.0.0.1:{port}/a")

    assert hits == ["hit"]


async def test_a_session_sends_a_request_once_and_keeps_no_cookies() -> None:
    async with open_session(CDN) as session:
        assert session._retry_connection is False
        assert isinstance(session.cookie_jar, aiohttp.DummyCookieJar)
        assert session.trust_env is False
