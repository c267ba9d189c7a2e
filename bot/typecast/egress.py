"""Whom the Typecast client connects to: the API's own origin, and wherever its answers say that a clip is.

The hosts that Typecast's download and upload URLs have are not published (storage and delivery networks), so there is no
list of names for those: https and a public address suffice.
"""

from __future__ import annotations

from bot.egress import is_here, is_public, session_of
from bot.typecast.endpoint import Base

_TYPECAST = "typecast.ai"


class Egress:
    """Two sessions: `home` for the API's own origin, `away` for the URLs that its answers name."""

    def __init__(self) -> None:
        self._base: Base | None = None
        self.home = session_of(self._home_allows)
        self.away = session_of(self._away_allows)

    def settle(self, base: Base) -> None:
        """From now on the API is at *base*."""
        self._base = base

    async def close(self) -> None:
        """Close every connection."""
        await self.home.close()
        await self.away.close()

    def _home_allows(self, address: str) -> bool:
        if self._base is None:
            return False
        if self._base.local:
            return is_here(address)
        # somebody's own speech server may well have a private address: its host is the admin's choice, under TLS
        return is_public(address) or not (self._base.host == _TYPECAST or self._base.host.endswith("." + _TYPECAST))

    def _away_allows(self, address: str) -> bool:
        return is_public(address) or (self._base is not None and self._base.local and is_here(address))
