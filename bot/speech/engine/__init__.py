"""What runs inside the worker process: text to phones, phones to sound, a recording to a style.

An engine says one piece of text at a time; `studio` does what all engines need around it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

RATE = 24_000  # Hz of everything an engine says
ENROL_RATE = 16_000  # Hz of a recording that a style is learnt from


@dataclass(frozen=True, slots=True)
class Speaker:
    """A stock voice by name, or what was kept of a recording: 256 float32 as bytes, and what an engine put behind them."""

    voice: str = ""
    style: bytes = field(default=b"", repr=False)


class Engine(Protocol):
    """Anything that speaks. `hears` is the rate in Hz of the recordings it wants."""

    hears: int

    def warm(self) -> None:
        """Load what the first sentence would wait for."""
        ...

    def language_of(self, text: str) -> str:
        """The language of *text*, a code of `bot.options.LANGUAGES`."""
        ...

    def quick(self, language: str, speaker: Speaker) -> bool:
        """True where a second pass costs next to nothing."""
        ...

    def say(self, piece: str, language: str, speaker: Speaker, speed: float) -> Samples:
        """*piece* at `RATE`, mono, without silence at its ends; *speed* 0.5..2.0. Empty when there is nothing to say."""
        ...

    def enrol(self, recording: Samples, *, small: bool = False) -> bytes:
        """A recording at `hears` -> what to speak with. Raises `Unspeakable` when it is not fit.

        *small*: a first attempt took the worker along, so whatever can be left out is left out.
        """
        ...


def open_engine(data: Path) -> Engine:
    """The engine of the default installation; models are loaded when they are first needed."""
    from bot.speech.engine.local import Local

    return Local(data)
