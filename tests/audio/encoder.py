"""A program: `python encoder.py CONTAINER CODEC RATE`, samples (mono, 16 bit) on stdin, the file on stdout.

It is a child process because PyAV shall never be in the process of the tests, as it is never in the bot's.
"""

from __future__ import annotations

import io
import sys

import av


def main() -> None:
    container, codec, rate = sys.argv[1], sys.argv[2], int(sys.argv[3])
    pcm = sys.stdin.buffer.read()
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate)
        assert isinstance(stream, av.AudioStream)
        stream.layout = "mono"
        frame = av.AudioFrame("s16", "mono", len(pcm) // 2)
        frame.planes[0].update(pcm)
        frame.sample_rate, frame.pts = rate, 0
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            file.mux(packet)
    sys.stdout.buffer.write(out.getvalue())


main()
