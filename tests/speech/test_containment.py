"""An engine that really crashes, aborts, hangs or raises costs its own job, after one retry in smaller pieces."""

from __future__ import annotations

import pytest

from tests.speech.conftest import Serve
from tests.speech.sound import hear


@pytest.mark.parametrize("word", ["segfault", "abort", "forever", "stumble"])
async def test_what_breaks_the_engine_fails_alone(serve: Serve, word: str) -> None:
    client = await serve(deadline=-1.0 if word == "forever" else 20.0)
    broken = await client.order(word)
    after = await client.order("This will not at all break anything here.")

    failed = await client.end(broken)

    assert failed["status"] == "failed"
    assert failed["audio_download_url"] is None
    assert word not in failed["msg"]
    assert (await client.end(after))["status"] == "done"


async def test_a_crash_is_retried_once_in_smaller_pieces(serve: Serve) -> None:
    client = await serve()

    sound = hear(await client.say("A tangled sentence, with a comma, is too much at once."))

    assert sound.seconds > 2
    async with client.session.get(f"{client.url}/healthz") as response:
        assert (await response.json())["lost"] == 1


async def test_a_crash_is_not_retried_for_ever(serve: Serve) -> None:
    client = await serve()

    await client.end(await client.order("This will segfault."))

    async with client.session.get(f"{client.url}/healthz") as response:
        assert (await response.json())["lost"] == 2
