"""The page in a real browser. One browser for the file; each test has its own page, storage and core."""

from __future__ import annotations

import base64
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from adapters.server import Patience
from bot.settings import Settings
from tests.fakes.app import FakeApp, hum
from tests.web.browser import CHROMIUM, open_browser
from tests.web.conftest import serve_page

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="needs Chromium"),
    pytest.mark.asyncio(loop_scope="module"),
]
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


Open = Callable[..., Any]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncGenerator[Any]:
    async with open_browser() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def context(browser: Any) -> AsyncGenerator[BrowserContext]:
    context = await browser.new_context(viewport={"width": 1100, "height": 820}, locale="en-GB")
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="module")
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


async def test_a_recording_is_chosen_and_becomes_a_voice(visit: Visit) -> None:
    await visit.page.click("#open-clone")
    async with visit.page.expect_file_chooser() as chooser:
        await visit.page.get_by_role("button", name="Choose a file").click()
    await (await chooser.value).set_files({"name": "me.wav", "mimeType": "audio/wav", "buffer": SAMPLE})

    await expect(visit.page.locator("#sample-about")).to_have_text("0:08")
    await visit.page.get_by_label("Name of the voice").fill("ada l")
    await visit.page.get_by_label("This is my own voice").check()
    await visit.page.get_by_role("button", name="Clone this voice").click()

    await expect(visit.page.locator(".private")).to_contain_text("Your voice 'ada l' is ready")
    await expect(visit.page.locator("#clone-panel")).to_be_hidden()
    await visit.say('/say --voice "ada l" It is me')
    await expect(visit.page.get_by_role("group", name="Speech by ada l")).to_be_visible()


async def test_a_recording_is_dropped_anywhere_on_the_page(visit: Visit) -> None:
    data = await visit.page.evaluate_handle(
        """(base64) => {
            const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
            const data = new DataTransfer();
            data.items.add(new File([bytes], "dropped.wav", {type: "audio/wav"}));
            return data;
        }""",
        base64.b64encode(SAMPLE).decode(),
    )

    await visit.page.dispatch_event("body", "dragenter", {"dataTransfer": data})
    await expect(visit.page.locator("#over")).to_be_visible()
    await visit.page.dispatch_event("body", "drop", {"dataTransfer": data})

    await expect(visit.page.locator("#over")).to_be_hidden()
    await expect(visit.page.locator("#clone-panel")).to_be_visible()
    await expect(visit.page.locator("#sample-name")).to_have_text("dropped.wav")


async def test_a_recording_is_made_with_the_microphone(visit: Visit) -> None:
    await visit.page.click("#open-clone")
    await visit.page.get_by_role("button", name="Record", exact=True).click()
    await expect(visit.page.get_by_role("button", name="Stop (0:01)")).to_be_visible()

    await visit.page.get_by_role("button", name="Stop").click()

    await expect(visit.page.locator("#sample-name")).to_have_text("recording.webm")


async def test_no_microphone_is_a_sentence(visit: Visit) -> None:
    await visit.page.evaluate("Object.defineProperty(navigator, 'mediaDevices', {value: undefined})")
    await visit.page.click("#open-clone")

    await visit.page.get_by_role("button", name="Record", exact=True).click()

    await expect(visit.page.locator("#clone-note")).to_contain_text("Please choose a file instead.")


async def test_a_clone_without_consent_says_so_in_its_panel(visit: Visit) -> None:
    await visit.say("/clone ada")
    await expect(visit.page.get_by_label("Name of the voice")).to_have_value("ada")
    await visit.page.set_input_files("#sample", {"name": "me.wav", "mimeType": "audio/wav", "buffer": SAMPLE})

    await visit.page.get_by_role("button", name="Clone this voice").click()

    await expect(visit.page.locator("#clone-note")).to_contain_text("confirm that this is your own voice")
    assert visit.app.jobs == {}


async def test_voices_are_heard_chosen_and_deleted(visit: Visit) -> None:
    await clone_one(visit, "mine")
    await visit.page.click("#open-voices")
    panel = visit.page.get_by_role("dialog", name="Voices")

    await panel.get_by_role("button", name="Hear Siwis").click()
    await expect(panel.get_by_role("button", name="Hear Siwis")).to_have_attribute("aria-pressed", "true")
    await panel.get_by_role("button", name="Default voice: Bella").click()
    await expect(panel.get_by_role("button", name="Default voice: Bella")).to_have_attribute("aria-pressed", "true")
    await panel.get_by_role("button", name="Delete mine").click()
    await panel.get_by_role("button", name="Delete for good").click()
    await expect(panel.get_by_role("button", name="Hear mine")).to_have_count(0)
    await panel.get_by_role("button", name="Use Dora").click()

    await expect(panel).to_be_hidden()
    await expect(visit.page.get_by_role("combobox", name="Voice")).to_have_value("Dora")
    assert visit.app.flows.chosen.voice == "Bella"
    assert visit.app.flows.clones == {}
    await expect(visit.page.locator(".player")).to_have_count(0)  # a preview is not part of the conversation


