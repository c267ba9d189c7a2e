"""Kokoro-82M (int8) on onnxruntime: phones and a style row to sound."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from bot.speech.engine import RATE, graph
from bot.speech.engine.model import ready

if TYPE_CHECKING:
    from bot.speech.engine import Samples

_LIMIT = 510  # phones in one run of the model
_SILENCE_DB = 60.0
_GRAIN = 256  # samples; the ends are cut with this precision
_MARGIN = int(0.02 * RATE)


class Kokoro:
    """The model, loaded once. *threads* is what one run may use."""

    def __init__(self, data: Path, threads: int = 2) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry(
            "session.intra_op.allow_spinning", "0"
        )  # a quarter less CPU; others live here too
        path = ready(data)
        model = graph.quicker(path.read_bytes()) if graph.exact() else str(path)
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        vocabulary = (files("hibari") / "assets/vocab.json").read_text("utf-8")  # the same 114 symbols
        self._vocabulary: dict[str, int] = json.loads(vocabulary)

    def tokens(self, phones: str) -> list[int]:
        """What the model knows of *phones*; other symbols are dropped."""
        return [self._vocabulary[c] for c in phones if c in self._vocabulary]

    def say(self, tokens: list[int], style: Samples, speed: float) -> Samples:
        """*style*: 256 floats; *speed* 0.5..2.0, of which the model makes roughly that."""
        import numpy as np

        out = []
        for chunk in self._chunks(tokens):
            feed = {
                "tokens": np.array([[0, *chunk, 0]], np.int64),
                "style": np.asarray(style, np.float32)[None],
                "speed": np.array([speed], np.float32),
            }
            out.append(trimmed(self._session.run(None, feed)[0].ravel()))
        return np.concatenate(out) if out else np.zeros(0, np.float32)

    def _chunks(self, tokens: list[int]) -> list[list[int]]:
        """Runs of at most the model's length, cut at spaces where there are any."""
        space, chunks = self._vocabulary[" "], []
        while len(tokens) > _LIMIT:
            head = tokens[:_LIMIT]
            cut = _LIMIT - head[::-1].index(space) if space in head[1:] else _LIMIT
            chunks.append(tokens[:cut])
            tokens = tokens[cut:]
        return [*chunks, tokens] if tokens else chunks


def trimmed(sound: Samples) -> Samples:
    """Without the silence at both ends: what is 60 dB under the loudest grain, but for a margin of 20 ms."""
    import numpy as np

    grains = sound[: len(sound) // _GRAIN * _GRAIN].reshape(-1, _GRAIN)
    power = (grains.astype(np.float64) ** 2).mean(1)
    if not power.size or power.max() <= 0:
        return sound
    loud = np.flatnonzero(power > power.max() * 10 ** (-_SILENCE_DB / 10))
    begin, end = loud[0] * _GRAIN - _MARGIN, (loud[-1] + 1) * _GRAIN + _MARGIN
    return sound[max(0, begin) : end]
