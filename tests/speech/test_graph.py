"""The model's graph, written anew, against the one that was published."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from bot.speech.engine import graph
from bot.speech.engine.model import ready
from bot.speech.engine.voices import Voices


def spoken(model: bytes, tokens: list[int]) -> np.ndarray:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    style = Voices().style("af_bella", len(tokens))
    feed = {"tokens": np.array([[0, *tokens, 0]]), "style": style[None], "speed": np.ones(1, np.float32)}
    sound: np.ndarray = session.run(None, feed)[0]
    return sound


@pytest.mark.skipif(not graph.exact(), reason="no VNNI: the server leaves the graph as it is")
def test_the_quicker_graph_makes_the_same_sound_to_the_last_bit(models: Path) -> None:
    published = ready(models).read_bytes()
    quicker = graph.quicker(published)
    tokens = [50, 157, 43, 135, 16, 53, 65, 102, 4]

    assert b"ConvInteger" in published
    assert quicker.count(b"ConvInteger") < published.count(b"ConvInteger") / 20
    assert np.array_equal(spoken(quicker, tokens), spoken(published, tokens))
