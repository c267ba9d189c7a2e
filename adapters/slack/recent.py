"""Which voices a person spoke with lately, from memory: they come first in the voice search."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Sequence

from bot.model import Caller, Voice

MOST_VOICES, MOST_PEOPLE = 5, 5_000


class Recent:
    """The last few voices of each caller; they go with the process."""

    def __init__(self) -> None:
        self._used: OrderedDict[Caller, deque[str]] = OrderedDict()

    def note(self, caller: Caller, voice: str | None) -> None:
        """*caller* asked for *voice*."""
        if not voice:
            return
        used = self._used.setdefault(caller, deque(maxlen=MOST_VOICES))
        if voice in used:
            used.remove(voice)
        used.appendleft(voice)
        self._used.move_to_end(caller)
        while len(self._used) > MOST_PEOPLE:
            self._used.popitem(last=False)

    def first(self, caller: Caller, voices: Sequence[Voice]) -> list[Voice]:
        """*voices* with those used lately in front, the latest first."""
        used = [name.casefold() for name in self._used.get(caller, ())]
        places = {name: place for place, name in enumerate(used)}
        return sorted(voices, key=lambda voice: places.get(voice.name.casefold(), len(used)))
