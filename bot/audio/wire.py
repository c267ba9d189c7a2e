"""How this process and a child talk: a length, a JSON header that tells the sizes of the blobs, then the blobs.

The side that reads a child's answer treats it as a stranger's: a child may have been taken over by what it decoded.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable
from typing import Any, BinaryIO

LENGTH = struct.Struct("!I")
MAX_HEADER = 65_536  # bytes

Header = dict[str, Any]


class BadMessage(Exception):
    """What arrived is no message, or a bigger one than was agreed."""


def pack(header: Header, blobs: Iterable[bytes | bytearray] = ()) -> list[bytes | bytearray]:
    """The pieces of one message, to be written in this order."""
    blobs = list(blobs)
    head = json.dumps({**header, "blobs": [len(blob) for blob in blobs]}).encode()
    return [LENGTH.pack(len(head)) + head, *blobs]


def unpack_header(head: bytes, cap: int | None = None) -> tuple[Header, list[int]]:
    """The header and the sizes of the blobs behind it. Raises `BadMessage`, also when they are over *cap* bytes in all."""
    try:
        header = json.loads(head)
        sizes = header.pop("blobs")
    except (ValueError, RecursionError, AttributeError, KeyError, TypeError):
        raise BadMessage("no header") from None
    if not isinstance(sizes, list) or not all(type(size) is int and size >= 0 for size in sizes):
        raise BadMessage("no sizes")
    if cap is not None and sum(sizes) > cap:
        raise BadMessage("too big")
    return header, sizes


def length_of(prefix: bytes) -> int:
    """The length of the header that follows. Raises `BadMessage`."""
    (length,) = LENGTH.unpack(prefix)
    if length > MAX_HEADER:
        raise BadMessage("header too big")
    return int(length)


def send(stream: BinaryIO, header: Header, blobs: Iterable[bytes | bytearray] = ()) -> None:
    """Write one message (the child's side)."""
    stream.writelines(pack(header, blobs))
    stream.flush()


def receive(stream: BinaryIO) -> tuple[Header, list[bytes]] | None:
    """The next message, or None when the other side has gone (the child's side)."""
    prefix = stream.read(LENGTH.size)
    if len(prefix) < LENGTH.size:
        return None
    header, sizes = unpack_header(stream.read(length_of(prefix)))
    return header, [stream.read(size) for size in sizes]
