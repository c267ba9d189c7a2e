"""One browser for the folder; each test has its own page, storage and core."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import pytest_asyncio
from playwright.async_api import BrowserContext, expect

from tests.fakes.app import FakeApp
from tests.web.browser import open_browser
from tests.web.conftest import serve_page
from tests.web.page.visit import PATIENT, Visit, listen


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def browser() -> AsyncGenerator[Any]:
    async with open_browser() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="package")
async def context(browser: Any) -> AsyncGenerator[BrowserContext]:
    context = await browser.new_context(viewport={"width": 1100, "height": 820}, locale="en-GB")
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="package")
async def visit(context: BrowserContext) -> AsyncGenerator[Visit]:
    """A fresh page; a complaint of the browser's (an error, a broken rule of the CSP, a foreign request) fails the test."""
    app = FakeApp()
    async with serve_page(app, PATIENT) as served:
        page = await context.new_page()
        visit = Visit(page, app, served.url, [])
        listen(visit)
        await page.goto(served.url)
        await expect(page.locator("#welcome")).to_be_visible()
        yield visit
        await page.close()
    assert visit.complaints == []
