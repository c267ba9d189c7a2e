"""SPEECH_ENGINE and POCKET_MODEL reach the speech server, however it is started."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.speech.conftest import ROOT

ABSENT = "Pocket-TTS is not here"


def mynah(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    everything = {**os.environ, "PYTHONPATH": str(ROOT), "MYNAH_DATA_DIR": str(home / "data"), **environment}
    command = (sys.executable, "-m", "adapters", *arguments)
    return subprocess.run(command, capture_output=True, text=True, cwd=home, env=everything, check=False, timeout=50)


@pytest.mark.parametrize("engine", ["local", "pocket"])
def test_the_bot_starts_its_server_with_the_engine_that_is_set(tmp_path: Path, engine: str) -> None:
    ended = mynah(tmp_path, "say", "Hello.", "--out", "hello.wav", SPEECH_ENGINE=engine, LOG_LEVEL="warning")

    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "hello.wav").stat().st_size > 10_000
    assert (ABSENT in ended.stderr) == (engine == "pocket")


def test_the_server_alone_is_started_with_the_engine_that_is_set(tmp_path: Path) -> None:
    everything = {**os.environ, "PYTHONPATH": str(ROOT), "MYNAH_DATA_DIR": str(tmp_path), "SPEECH_ENGINE": "pocket"}
    command = (sys.executable, "-m", "adapters", "speech", "--port", "0")
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=everything
    ) as program:
        assert program.stdout
        assert json.loads(program.stdout.readline())["ready"] is True
        program.terminate()
        _, said = program.communicate(timeout=20)

    assert ABSENT in said


@pytest.mark.parametrize(("engine", "verdict"), [("local", "ok"), ("pocket", "note")])
def test_doctor_says_what_is_missing_only_to_those_who_want_it(tmp_path: Path, engine: str, verdict: str) -> None:
    ended = mynah(tmp_path, "doctor", "--json", SPEECH_ENGINE=engine, POCKET_MODEL="~/pocket")

    report = json.loads(ended.stdout)
    finding = next(finding for finding in report["findings"] if finding["name"] == "pocket")
    assert ended.returncode == 0
    assert finding["verdict"] == verdict
    assert "pip install 'mynah[pocket]'" in finding["words"]
    assert report["settings"]["POCKET_MODEL"] == str(Path("~/pocket").expanduser())


def test_an_unknown_engine_is_refused_with_the_names_of_the_known(tmp_path: Path) -> None:
    ended = mynah(tmp_path, "doctor", SPEECH_ENGINE="better")

    assert ended.returncode == 78
    assert "SPEECH_ENGINE cannot be 'better': it must be one of local, pocket." in ended.stdout
