from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.fakes.app import hum
from tests.stages import Shown
from tests.stages.web import WebStage
from tests.web.conftest import Served

NAUGHTY = Path(__file__).parents[2].parent / "shared" / "data" / "blns.json"
ID = "0b9f2f4e-5c1d-4d6f-8a3e-1f2e3d4c5b6a"


async def post(page: Served, path: str, body: object, **headers: str) -> tuple[int, dict[str, Any]]:
    async with page.client.post(path, json=body, headers=headers) as response:
        return response.status, await response.json()


async def clone(page: Served, **fields: object) -> tuple[int, dict[str, Any]]:
    form = aiohttp.FormData()
    for name, value in ({"id": ID, "name": "ada", "consent": "yes", "sample": hum(8)} | fields).items():
        form.add_field(name, value, filename="me.wav" if name == "sample" else None)
    async with page.client.post("/api/clone", data=form) as response:
        return response.status, await response.json()


async def test_say_is_acknowledged_and_then_heard(page: Served) -> None:
    shown = await WebStage(page.client).types("/say Good morning, everyone")

    assert shown == Shown(acknowledged_first=True, text="Good morning, everyone", voice="Ada", audio=shown.audio)
    assert shown.audio.startswith(b"RIFF")


async def test_clone_is_acknowledged_and_the_voice_can_be_used(page: Served) -> None:
    stage = WebStage(page.client)

    made = await stage.clones("ada l", hum(8))
    heard = await stage.types('/say --voice "ada l" It is me')

    assert made.private
    assert "'ada l' is ready" in made.words
    assert heard.voice == "ada l"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "There is nothing to say."),
        ("\0\0", "There is nothing to say."),
        ("🎉🎉🎉", "Nothing in that text can be read aloud."),
        ("ab " * 2000, "the limit is 2,000"),
        ("/sing", "There is no command '/sing'."),
        ("/say --speed 9 hi", "Speed must be"),
        ("/say --voice nobody hi", "Did you mean Ada?"),
        ("/say explode", "(reference abc123)"),
        ("/forget nobody", "You have no voice called 'nobody'"),
    ],
)
async def test_what_goes_wrong_is_one_private_sentence(page: Served, line: str, words: str) -> None:
    # A run of NULs is spoken as nothing; both sentences about nothing are right for it.
    shown = await WebStage(page.client).types(line)

    assert shown.private
    assert words in shown.words or (line == "\0\0" and "read aloud" in shown.words)
    assert shown.audio == b""


@pytest.mark.skipif(not NAUGHTY.exists(), reason="needs the list of naughty strings beside the repository")
async def test_every_naughty_string_is_accepted_or_refused_with_a_sentence(page: Served) -> None:
    for place, line in enumerate(json.loads(NAUGHTY.read_text("utf-8"))):
        for text in (line, f"/say {line}", f"/forget {line}", f"/settings voice {line}"):
            status, answer = await post(page, "/api/commands", {"id": f"naughty-{place}", "text": text})

            assert (status in (200, 202)) or (status == 422 and answer["private"] and answer["words"]), text


async def test_the_same_id_again_is_the_same_job(page: Served) -> None:
    first = await post(page, "/api/commands", {"id": ID, "text": "hi"})
    await asyncio.sleep(0.05)
    again = await post(page, "/api/commands", {"id": ID, "text": "hi"})

    assert first == again == (202, {"kind": "accepted", "accepted": True, "id": f"web-{ID}"})
    assert list(page.app.jobs) == [f"web-{ID}"]
    assert page.app.store.posts.last == 2  # what was asked and what was answered, each put once


async def test_the_row_of_options_reaches_the_command(page: Served) -> None:
    await post(page, "/api/commands", {"id": ID, "text": "/say --voice bella hi", "options": {"voice": "dora", "speed": "1.5"}})  # fmt: skip

    said: Any = page.app.jobs[f"web-{ID}"]
    assert (said.voice, said.speed) == ("bella", 1.5)


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"text": "hi"},
        {"id": 5, "text": "hi"},
        {"id": "../../etc", "text": "hi"},
        {"id": ID, "text": 5},
        {"id": ID, "text": "hi", "options": []},
        {"id": ID, "text": "hi", "options": 5},
        {"id": ID, "text": "hi", "options": {"volume": 3}},
        {"id": ID, "text": "hi", "options": {"speed": {}}},
    ],
)
async def test_a_broken_request_is_a_sentence_too(page: Served, body: object) -> None:
    status, answer = await post(page, "/api/commands", body)

    assert status == (202 if body == {"id": ID, "text": "hi", "options": []} else 422)
    assert status == 202 or (answer["private"] and answer["words"])


async def test_a_body_that_is_no_json_is_a_sentence_too(page: Served) -> None:
    for data in (b"{", b"\xff\xfe", b"[" * 100_000, b'"\\ud800"'):
        async with page.client.post("/api/commands", data=data) as response:
            assert response.status == 422
            assert "could not be read" in (await response.json())["words"]


async def test_a_lone_surrogate_in_a_text_does_no_harm(page: Served) -> None:
    async with page.client.post("/api/commands", data=b'{"id": "12345678", "text": "hi \\ud800"}') as response:
        assert response.status == 202
    said: Any = page.app.jobs["web-12345678"]
    assert said.text.encode() == b"hi ?"


