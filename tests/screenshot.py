"""`python -m tests.screenshot`: the README's pictures of the page, taken of a bot that really runs and speaks."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Page, expect

from tests.web.browser import CHROMIUM, open_browser

DOCS = Path(__file__).parents[1] / "docs"
LINES = ("/say Good morning, everyone", "/say --voice siwis Bonjour à toutes et à tous, et bienvenue")
PATIENCE = 120_000  # milliseconds: the first words load a model


@dataclass(frozen=True)
class Picture:
    """One file: its window and its colours."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"]


PICTURES = (
    Picture("page-light.png", 1100, 820, "light"),
    Picture("page-dark.png", 1100, 820, "dark"),
    Picture("page-narrow.png", 360, 740, "light"),
)


async def take(folder: Path = DOCS) -> list[Path]:
    """Write every picture into *folder*; their paths."""
    with tempfile.TemporaryDirectory(prefix="mynah-pictures-") as data:
        async with running_bot(Path(data)) as url, open_browser() as browser:
            await talk(browser, url)
            return [await photograph(browser, url, picture, folder) for picture in PICTURES]


@asynccontextmanager
async def running_bot(data: Path) -> AsyncGenerator[str]:
    """`mynah run` in a process of its own; the address of its page."""
    environment = {**os.environ, "MYNAH_DATA_DIR": str(data), "MYNAH_PORT": "0", "LOG_LEVEL": "warning"}
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "adapters", "run", env=environment, stdout=asyncio.subprocess.PIPE
    )
    try:
        if bot.stdout is None:
            raise RuntimeError("the bot has no output")
        async with asyncio.timeout(60):
            line = (await bot.stdout.readline()).decode()
        yield next(word for word in line.split() if word.startswith("http"))
    finally:
        bot.send_signal(signal.SIGTERM)
        await bot.wait()


async def talk(browser: Browser, url: str) -> None:
    """Have the conversation that the pictures show."""
    page = await browser.new_page()
    await page.goto(url)
    for count, line in enumerate(LINES, 1):
        await page.fill("#text", line)
        await page.press("#text", "Enter")
        await expect(page.locator(".player")).to_have_count(count, timeout=PATIENCE)
    await page.close()


async def photograph(browser: Browser, url: str, picture: Picture, folder: Path) -> Path:
    """One picture of the conversation, its last clip half played."""
    context = await browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        device_scale_factor=2,
        color_scheme=picture.scheme,
        locale="en-GB",
    )
    page = await context.new_page()
    await page.goto(url)
    await expect(page.locator(".player")).to_have_count(len(LINES))
    await _play_half(page)
    path = folder / picture.name
    await page.screenshot(path=path)
    await context.close()
    return path


async def _play_half(page: Page) -> None:
    player = page.locator(".player").last
    audio = await player.locator("audio").element_handle()
    await player.get_by_role("button", name="Play").click()
    await page.wait_for_function("audio => audio.currentTime > audio.duration * 0.4", arg=audio)
    await page.evaluate("audio => audio.pause()", audio)
    await page.focus("#text")


def main() -> None:
    """Take the pictures and say where they are."""
    if not CHROMIUM:
        sys.exit("The pictures need Chromium. On Debian: apt-get install chromium")
    for path in asyncio.run(take()):
        print(path)


if __name__ == "__main__":
    main()
