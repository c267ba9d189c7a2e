"""The style rows of the 54 stock voices, out of the tables beside this package."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.speech.engine import Samples

TABLES = Path(__file__).parents[1] / "data"
SHA256 = {
    "voices.npz": "1b7aea184f6ab831efe5c8738e05055c3eac4e94a387bdd965701e94422d767c",
    "kokoro-full-9.npz": "1e2ac9163518b72394381327dd6939fdb0e69e80915f6cd0db960a16b4d718e1",
    "tuner.npz": "e94250c2c6bbc06f98a97ecd4708611dd94c42ef7e5cd70eef97018a46707bd4",
}


class Voices:
    """Rows of 256 floats. A row carries the pace for a length, so voices with a full pack have one for each length."""

    def __init__(self) -> None:
        import numpy as np

        with np.load(TABLES / "voices.npz") as table:
            self._rows = dict(zip(table["names"].tolist(), table["rows"], strict=True))
        with np.load(TABLES / "kokoro-full-9.npz") as packs:
            self._packs = {name: packs[name].astype(np.float32) for name in packs.files}

    def style(self, voice: str, phones: int) -> Samples:
        """The row of *voice* for so many phones."""
        pack = self._packs.get(voice)
        if pack is None:
            row: Samples = self._rows[voice]
            return row
        chosen: Samples = pack[min(max(phones, 1), len(pack)) - 1]
        return chosen
