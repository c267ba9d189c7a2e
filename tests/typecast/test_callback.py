"""Typecast's callback: a hint, an embed URL, and nothing else."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from bot.errors import SpeechRejected
from bot.typecast import TypecastSpeech, fixed, loads, open_speech
from bot.typecast.callback import Hints
from tests.fakes.ears import wav_check
from tests.fakes.typecast import FakeTypecast
from tests.typecast.conftest import HELLO
from tests.typecast.test_poll import SLOW

ID = "64a25802e671d3676a7a62ca"
SHARE = {"embed_url": "https://typecast.ai/embed/1"}


@asynccontextmanager
async def hook(speech: TypecastSpeech) -> AsyncGenerator[str]:
    """A listener that hands every callback to the client."""

    async def take(request: web.Request) -> web.Response:
        speech.callback(loads(await request.read()))
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("twice", [False, True])
async def test_a_callback_wakes_the_wait_and_tells_the_embed_url(cloud: FakeTypecast, *, twice: bool) -> None:
    cloud.think = 0.2
    cloud.fault("callback", twice=twice)
    async with open_speech(fixed(cloud.url, cloud.token), check=wav_check, pace=SLOW) as speech, hook(speech) as url:
        await speech.register_callback(url)
        order = await speech.submit(HELLO)
        clip = await speech.collect(order)

    assert clip.embed_url == f"{cloud.url}/embed/{order}"
    assert cloud.count("poll") == 2


async def test_without_the_callback_polling_ends_the_wait_all_the_same(
    cloud: FakeTypecast, speech: TypecastSpeech
) -> None:
    cloud.think = 0.2
    cloud.fault("callback", lost=True)
    async with hook(speech) as url:
        await speech.register_callback(url)

        clip = await speech.collect(await speech.submit(HELLO))

    assert clip.embed_url is None


@pytest.mark.parametrize(
    "payload",
    [
        {"speak_url": f"https://typecast.ai/api/speak/{ID}", "share": SHARE},
        {"speak_v2_url": f"https://typecast.ai/api/speak/v2/{ID}", "share": SHARE, "play_id": 7},
        {"result": {"speak_url": f"https://typecast.ai/api/speak/{ID}/", "share": SHARE}},
        {"result": {"speak_url": f"https://typecast.ai/api/speak/{ID}"}, "share": SHARE},
    ],
)
def test_a_payload_is_understood_in_any_of_its_shapes(payload: object) -> None:
    hints = Hints()

    assert hints.note(payload) == ID
    assert str(hints.embed(ID)) == SHARE["embed_url"]


@pytest.mark.parametrize(
    "payload", [None, 7, "x", [], {}, {"speak_url": None}, {"speak_url": "https://x/ä"}, {"result": [1]}]
)
def test_a_payload_that_says_nothing_is_ignored(payload: object) -> None:
    assert Hints().note(payload) is None


@pytest.mark.parametrize(
    "share", [None, 1, {}, {"embed_url": 5}, {"embed_url": "javascript:alert(1)"}, {"embed_url": "https://u:p@typecast.ai/"},
              {"embed_url": "https://[x"}, {"embed_url": "https://typecast.ai/" + "x" * 3000}],
)  # fmt: skip
def test_an_embed_url_that_is_no_link_is_ignored(share: object) -> None:
    hints = Hints()

    assert hints.note({"speak_url": f"/{ID}", "share": share}) == ID
    assert hints.embed(ID) is None


async def test_a_forged_callback_cannot_make_us_show_a_foreign_link(
    cloud: FakeTypecast, speech: TypecastSpeech
) -> None:
    order = await speech.submit(HELLO)
    speech.callback({"speak_url": f"/{order}", "share": {"embed_url": "https://evil.example/login"}})

    assert (await speech.collect(order)).embed_url is None


async def test_the_answer_s_own_link_is_shown(cloud: FakeTypecast, speech: TypecastSpeech) -> None:
    order = await speech.submit(HELLO)
    link = f"{cloud.cdn}/audio/{order}?X-Sig=a%2Fb%3Ac%2B"
    result = {"status": "done", "audio_download_url": link, "share": {"embed_url": "https://bot.example/embed/1"}}
    cloud.fault("poll", status=200, body={"result": result})

    assert (await speech.collect(order)).embed_url == "https://bot.example/embed/1"


def test_only_so_many_links_are_remembered() -> None:
    hints = Hints(remembered=2)
    for number in range(5):
        hints.note({"speak_url": f"/{number}", "share": SHARE})

    assert [hints.embed(str(number)) is not None for number in range(5)] == [False, False, False, True, True]


def test_nothing_is_left_behind_by_those_who_waited() -> None:
    hints = Hints()
    with hints.listen(ID) as one, hints.listen(ID) as other:
        hints.wake(ID)
        assert one.is_set()
        assert other.is_set()

    assert hints._waiting == {}


async def test_the_callback_of_somebody_else_is_not_overwritten_without_force(
    cloud: FakeTypecast, speech: TypecastSpeech
) -> None:
    cloud.callback_url = "https://other.example/hook"
    with pytest.raises(SpeechRejected) as taken:
        await speech.register_callback("https://bot.example/hook")
    assert (taken.value.code, cloud.callback_url) == ("callback/taken", "https://other.example/hook")
    assert "example" not in str(taken.value)

    await speech.register_callback("https://bot.example/hook", force=True)
    await speech.register_callback("https://bot.example/hook")

    assert cloud.callback_url == "https://bot.example/hook"
    assert cloud.count("callback_url") == 1


@pytest.mark.parametrize("body", [{"result": None}, {"result": []}, {"nothing": 1}])
async def test_an_account_without_a_callback_is_free_or_fails_clearly(
    cloud: FakeTypecast, speech: TypecastSpeech, body: dict[str, Any]
) -> None:
    cloud.fault("me", status=200, body=json.dumps(body))
    if "result" in body:
        await speech.register_callback("https://bot.example/hook")
        assert cloud.callback_url == "https://bot.example/hook"
    else:
        with pytest.raises(Exception, match="not what it documents"):
            await speech.register_callback("https://bot.example/hook")
