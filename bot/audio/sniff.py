"""What a file is, from its first bytes alone. Names and declared types do not count: whoever sends a file picks them.

The answer is the demuxer that the child is *made* to use. A probing one opens other files: an HLS playlist or an
ffconcat text under the name of a recording made FFmpeg read a third file.
"""

from __future__ import annotations

_WAVE = (b"RIFF", b"RIFX", b"RF64")
_EBML = b"\x1a\x45\xdf\xa3"
_ID3_HEADER = 10


def demuxer_of(data: bytes) -> str | None:
    """The demuxer for *data*: `wav`, `mp3`, `mov` (m4a, mp4), `ogg`, `matroska` (webm) or `flac`; None for all else."""
    head = data[:16]
    if head[:4] in _WAVE and head[8:12] == b"WAVE":
        return "wav"
    if head[4:8] == b"ftyp":
        return "mov"
    if head[:4] == b"OggS":
        return "ogg"
    if head[:4] == _EBML:
        return "matroska"
    if head[:4] == b"fLaC":
        return "flac"
    if head[:3] == b"ID3":
        return _behind_tag(data)
    return "mp3" if _is_layer_three(head) else None


def _behind_tag(data: bytes) -> str:
    """An ID3v2 tag stands in front of an mp3, and by some writers in front of a flac."""
    if len(data) < _ID3_HEADER:
        return "mp3"
    size = 0
    for byte in data[6:_ID3_HEADER]:  # seven bits in each of four bytes (ID3v2.4, section 6.2)
        size = size << 7 | byte & 0x7F
    start = _ID3_HEADER + size
    return "flac" if data[start : start + 4] == b"fLaC" else "mp3"


def _is_layer_three(head: bytes) -> bool:
    """True for the header of an MPEG audio frame: sync, a version that exists, layer III, a bit rate, a sample rate."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:  # noqa: PLR2004 - the masks of ISO 11172-3, 2.4.1.3
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bit_rate, sample_rate = head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer == 1 and bit_rate != 15 and sample_rate != 3  # noqa: PLR2004 - the reserved values
