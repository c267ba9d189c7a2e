"""How loud 16-bit samples are: whether there is anything to hear, and the shape to draw.

Pure Python over a memory view, so it runs here and in the children; it looks at some thousand samples, not at all.
"""

from __future__ import annotations

from itertools import pairwise

MAX_LEVELS = 256  # Discord's limit for the waveform of a voice message (Discord API documentation, "Voice Messages")
LEVELS_PER_SECOND = 10  # and it wants no more than one in 100 ms
SILENCE = 33  # of 32,768: -60 dBFS
_LOOKED_AT = 100  # samples for each level
_ROUGHLY = 8_192  # samples for a first look at the whole


def peak_of(samples: memoryview) -> int:
    """Half the distance between the lowest and the highest sample, 0..32768. A constant is silence, however high."""
    rough = _rough(samples)
    return rough if rough >= SILENCE else _swing(samples)


def is_audible(samples: memoryview) -> bool:
    """True when some of the samples that are looked at differ; a lonely click may be missed."""
    return _rough(samples) >= SILENCE


def waveform_of(samples: memoryview, rate: int) -> bytes:
    """Up to 256 levels of 0..255, the loudest being 255; *rate* in samples a second. Empty for no samples."""
    count = max(1, min(MAX_LEVELS, len(samples) * LEVELS_PER_SECOND // rate, len(samples)))
    edges = [len(samples) * index // count for index in range(count + 1)]
    swings = [_swing(samples[a : b : max(1, (b - a) // _LOOKED_AT)]) for a, b in pairwise(edges)]
    loudest = max(swings, default=0)
    return bytes(swing * 255 // loudest for swing in swings) if loudest else bytes(len(swings) if samples else 0)


def _rough(samples: memoryview) -> int:
    return _swing(samples[:: max(1, len(samples) // (_ROUGHLY))])


def _swing(samples: memoryview) -> int:
    return (max(samples, default=0) - min(samples, default=0) + 1) // 2
