"""Makes text speakable and cuts it into parts. Pure: no I/O, never raises for any string."""

from __future__ import annotations

from bot.text.speakable import pronounceable, speakable
from bot.text.split import split, units

__all__ = ["pronounceable", "speakable", "split", "units"]
