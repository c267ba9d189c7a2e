"""The guard on outgoing connections: whom each purpose may reach, and where a socket may really lead.

Two doors, both for every hop. The request itself: https (plain http only on this machine), a host that the purpose
allows, no credentials in the URL. Then the socket: `TCPConnector(socket_factory=...)` sees the address that is really
connected to, after every resolution; a guard in the resolver does not, because IP literals never reach it. So a name
that resolves anew, a redirect and an odd spelling of 127.0.0.1 are all covered.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
from yarl import URL

from bot import __version__
from bot.settings import is_loopback

_CARRIERS = (  # IPv6 networks whose last 32 bits are an IPv4 address: NAT64, and the old "compatible" form
    ipaddress.ip_network("64:ff9b::/96"),
    ipaddress.ip_network("::/96"),
)
_IDLE = 5.0  # seconds; short, so that a POST seldom meets a connection that the other side has just given up
_AT_ONCE = 32  # connections

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Allows = Callable[[str], bool]


class Blocked(OSError):
    """Not a place we connect to. An OSError, so that aiohttp reports it as a failed connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """Whom a session may reach: *hosts* and everything under *domains*, at public addresses.

    *local*: the other side is on this machine (a test, a proxy), so that loopback is allowed, in plain http too.
    *anywhere*: any host with a public address, for hosts that are not published.
    """

    hosts: frozenset[str] = frozenset()
    domains: tuple[str, ...] = ()
    local: bool = False
    anywhere: bool = False

    @classmethod
    def of(cls, base: str, *hosts: str, domains: tuple[str, ...] = ()) -> Purpose:
        """For the API at the URL *base*, and the other *hosts* and *domains* that belong to it."""
        host = URL(base).host or ""
        return cls(hosts=frozenset((host, *hosts)), domains=domains, local=is_loopback(host))

    def takes(self, url: URL) -> bool:
        """Whether a request to *url* may be sent at all."""
        host = (url.host or "").lower().rstrip(".")
        if not host or url.user is not None:
            return False
        if is_loopback(host):
            return self.local and url.scheme in ("http", "https", "ws", "wss")
        named = host in self.hosts or any(host.endswith("." + domain) for domain in self.domains)
        return url.scheme in ("https", "wss") and (named or self.anywhere)

    def reaches(self, address: str) -> bool:
        """Whether a socket may be connected to *address*."""
        return is_public(address) or (self.local and is_here(address))


def open_session(
    purpose: Purpose, *, limit: int = _AT_ONCE, timeout: aiohttp.ClientTimeout | None = None
) -> aiohttp.ClientSession:
    """A session for *purpose* alone: no proxy from the environment, no cookies, no repeats of aiohttp's own.

    *limit*: connections at a time, 0 for any number. *timeout*: of each request that names none.
    """

    async def door(request: aiohttp.ClientRequest, onwards: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
        if not purpose.takes(request.url):
            raise Blocked("not a place that this is for")
        return await onwards(request)

    more = {} if timeout is None else {"timeout": timeout}
    return session_of(purpose.reaches, limit=limit, middlewares=(door,), **more)


def open_connector(purpose: Purpose) -> aiohttp.TCPConnector:
    """For a library that opens its own session: its sockets lead only to where *purpose* reaches."""
    return aiohttp.TCPConnector(socket_factory=guarded(purpose.reaches), limit=0)


def session_of(allows: Allows, *, limit: int = _AT_ONCE, **more: Any) -> aiohttp.ClientSession:
    """A session whose sockets lead only to addresses that *allows*."""
    connector = aiohttp.TCPConnector(socket_factory=guarded(allows), keepalive_timeout=_IDLE, limit=limit)
    session = aiohttp.ClientSession(
        connector=connector,
        trust_env=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": f"mynah/{__version__}"},
        **more,
    )
    # aiohttp repeats GET and PUT once by itself and has no public switch for it; whoever sends decides on repeats
    session._retry_connection = False  # noqa: SLF001 - see above; a test notices should the name change
    return session


def guarded(allows: Allows) -> Callable[..., socket.socket]:
    """A socket factory that raises `Blocked` for each address that *allows* does not."""

    def factory(info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, where = info
        if not allows(str(where[0])):
            raise Blocked("not an address to connect to")
        return socket.socket(family, kind, protocol)

    return factory


def is_public(address: str) -> bool:
    """True for an address of the open internet, in whatever wrapping it comes."""
    return all(ip.is_global and not ip.is_multicast and not _site_local(ip) for ip in _layers(address))


def is_here(address: str) -> bool:
    """True for loopback."""
    return any(ip.is_loopback for ip in _layers(address))


def _site_local(ip: Address) -> bool:
    """fec0::/10, which Python counts as global because it is deprecated."""
    return isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local


def _layers(address: str) -> list[Address]:
    """The address and the IPv4 addresses that it carries inside (mapped, compatible, 6to4, Teredo, NAT64)."""
    ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return [ip]
    if ip.ipv4_mapped:
        return [ip.ipv4_mapped]
    inside = [ip.sixtofour, *(ip.teredo or ())]
    if any(ip in carrier for carrier in _CARRIERS):
        inside.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return [ip, *(one for one in inside if one is not None)]
