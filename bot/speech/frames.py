"""Messages between the server and its worker: a JSON head and a blob, each with its length in front."""

from __future__ import annotations

import asyncio
import json
import struct
from typing import Any, BinaryIO

_LENGTHS = struct.Struct("!II")
MAX_BLOB = 64 * 1024 * 1024
Frame = tuple[dict[str, Any], bytes]


def pack(head: dict[str, Any], blob: bytes = b"") -> bytes:
    data = json.dumps(head).encode()
    return _LENGTHS.pack(len(data), len(blob)) + data + blob


def read(stream: BinaryIO) -> Frame | None:
    """The next message, or None where the stream ends."""
    lengths = _exactly(stream, _LENGTHS.size)
    if lengths is None:
        return None
    head, blob = _LENGTHS.unpack(lengths)
    data, rest = _exactly(stream, head), _exactly(stream, blob)
    if data is None or rest is None:
        return None
    return json.loads(data), rest


def _exactly(stream: BinaryIO, size: int) -> bytes | None:
    data = b""
    while len(data) < size:
        more = stream.read(size - len(data))
        if not more:
            return None
        data += more
    return data


async def receive(reader: asyncio.StreamReader) -> Frame:
    """The next message; raises `asyncio.IncompleteReadError` where the stream ends, ValueError for nonsense."""
    head, blob = _LENGTHS.unpack(await reader.readexactly(_LENGTHS.size))
    if blob > MAX_BLOB:
        raise ValueError("blob of an impossible length")
    return json.loads(await reader.readexactly(head)), await reader.readexactly(blob)
