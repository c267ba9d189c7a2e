"""Pocket-TTS without Pocket-TTS: weights that hold nothing, and a model that hums an octave above the local engine."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from bot.speech.engine import RATE
from bot.speech.engine.pocket import open_engine
from bot.speech.engine.pocket.engine import Pocket
from bot.speech.engine.pocket.files import BadWeights, Weights, location
from bot.speech.engine.pocket.shelf import Shelf
from tests.speech.engines import SECONDS_A_LETTER, Tone

HUMMING = "tests.speech.pocket:humming"
WITHOUT_PACKAGE = "tests.speech.pocket:without_package"
DEAF, DEADLY = 3, 4  # seconds of recordings that are bad for the model
PITCH = 400  # Hz; the local engine of the tests hums at 200
CONFIG = """weights_path: hf://somebody/models/languages/{name}/model.safetensors@0123
flow_lm:
  lookup_table:
    tokenizer_path: languages/{name}/tokenizer.json
"""


def make_weights(root: Path, name: str, encoder: bytes = b"\0\0\0\0") -> None:
    """The files of one language, in the real formats, with one tensor in them."""
    folder = root / "languages" / name
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text(CONFIG.format(name=name))
    (folder / "tokenizer.json").write_text("{}")
    tensor = {"dtype": "F32", "shape": [len(encoder) // 4], "data_offsets": [0, len(encoder)]}
    header = json.dumps({"mimi.encoder.model.0.conv.weight": tensor}).encode()
    (folder / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + encoder)
    list_sums(root)


def list_sums(root: Path) -> None:
    """As `sha256sum languages/*/* > SHA256SUMS` does."""
    files = sorted(path for path in root.glob("languages/*/*") if path.is_file())
    rows = (f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(root)}\n" for file in files)
    (root / "SHA256SUMS").write_text("".join(rows))


class Hum:
    """One language. Some words are bad for it, other ones than for the local engine of the tests."""

    def __init__(self, weights: Weights) -> None:
        if "unloadable" in weights.tokenizer.read_text():
            raise RuntimeError(weights.tokenizer)

    def hear(self, recording: np.ndarray[tuple[int], np.dtype[np.float32]]) -> bytes:
        if len(recording) == DEAF * RATE:
            raise BadWeights("nothing heard")
        if len(recording) == DEADLY * RATE:
            os.kill(os.getpid(), signal.SIGSEGV)
        return len(recording).to_bytes(4, "little")

    def say(self, text: str, heard: bytes) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        if "fumble" in text:
            raise RuntimeError(text)
        if "collapse" in text:
            os.kill(os.getpid(), signal.SIGSEGV)
        length = int(len(text) * SECONDS_A_LETTER * RATE)
        hum = (0.1 * np.sin(2 * np.pi * PITCH * np.arange(length) / RATE)).astype(np.float32)
        if "mumble" in text:
            hum *= np.float32(1e-6)
        if "babble" in text:
            hum[-1] = np.inf
        return hum


def humming(data: Path) -> Pocket:
    """For `--engine tests.speech.pocket:humming`."""
    return Pocket(Tone(data), Shelf(location(data), load=Hum))


def without_package(data: Path) -> Pocket:
    """The real loading code, in an environment without the extra."""
    return Pocket(Tone(data), Shelf(location(data)))


def chunks(data: bytes) -> Iterable[bytes]:
    """*data* cut off everywhere."""
    return (data[:end] for end in range(0, len(data), 7))


def offline(data: Path) -> Pocket:
    """The engine of `--engine pocket`, in a process that dies when anything reaches for the network."""

    def watch(event: str, arguments: object) -> None:
        if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
            os._exit(1)

    sys.addaudithook(watch)
    opened = open_engine(data)
    assert isinstance(opened, Pocket)
    return opened
