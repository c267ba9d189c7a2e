"""The comment in an Ogg/Opus file (RFC 7845, section 5.2): read by hand, for it is twenty lines."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_HEAD = b"OpusTags"
_LOOKED_AT = 64 * 2**10  # bytes; the tags are the second packet of the file


def comments_of(data: bytes) -> Iterator[tuple[str, str]]:
    """(name, value) of each tag, names in lower case; nothing for what is no such file or is cut off."""
    start = data[:_LOOKED_AT].find(_HEAD)
    if not data.startswith(b"OggS") or start < 0:
        return
    rest = data[start + len(_HEAD) : _LOOKED_AT]
    try:
        rest = rest[4 + _number(rest) :]  # the encoder's own name
        count, rest = _number(rest), rest[4:]
        for _ in range(min(count, 100)):
            size = _number(rest)
            name, _, value = rest[4 : 4 + size].decode("utf-8", "replace").partition("=")
            yield name.lower(), value
            rest = rest[4 + size :]
    except struct.error:
        return


def _number(data: bytes) -> int:
    return int(struct.unpack_from("<I", data)[0])
