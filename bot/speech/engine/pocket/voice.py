"""What is kept of a recording: 1,024 bytes of style, which every engine can speak with, then what Pocket-TTS heard.

    style   256 float32
    PKT1    then for each encoder: its fingerprint (8 bytes), a length, and its latents (12.5 frames a second, float16)

So a voice that was enrolled with one engine can be spoken by the other: the local engine reads the style and no further,
and Pocket-TTS leaves voices without latents to the local engine. 20 s take 16 kB.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

from bot.speech.resources import STYLE_BYTES

_MARK = b"PKT1"
_ENTRY = struct.Struct("<8sI")


def pack(style: bytes, prints: Mapping[str, bytes]) -> bytes:
    """*prints*: fingerprint of an encoder, 16 hex digits -> what it heard. The bare style without any."""
    if not prints:
        return style
    entries = (_ENTRY.pack(bytes.fromhex(encoder), len(heard)) + heard for encoder, heard in prints.items())
    return style + _MARK + b"".join(entries)


def prints_of(kept: bytes) -> dict[str, bytes]:
    """What `pack` was given; empty for a voice of the local engine, and for bytes that make no sense."""
    rest = kept[STYLE_BYTES:]
    if not rest.startswith(_MARK):
        return {}
    found, at = {}, len(_MARK)
    while at + _ENTRY.size <= len(rest):
        encoder, length = _ENTRY.unpack_from(rest, at)
        at += _ENTRY.size
        found[encoder.hex()] = rest[at : at + length]
        at += length
    return found if at == len(rest) else {}
