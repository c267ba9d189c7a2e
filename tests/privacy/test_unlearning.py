"""What the speech server on this machine learnt of a recording goes with the voice."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.app import open_app
from bot.errors import SpeechBusy
from bot.flows.unlearn import Unlearning
from bot.model import Platform, VoiceKind, VoiceRef
from bot.settings import Settings
from tests.flows.conftest import ADA, Chat, Mynah

LONG = (
    "This is a recording of somebody, and they speak for a while, so that it is long enough to learn a voice from it."
)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("way", ["forget", "erase"])
async def test_nothing_of_a_voice_stays_with_the_speech_server(tmp_path: Path, way: str) -> None:
    settings = Settings.load({"MYNAH_DATA_DIR": str(tmp_path)}, dotenv=None)
    async with open_app(settings) as app:
        chat = Chat()
        app.attach(Platform.WEB, chat)
        async with app.serve():
            mynah = Mynah(app, chat, None)  # type: ignore[arg-type]  # nothing is asked of a cloud
            async with asyncio.timeout(60):
                said = await mynah.say(LONG, format="wav")
            assert said.clip
            assert (await mynah.clone("mine", sample=said.clip.audio)).voice == "mine"
            learnt = list((tmp_path / "speech" / "resources").glob("*.style"))

            await (app.flows.forget(ADA, "mine") if way == "forget" else app.erase(ADA))

            async with asyncio.timeout(20):
                while any(path.exists() for path in learnt):
                    await asyncio.sleep(0.05)
    assert len(learnt) == 1


class Away:
    """A speech server that is away at first."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.forgotten: list[VoiceRef] = []

    async def forget(self, ref: VoiceRef) -> None:
        self.failures -= 1
        if self.failures >= 0:
            raise SpeechBusy("away")
        self.forgotten.append(ref)


async def test_it_is_asked_again_where_it_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.flows.unlearn.AGAIN_AFTER", (0.0, 0.0))
    ref = VoiceRef(kind=VoiceKind.RESOURCE, id="r")
    asked = []
    for failures in (0, 2, 3):
        speech = Away(failures)
        means = type("Means", (), {"speech": speech})
        unlearning = Unlearning(means)  # type: ignore[arg-type]  # it needs no more of them
        unlearning.begin(ref)
        await unlearning.settle(5)
        asked.append(speech.forgotten)

    assert asked == [[ref], [ref], []]
