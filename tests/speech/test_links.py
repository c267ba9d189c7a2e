"""Signed links: what they open, once or often, and until when."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from yarl import URL

from tests.speech.client import Client
from tests.speech.conftest import Serve
from tests.speech.sound import hear

TEXT = "Hello there, this is a test."


class Clock:
    """Seconds since the epoch, by hand."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


async def _resource(client: Client) -> dict[str, str]:
    _, answer = await client.ask("POST", "/api/speak/resource", {"audio_format": "wav"})
    result: dict[str, str] = answer["result"]
    return result


async def _status(session: aiohttp.ClientSession, url: str) -> int:
    async with session.get(URL(url, encoded=True)) as response:
        return response.status


async def test_a_recording_is_put_once(serve: Serve, wav: bytes) -> None:
    client = await serve(token="secret")
    resource = await _resource(client)

    assert await client.put(resource["presigned_url"], wav) == 200
    assert await client.put(resource["presigned_url"], wav) == 403


async def test_an_uploaded_voice_speaks_and_the_recording_is_gone(serve: Serve, wav: bytes, tmp_path: Path) -> None:
    client = await serve()
    number = await client.upload(wav)

    sound = hear(await client.say(TEXT, tts_mode="audio_file", speak_resource_id=number))

    assert sound.seconds > 1
    assert (tmp_path / "resources" / f"{number}.style").stat().st_size == 1024
    assert all(
        path.stat().st_size < len(wav) for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".wav"
    )
    assert not list((tmp_path / "resources").glob("*.wav"))


async def test_a_voice_survives_a_restart(serve: Serve, wav: bytes) -> None:
    before = await serve()
    number = await before.upload(wav)

    after = await serve()

    assert await after.say(TEXT, tts_mode="audio_file", speak_resource_id=number)


async def test_an_invitation_without_an_upload_cannot_speak(serve: Serve) -> None:
    client = await serve()
    number = (await _resource(client))["speak_resource_id"]
    body = {"text": TEXT, "lang": "auto", "tts_mode": "audio_file", "speak_resource_id": number}

    status, answer = await client.ask("POST", "/api/speak", body)

    assert (status, answer["message"]["error_code"]) == (400, "app/invalid/speak_resource_id")


async def test_an_invitation_expires(serve: Serve, wav: bytes) -> None:
    clock = Clock()
    client = await serve(clock)
    resource = await _resource(client)

    clock.now += 15 * 60 + 2

    assert await client.put(resource["presigned_url"], wav) == 403


async def test_a_refused_recording_leaves_the_invitation_open(hum: Client, wav: bytes) -> None:
    url = (await _resource(hum))["presigned_url"]

    refused = await hum.ask("PUT", url, data=b"no audio at all")

    assert refused == (400, {"message": {"msg": "invalid audio: sample.type", "error_code": "app/invalid/audio"}})
    assert await hum.put(url, wav) == 200


async def test_a_silent_recording_is_refused_by_the_engine(hum: Client) -> None:
    from tests.speech.conftest import as_wav

    url = (await _resource(hum))["presigned_url"]

    status, answer = await hum.ask("PUT", url, data=as_wav(bytes(64000)))

    assert (status, answer["message"]["error_code"]) == (400, "app/invalid/audio")


async def test_more_than_25_mib_is_refused_also_without_a_length(serve: Serve) -> None:
    client = await serve()
    url = (await _resource(client))["presigned_url"]

    async def endless() -> Any:
        for _ in range(27):
            yield bytes(1024 * 1024)

    with_length = await client.ask("PUT", url, data=io.BytesIO(bytes(25 * 1024 * 1024 + 1)))
    try:
        without, _ = await client.ask("PUT", url, data=endless())
    except aiohttp.ClientConnectionError:  # it was answered and hung up while the rest was still being sent
        without = 413

    assert (with_length[0], without) == (413, 413)


async def test_a_sound_link_is_good_for_a_day(serve: Serve) -> None:
    clock = Clock()
    client = await serve(clock)
    url = (await client.end(await client.order(TEXT)))["audio_download_url"]

    clock.now += 24 * 3600 - 5
    assert await _status(client.session, url) == 200
    clock.now += 10
    assert await _status(client.session, url) == 403


async def test_a_sound_link_outlives_a_restart(serve: Serve) -> None:
    before = await serve()
    url = (await before.end(await before.order(TEXT)))["audio_download_url"]
    after = await serve()

    assert await _status(after.session, url.replace(before.url, after.url)) == 200


@pytest.mark.parametrize("change", ["expires=9999999999", "signature=00"])
async def test_a_changed_link_opens_nothing(hum: Client, change: str) -> None:
    url = URL((await hum.end(await hum.order(TEXT)))["audio_download_url"])
    name, _, value = change.partition("=")

    assert await _status(hum.session, str(url.update_query({name: value}))) == 403


async def test_a_link_to_one_thing_does_not_open_another(hum: Client) -> None:
    first = URL((await hum.end(await hum.order(TEXT)))["audio_download_url"])
    second = URL((await hum.end(await hum.order(TEXT)))["audio_download_url"])

    assert await _status(hum.session, str(first.with_path(second.path).with_query(first.query))) == 403
    embed = first.with_path(first.path.replace("/audio/", "/embed/").removesuffix(".wav")).with_query(first.query)
    assert await _status(hum.session, str(embed)) == 403


@pytest.mark.parametrize("name", ["Li4va2V5", "a2V5", "!!!", "Li4vLi4vZXRjL3Bhc3N3ZA=="])
async def test_files_opens_nothing_but_sounds(hum: Client, name: str) -> None:

    assert await _status(hum.session, f"{hum.url}/files/speak/{name}") == 404


async def test_invitations_that_nobody_took_are_swept_away(serve: Serve, wav: bytes, tmp_path: Path) -> None:
    client = await serve()
    number = await client.upload(wav)
    await _resource(client)

    await serve(upload_life=-10.0)
    await asyncio.sleep(0.1)

    assert [path.stem for path in (tmp_path / "resources").iterdir()] == [number]


async def test_old_sounds_are_swept_away(serve: Serve, tmp_path: Path) -> None:
    client = await serve()
    order = await client.order(TEXT)
    await client.end(order)

    await serve(audio_life=-10.0)  # the sweep at its start thinks that everything is old
    await asyncio.sleep(0.1)

    assert not list((tmp_path / "audio").iterdir())
