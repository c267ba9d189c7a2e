"""A stage plays one platform: a user types, and we read what the platform was told to show.

A new platform writes one stage and inherits every test that is written against `Stage`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the user saw in the end, and whether the platform heard that we got the command before it was worked."""

    acknowledged_first: bool = False
    words: str = ""
    private: bool = False
    text: str = ""
    voice: str = ""
    audio: bytes = field(default=b"", repr=False)


class Stage(Protocol):
    """One user on one platform."""

    async def types(self, line: str) -> Shown:
        """The user sends *line* and waits for the answer."""
        ...

    async def clones(self, name: str, recording: bytes, *, consent: bool = True) -> Shown:
        """The user gives a recording to /clone and waits for the answer."""
        ...
