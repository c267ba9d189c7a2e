"""Ways to write an address that is not of the open internet, made by rule and not by list."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from itertools import product

PRIVATE = (
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1",  # noqa: S104 - asked for, not bound
    "172.16.0.1", "172.31.255.254", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "198.18.0.1", "192.0.2.7", "198.51.100.7", "203.0.113.7", "224.0.0.1",
    "240.0.0.1", "255.255.255.255",
)  # fmt: skip
SIX = ("::1", "::", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "fec0::1")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_CIRCLED = str.maketrans("123456789", "①②③④⑤⑥⑦⑧⑨")


def of(address: str) -> Iterator[str]:
    """Hosts of URLs that may mean the IPv4 *address*."""
    number = int(ipaddress.IPv4Address(address))
    parts = [int(part) for part in address.split(".")]
    yield address
    yield str(number)
    yield hex(number)
    yield f"0{number:o}"
    yield ".".join(map(hex, parts))
    yield ".".join(f"0{part:o}" for part in parts)
    yield f"{parts[0]}.{number & 0xFFFFFF}"
    yield f"{parts[0]}.{parts[1]}.{number & 0xFFFF}"
    yield address.translate(_WIDE)
    yield address.translate(_CIRCLED)
    yield address + "."
    yield f"[::ffff:{address}]"
    yield f"[::{address}]"
    yield f"[64:ff9b::{address}]"
    yield f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::1]"


def urls(port: int) -> list[str]:
    """URLs with the trap's *port*, https and http, with and without a user in front."""
    hosts = [host for address in PRIVATE for host in of(address)]
    hosts += [f"[{address}]" for address in SIX] + ["localhost", "LOCALHOST", "localhost.", "ip6-localhost"]
    plain = [f"{scheme}://{host}:{port}/a" for scheme, host in product(("http", "https"), hosts)]
    return [*plain, f"http://cdn.example@127.0.0.1:{port}/a", f"https://cdn.example:x@localhost:{port}/a"]
