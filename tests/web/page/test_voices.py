"""Voices cloned from a file, a drop and the microphone; voices heard, chosen and deleted."""

from __future__ import annotations

import base64

import pytest
from playwright.async_api import expect

from tests.web.browser import CHROMIUM
from tests.web.page.visit import SAMPLE, Visit, clone_one

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="needs Chromium"),
    pytest.mark.asyncio(loop_scope="package"),
]


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
