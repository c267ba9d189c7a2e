"""Marks what Mynah makes as made by a machine, and reads such marks.

In wav and mp3 the mark is a C2PA manifest, signed by an identity of this installation; in ogg, which C2PA does not know,
it is a comment. Importing this package is cheap: the libraries are loaded when the first clip is marked.
"""

from __future__ import annotations

import asyncio
import importlib.util
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot import __version__
from bot.logs import describe, get_logger
from bot.model import Caller, Clip

if TYPE_CHECKING:
    from bot.marking.manifest import Notary

__all__ = ["Marks", "available", "comment_of", "place_of"]

MARKED = ("wav", "mp3")  # formats that hold a manifest

logger = get_logger(__name__)


def available() -> bool:
    """Whether the libraries of the extra `mark` are installed."""
    return all(importlib.util.find_spec(name) is not None for name in ("c2pa", "cryptography"))


def place_of(caller: Caller) -> str:
    """In whose name a clip is made: the platform and its id of the workspace, never a person."""
    return f"{caller.platform}:{caller.workspace}"


def comment_of(caller: Caller, at: float) -> str:
    """The mark of a file that cannot hold a manifest. `bot.marking.tags` reads it again."""
    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
    return f"AI-generated speech, made by Mynah {__version__} at {when} for {place_of(caller)}"


@dataclass(slots=True)
class Marks:
    """Implements `bot.ports.Marker`. *folder* holds the identity, made at the first mark; *own* is the admin's.

    Where the extra is not installed clips stay unmarked; `mynah doctor` says so.
    """

    folder: Path
    own: tuple[Path, Path] | None = None
    clock: Callable[[], float] = time.time
    _notary: Notary | None = None
    _off: bool = False

    async def mark(self, clip: Clip, caller: Caller) -> Clip:
        """*clip* with its mark; unchanged where it cannot be marked, which is logged and costs nobody their answer."""
        if self._off or clip.format not in MARKED or not available():
            return clip
        try:
            audio = await asyncio.to_thread(self._sign, clip, caller)
        except Exception as error:  # noqa: BLE001 - whatever the library finds wrong: the clip is good, its mark is not
            logger.error("a clip was not marked", error=describe(error))  # noqa: TRY400 - no message text in logs
            return clip
        return replace(clip, audio=audio)

    def comment(self, caller: Caller) -> str:
        """For formats without a manifest."""
        return comment_of(caller, self.clock())

    def _sign(self, clip: Clip, caller: Caller) -> bytes:
        if self._notary is None:
            from bot.marking.manifest import Notary

            self._notary = Notary.open(self.folder, self.own)
        return self._notary.sign(clip.audio, clip.format, place_of(caller), self.clock())
