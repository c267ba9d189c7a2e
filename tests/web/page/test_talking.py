"""Commands typed, heard, refused, said again, and answered by a bot that died in between."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import BrowserContext, expect

from bot.settings import Settings
from tests.fakes.app import FakeApp
from tests.web.browser import CHROMIUM
from tests.web.conftest import serve_page
from tests.web.page.visit import PATIENT, Visit

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="needs Chromium"),
    pytest.mark.asyncio(loop_scope="package"),
]


async def test_a_command_is_typed_and_heard(visit: Visit) -> None:
    await visit.page.type("#text", "/say Good morning, everyone")
    await visit.page.press("#text", "Enter")

    player = visit.page.get_by_role("group", name="Speech by Ada")
    await expect(player.locator(".spoken")).to_have_text("Good morning, everyone")
    await expect(player.get_by_text("AI-generated voice")).to_be_visible()
    audio = player.locator("audio")
    await visit.page.wait_for_function(
        "audio => audio.readyState >= 2 && audio.duration > 0", arg=await audio.element_handle()
    )
    await visit.page.wait_for_function("audio => audio.ended", arg=await audio.element_handle())  # it plays by itself
    await expect(visit.page.locator("#text")).to_have_value("")
    await expect(visit.page.locator(".typed")).to_have_text("/say Good morning, everyone")
    await expect(visit.page.locator("#welcome")).to_be_hidden()


async def test_a_player_plays_pauses_seeks_and_downloads(visit: Visit) -> None:
    await visit.say("This is a sentence that takes a while to say, so that one can pause it " * 3)
    player = visit.page.get_by_role("group", name="Speech by Ada")
    audio = await player.locator("audio").element_handle()

    await player.get_by_role("button", name="Pause").click()
    seek = player.get_by_role("slider", name="Position")
    await seek.focus()
    await seek.press("End")
    at_the_end = await visit.page.evaluate("audio => audio.currentTime / audio.duration", audio)
    await seek.press("Home")
    at_the_start = await visit.page.evaluate("audio => audio.currentTime", audio)
    await player.get_by_role("button", name="Play").click()
    await visit.page.wait_for_function("audio => !audio.paused && audio.currentTime > 0", arg=audio)
    async with visit.page.expect_download() as waiting:
        await player.get_by_role("link", name="Download").click()

    assert at_the_end > 0.95
    assert at_the_start < 0.05
    assert (await waiting.value).suggested_filename == "This-is-a-sentence-that-takes-a-while-to.wav"


async def test_one_sound_at_a_time(visit: Visit) -> None:
    long = "one two three four five six seven eight nine ten " * 3
    await visit.say(long)
    await expect(visit.page.locator(".player")).to_have_count(1)
    await visit.say(long)
    await expect(visit.page.locator(".player")).to_have_count(2)

    await visit.page.wait_for_function("() => !document.querySelectorAll('audio')[1].paused")
    playing = await visit.page.evaluate("[...document.querySelectorAll('.player audio')].map((audio) => !audio.paused)")
    assert playing == [False, True]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/say --voice nobody hi", "Did you mean Ada?"),
        ("/say --speed 9 hi", "Speed must be a number from 0.5 (slow) to 2 (fast)."),
        ("🎉", "Nothing in that text can be read aloud."),
        ("/say explode", "(reference abc123)"),
        ("/sing", "There is no command '/sing'."),
    ],
)
async def test_what_goes_wrong_is_shown_to_the_person_alone_and_the_next_command_works(
    visit: Visit, line: str, words: str
) -> None:
    await visit.say(line)

    note = visit.page.get_by_role("alert")
    await expect(note).to_contain_text(words)
    await expect(note).to_contain_text("Only you can see this")
    await visit.say("It works again")
    await expect(visit.page.locator(".spoken")).to_have_text("It works again")


async def test_what_was_said_is_there_after_a_reload_and_can_be_said_again_or_hidden(visit: Visit) -> None:
    await visit.say("Good morning")
    await expect(visit.page.locator(".player")).to_have_count(1)

    await visit.page.reload()
    await expect(visit.page.locator(".player")).to_have_count(1)
    assert await visit.page.evaluate("document.querySelector('.player audio').paused")
    await visit.page.get_by_role("button", name="Say again").click()
    await expect(visit.page.locator(".player")).to_have_count(2)
    await visit.page.get_by_role("button", name="Hide from view").first.click()
    await expect(visit.page.locator(".player")).to_have_count(1)
    await visit.page.reload()
    await expect(visit.page.locator(".player")).to_have_count(1)


async def test_text_is_shown_as_text(visit: Visit) -> None:
    await visit.say("<img src=x onerror=alert(1)> & <b>bold</b>")

    await expect(visit.page.locator(".typed")).to_have_text("<img src=x onerror=alert(1)> & <b>bold</b>")
    assert await visit.page.locator(".entry b:has-text('bold')").count() == 0


async def test_the_bot_may_die_and_come_back_while_the_page_waits(context: BrowserContext) -> None:
    first = FakeApp(takes=60)
    page = await context.new_page()
    async with serve_page(first, PATIENT) as served:
        port = served.listener.port
        await page.goto(served.url)
        await page.fill("#text", "Good morning")
        await page.press("#text", "Enter")
        await expect(page.get_by_text("Speaking…")).to_be_visible()
        job_id, request = await submitted(first)
    await expect(page.locator("#state")).to_have_text("Reconnecting…", timeout=10_000)
    await page.fill("#text", "And you?")
    await page.press("#text", "Enter")
    await expect(page.get_by_text("Waiting for the bot…")).to_be_visible()

    second = FakeApp(Settings(port=port), store=first.store)
    async with serve_page(second, PATIENT):
        await second.resume(job_id, request)

        await expect(page.locator(".spoken")).to_have_text(["Good morning", "And you?"], timeout=15_000)
        await expect(page.locator("#state")).to_have_text("")
        await page.close()


async def submitted(app: FakeApp) -> tuple[str, Any]:
    return next(iter(app.jobs.items()))
