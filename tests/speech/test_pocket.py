"""Pocket-TTS speaks the clones it can; the local engine speaks everything else, whatever happens. No torch is needed here."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from bot.speech.engine import RATE, Speaker
from bot.speech.engine.local import Local
from bot.speech.engine.pocket.files import BadWeights, fingerprint, weights_of
from bot.speech.engine.pocket.state import state
from bot.speech.engine.pocket.voice import pack, prints_of
from tests.licences import PIN
from tests.speech.client import Client
from tests.speech.conftest import ROOT, Serve, as_wav
from tests.speech.engines import SECONDS_A_LETTER
from tests.speech.pocket import (
    DEADLY,
    DEAF,
    HUMMING,
    PITCH,
    WITHOUT_PACKAGE,
    chunks,
    humming,
    list_sums,
    make_weights,
)
from tests.speech.sound import Sound, hear

TEXT = "The narrow path leads to a quiet village."
LOCAL = 200


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with English and German, and a server that looks there."""
    root = tmp_path / "my weights"
    make_weights(root, "english")
    make_weights(root, "german")
    monkeypatch.setenv("POCKET_MODEL", str(root))
    return root


@pytest.fixture
async def client(weights: Path, serve: Serve) -> Client:
    return await serve(engine=HUMMING)


def middle(sound: Sound) -> float:
    """Hz."""
    return float(100 * 2 ** (sound.semitones() / 12))


async def clone_says(client: Client, number: str, text: str = TEXT, **keys: object) -> Sound:
    return hear(await client.say(text, tts_mode="audio_file", speak_resource_id=number, **keys))


async def test_a_clone_is_spoken_by_pocket_in_its_languages(client: Client, wav: bytes) -> None:
    number = await client.upload(wav)

    for language in ("en-us", "de-de"):
        assert middle(await clone_says(client, number, lang=language)) == pytest.approx(PITCH, rel=0.01)


@pytest.mark.parametrize("language", ["ko-kr", "fr-fr", "nl-nl"])
async def test_a_language_without_weights_is_the_local_engines(client: Client, wav: bytes, language: str) -> None:
    assert middle(await clone_says(client, await client.upload(wav), lang=language)) == pytest.approx(LOCAL, rel=0.01)


async def test_an_actor_stays_who_it_is(client: Client) -> None:
    assert middle(hear(await client.say(TEXT))) == pytest.approx(LOCAL, rel=0.01)


@pytest.mark.parametrize("word", ["fumble", "mumble", "babble"])
async def test_what_pocket_cannot_say_the_local_engine_says(client: Client, wav: bytes, word: str) -> None:
    """It raises, whispers nothing, or says what is no number."""
    sound = await clone_says(client, await client.upload(wav), f"A {word} is no reason to be silent.")

    assert middle(sound) == pytest.approx(LOCAL, rel=0.01)


async def test_a_crash_of_pocket_is_mended_by_the_local_engine(client: Client, wav: bytes) -> None:
    number = await client.upload(wav)

    sound = await clone_says(client, number, "A collapse is no reason to be silent.")

    assert middle(sound) == pytest.approx(LOCAL, rel=0.01)
    assert middle(await clone_says(client, number)) == pytest.approx(PITCH, rel=0.01)


@pytest.mark.parametrize("seconds", [DEAF, DEADLY])
async def test_a_recording_that_pocket_cannot_hear_still_becomes_a_voice(client: Client, seconds: int) -> None:
    hum = (9000 * np.sin(np.arange(seconds * 16000) / 10)).astype("<i2").tobytes()

    number = await client.upload(as_wav(hum))

    assert middle(await clone_says(client, number)) == pytest.approx(LOCAL, rel=0.01)


def test_the_engine_itself_keeps_the_speed_and_hears_no_more_than_20_s(weights: Path, tmp_path: Path) -> None:
    engine = humming(tmp_path)
    kept = engine.enrol(np.ones(30 * RATE, np.float32))
    natural, quick = (engine.say(TEXT, "en-us", Speaker(style=kept), speed) for speed in (1.0, 2.0))

    assert [int.from_bytes(heard, "little") for heard in prints_of(kept).values()] == [20 * RATE]
    assert len(quick) == pytest.approx(len(natural) / 2, rel=0.02)


def test_the_local_engine_reads_the_style_and_no_further(tmp_path: Path) -> None:
    kept = pack(np.arange(256, dtype="<f4").tobytes(), {"00" * 8: b"heard"})

    assert Local(tmp_path)._style("en-us", Speaker(style=kept), 1).tolist() == list(range(256))


def _unlisted(root: Path) -> None:
    (root / "SHA256SUMS").unlink()


def _forgotten(root: Path) -> None:
    rows = (root / "SHA256SUMS").read_text().splitlines()
    (root / "SHA256SUMS").write_text("\n".join(row for row in rows if "english/model" not in row))


