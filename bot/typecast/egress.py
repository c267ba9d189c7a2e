"""A guard on outgoing connections, at the moment the socket is made.

`TCPConnector(socket_factory=...)` sees the address that is really connected to, after every resolution: a guard in the
resolver does not, because IP literals never reach it. So a name that resolves anew, a redirect and an odd spelling of
127.0.0.1 are all covered. The hosts that Typecast's download and upload URLs have are not published (storage and
delivery networks), so there is no list of names for those: https and a public address suffice.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

import aiohttp

from bot import __version__
from bot.typecast.endpoint import Base

_TYPECAST = "typecast.ai"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_IDLE = 5.0  # seconds; short, so that a POST seldom meets a connection that the other side has just given up
_AT_ONCE = 32  # connections

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Blocked(OSError):
    """Not an address we connect to. An OSError, so that aiohttp reports it as a failed connection."""


class Egress:
    """Two sessions: `home` for the API's own origin, `away` for the URLs that its answers name."""

    def __init__(self) -> None:
        self._base: Base | None = None
        self.home = _session(self._home_allows)
        self.away = _session(self._away_allows)

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


def is_public(address: str) -> bool:
    """True for an address of the open internet, in whatever wrapping it comes."""
    return all(ip.is_global and not ip.is_multicast for ip in _layers(address))


def is_here(address: str) -> bool:
    """True for loopback."""
    return any(ip.is_loopback for ip in _layers(address))


def guarded(allows: Callable[[str], bool]) -> Callable[..., socket.socket]:
    """A socket factory that raises `Blocked` for each address that *allows* does not."""

    def factory(info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, where = info
        if not allows(str(where[0])):
            raise Blocked("not an address to connect to")
        return socket.socket(family, kind, protocol)

    return factory


def _session(allows: Callable[[str], bool]) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(socket_factory=guarded(allows), keepalive_timeout=_IDLE, limit=_AT_ONCE)
    session = aiohttp.ClientSession(
        connector=connector,
        trust_env=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": f"mynah/{__version__}"},
    )
    # aiohttp repeats GET and PUT once by itself and has no public switch for it; there is one retry policy, in `wire`
    session._retry_connection = False  # noqa: SLF001 - see above; a test notices should the name change
    return session


def _layers(address: str) -> list[Address]:
    """The address and the IPv4 addresses that it carries inside (mapped, 6to4, Teredo, NAT64)."""
    ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return [ip]
    if ip.ipv4_mapped:
        return [ip.ipv4_mapped]
    inside = [ip.sixtofour, *(ip.teredo or ())]
    if ip in _NAT64:
        inside.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return [ip, *(one for one in inside if one is not None)]
