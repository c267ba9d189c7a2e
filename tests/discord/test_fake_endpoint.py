from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from aiohttp import web
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from tests.fakes.discord import FakeDiscord, fake_discord, pointed
from tests.fakes.discord.bare import Bare


class Site:
    """A bot behind a URL that checks signatures, and then answers what the test says."""

    def __init__(self, public_key: str) -> None:
        self._key = VerifyKey(bytes.fromhex(public_key))
        self.answer: Any = None
        self.status = 202
        self.careless = False
        self.heard: list[dict[str, Any]] = []
        self.stamps: list[int] = []
        self.bot: Bare | None = None

    async def serve(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not self.careless and not self._signed(request, body):
            return web.Response(status=401)
        self.stamps.append(int(request.headers["X-Signature-Timestamp"]))
        payload = await request.json()
        if payload["type"] == 1:
            return web.json_response({"type": 1})
        self.heard.append(payload)
        if self.bot:
            self.bot._connection.parse_interaction_create(payload)
        return web.Response(status=self.status) if self.answer is None else web.json_response(self.answer)

    def _signed(self, request: web.Request, body: bytes) -> bool:
        stamp, signature = request.headers["X-Signature-Timestamp"], request.headers["X-Signature-Ed25519"]
        try:
            self._key.verify(stamp.encode() + body, bytes.fromhex(signature))
        except BadSignatureError:
            return False
        return True


@pytest.fixture
async def fake() -> AsyncGenerator[FakeDiscord]:
    async with fake_discord() as fake:
        fake.registry.replace([{"name": "say", "description": "Speak"}], fake.application_id)
        yield fake


@pytest.fixture
async def site(fake: FakeDiscord) -> AsyncGenerator[Site]:
    site, app = Site(fake.public_key), web.Application()
    app.router.add_post("/discord", site.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    fake.endpoint.url = f"http://127.0.0.1:{runner.addresses[0][1]}/discord"
    yield site
    await runner.cleanup()


async def test_an_endpoint_is_accepted_when_it_checks_signatures(fake: FakeDiscord, site: Site) -> None:
    assert await fake.endpoint.accepted(fake.application_id)

    site.careless = True

    assert not await fake.endpoint.accepted(fake.application_id)


async def test_a_forged_request_and_an_old_one_can_be_sent(fake: FakeDiscord, site: Site) -> None:
    payload = (await fake.user().slash("say")).payload
    await fake.endpoint.post(payload)
    forged = await fake.endpoint.post(payload, forged=True)
    old = await fake.endpoint.post(payload, age=600)

    assert (forged.status, old.status) == (401, 202)
    assert 590 < site.stamps[-2] - site.stamps[-1] < 610


async def test_the_answer_of_the_endpoint_is_the_first_response(fake: FakeDiscord, site: Site) -> None:
    site.answer = {"type": 4, "data": {"content": "Hello", "flags": 64}}
    exchange = await (await fake.user().slash("say")).answered()

    assert exchange.shown.content == "Hello"
    assert exchange.private

    await fake.repeat(exchange)
    async with asyncio.timeout(5):
        while fake.tasks:
            await asyncio.sleep(0.001)

    assert [call.status for call in fake.calls] == [200, 400]
    assert [payload["id"] for payload in site.heard] == [exchange.id] * 2


async def test_a_deferred_answer_of_the_endpoint_loads(fake: FakeDiscord, site: Site) -> None:
    site.answer = {"type": 5}
    exchange = await (await fake.user().slash("say")).acknowledged()

    assert exchange.loading


async def test_an_endpoint_that_fails_is_told_to_the_user(fake: FakeDiscord, site: Site) -> None:
    site.status, fake.ack_seconds = 500, 60
    exchange = await fake.user().slash("say")
    with pytest.raises(AssertionError, match="did not respond"):
        await exchange.answered()

    assert exchange.status == 500


async def test_an_endpoint_that_says_202_and_then_nothing_is_given_up(fake: FakeDiscord, site: Site) -> None:
    fake.ack_seconds = 0.05
    exchange = await fake.user().slash("say")
    with pytest.raises(AssertionError, match="did not respond"):
        await exchange.answered()

    assert exchange.status == 202


async def test_a_bot_without_a_gateway_answers_through_the_callback_route(fake: FakeDiscord, site: Site) -> None:
    with pointed(fake):
        async with Bare() as bot:
            site.bot = bot
            await bot.login(fake.token)
            exchange = await (await fake.user().slash("say", text="Hello")).answered()

    assert exchange.shown.attachments[0]["content_type"].startswith("audio/")
    assert fake.gateway.identified == []
