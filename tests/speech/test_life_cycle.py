"""From an order to its sound, and what happens when too many come."""

from __future__ import annotations

import asyncio
import re
import time

import pytest

from tests.speech.client import Client
from tests.speech.conftest import Serve
from tests.speech.sound import hear

TEXT = "Hello there, this is a test."


async def test_an_order_is_started_then_in_progress_then_done(hum: Client) -> None:
    first = await hum.order("Speak slowly.")
    second = await hum.order("Hello.")

    seen = [(await hum.get(second["speak_v2_url"]))["status"]]
    while seen[-1] != "done":
        state = await hum.get(second["speak_v2_url"])
        seen.append(state["status"])
        await asyncio.sleep(0.001)

    assert seen[0] == "started"
    assert set(seen) <= {"started", "progress", "done"}
    assert (await hum.get(first["speak_v2_url"]))["status"] == "done"


async def test_a_finished_order_has_the_documented_keys(hum: Client) -> None:

    state = await hum.end(await hum.order(TEXT))

    assert re.fullmatch("[0-9a-f]{24}", state["_id"])
    assert state["text_count"] == len(TEXT)
    assert state["duration"] == pytest.approx(len(TEXT) * 0.05, abs=0.01)
    assert state["audio_download_url"].startswith(hum.url)


async def test_the_sound_is_downloaded_without_a_token(serve: Serve) -> None:
    client = await serve(token="secret")

    sound = hear(await client.say(TEXT))

    assert sound.form == "wav"
    assert sound.seconds == pytest.approx(len(TEXT) * 0.05, abs=0.01)


async def test_waiting_for_the_end_takes_one_request(hum: Client) -> None:
    order = await hum.order("Speak slowly.")

    state = await hum.get(order["speak_v2_url"] + "?wait=10")

    assert state["status"] == "done"


async def test_waiting_ends_when_its_time_is_up(hum: Client) -> None:
    order = await hum.order("Speak slowly.")
    begun = time.monotonic()

    state = await hum.get(order["speak_v2_url"] + "?wait=0.1")

    assert state["status"] in ("started", "progress")
    assert 0.09 < time.monotonic() - begun < 0.4


async def test_the_deprecated_state_has_its_own_shape_and_its_file_wants_the_token(serve: Serve) -> None:
    client = await serve(token="secret")
    order = await client.order(TEXT, xapi_audio_format="mp3")
    await client.end(order)

    old = await client.get(order["speak_url"])

    assert old["status"] == "done"
    assert old["audio"]["extension"] == "mp3"
    assert old["audio"]["url"].startswith(f"{client.url}/files/speak/")
    async with client.session.get(old["audio"]["url"], headers=client.headers) as with_token:
        assert hear(await with_token.read()).form == "mp3"
    async with client.session.get(old["audio"]["url"]) as without:
        assert without.status == 401


async def test_the_synchronous_way_answers_with_the_sound(hum: Client) -> None:
    body = {"text": TEXT, "lang": "en-us", "actor_id": await hum.actor()}

    async with hum.session.post(f"{hum.url}/api/text-to-speech", json=body) as response:
        data = await response.read()

    assert (response.status, response.content_type) == (200, "audio/wav")
    assert hear(data).seconds > 1


async def test_the_synchronous_way_says_when_it_failed(hum: Client) -> None:
    body = {"text": "stumble", "lang": "en-us", "actor_id": await hum.actor()}

    status, answer = await hum.ask("POST", "/api/text-to-speech", body)

    assert status == 500
    assert "stumble" not in answer["message"]["msg"]


async def test_too_many_open_orders_are_answered_429(serve: Serve) -> None:
    client = await serve(depth=2)
    body = {"text": "Speak slowly.", "lang": "en-us", "actor_id": await client.actor()}

    answers = [await client.ask("POST", "/api/speak", body) for _ in range(3)]

    assert [status for status, _ in answers] == [200, 200, 429]
    assert answers[2][1]["message"]["error_code"] == "app/too-many-requests"
    await client.end(answers[1][1]["result"])
    assert (await client.ask("POST", "/api/speak", body))[0] == 200


@pytest.mark.parametrize(("hd", "rate"), [(True, 44100), (False, 16000)])
@pytest.mark.parametrize("form", ["wav", "mp3"])
async def test_rate_and_format_are_what_was_asked(hum: Client, hd: bool, rate: int, form: str) -> None:  # noqa: FBT001  a parameter

    sound = hear(await hum.say(TEXT, xapi_hd=hd, xapi_audio_format=form))

    assert (sound.rate, sound.form) == (rate, form)
    assert sound.seconds == pytest.approx(len(TEXT) * 0.05, abs=0.06)


async def test_health_says_how_many_are_open(serve: Serve) -> None:
    client = await serve(token="secret")
    await client.order("Speak slowly.")

    async with client.session.get(f"{client.url}/healthz") as response:
        health = await response.json()

    assert (health["status"], health["open"]) == ("ok", 1)
