"""The drills, in short: the long ones are `make bench NAME=kill` and `make bench NAME=ack`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.timeout(180)  # quick where it is quiet; a busy machine starts each life slowly


def drill(name: str, *arguments: str) -> dict[str, Any]:
    program = [sys.executable, "-m", f"benchmarks.{name}", "--json", *arguments]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=170, check=False)
    assert done.stdout, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["name"] == name
    return dict(said["figures"])


def test_nothing_accepted_is_lost_or_answered_twice_however_the_bot_dies() -> None:
    seen = drill("kill", "--kills", "8", "--accepted", "40")

    assert seen["kills"] >= 8
    assert seen["accepted"] >= 40
    assert (seen["lost"], seen["doubled"], seen["sorry"]) == (0, 0, 0), seen
    assert seen["paid_twice"] <= 4 * seen["kills"]
    assert seen["recovery_s_max"] <= 30


def test_commands_are_acknowledged_while_the_speech_side_hangs() -> None:
    seen = drill("ack", "--seconds", "0.5")

    assert seen["refused"] == 0
    assert seen["accepted"] == seen["waiting"] == 600
