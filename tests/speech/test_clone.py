"""A cloned voice is nearer to its speaker than to another one, by the speaker vector."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.speech.engine import ENROL_RATE, codec
from bot.speech.engine.dvector import DVector
from tests.speech.client import Client
from tests.speech.conftest import as_wav
from tests.speech.sound import hear

LONG = "My sister measures the fresh orange juice and found nine old letters."
TEXT = "Take the narrow path to the quiet village."
REFERENCES = Path(__file__).parents[2].parent / "shared/data/voices/references"


@pytest.fixture(scope="module")
def vector() -> DVector:
    return DVector()


def _of(vector: DVector, data: bytes) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    sound = hear(data)
    return vector(codec.resample(sound.samples.astype(np.float32), sound.rate, ENROL_RATE))


async def test_a_clone_of_a_synthesised_speaker_is_told_from_others(real: Client, vector: DVector) -> None:
    george = await real.say(LONG, name="George")
    number = await real.upload(george)
    clone = {"tts_mode": "audio_file", "speak_resource_id": number}

    english = _of(vector, await real.say(TEXT, **clone))
    spanish = hear(await real.say("Hola, ¿qué tal?", lang="auto", **clone))

    assert english @ _of(vector, george) > english @ _of(vector, await real.say(LONG)) + 0.2
    assert 0.5 < spanish.seconds < 4
    assert spanish.semitones() < 10  # a man's


@pytest.mark.parametrize("name", ["en-1"])
async def test_a_clone_of_a_person_is_nearer_than_the_stock_voice(real: Client, vector: DVector, name: str) -> None:
    if not REFERENCES.exists():
        pytest.skip("the reference recordings are not in this checkout")
    number = await real.upload((REFERENCES / f"{name}.ref.wav").read_bytes())
    held = _of(vector, (REFERENCES / f"{name}.held.wav").read_bytes())

    clone = _of(vector, await real.say(TEXT, tts_mode="audio_file", speak_resource_id=number))
    stock = _of(vector, await real.say(TEXT))

    assert clone @ held > 0.55
    assert clone @ held > stock @ held + 0.2


async def test_noise_is_not_a_voice(real: Client) -> None:
    noise = np.random.default_rng(1).normal(0, 3000, 4 * ENROL_RATE).astype("<i2").tobytes()
    _, answer = await real.ask("POST", "/api/speak/resource", {"audio_format": "wav"})

    status, refused = await real.ask("PUT", answer["result"]["presigned_url"], data=as_wav(noise))

    assert (status, refused["message"]["error_code"]) == (400, "app/invalid/audio/speech")
