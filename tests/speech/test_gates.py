"""Which recordings make a voice: speech of the server itself, spoilt in several ways, through the upload link."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.speech.engine import ENROL_RATE, gates
from bot.speech.engine.dvector import DVector
from bot.speech.worker import Unspeakable
from tests.speech.client import Client
from tests.speech.conftest import as_wav
from tests.speech.sound import hear

Floats = NDArray[np.float64]
TEXT = "My sister measures the fresh orange juice, and then she found nine old letters under the stairs."
REFERENCES = Path(__file__).parents[2].parent / "shared/data/voices/references"
SEEDED = np.random.default_rng(3)


@pytest.fixture
async def heart(real: Client) -> Floats:
    return hear(await real.say(TEXT)).samples


@pytest.fixture(scope="module")
def encoder() -> DVector:
    return DVector()


async def put(real: Client, samples: Floats) -> tuple[int, str]:
    """Status and reason of the answer to the upload."""
    _, ordered = await real.ask("POST", "/api/speak/resource", {"audio_format": "wav"})
    pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
    async with real.session.put(ordered["result"]["presigned_url"], data=io.BytesIO(as_wav(pcm))) as response:
        answer = await response.json() if response.status != 200 else {"message": {"msg": "", "error_code": ""}}
    assert answer["message"]["error_code"].startswith("" if response.status == 200 else "app/invalid/audio")
    return response.status, answer["message"]["msg"]


def plain(sound: Floats) -> Floats:
    return sound


def noisy(sound: Floats) -> Floats:
    """20 dB under the speech."""
    return sound + SEEDED.normal(0, 0.1 * sound.std(), len(sound))


def with_music(sound: Floats) -> Floats:
    """A chord, 10 dB under the speech."""
    time = np.arange(len(sound)) / ENROL_RATE
    chord = sum((np.sin(2 * np.pi * hertz * time) for hertz in (220, 277, 330)), np.zeros(len(sound)))
    mixed: Floats = sound + chord * sound.std() / chord.std() * 0.316
    return mixed


def by_telephone(sound: Floats) -> Floats:
    """300 to 3400 Hz."""
    spectrum, hertz = np.fft.rfft(sound), np.fft.rfftfreq(len(sound), 1 / ENROL_RATE)
    spectrum[(hertz < 300) | (hertz > 3400)] = 0
    return np.fft.irfft(spectrum, len(sound))


def somewhat_loud(sound: Floats) -> Floats:
    clipped: Floats = np.clip(sound / np.abs(sound).max() * 3, -1, 1)
    return clipped


@pytest.mark.parametrize("spoil", [plain, noisy, with_music, by_telephone, somewhat_loud])
async def test_speech_passes_though_it_is_not_studio_work(
    real: Client, heart: Floats, spoil: Callable[[Floats], Floats]
) -> None:
    assert await put(real, spoil(heart)) == (200, "")


@pytest.mark.parametrize("later", [1.0, 0.3])
async def test_speech_that_was_recorded_far_too_loud_is_refused(real: Client, heart: Floats, later: float) -> None:
    status, reason = await put(real, later * np.clip(heart / np.abs(heart).max() * 20, -1, 1))

    assert (status, "clipped" in reason) == (400, True)


async def test_two_people_in_turn_are_refused(real: Client, heart: Floats) -> None:
    george = hear(await real.say(TEXT, name="George")).samples

    status, reason = await put(real, np.concatenate((heart, george, heart, george)))

    assert (status, reason) == (400, "more than one person speaks in the recording")


@pytest.mark.parametrize("seconds", [4, 60])
async def test_noise_is_refused_however_long(real: Client, seconds: int) -> None:
    status, reason = await put(real, SEEDED.normal(0, 0.1, seconds * ENROL_RATE))

    assert (status, reason) == (400, "too little speech in the recording")


@pytest.mark.parametrize(
    ("hertz", "why"),
    [(200, "a steady tone, no speech, in the recording"), (1000, "too little speech in the recording")],
)
async def test_a_pure_tone_is_refused(real: Client, hertz: int, why: str) -> None:
    status, reason = await put(real, 0.3 * np.sin(2 * np.pi * hertz * np.arange(6 * ENROL_RATE) / ENROL_RATE))

    assert (status, reason) == (400, why)


async def test_a_word_is_too_little(real: Client) -> None:
    word = hear(await real.say("Yes.")).samples

    status, reason = await put(real, np.concatenate((word, np.zeros(4 * ENROL_RATE))))

    assert (status, reason) == (400, "too little speech in the recording")


def test_a_sound_under_two_seconds_is_called_short(encoder: DVector) -> None:
    with pytest.raises(Unspeakable) as refused:
        gates.admit(np.zeros(ENROL_RATE, np.float32), encoder)

    assert refused.value.msg == "the recording is shorter than 2 s"


@pytest.mark.parametrize("name", ["en-1", "en-2", "en-3"])
def test_people_pass_by_themselves_and_not_together(encoder: DVector, name: str) -> None:
    if not REFERENCES.exists():
        pytest.skip("the reference recordings are not in this checkout")
    other = {"en-1": "en-2", "en-2": "en-3", "en-3": "en-1"}[name]
    mine, held, theirs = (
        _one_peak((REFERENCES / file).read_bytes())
        for file in (f"{name}.ref.wav", f"{name}.held.wav", f"{other}.ref.wav")
    )

    for alone in (mine, held, np.concatenate((mine, held))):
        gates.admit(alone, encoder)
    with pytest.raises(Unspeakable, match=gates.CODE) as refused:
        gates.admit(np.concatenate((mine, theirs)), encoder)

    assert "more than one person" in refused.value.msg


def _one_peak(data: bytes) -> NDArray[np.float32]:
    sound = hear(data)
    assert sound.rate == ENROL_RATE
    return (sound.samples / sound.peak).astype(np.float32)