async def test_everything_can_be_done_from_the_keyboard(visit: Visit) -> None:
    keyboard = visit.page.keyboard
    await expect(visit.page.locator("#text")).to_be_focused()

    await keyboard.type("/he")
    await expect(suggestions(visit)).to_have_count(1)
    await keyboard.press("Escape")
    await expect(visit.page.get_by_role("listbox", name="Suggestions")).to_be_hidden()
    await keyboard.press("Control+A")
    await keyboard.type("/s")
    await expect(suggestions(visit)).to_have_count(2)
    await keyboard.press("Tab")
    await keyboard.type("--voice be")
    await expect(suggestions(visit).filter(has_text="Bella")).to_be_visible()
    await keyboard.press("Enter")
    await keyboard.type("one")
    await keyboard.press("Shift+Enter")
    await keyboard.type("two")
    await expect(visit.page.locator("#text")).to_have_value("/say --voice Bella one\ntwo")
    await keyboard.press("Enter")

    await expect(visit.page.get_by_role("group", name="Speech by Bella")).to_be_visible()
    await keyboard.press("ArrowUp")
    await expect(visit.page.locator("#text")).to_have_value("/say --voice Bella one\ntwo")


async def test_the_tab_key_reaches_every_control_and_the_focus_can_be_seen(visit: Visit) -> None:
    await visit.say("Good morning")
    await expect(visit.page.locator(".player")).to_be_visible()
    await visit.page.evaluate("document.activeElement.blur()")
    seen: list[str] = []
    for _ in range(24):
        await visit.page.keyboard.press("Tab")
        seen.append(await visit.page.evaluate(NAME_OF_FOCUS))

    names = " ".join(seen)
    assert "Play" in names or "Pause" in names
    for control in CONTROLS:
        assert control in names, (control, seen)
    assert "invisible" not in names


CONTROLS = (
    "Skip to the text box",
    "Voices",
    "Clone a voice",
    "Conversation",
    "Position",
    "Download",
    "Say again",
    "Hide from view",
    "Language",
    "Emotion",
    "Speed",
    "Pitch",
    "Format",
    "Text to say",
    "Voice and options",
)
NAME_OF_FOCUS = """() => {
    const element = document.activeElement;
    if (element === document.body) return '(the browser itself)';
    const label = element.labels?.[0]?.textContent || element.getAttribute('aria-label') || element.textContent;
    const seen = element.closest('.wave, .box') || element;
    const style = getComputedStyle(seen);
    const visible = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
    return label.trim() + (visible ? '' : ' invisible');
}"""


async def test_the_voice_is_chosen_in_a_combobox(visit: Visit) -> None:
    box = visit.page.get_by_role("combobox", name="Voice")
    await box.click()
    await expect(box).to_have_attribute("aria-expanded", "true")
    await box.fill("do")
    await expect(suggestions(visit)).to_have_count(1)
    await box.press("ArrowDown")
    active = await box.get_attribute("aria-activedescendant")
    await box.press("Enter")

    assert active is not None
    await expect(box).to_have_value("Dora")
    await expect(box).to_have_attribute("aria-expanded", "false")
    await visit.say("Hola")
    await expect(visit.page.get_by_role("group", name="Speech by Dora")).to_be_visible()
    await expect(visit.page.locator(".chips")).to_have_text("voice Dora")


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_is_cut_off_on_a_narrow_screen(browser: Any, scheme: str) -> None:
    app = FakeApp()
    context = await browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    async with serve_page(app, PATIENT) as served:
        page = await context.new_page()
        await page.goto(served.url)
        await expect(page.locator("#welcome")).to_be_visible()
        wide = [await page.evaluate(OVERFLOW)]
        for line in ("/say Good morning, everyone", "x" * 300, "/help", "/voices", "/say --voice nobody hi"):
            await page.fill("#text", line)
            await page.press("#text", "Enter")
        await expect(page.locator(".entry")).to_have_count(5)
        await page.click("#toggle-options")
        wide.append(await page.evaluate(OVERFLOW))
        for panel in ("voices", "clone"):
            await page.click(f"#open-{panel}")
            await expect(page.locator(f"#{panel}-panel")).to_be_visible()
            wide.append(await page.evaluate(OVERFLOW))
            await page.keyboard.press("Escape")

    await context.close()
    assert wide == [[], [], [], []]


