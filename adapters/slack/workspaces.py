"""The app's place in each workspace: its token and its own id. One by settings, or many out of the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """The app as a member of one workspace (or of a whole Enterprise Grid). `bot` is its user id, `scopes` its rights."""

    token: str = field(repr=False)
    team: str = ""
    enterprise: str = ""
    bot: str = ""
    bot_id: str = ""
    org_wide: bool = False
    scopes: Sequence[str] = ()


class Workspaces(Protocol):
    """Who the app is where."""

    async def seat(self, team: str, enterprise: str) -> Seat:
        """Raises `AddressExpired` where the app is not installed (any more), `DeliveryBusy` when that cannot be told."""
        ...

    async def leave(self, team: str, enterprise: str, before: float) -> bool:
        """Forget an installation that is older than *before* (seconds since the epoch); False when a newer one is there."""
        ...
