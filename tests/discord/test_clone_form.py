from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.flows.clone import MAX_UPLOAD
from bot.replies import sentence
from tests.discord.conftest import Mynah, Stage
from tests.fakes.discord import CannotDo, Exchange, Modal, User, file
from tests.flows.conftest import recording

NAME, RECORDING, CONSENT = "Name of the voice", "Recording", "I have the right to clone this voice"


async def opened(user: User, **options: Any) -> Modal:
    exchange = await (await user.slash("clone", **options)).answered()
    assert exchange.modal
    return exchange.modal


async def submitted(user: User, modal: Modal, **more: Any) -> Exchange:
    values = {NAME: "ada", RECORDING: file("me.wav", recording()), CONSENT: True} | more
    return await (await user.submit(modal, values)).answered()


def on_disk(folder: Path) -> list[Path]:
    return [path for path in (folder / "files").rglob("*") if path.is_file()]


async def test_the_form_asks_for_a_name_a_recording_and_the_consent(stage: Stage, mynah: Mynah) -> None:
    modal = await opened(stage.alice)

    assert modal.title == "Clone a voice"
    assert list(modal.labels) == [NAME, RECORDING, CONSENT]
    consent = next(each for each in modal.data["components"] if each["label"] == CONSENT)
    assert consent["description"] == sentence("consent.own")
    assert not consent["component"].get("default")


async def test_a_name_that_was_typed_stands_in_the_form(stage: Stage, mynah: Mynah) -> None:
    modal = await opened(stage.alice, name="My voice")
    done = await (await stage.alice.submit(modal, {RECORDING: file("me.wav", recording()), CONSENT: True})).answered()

    assert done.shown.text == sentence("voice.kept", name="My voice")


async def test_a_voice_from_the_form_speaks(stage: Stage, mynah: Mynah) -> None:
    done = await submitted(stage.alice, await opened(stage.alice))
    spoken = await stage.said("In my own voice", voice="ada")

    assert (done.shown.text, done.private) == (sentence("voice.kept", name="ada"), True)
    assert (await mynah.hear(spoken)).seconds > 0
    assert stage.cloud.orders[0].body["speak_resource_id"] in stage.cloud.uploads


async def test_the_form_may_come_back_to_another_process(stage: Stage) -> None:
    async with stage.mynah():
        modal = await opened(stage.alice)
    async with stage.mynah():
        done = await submitted(stage.alice, modal)

    assert done.shown.text == sentence("voice.kept", name="ada")


async def test_without_the_tick_nothing_is_fetched_or_kept(stage: Stage, mynah: Mynah) -> None:
    refused = await submitted(stage.alice, await opened(stage.alice), **{CONSENT: False})

    assert (refused.shown.text, refused.private) == (sentence("consent.missing"), True)
    assert stage.fake.cdn.downloads == []
    assert on_disk(stage.folder) == []
    assert stage.cloud.uploads == {}


@pytest.mark.parametrize(
    ("more", "key", "values"),
    [
        ({NAME: "?!"}, "voice.name_bad", {"limit": 30}),
        ({NAME: "   "}, "voice.name_empty", {}),
        ({RECORDING: file("me.txt", b"These are only words", "text/plain")}, "sample.type", {}),
        ({RECORDING: file("me.wav", recording(0.5))}, "sample.short", {"seconds": 0.5, "minimum": 3}),
    ],
)
async def test_what_is_wrong_is_told_in_private(
    stage: Stage, mynah: Mynah, more: dict[str, Any], key: str, values: dict[str, Any]
) -> None:
    refused = await submitted(stage.alice, await opened(stage.alice), **more)

    assert refused.shown.text.startswith(sentence(key, **values).split("{")[0][:25])
    assert refused.private
    assert stage.cloud.uploads == {}


async def test_what_is_too_large_is_refused_before_it_is_fetched(stage: Stage, mynah: Mynah) -> None:
    nitro = stage.fake.user("nitro", upload_limit=100 << 20)

    refused = await submitted(nitro, await opened(nitro), **{RECORDING: file("long.wav", bytes(MAX_UPLOAD + 1))})

    assert (refused.shown.text, refused.private) == (sentence("sample.size", limit_mb=25), True)
    assert stage.fake.cdn.downloads == []


async def test_a_form_without_a_recording_cannot_be_sent(stage: Stage, mynah: Mynah) -> None:
    modal = await opened(stage.alice)

    with pytest.raises(CannotDo):
        await stage.alice.submit(modal, {NAME: "ada", CONSENT: True})


@pytest.mark.parametrize("fault", [{"status": 503}, {"abort": True}])
async def test_a_recording_is_asked_for_again(stage: Stage, mynah: Mynah, fault: dict[str, Any]) -> None:
    stage.fake.fail_once("GET /attachments", **fault)

    done = await submitted(stage.alice, await opened(stage.alice))

    assert done.shown.text == sentence("voice.kept", name="ada")


async def test_the_link_of_the_recording_is_in_no_log(
    stage: Stage, mynah: Mynah, capfd: pytest.CaptureFixture[str]
) -> None:
    stage.fake.fail_once("GET /attachments", status=404)

    refused = await submitted(stage.alice, await opened(stage.alice))

    assert refused.shown.text == sentence("sample.gone")
    assert "attachments/" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("locale", ["ko", "ja", "es-ES"])
async def test_the_form_is_in_the_callers_language(stage: Stage, mynah: Mynah, locale: str) -> None:
    user = stage.fake.user("ana", locale=locale)
    modal = await opened(user)
    name, record, consent = modal.labels

    done = await (
        await user.submit(modal, {name: "ada", record: file("me.wav", recording()), consent: True})
    ).answered()

    assert modal.title != "Clone a voice"
    assert done.shown.text == sentence("voice.kept", locale, name="ada")
