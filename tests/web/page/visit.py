"""Somebody who has the page open in a real browser."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import ConsoleMessage, Locator, Page, Request, expect

from adapters.server import Patience
from tests.fakes.app import FakeApp, hum

PATIENT = Patience(stop=0.2)
SAMPLE = hum(8)

expect.set_options(timeout=5000)


@dataclass
class Visit:
    """Somebody who has the page open."""

    page: Page
    app: FakeApp
    url: str
    complaints: list[str]

    async def say(self, line: str) -> None:
        await self.page.fill("#text", line)
        await self.page.press("#text", "Enter")


def listen(visit: Visit) -> None:
    def heard(message: ConsoleMessage) -> None:
        # A refusal is an answer with a status of its own; the browser writes a line about each of them.
        if message.type in ("error", "warning") and "the server responded with a status of 422" not in message.text:
            visit.complaints.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((visit.url, "blob:", "data:")):
            visit.complaints.append(request.url)

    visit.page.on("console", heard)
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.on("request", asked)


def suggestions(visit: Visit) -> Locator:
    return visit.page.locator(".menu:not([hidden]) [role=option]")


async def clone_one(visit: Visit, name: str) -> None:
    await visit.page.click("#open-clone")
    await visit.page.set_input_files("#sample", {"name": "me.wav", "mimeType": "audio/wav", "buffer": SAMPLE})
    await visit.page.fill("#clone-name", name)
    await visit.page.check("#consent")
    await visit.page.click("#clone-send")
    await expect(visit.page.locator(".private")).to_contain_text("is ready")
