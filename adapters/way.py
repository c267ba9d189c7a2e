"""A chat platform that the bot is connected to: what `mynah run` and the readiness check know of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from adapters.server import Part
from bot.model import Platform
from bot.ports import Adapter


class CannotStart(Exception):
    """The platform will not have us as we are set up. The message is one sentence for the admin: what, and what to do."""


class Way(Adapter, Protocol):
    """An opened way in. It is attached before jobs are worked, so that those of an earlier life can be answered."""

    @property
    def platform(self) -> Platform: ...

    @property
    def parts(self) -> Sequence[Part]:
        """What it hangs on the bot's own listener: a platform that sends commands by HTTP."""
        ...

    async def connect(self) -> None:
        """Take commands until it is cancelled. Raises `CannotStart` when trying again cannot help."""
        ...

    def unready(self) -> Mapping[str, str]:
        """Reasons by part why commands of this platform may not arrive just now; empty when they do."""
        ...
