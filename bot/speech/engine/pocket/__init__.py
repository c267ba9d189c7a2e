"""Pocket-TTS (Kyutai) for cloned voices, in the languages whose weights the admin has downloaded.

Everything else is the local engine's: actors, other languages, voices enrolled without Pocket-TTS, and whatever fails.

engine  who speaks what
shelf   the models by language, loaded when they are first needed
files   where the weights lie, and whether they are what they should be
state   the same for people: what is there, and how to get the rest
voice   what is kept of a recording: the local engine's style, and behind it what Pocket-TTS heard
model   Pocket-TTS itself, the only file that imports it
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.speech.engine import Engine


def open_engine(data: Path) -> Engine:
    """Pocket-TTS over the engine of the default installation. Nothing is loaded yet, and nothing is ever fetched."""
    from bot.speech.engine.local import Local
    from bot.speech.engine.pocket.engine import Pocket
    from bot.speech.engine.pocket.files import location
    from bot.speech.engine.pocket.shelf import Shelf

    return Pocket(Local(data), Shelf(location(data)))
