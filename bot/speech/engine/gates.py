"""Which recordings a voice can be learnt from; each refusal says why. Only clear cases are refused.

The figures were chosen on three people's public recordings, on noise, tones and clipping made from them, and on joints of
two of them. Noise at 0 dB, a chord under the speech and a telephone's band still pass.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.speech.engine import ENROL_RATE
from bot.speech.engine.dvector import speech_of
from bot.speech.worker import Unspeakable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bot.speech.engine import Samples

CODE = "app/invalid/audio"  # inferred; the reason follows it, as in the documented `app/param/not-enough/callback_url`
_LONGEST = 60 * ENROL_RATE  # samples that are looked at
_LEAST_SOUND = 2.0  # seconds; a hundredth less is what a decoder may lose
_LEAST_VOICED = 0.9  # seconds; of people, 2.8 s of speech hold 1.1 s and more; a minute of noise seems to hold 0.7 s
_FRAME, _RUN = 0.005, 16  # seconds; frames: in noise the pitch tracker finds shorter runs than that
_STEADY = 0.3  # semitones of standard deviation: people 1.7 and more, even in a telephone's band; a saw wave 0.05
_FULL, _CLIPPED = 0.8, 0.25  # of the peak; share of samples: clean 0.001, clipped five times 0.18, twenty times 0.53
_WINDOW, _STEP = 3 * ENROL_RATE, 3 * ENROL_RATE // 2
_OTHER, _PART = 0.45, 10  # cosine at this percentile of all pairs: one person 0.57 to 0.9, two people 0.03 to 0.54


def admit(recording: Samples, encoder: Callable[[Samples], Samples]) -> None:
    """Nothing, or `Unspeakable` with the reason. *recording* is at `ENROL_RATE`; *encoder* makes a unit vector of speech."""
    heard = recording[:_LONGEST]
    if len(heard) < (_LEAST_SOUND - 0.01) * ENROL_RATE:
        raise Unspeakable(CODE, "the recording is shorter than 2 s")
    pitch = _melody(heard)
    if len(pitch) * _FRAME < _LEAST_VOICED:
        raise Unspeakable(f"{CODE}/speech", "too little speech in the recording")
    if pitch.std() < _STEADY:
        raise Unspeakable(f"{CODE}/tone", "a steady tone, no speech, in the recording")
    if _full(heard) > _CLIPPED:
        raise Unspeakable(f"{CODE}/clipped", "the recording is clipped: it was made far too loud")
    if not _alike(speech_of(heard), encoder):
        raise Unspeakable(f"{CODE}/crowd", "more than one person speaks in the recording")


def _full(samples: Samples) -> float:
    """The share of samples near the highest one: whether a clipped sound was made softer later does not matter."""
    import numpy as np

    size = np.abs(samples)
    return float((size >= size.max() * _FULL).mean()) if size.max() > 0 else 0.0


def _melody(samples: Samples) -> NDArray[np.float64]:
    """The pitch in semitones of each frame in a voiced run that is long enough to be a vowel."""
    import numpy as np
    import pyworld

    pitch, _ = pyworld.dio(np.ascontiguousarray(samples, np.float64), ENROL_RATE, 60, 500)
    edges = np.diff(np.concatenate(([0], pitch > 0, [0])))
    runs = zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True)
    kept = [pitch[begin:end] for begin, end in runs if end - begin >= _RUN]
    return 12 * np.log2(np.concatenate(kept)) if kept else np.zeros(0)


def _alike(speech: Samples, encoder: Callable[[Samples], Samples]) -> bool:
    """True where windows of 3 s sound like one person, as far as the encoder tells, and where there is only one window."""
    import numpy as np

    starts = range(0, max(1, len(speech) - _WINDOW + 1), _STEP)
    vectors = np.array([encoder(speech[at : at + _WINDOW]) for at in starts])
    pairs = (vectors @ vectors.T)[np.triu_indices(len(vectors), 1)]
    return not pairs.size or bool(np.percentile(pairs, _PART) >= _OTHER)
