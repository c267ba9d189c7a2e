"""One loudness for every voice and language, so that `volume` means the same in all of them.

The models are up to 13 dB apart. The measure is the root mean square of what is spoken: blocks of 50 ms, and those far
below the average (pauses, padding) do not count, as in ITU-R BS.1770, but without its weighting of frequencies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.speech.engine import Samples

_TARGET = 0.1  # -20 dBFS
_CEILING = 0.89  # -1 dBFS: a voice of few high peaks stays softer, which is better than a squeezed one
_BLOCK = 0.05  # seconds
_GATE = 0.1  # of the average power: -10 dB
_SILENCE = 1e-4  # -80 dBFS: nothing to bring up


def spoken_level(samples: Samples, rate: int) -> float:
    """Root mean square of the blocks that are spoken, 1.0 at full scale; 0.0 for no sound."""
    import numpy as np

    block = int(_BLOCK * rate)
    padded = np.pad(samples.astype(np.float64), (0, -len(samples) % block))
    power = (padded.reshape(-1, block) ** 2).mean(1)
    if not power.size or not power.any():
        return 0.0
    return float(np.sqrt(power[power >= power.mean() * _GATE].mean()))


def evened(samples: Samples, rate: int) -> Samples:
    """*samples* at the common loudness, with peaks no higher than -1 dBFS; near silence stays as it is."""
    import numpy as np

    level = spoken_level(samples, rate)
    if level < _SILENCE:
        return samples
    gain = min(_TARGET / level, _CEILING / float(np.abs(samples).max()))
    even: Samples = (samples * np.float32(gain)).astype(np.float32)
    return even
