"""The real package, with weights of a few random numbers: what it says means nothing, how it is loaded is what counts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import aiohttp
import pytest

from bot.speech.engine.pocket.voice import prints_of
from tests.speech.client import Client
from tests.speech.conftest import ROOT, begin
from tests.speech.pocket import list_sums
from tests.speech.pocket_weights import FRAMES
from tests.speech.sound import Sound, hear

SITE = next(ROOT.glob(".venv-pocket/lib/python3*/site-packages"), None)
pytestmark = pytest.mark.skipif(
    not (ROOT / ".venv-pocket/.ready").exists(), reason="the extra is not here: make setup-pocket"
)
LONG = "My sister measures the fresh orange juice and found nine old letters."
SECONDS = FRAMES * 0.08  # of each sentence, whatever it is
OFFLINE = "tests.speech.pocket:offline"


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(SITE)}


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Path:
    """English and Spanish, each with an encoder of its own, and a German that was published without cloning."""
    root = tmp_path_factory.mktemp("pocket")
    command = (sys.executable, "-m", "tests.speech.pocket_weights", "make", str(root), "english", "spanish", "german")
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=50)
    list_sums(root)
    return root


@pytest.fixture(scope="module")
def pocket_url(models: Path, weights: Path, environment: dict[str, str]) -> Generator[str]:
    arguments = ("--data", str(models), "--with-parent", "--deadline", "60", "--pocket-model", str(weights))
    program, url = begin(*arguments, "--engine", OFFLINE, env=environment)
    with program:
        yield url
        program.communicate()


@pytest.fixture
def pocket(pocket_url: str, session: aiohttp.ClientSession) -> Client:
    return Client(pocket_url, session)


@pytest.fixture
async def number(pocket: Client) -> str:
    """George, enrolled."""
    return await pocket.upload(await pocket.say(LONG, name="George"))


async def clone_says(client: Client, number: str, text: str = LONG, **keys: object) -> Sound:
    return hear(await client.say(text, tts_mode="audio_file", speak_resource_id=number, **keys))


async def test_the_package_speaks_a_clone_and_the_local_engine_all_else(pocket: Client, number: str) -> None:
    clone = await clone_says(pocket, number)
    spanish = await clone_says(pocket, number, lang="es-es")
    french = await clone_says(pocket, number, lang="fr-fr")
    german = await clone_says(pocket, number, lang="de-de")

    assert clone.seconds == pytest.approx(SECONDS, abs=0.1)
    assert spanish.seconds == pytest.approx(SECONDS, abs=0.1)
    assert french.seconds > SECONDS + 1
    assert german.seconds > SECONDS + 1
    assert (clone.rate, clone.form) == (16000, "wav")
    assert clone.decibels == pytest.approx(french.decibels, abs=3)


async def test_its_parameters_go_the_way_of_all_engines(pocket: Client, number: str) -> None:
    natural = (await clone_says(pocket, number)).seconds

    assert (await clone_says(pocket, number, tempo=2)).seconds == pytest.approx(natural / 2, rel=0.02)
    assert (await clone_says(pocket, number, speed_x=1.5)).seconds == pytest.approx(natural * 1.5, rel=0.02)
    assert (await clone_says(pocket, number, duration=4)).seconds == pytest.approx(4, abs=0.02)
    assert (await clone_says(pocket, number, xapi_hd=True)).rate == 44100


async def test_a_voice_stays_small_and_is_spoken_by_the_local_engine_too(
    pocket: Client, number: str, models: Path, session: aiohttp.ClientSession
) -> None:
    kept = (models / "resources" / f"{number}.style").read_bytes()
    program, url = begin("--data", str(models), "--with-parent", "--deadline", "60")
    with program:
        local = await clone_says(Client(url, session), number)
        program.communicate()

    assert len(prints_of(kept)) == 2
    assert len(kept) < 20_000
    assert local.seconds > SECONDS + 1


async def test_changed_weights_are_not_loaded(
    number: str, models: Path, weights: Path, environment: dict[str, str], session: aiohttp.ClientSession
) -> None:
    model = weights / "languages/english/model.safetensors"
    whole = model.read_bytes()
    model.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    arguments = ("--data", str(models), "--with-parent", "--deadline", "60", "--pocket-model", str(weights))
    program, url = begin(*arguments, "--engine", "pocket", env=environment)
    with program:
        changed = await clone_says(Client(url, session), number)
        program.communicate()
    model.write_bytes(whole)

    assert changed.seconds > SECONDS + 1


def test_what_is_kept_makes_the_same_voice_as_the_package_makes(weights: Path, environment: dict[str, str]) -> None:
    command = (sys.executable, "-m", "tests.speech.pocket_weights", "compare", str(weights))
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=50, stdout=subprocess.PIPE)
    found = json.loads(done.stdout)

    assert found["again"] < 1e-5
    assert found["package"] < found["somebody_else"] / 10
    assert found["bytes"] == 64 * 8 * 2  # frames of 5.08 s, numbers of a small model, float16


def test_the_check_finds_it(models: Path, weights: Path, environment: dict[str, str]) -> None:
    command = (sys.executable, "-m", "bot.speech", "--check", "--data", str(models), "--pocket-model", str(weights))
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, timeout=50, stdout=subprocess.PIPE)

    assert json.loads(done.stdout)["pocket"] == "ready: English, German, Spanish"