def _changed(root: Path) -> None:
    with (root / "languages/english/model.safetensors").open("ab") as file:
        file.write(b"!")


def _another_tokenizer(root: Path) -> None:
    (root / "languages/english/tokenizer.json").write_text("{} ")


def _half(root: Path) -> None:
    (root / "languages/english/tokenizer.json").unlink()
    list_sums(root)


def _no_model(root: Path) -> None:
    (root / "languages/english/model.safetensors").write_bytes(b"\xff" * 100)
    list_sums(root)


def _unloadable(root: Path) -> None:
    (root / "languages/english/tokenizer.json").write_text("unloadable")
    list_sums(root)


BROKEN = [_unlisted, _forgotten, _changed, _another_tokenizer, _half, _no_model, _unloadable]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.__name__.strip("_"))
async def test_weights_that_are_not_what_they_should_be_are_not_used(
    weights: Path, serve: Serve, wav: bytes, broken: object
) -> None:
    assert callable(broken)
    broken(weights)
    client = await serve(engine=HUMMING)

    number = await client.upload(wav)

    assert middle(await clone_says(client, number)) == pytest.approx(LOCAL, rel=0.01)


async def test_without_the_extra_the_local_engine_speaks(weights: Path, serve: Serve, wav: bytes) -> None:
    client = await serve(engine=WITHOUT_PACKAGE)

    assert middle(await clone_says(client, await client.upload(wav))) == pytest.approx(LOCAL, rel=0.01)


async def test_a_voice_stays_usable_when_the_engine_is_changed(weights: Path, serve: Serve, wav: bytes) -> None:
    local = await serve()
    early = await local.upload(wav)
    pocket = await serve(engine=HUMMING)
    late = await pocket.upload(wav)

    assert middle(await clone_says(pocket, early)) == pytest.approx(LOCAL, rel=0.01)
    assert middle(await clone_says(pocket, late)) == pytest.approx(PITCH, rel=0.01)
    assert middle(await clone_says(local, late)) == pytest.approx(LOCAL, rel=0.01)


async def test_what_one_encoder_heard_is_not_given_to_another(weights: Path, serve: Serve, wav: bytes) -> None:
    number = await (await serve(engine=HUMMING)).upload(wav)
    make_weights(weights, "french", encoder=b"\1\0\0\0")

    changed = await serve(engine=HUMMING)

    assert middle(await clone_says(changed, number, lang="de-de")) == pytest.approx(PITCH, rel=0.01)
    assert middle(await clone_says(changed, number, lang="fr-fr")) == pytest.approx(LOCAL, rel=0.01)
    again = await changed.upload(wav)
    assert middle(await clone_says(changed, again, lang="fr-fr")) == pytest.approx(PITCH, rel=0.01)


async def test_each_parameter_is_applied_to_pocket_as_to_the_local_engine(client: Client, wav: bytes) -> None:
    number = await client.upload(wav)
    plain = await clone_says(client, number)
    actor = hear(await client.say(TEXT))

    assert plain.rate == 16000
    assert plain.decibels == pytest.approx(actor.decibels, abs=0.2)
    assert (await clone_says(client, number, tempo=1.6)).seconds == pytest.approx(plain.seconds / 1.6, rel=0.02)
    assert (await clone_says(client, number, tempo=0.7)).seconds == pytest.approx(plain.seconds / 0.7, rel=0.02)
    assert (await clone_says(client, number, duration=5)).seconds == pytest.approx(5, abs=0.02)
    assert (await clone_says(client, number, max_seconds=1)).seconds == pytest.approx(1, abs=0.02)
    assert (await clone_says(client, number, pitch=4)).above(plain) == pytest.approx(4, abs=0.3)
    assert (await clone_says(client, number, volume=50)).decibels == pytest.approx(plain.decibels - 6, abs=0.3)
    fine = await clone_says(client, number, xapi_hd=True, xapi_audio_format="mp3")
    assert (fine.rate, fine.form) == (44100, "mp3")


async def test_what_has_no_sound_is_not_given_to_the_model(client: Client, wav: bytes) -> None:
    number = await client.upload(wav)

    sound = await clone_says(client, number, "Well. ... Yes!")

    assert middle(sound) == pytest.approx(PITCH, rel=0.01)
    assert sound.seconds == pytest.approx(9 * SECONDS_A_LETTER + 0.25, abs=0.1)


def test_a_kept_voice_is_read_back_and_nonsense_is_nothing() -> None:
    style, prints = b"s" * 1024, {"00" * 8: b"heard", "ff" * 8: b""}
    kept = pack(style, prints)

    assert prints_of(kept) == prints
    assert kept.startswith(style)
    assert pack(style, {}) == style
    assert [prints_of(cut) for cut in chunks(kept) if prints_of(cut) not in ({}, {"00" * 8: b"heard"})] == []
    assert prints_of(style + b"something else") == {}


