"""197 public files, most of them odd, of which another decoder has said what they are."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest

from bot.audio.levels import SILENCE
from bot.audio.tools import Audio
from bot.errors import BadSample
from tests.audio.frugal import open_frugal

FILES = Path(__file__).parents[2] / "../shared/data/audio"
ORACLE = FILES / "audio_oracle.jsonl"
TYPES = (".wav", ".mp3", ".m4a")

pytestmark = pytest.mark.skipif(not ORACLE.exists(), reason="the files with an oracle are not here")


async def judge(audio: Audio, row: dict[str, Any]) -> tuple[dict[str, Any], str, float, float]:
    """The row, the key of the refusal or nothing, the seconds that were found, and the time it took."""
    data = await asyncio.to_thread((FILES / row["file"]).read_bytes)
    began = time.monotonic()
    try:
        sample = await audio.intake(data)
    except BadSample as refused:
        return row, refused.key, float(str(refused.values.get("seconds", 0))), time.monotonic() - began
    return row, "", sample.seconds, time.monotonic() - began


async def test_every_file_gets_the_oracles_verdict() -> None:
    rows = [json.loads(line) for line in ORACLE.read_text("utf-8").splitlines()]
    two = asyncio.Semaphore(2)  # so that the time that each takes is its own
    async with open_frugal() as audio:

        async def held(row: dict[str, Any]) -> tuple[dict[str, Any], str, float, float]:
            async with two:
                return await judge(audio, row)

        judged = await asyncio.gather(*map(held, rows))
    wrong = [(row["file"], key, found) for row, key, found, _ in judged if not agrees(row, key, found)]
    slow = [(row["file"], took) for row, _, _, took in judged if took > 1.5]

    assert len(judged) == 197
    assert (wrong, slow) == ([], [])


def agrees(row: dict[str, Any], key: str, found: float) -> bool:
    said = row["decoded_s"]
    if said == 0:
        return key in {"sample.empty", "sample.type", "sample.broken"}
    if not row["file"].endswith(TYPES):  # other containers may be refused, but an accepted one has the right length
        return bool(key) or abs(found - said) <= 0.02 * said + 0.1
    if key == "sample.silent":
        return bool(row["peak"] <= SILENCE + 1)
    return key in {"", "sample.short"} and abs(found - said) <= 0.02 * said + 0.1
