"""The page for everybody: by keyboard, by screen reader, on a narrow screen, in both colour schemes."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import BrowserContext, expect

from bot.settings import Settings
from tests.fakes.app import FakeApp
from tests.web.browser import CHROMIUM
from tests.web.conftest import serve_page
from tests.web.page.visit import PATIENT, Visit, suggestions

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="needs Chromium"),
    pytest.mark.asyncio(loop_scope="package"),
]


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
