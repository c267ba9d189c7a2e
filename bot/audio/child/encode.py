"""From mono 16-bit samples to the bytes of an mp3 or an ogg/opus file."""

from __future__ import annotations

import io

import av

_CODECS = {"mp3": "libmp3lame", "ogg": "libopus"}
_BLOCK = 1 << 16  # samples
OPUS_RATE = 48_000


def encode(pcm: bytes | bytearray, rate: int, kind: str, comment: str = "") -> bytes:
    """*kind* `mp3` (96 kbit/s, 48 below 32 kHz) or `ogg` (Opus, 48 kbit/s, always at 48 kHz). The same bytes for the same samples.

    *comment* becomes a tag of the file.
    """
    out = io.BytesIO()
    # bitexact: the muxer takes no random serial number, for which it would open /dev/urandom, and writes no version
    with av.open(out, "w", format=kind, container_options={"fflags": "+bitexact"}) as file:
        if comment:
            file.metadata["comment"] = comment
        stream = file.add_stream(_CODECS[kind], rate=OPUS_RATE if kind == "ogg" else rate)
        assert isinstance(stream, av.AudioStream)  # noqa: S101 - for the type checker: both codecs are of audio
        stream.layout = "mono"
        stream.bit_rate = 96_000 if kind == "mp3" and rate > 32_000 else 48_000  # noqa: PLR2004 - MPEG-2 begins here
        stream.codec_context.thread_count = 1
        position = 0
        view = memoryview(pcm)
        while position * 2 < len(view):
            block = view[position * 2 : (position + _BLOCK) * 2]
            frame = av.AudioFrame("s16", "mono", len(block) // 2)
            frame.planes[0].update(bytes(block))
            frame.sample_rate, frame.pts = rate, position
            file.mux(stream.encode(frame))
            position += frame.samples
        file.mux(stream.encode(None))
    return out.getvalue()
