"""A text that kills the speech engine: its job ends in a sentence, the next one in audio, and nothing is asked twice."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import aiohttp
import pytest

from bot.app import open_app
from bot.model import Platform, Say
from bot.replies import sentence
from bot.settings import Settings
from tests.flows.conftest import ADA, Chat, Mynah

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def fragile(tmp_path: Path) -> AsyncGenerator[str]:
    """The real speech server over an engine that dies of some words; its URL."""
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.speech", "--data", str(tmp_path / "speech"), "--with-parent"),
        *("--engine", "tests.speech.engines:tone"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "MYNAH_SPEECH_TOKEN": "secret"},
    )
    assert server.stdout
    yield json.loads(await asyncio.wait_for(server.stdout.readline(), 20))["url"]
    server.terminate()
    await server.wait()


async def test_one_deadly_text_costs_one_retry_and_one_sentence(tmp_path: Path, fragile: str) -> None:
    settings = Settings.load(
        {"MYNAH_DATA_DIR": str(tmp_path), "SPEECH_URL": fragile, "SPEECH_TOKEN": "secret"}, dotenv=None
    )
    async with open_app(settings) as app:
        chat = Chat()
        app.attach(Platform.WEB, chat)
        mynah = Mynah(app, chat, cloud=None)  # type: ignore[arg-type]  # no cloud here
        async with app.serve():
            deadly, harmless = await asyncio.gather(
                mynah.ask(Say(caller=ADA, text="This will segfault")), mynah.ask(Say(caller=ADA, text="This will not"))
            )
            tangled = await mynah.ask(Say(caller=ADA, text="A tangled one, saved by cutting it"))
    async with aiohttp.ClientSession() as http, http.get(f"{fragile}/healthz") as answer:
        lost = (await answer.json())["lost"]

    assert sentence("speech.failed") in deadly.words
    assert deadly.private
    assert harmless.clip
    assert tangled.clip
    assert lost == 3  # twice the deadly one, once the tangled one