async def test_a_bot_that_shuts_down_says_so(page: Served) -> None:
    page.app.closing = True

    status, answer = await post(page, "/api/commands", {"id": ID, "text": "hi"})

    assert status == 503
    assert answer["private"]
    assert "The bot is restarting." in answer["words"]


async def test_the_commands_that_are_answered_at_once(page: Served) -> None:
    for line, kind in (("/voices", "voices"), ("/help", "help"), ("/settings", "preferences"), ("/clone ada", "clone")):
        status, answer = await post(page, "/api/commands", {"text": line})

        assert (status, answer["kind"]) == (200, kind)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"consent": ""}, "confirm that this is your own voice"),
        ({"name": ""}, "give the voice a name"),
        ({"name": "../x"}, "A voice's name has"),
        ({"name": "x" * 2000}, "could not be read"),
        ({"sample": b""}, "That recording is empty."),
        ({"id": "x"}, "could not be read"),
        ({"extra": "x"}, "could not be read"),
    ],
)
async def test_a_clone_that_cannot_be_is_refused_before_anything_is_kept(
    page: Served, fields: dict[str, object], words: str
) -> None:
    status, answer = await clone(page, **fields)

    assert status == 422
    assert words in answer["words"]
    assert page.app.jobs == {}
    assert page.app.flows.samples == {}


async def test_a_recording_that_is_too_large_is_refused(page: Served) -> None:
    status, answer = await clone(page, sample=io.BytesIO(b"x" * (25 * 2**20 + 1)))

    assert (status, "over 25 MB" in answer["words"]) == (422, True)
    assert page.app.flows.samples == {}


async def test_a_recording_that_does_not_tell_its_size_is_cut_off(page: Served) -> None:
    async def endless() -> AsyncGenerator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="sample"; filename="x"\r\n\r\n'
        for _ in range(30):
            yield b"x" * 2**20

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    async with page.client.post("/api/clone", data=endless(), headers=headers) as response:
        assert (response.status, "over 25 MB" in (await response.json())["words"]) == (422, True)
    assert page.app.flows.samples == {}


async def test_a_form_that_breaks_off_is_refused(page: Served) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    for data in (b"", b"--b", b"--b\r\nContent-Disposition: form-data; name=id\r\n\r\nabc", b"nothing"):
        async with page.client.post("/api/clone", data=data, headers=headers) as response:
            assert response.status == 422, data
    async with page.client.post("/api/clone", data=b"{}", headers={"Content-Type": "application/json"}) as response:
        assert response.status == 422


async def test_a_clone_twice_is_one_job(page: Served) -> None:
    assert (await clone(page))[0] == 202
    assert (await clone(page))[0] == 202

    assert len(page.app.jobs) == 1


async def test_voices_are_listed_without_what_the_api_calls_them(page: Served) -> None:
    async with page.client.get("/api/voices") as response:
        everything = await response.text()
        voices = (await response.json())["voices"]
    async with page.client.get("/api/voices", params={"q": "bel"}) as response:
        some = (await response.json())["voices"]

    assert voices[0] == {
        "name": "Ada",
        "names": {},
        "languages": ["en-us"],
        "emotions": ["normal-1", "happy-1", "sad-1", "angry-1"],
        "mine": False,
    }
    assert "id-" not in everything
    assert [voice["name"] for voice in some] == ["Bella"]


async def test_a_voice_of_ones_own_can_be_deleted(page: Served) -> None:
    await WebStage(page.client).clones("Ada L", hum(8))

    async with page.client.delete("/api/voices/Ada%20L") as response:
        assert (response.status, "are deleted" in (await response.json())["words"]) == (200, True)
    async with page.client.delete("/api/voices/Ada%20L") as response:
        assert response.status == 422


async def test_preferences_are_kept_and_forgotten(page: Served) -> None:
    async with page.client.put("/api/preferences", json={"voice": "Bella", "speed": 1.2}) as response:
        assert response.status == 200
    async with page.client.put("/api/preferences", json={"speed": None}) as response:
        assert response.status == 200
    async with page.client.get("/api/preferences") as response:
        kept = (await response.json())["preferences"]

    assert {name: value for name, value in kept.items() if value is not None} == {"voice": "Bella"}


async def test_a_preference_that_cannot_be_is_refused(page: Served) -> None:
    bodies: list[object] = [{"speed": 9}, {"volume": 1}, {"language": "klingon"}, [], {"emotion": ["happy"]}]
    for body in bodies:
        async with page.client.put("/api/preferences", json=body) as response:
            assert response.status == 422


async def test_the_page_is_told_every_choice(page: Served) -> None:
    async with page.client.get("/api/choices") as response:
        choices = await response.json()

    assert choices["max_text"] == 2000
    assert choices["languages"]["ko-kr"] == "Korean"
    assert choices["speed"] == {"low": 0.5, "high": 2.0}
    assert "my own voice" in choices["consent"]


async def test_the_language_of_a_sentence_is_the_browsers(page: Served) -> None:
    await post(page, "/api/commands", {"id": ID, "text": "hi"}, **{"Accept-Language": "ko-KR,ko;q=0.9"})

    assert page.app.jobs[f"web-{ID}"].caller.locale == "ko-KR"