@pytest.mark.parametrize("name", ["german_24l", "german"])
def test_a_longer_model_serves_when_there_is_no_plain_one(tmp_path: Path, name: str) -> None:
    make_weights(tmp_path, "german_24l")
    make_weights(tmp_path, "german-like")
    if name == "german":
        make_weights(tmp_path, name)

    found = weights_of("de-de", tmp_path)

    assert found
    assert found.model.parent.name == name


def test_a_file_without_an_encoder_is_told_from_a_model(tmp_path: Path) -> None:
    header = json.dumps({"flow_lm.bos_emb": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}}).encode()
    (tmp_path / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header)

    with pytest.raises(BadWeights, match="no encoder"):
        fingerprint(tmp_path / "model.safetensors")


def test_the_check_says_how_to_get_it(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "bot.speech", "--check", "--data", str(tmp_path))
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=50)

    assert "pip install 'mynah[pocket]'" in json.loads(done.stdout)["pocket"]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of that name with one configuration, and a torch; neither can do anything."""
    site = tmp_path / "site"
    (site / "pocket_tts/config").mkdir(parents=True)
    (site / "torch").mkdir()
    for name in ("pocket_tts", "torch"):
        (site / name / "__init__.py").write_text("raise AssertionError('imported')\n")
    (site / "pocket_tts/config/english.yaml").write_text(
        "weights_path: hf://kyutai/pocket-tts/languages/english/model.safetensors@cafe\n"
        "flow_lm:\n  lookup_table:\n"
        "    tokenizer_path: hf://kyutai/without/languages/english/tokenizer.json@beef\n"
    )
    monkeypatch.syspath_prepend(str(site))
    return tmp_path / "weights"


def test_its_state_names_each_command_to_run(installed: Path) -> None:
    words = state(installed)

    assert f"not in {installed}" in words
    assert "hf download kyutai/pocket-tts languages/english/model.safetensors --revision cafe --local-dir" in words
    assert "hf download kyutai/without languages/english/tokenizer.json --revision beef --local-dir" in words
    assert "sha256sum languages/*/* > SHA256SUMS" in words


def test_its_state_names_what_is_ready_and_what_is_broken(installed: Path) -> None:
    make_weights(installed, "english")
    make_weights(installed, "german")
    assert state(installed) == "ready: English, German"

    (installed / "languages/german/tokenizer.json").write_text("another")
    assert state(installed).startswith("ready: English; German cannot be used: languages/german/tokenizer.json is not")

    (installed / "languages/german/tokenizer.json").unlink()
    assert "German cannot be used" in state(installed)
    assert "does not hold all files" in state(installed)

    (installed / "SHA256SUMS").unlink()
    assert state(installed).startswith("English cannot be used: SHA256SUMS is missing")


@pytest.mark.parametrize("engine", ["pocket", "local"])
def test_the_server_says_at_its_start_that_pocket_is_not_there(tmp_path: Path, engine: str) -> None:
    """It speaks all the same."""
    command = (sys.executable, "-m", "bot.speech", "--data", str(tmp_path), "--engine", engine, "--with-parent")
    done = subprocess.run(
        (*command, "--pocket-model", str(tmp_path / "none")),
        input="",
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
        timeout=20,
    )

    assert json.loads(done.stdout)["ready"] is True
    assert ("Pocket-TTS is not here" in done.stderr) == (engine == "pocket")


def test_its_list_is_pinned_by_hash_and_holds_no_torch() -> None:
    text = (ROOT / "requirements/pocket.txt").read_text("utf-8")
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]["pocket"]
    listed = {f"{name}=={version}" for name, version, _ in PIN.findall(text)}
    shipped = {f"{name}=={version}" for name, version, _ in PIN.findall((ROOT / "requirements/run.txt").read_text())}

    blocks = re.split(r"(?m)^(?=\S)", text)[1:]
    assert [block for block in blocks if not (PIN.match(block) and "--hash=sha256:" in block)] == []
    assert not re.search(r"://|^(torch|triton|cuda|nvidia)|--(?!hash=)", text, re.MULTILINE), "make lock, and see TORCH"
    assert set(extra) - listed == {"torch==2.13.0"}
    assert "torch==2.13.0" in (ROOT / "Makefile").read_text("utf-8")
    assert {row for row in shipped if row.startswith("numpy==")} <= listed


def test_nothing_of_it_is_loaded_before_a_clone_speaks() -> None:
    look = "import sys, bot.speech.__main__, bot.speech.engine.pocket.engine; print({'torch', 'pocket_tts'} & {*sys.modules})"

    seen = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True)

    assert seen.stdout == "set()\n"
