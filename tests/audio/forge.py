"""Files made by hand or by a child program: honest ones, and ones that lie."""

from __future__ import annotations

import array
import math
import struct
import subprocess
import sys
from functools import cache
from pathlib import Path

ENCODER = Path(__file__).with_name("encoder.py")
KINDS = {
    "wav": ("wav", "pcm_s16le"),
    "wav24": ("wav", "pcm_s24le"),
    "wav8": ("wav", "pcm_u8"),
    "wav-float": ("wav", "pcm_f32le"),
    "wav-adpcm": ("wav", "adpcm_ms"),
    "wav-mulaw": ("wav", "pcm_mulaw"),
    "mp3": ("mp3", "libmp3lame"),
    "m4a": ("ipod", "aac"),
    "m4a-alac": ("ipod", "alac"),
    "ogg": ("ogg", "libopus"),
    "ogg-flac": ("ogg", "flac"),
    "webm": ("webm", "libopus"),
    "flac": ("flac", "flac"),
}


def tone(seconds: float, rate: int = 48_000, level: int = 9_000) -> bytes:
    """Samples of a hum that swells and fades."""
    beat = rate // 2
    wave = [
        int(level * math.sin(i * 1382 / rate) * (0.2 + 0.8 * math.sin(i * math.pi / beat) ** 2)) for i in range(beat)
    ]
    count = int(seconds * rate)
    return (array.array("h", wave).tobytes() * (count // beat + 1))[: count * 2]


def wav(
    samples: bytes, rate: int = 48_000, *, channels: int = 1, bits: int = 16, tag: int = 1, announce: int | None = None
) -> bytes:
    """A WAV file; *announce* is what its header says is the size of the samples."""
    size = len(samples) if announce is None else announce
    align = channels * bits // 8
    form = struct.pack("<HHIIHH", tag, channels, rate, rate * align & 0xFFFFFFFF, align & 0xFFFF, bits)
    head = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", size)
    return b"RIFF" + struct.pack("<I", min(size + len(head), 0xFFFFFFFF)) + head + samples


@cache
def recording(kind: str, seconds: float, rate: int = 48_000) -> bytes:
    """A hum in one of the `KINDS`."""
    return encoded(kind, tone(seconds, rate), rate)


def encoded(kind: str, samples: bytes, rate: int = 48_000) -> bytes:
    command = [sys.executable, str(ENCODER), *KINDS[kind], str(rate)]
    return subprocess.run(command, input=samples, stdout=subprocess.PIPE, check=True).stdout


def silent_m4a(hours: float, announced: int | None = None) -> bytes:
    """Silence of AAC frames of four bytes each: ten hours weigh 6 MB. *announced*: seconds in the header."""
    rate, samples = 44_100, 1024
    count = int(hours * 3600 * rate / samples)
    frames = bytes.fromhex("01182007") * count
    length = int(count * samples) if announced is None else announced * rate
    ftyp = box(b"ftyp", b"M4A \0\0\0\0M4A mp42isom")
    start = len(ftyp) + 8
    return ftyp + box(b"mdat", frames) + box(b"moov", movie_header(rate, length), track(rate, length, count, start))


def box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + name + body


def movie_header(rate: int, length: int) -> bytes:
    return box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, rate, length & 0xFFFFFFFF), bytes(76), struct.pack(">I", 2))


def track(rate: int, length: int, count: int, start: int) -> bytes:
    asc = b"\x12\x08"  # AAC-LC, 44.1 kHz, mono
    decoder = b"\x04" + bytes([13 + 2 + len(asc)]) + b"\x40\x15" + bytes(11) + b"\x05" + bytes([len(asc)]) + asc
    esds = box(b"esds", bytes(4) + b"\x03" + bytes([3 + len(decoder)]) + b"\0\1\0" + decoder)
    entry = box(b"mp4a", bytes(6) + b"\0\1" + bytes(8) + struct.pack(">HHII", 1, 16, 0, rate << 16), esds)
    table = box(
        b"stbl",
        box(b"stsd", struct.pack(">II", 0, 1), entry),
        box(b"stts", struct.pack(">IIII", 0, 1, count, 1024)),
        box(b"stsc", struct.pack(">IIIII", 0, 1, 1, count, 1)),
        box(b"stsz", struct.pack(">III", 0, 4, count)),
        box(b"stco", struct.pack(">III", 0, 1, start)),
    )
    minf = box(b"minf", box(b"smhd", bytes(8)), table)
    hdlr = box(b"hdlr", bytes(8) + b"soun" + bytes(13))
    mdhd = box(b"mdhd", struct.pack(">IIIIII", 0, 0, 0, rate, length & 0xFFFFFFFF, 0))
    return box(b"trak", box(b"tkhd", bytes(84)), box(b"mdia", mdhd, hdlr, minf))
