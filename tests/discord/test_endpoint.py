"""Commands by signed HTTP requests: the same bot, and not one gateway socket."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import pytest

from adapters.discord import open_discord
from adapters.server import serve_listener
from bot.app import open_app
from bot.replies import sentence
from tests.discord.conftest import Mynah, Stage, until
from tests.fakes.discord import FakeDiscord, file
from tests.flows.conftest import recording

SECRET = "Marmalade skies"


@pytest.fixture
async def mynah(stage: Stage) -> AsyncGenerator[Mynah]:
    async with stage.mynah(DISCORD_PUBLIC_KEY=stage.fake.public_key) as mynah:
        stage.fake.endpoint.url = f"{mynah.url}/discord"
        yield mynah


@pytest.fixture(autouse=True)
def no_gateway(fake: FakeDiscord) -> Any:
    yield
    assert fake.gateway.sessions == {}
    assert fake.gateway.identified == []


def payload(fake: FakeDiscord, ident: str = "123456789012345678") -> dict[str, Any]:
    """An interaction that nobody waits for."""
    return {"id": ident, "application_id": fake.application_id, "type": 2, "token": "token-x", "version": 1}


async def test_discord_takes_the_address(stage: Stage, mynah: Mynah) -> None:
    assert await stage.fake.endpoint.accepted(stage.fake.application_id)


async def test_what_is_said_is_heard(stage: Stage, mynah: Mynah) -> None:
    exchange = await stage.said("Over the wire")

    assert exchange.status == 202
    assert exchange.waited < 3
    assert (await mynah.hear(exchange)).seconds > 0
    assert len(stage.fake.home.general.messages) == 1


async def test_buttons_work(stage: Stage, mynah: Mynah) -> None:
    exchange = await stage.said("Over the wire")
    again = await (await stage.alice.click(exchange.shown, "Again")).answered()

    assert len(again.shown.attachments) == 1
    gone = await (await stage.alice.click(again.shown, "Delete")).answered()
    assert gone.deleted


async def test_voices_are_suggested(stage: Stage, mynah: Mynah) -> None:
    choices = await stage.alice.autocomplete("say", "voice", text="x", voice="byum")

    assert [choice["value"] for choice in choices] == ["Byumsoo"]


async def test_a_voice_is_cloned_by_the_form(stage: Stage, mynah: Mynah) -> None:
    opened = await (await stage.alice.slash("clone", name="ada")).answered()
    assert opened.modal
    fields = {field["type"]: name for name, field in opened.modal.fields.items()}
    values = {fields[4]: "ada", fields[19]: file("me.wav", recording()), fields[23]: True}
    done = await (await stage.alice.submit(opened.modal, values)).answered()

    assert done.shown.text == sentence("voice.kept", name="ada")
    assert (await stage.said("As myself", voice="ada")).shown.attachments


async def test_a_repeat_is_refused_and_runs_nothing(stage: Stage, mynah: Mynah) -> None:
    exchange = await stage.said("Once")
    repeated = await stage.fake.endpoint.post(exchange.payload)
    await stage.said("Another")

    assert repeated.status == 409
    assert len(stage.cloud.orders) == 2
    assert len(stage.fake.home.general.messages) == 2


@pytest.mark.parametrize(("age", "status"), [(-290, 200), (290, 200), (-310, 401), (310, 401)])
async def test_a_signature_is_good_for_five_minutes(stage: Stage, mynah: Mynah, age: float, status: int) -> None:
    ping = payload(stage.fake) | {"type": 1}

    assert (await stage.fake.endpoint.post(ping, age=age)).status == status


@pytest.mark.parametrize(
    "change",
    [
        {"X-Signature-Ed25519": None},
        {"X-Signature-Timestamp": None},
        {"X-Signature-Ed25519": None, "X-Signature-Timestamp": None},
        {"X-Signature-Ed25519": "0" * 128},
        {"X-Signature-Ed25519": "zz" * 64},
        {"X-Signature-Ed25519": "ab"},
        {"X-Signature-Ed25519": "ab" * 100},
        {"X-Signature-Timestamp": "soon"},
        {"X-Signature-Timestamp": "-1"},
        {"X-Signature-Timestamp": "²"},
        {"X-Signature-Timestamp": "9" * 200},
    ],
    ids=str,
)
async def test_a_request_without_a_good_signature_is_refused(
    stage: Stage, mynah: Mynah, capfd: pytest.CaptureFixture[str], change: dict[str, str | None]
) -> None:
    body = json.dumps(payload(stage.fake) | {"type": 1}).encode()
    headers = stage.fake.endpoint.headers(body)
    for name, value in change.items():
        headers.pop(name)
        if value is not None:
            headers[name] = value

    heard = await stage.fake.endpoint.send(body, headers)

    assert heard.status == 401
    assert "Traceback" not in "".join(capfd.readouterr())


async def test_a_body_that_was_changed_on_the_way_is_refused(stage: Stage, mynah: Mynah) -> None:
    body = json.dumps(payload(stage.fake)).encode()
    headers = stage.fake.endpoint.headers(body)

    assert (await stage.fake.endpoint.send(body + b" ", headers)).status == 401


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"7", b"null", b'{"type": 2}', b"[" * 100_000, b"\xff", b'{"type": 2, "id": "5"}']
)
async def test_what_is_signed_and_no_interaction_is_refused(stage: Stage, mynah: Mynah, body: bytes) -> None:
    heard = await stage.fake.endpoint.send(body, stage.fake.endpoint.headers(body))

    assert heard.status == 400


async def test_a_kind_that_nobody_knows_yet_harms_nothing(stage: Stage, mynah: Mynah) -> None:
    heard = await stage.fake.endpoint.post(payload(stage.fake) | {"type": 77})

    assert heard.status in (202, 400)
    assert (await stage.said("Still here")).shown.attachments


async def test_before_the_login_an_interaction_is_refused_and_may_come_again(stage: Stage) -> None:
    settings = stage.settings(DISCORD_PUBLIC_KEY=stage.fake.public_key)
    async with open_app(settings) as app, open_discord(app) as way:
        async with serve_listener(settings, app.ready, way.parts) as listener:
            stage.fake.endpoint.url = f"{listener.url}/discord"
            early = [await stage.fake.endpoint.post(payload(stage.fake)) for _ in range(2)]

        assert [heard.status for heard in early] == [503, 503]
        assert way.unready() == {"discord": "not logged in"}


async def test_what_comes_is_in_no_log(stage: Stage, capfd: pytest.CaptureFixture[str]) -> None:
    async with stage.mynah(DISCORD_PUBLIC_KEY=stage.fake.public_key) as mynah:
        stage.fake.endpoint.url = f"{mynah.url}/discord"
        exchange = await stage.said(SECRET)
        await stage.fake.endpoint.post(exchange.payload)
        await stage.fake.endpoint.post(exchange.payload, forged=True)
        await stage.fake.endpoint.post(exchange.payload | {"id": "77", "data": {"name": SECRET}})
        await until(lambda: exchange.shown.attachments)

    printed = "".join(capfd.readouterr())
    assert "command ended" in printed
    assert SECRET not in printed
    assert exchange.token not in printed


async def test_by_the_gateway_there_is_no_such_address(stage: Stage, fake: FakeDiscord) -> None:
    settings = stage.settings()
    async with (
        open_app(settings) as app,
        open_discord(app) as way,
        serve_listener(settings, app.ready, way.parts) as listener,
        aiohttp.ClientSession() as http,
        http.post(f"{listener.url}/discord", data=b"{}") as answer,
    ):
        assert answer.status == 404
