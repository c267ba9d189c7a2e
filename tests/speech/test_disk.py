"""What the folder of sounds may take."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

from tests.speech.conftest import Serve


async def test_the_oldest_sounds_go_when_there_are_too_many_bytes(serve: Serve, tmp_path: Path) -> None:
    folder = tmp_path / "audio"
    folder.mkdir()
    for age in range(5):
        sound = folder / f"{age:024x}.wav"
        sound.write_bytes(bytes(1000))
        os.utime(sound, (time.time() - age, time.time() - age))

    await serve(audio_bytes=3000)  # it sweeps as it starts
    async with asyncio.timeout(5):
        while len(list(folder.iterdir())) == 5:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)

    assert sorted(int(sound.stem, 16) for sound in folder.iterdir()) == [0, 1, 2]
