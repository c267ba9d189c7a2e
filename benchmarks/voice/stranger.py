"""Whose voice is it, by an encoder that the cloning does not use: the weights of Resemblyzer 0.1.4, in numpy.

Three layers of LSTM over 40 mel bands and one linear layer (GE2E). The package itself is never imported: it wants torch,
librosa and webrtcvad. Checked on people: two recordings of one are about .94 alike, of two people about .61.
"""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from benchmarks.voice.weights import Floats, tensors

SHA256 = "39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e"
RATE = 16_000  # Hz of what it hears
_FFT, _HOP, _BANDS = 400, 160, 40
_FRAMES, _STEP = 160, 40  # of one window of the encoder: 1.6 s, every 0.4 s
_LAYERS, _WIDTH = 3, 256
_GRAIN, _QUIET_DB, _LEVEL_DB = 480, 40.0, -30.0
_KNEE_HZ, _KNEE_MEL = 1000.0, 15.0  # Slaney's mel scale: linear below, logarithmic above
_LOG_STEP = np.log(6.4) / 27


class Stranger:
    """The encoder; call it with samples at 16 kHz for 256 floats of length 1."""

    def __init__(self) -> None:
        spec = find_spec("resemblyzer")
        if spec is None or not spec.origin:
            raise FileNotFoundError("resemblyzer is not installed")
        path = Path(spec.origin).parent / "pretrained.pt"
        if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
            raise ValueError("resemblyzer's weights are not those of 0.1.4")
        self._weights = tensors(path, "model_state")
        self._bank = _bank()

    def __call__(self, samples: Floats) -> Floats:
        mel = self._mel(_levelled(samples))
        if len(mel) < _FRAMES:
            mel = np.pad(mel, ((0, _FRAMES - len(mel)), (0, 0)), mode="wrap")
        starts = range(0, len(mel) - _FRAMES + 1, _STEP)
        hidden = np.stack([mel[at : at + _FRAMES] for at in starts])
        for layer in range(_LAYERS):
            hidden = self._lstm(hidden, layer)
        out: Floats = np.maximum(0, hidden[:, -1] @ self._weights["linear.weight"].T + self._weights["linear.bias"])
        mean = (out / np.linalg.norm(out, axis=1, keepdims=True)).mean(0)
        unit: Floats = (mean / np.linalg.norm(mean)).astype(np.float32)
        return unit

    def _mel(self, samples: Floats) -> Floats:
        padded = np.pad(samples, _FFT // 2)
        frames = np.lib.stride_tricks.sliding_window_view(padded, _FFT)[::_HOP]
        window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_FFT) / _FFT)
        mel: Floats = (np.abs(np.fft.rfft(frames * window)) ** 2 @ self._bank).astype(np.float32)
        return mel

    def _lstm(self, inputs: Floats, layer: int) -> Floats:
        """One layer over (windows, frames, features); gates in PyTorch's order: in, forget, cell, out."""
        from_input, from_hidden = (
            self._weights[f"lstm.weight_ih_l{layer}"].T,
            self._weights[f"lstm.weight_hh_l{layer}"].T,
        )
        ready = inputs @ from_input + self._weights[f"lstm.bias_ih_l{layer}"] + self._weights[f"lstm.bias_hh_l{layer}"]
        hidden = cell = np.zeros((len(inputs), _WIDTH), np.float32)
        out = np.empty((*inputs.shape[:2], _WIDTH), np.float32)
        for frame in range(inputs.shape[1]):
            enter, forget, new, leave = np.split(ready[:, frame] + hidden @ from_hidden, 4, axis=1)
            cell = _sigmoid(forget) * cell + _sigmoid(enter) * np.tanh(new)
            hidden = _sigmoid(leave) * np.tanh(cell)
            out[:, frame] = hidden
        return out


def _sigmoid(x: Floats) -> Floats:
    out: Floats = 0.5 + 0.5 * np.tanh(0.5 * x)
    return out


def _levelled(samples: Floats) -> Floats:
    """Without the frames that are 40 dB under the loudest, at -30 dB of full scale."""
    grains = samples[: len(samples) // _GRAIN * _GRAIN].reshape(-1, _GRAIN)
    if not grains.size:
        raise ValueError("too short to hear anybody")
    level = 10 * np.log10((grains**2).mean(1) + 1e-10)
    kept = grains[level > level.max() - _QUIET_DB].ravel()
    loudness = 10 * np.log10((kept**2).mean() + 1e-12)
    level_kept: Floats = (kept * 10 ** ((_LEVEL_DB - loudness) / 20)).astype(np.float32)
    return level_kept


def _bank() -> Floats:
    """Triangles of equal area on Slaney's scale: (FFT bins, bands)."""
    top = _KNEE_MEL + np.log(RATE / 2 / _KNEE_HZ) / _LOG_STEP
    mels = np.linspace(0, top, _BANDS + 2)
    edges = np.where(mels < _KNEE_MEL, mels * _KNEE_HZ / _KNEE_MEL, _KNEE_HZ * np.exp(_LOG_STEP * (mels - _KNEE_MEL)))
    bins = np.linspace(0, RATE / 2, _FFT // 2 + 1)
    rising = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    triangles = np.maximum(0, np.minimum(rising, falling)) * (2 / (edges[2:] - edges[:-2]))[:, None]
    bank: Floats = triangles.T.astype(np.float32)
    return bank
