"""The real program, killed between Slack's acknowledgement and the post: the next one posts once."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.fakes.slack import Message
from tests.slack.conftest import TRANSPORTS, Scene, open_scene

pytestmark = pytest.mark.timeout(120)
ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def running(scene: Scene) -> AsyncGenerator[asyncio.subprocess.Process]:
    """The bot as a process of its own, until it takes commands; killed at the end."""
    settings = scene.settings()
    given = {
        "PATH": os.environ["PATH"],
        "HOME": str(scene.folder),
        "PYTHONPATH": str(ROOT),
        "MYNAH_DATA_DIR": str(scene.folder / "data"),
        "MYNAH_PORT": "0",
        "TYPECAST_BASE_URL": scene.cloud.url,
        "TYPECAST_API_TOKEN": scene.cloud.token,
        "SLACK_API_URL": settings.slack_api_url,
        "SLACK_BOT_TOKEN": settings.slack_bot_token,
        "SLACK_APP_TOKEN": settings.slack_app_token,
        "SLACK_SIGNING_SECRET": settings.slack_signing_secret,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "adapters",
        "run",
        cwd=scene.folder,
        env=given,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout
    line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
    url = next(word for word in line.split() if word.startswith("http"))
    if scene.transport == "http":
        scene.slack.request_url = f"{url}/slack/events"
    else:
        await scene.slack.until(lambda: scene.slack.sockets.open, seconds=30, what="a socket")
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def kill(process: asyncio.subprocess.Process) -> None:
    process.send_signal(signal.SIGKILL)
    await process.wait()


def sounds(scene: Scene) -> list[Message]:
    return [each for each in scene.general.messages if each.files]


@pytest.fixture(params=TRANSPORTS)
async def slow(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Scene]:
    """A cloud that thinks for a while."""
    async with open_scene(request.param, tmp_path, think=0.6) as scene:
        yield scene


async def test_what_was_acknowledged_is_posted_once_after_a_kill(slow: Scene) -> None:
    texts = [f"This is command number {number}" for number in range(4)]
    async with running(slow) as first:
        for text in texts:
            said = await slow.ann.command("/say", text, channel=slow.general)
            assert said.ack is None
        assert sounds(slow) == []
        await kill(first)
    async with running(slow):
        await slow.slack.until(lambda: len(sounds(slow)) >= len(texts), seconds=30, what="all posts")
        await asyncio.sleep(1)  # a second post would come by now

    assert sorted(each.blocks[0]["text"]["text"] for each in sounds(slow)) == texts


async def test_a_post_whose_answer_the_killed_bot_never_read_is_not_made_again(slow: Scene) -> None:
    slow.cloud.think = 0.0
    slow.slack.fail_once("files.completeUploadExternal", abort=True, after=True)
    async with running(slow) as first:
        await slow.ann.command("/say", "Only one of me", channel=slow.general)
        await slow.slack.until(lambda: sounds(slow), what="the post")
        await kill(first)
    async with running(slow):
        await slow.slack.until(lambda: slow.slack.called("files.info"), seconds=30, what="the question")
        await asyncio.sleep(2.5)

    assert len(sounds(slow)) == 1