OVERFLOW = """() => [...document.querySelectorAll('body *')].filter((element) => {
    const box = element.getBoundingClientRect();
    const scrolls = element.scrollWidth > element.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
    return box.width > 0 && !element.closest('.unseen, .skip, .words') && (box.right > innerWidth + 1 || scrolls);
}).map((element) => element.outerHTML.slice(0, 120))"""


async def test_every_control_has_a_name_and_every_id_is_there_once(visit: Visit) -> None:
    await visit.say("Good morning")
    await expect(visit.page.locator(".player")).to_be_visible()

    problems = await visit.page.evaluate(PROBLEMS)

    assert problems == []


PROBLEMS = """() => {
    const problems = [];
    for (const element of document.querySelectorAll('input, select, textarea, button, a[href], audio[controls], dialog, [role=log], [role=region], nav, form')) {
        const by = (element.getAttribute('aria-labelledby') || '').split(' ').map((id) => document.getElementById(id)?.textContent).join('');
        const name = element.labels?.[0]?.textContent || element.getAttribute('aria-label') || by
            || (element.matches('button, a') && element.textContent) || (element.id === 'clone-form' && 'in a named dialog');
        if (!name?.trim()) problems.push('no name: ' + element.outerHTML.slice(0, 80));
    }
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    for (const id of ids) if (ids.filter((other) => other === id).length > 1) problems.push('twice: ' + id);
    for (const element of document.querySelectorAll('[aria-controls], [aria-describedby], [for]')) {
        const id = element.getAttribute('aria-controls') || element.getAttribute('aria-describedby') || element.getAttribute('for');
        if (!document.getElementById(id)) problems.push('points nowhere: ' + id);
    }
    for (const image of document.querySelectorAll('img')) if (!image.hasAttribute('alt')) problems.push('no alt: ' + image.src);
    if (!document.documentElement.lang) problems.push('no language');
    if (document.querySelectorAll('h1').length !== 1 || document.querySelectorAll('main').length !== 1) problems.push('landmarks');
    return problems;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_can_be_read(browser: Any, scheme: str) -> None:
    context = await browser.new_context(color_scheme=scheme, viewport={"width": 1100, "height": 820})
    async with serve_page(FakeApp(), PATIENT) as served:
        page = await context.new_page()
        await page.goto(served.url)
        await expect(page.locator("#welcome")).to_be_visible()
        faint = await page.evaluate(FAINT)
        for line in ("/say Good morning", "/help", "/voices", "/say --voice nobody hi"):
            await page.fill("#text", line)
            await page.press("#text", "Enter")
        await expect(page.locator(".player")).to_be_visible()
        faint += await page.evaluate(FAINT)
        await page.click("#open-voices")
        await expect(page.get_by_role("button", name="Hear Ada")).to_be_visible()
        faint += await page.evaluate(FAINT)
    await context.close()

    assert faint == []


FAINT = """() => {
    const read = (colour) => { const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number); return {rgb: [r, g, b], a}; };
    const light = (rgb) => { const [r, g, b] = rgb.map((part) => { const c = part / 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const ground = (element) => { for (let at = element; at; at = at.parentElement) { const {rgb, a} = read(getComputedStyle(at).backgroundColor); if (a === 1) return rgb; } return [255, 255, 255]; };
    return [...document.querySelectorAll('body *')].filter((element) => {
        const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
        return text && element.checkVisibility() && !element.closest('.unseen, .skip, :disabled, noscript, option');
    }).map((element) => {
        const [a, b] = [light(read(getComputedStyle(element).color).rgb), light(ground(element))].sort((x, y) => y - x);
        return {ratio: (a + 0.05) / (b + 0.05), what: element.textContent.trim().slice(0, 30)};
    }).filter(({ratio}) => ratio < 4.5).map(({ratio, what}) => `${ratio.toFixed(2)} ${what}`);
}"""


async def test_the_password_is_asked_for_in_the_browser(context: BrowserContext) -> None:
    app = FakeApp(Settings(port=0, password="correct horse"))
    async with serve_page(app, PATIENT) as served:
        page = await context.new_page()
        await page.goto(served.url)
        await page.get_by_label("Password").fill("wrong")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_have_text("That is not the password. Please try again.")
        await page.get_by_label("Password").fill("correct horse")
        await page.get_by_role("button", name="Sign in").click()

        await expect(page.locator("#welcome")).to_be_visible()
        await page.close()


def suggestions(visit: Visit) -> Locator:
    return visit.page.locator(".menu:not([hidden]) [role=option]")


async def clone_one(visit: Visit, name: str) -> None:
    await visit.page.click("#open-clone")
    await visit.page.set_input_files("#sample", {"name": "me.wav", "mimeType": "audio/wav", "buffer": SAMPLE})
    await visit.page.fill("#clone-name", name)
    await visit.page.check("#consent")
    await visit.page.click("#clone-send")
    await expect(visit.page.locator(".private")).to_contain_text("is ready")
