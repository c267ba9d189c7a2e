"""What it costs to mark a clip as made by a machine: milliseconds, beside the plain reading and writing of its bytes.

python -m benchmarks.mark [--json]
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import statistics
import tempfile
import time
import wave
from collections.abc import Callable
from pathlib import Path

from bot.marking.manifest import Notary

ROUNDS = 200
SECONDS, RATE = 5, 44_100
GOAL_MS = 5.0


def main() -> None:
    """Print the figures; the last line is for programs with --json."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    asked = options.parse_args()
    audio = _hiss()
    with tempfile.TemporaryDirectory() as folder:
        notary = Notary.open(Path(folder))
        floor = _median(lambda: hashlib.sha256(io.BytesIO(audio).getvalue()).digest())
        marked = _median(lambda: notary.sign(audio, "wav", "bench:1", time.time()))
    figures = {
        "mark_ms_median": round(marked, 2),
        "floor_ms_median": round(floor, 2),
        "ratio": round(marked / floor, 1),
    }
    print(
        f"mark_ms_median {marked:.2f} (goal {GOAL_MS:g}); one SHA-256 over the same {len(audio):,} bytes: {floor:.2f}"
    )
    if asked.json:
        print(json.dumps(figures))


def _median(work: Callable[[], object]) -> float:
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def _hiss() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(bytes(range(256)) * (SECONDS * RATE * 2 // 256))
    return out.getvalue()


if __name__ == "__main__":
    main()
