"""Tensors out of a PyTorch file of the old form, without PyTorch and without running what is in it.

The form (`torch.save` before 1.6): four pickles - a magic number, the version, sizes of types, the object with its
storages named by keys - then a pickled list of the keys, and for each key a count (int64) and the raw numbers.
Only the few names that a dictionary of tensors needs can be unpickled.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
MAGIC = 0x1950A86A20F9469CFC6C
_TYPES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


@dataclass(frozen=True, slots=True)
class _Tensor:
    """A view of a storage whose numbers come later in the file. *stride* in elements."""

    key: str
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]

    def of(self, storages: Mapping[str, NDArray[Any]]) -> Floats:
        numbers = storages[self.key][self.offset :]
        steps = tuple(step * numbers.itemsize for step in self.stride)
        return np.lib.stride_tricks.as_strided(numbers, self.shape, steps, writeable=False).astype(np.float32)


class _Reader(pickle.Unpickler):
    """Knows tensors and ordered dictionaries; refuses every other name."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self.types: dict[str, np.dtype[Any]] = {}

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if module == "torch" and name in _TYPES:
            return _TYPES[name]
        makers: dict[tuple[str, str], Callable[..., Any]] = {
            ("torch._utils", "_rebuild_tensor_v2"): lambda key, offset, shape, stride, *_: _Tensor(
                key, offset, shape, stride
            ),
            ("torch._utils", "_rebuild_parameter"): lambda tensor, *_: tensor,
        }
        if (module, name) in makers:
            return makers[module, name]
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a file of weights")

    def persistent_load(self, pid: Any) -> str:
        _, kind, key, *_ = pid
        self.types[key] = kind
        return str(key)


def tensors(path: Path, entry: str) -> dict[str, Floats]:
    """The tensors of the dictionary *entry* by name. Raises `ValueError` for another form of file."""
    with path.open("rb") as file:
        if _Reader(file).load() != MAGIC:
            raise ValueError("not a file of weights of the old form")
        for _ in ("version", "sizes"):
            _Reader(file).load()
        reader = _Reader(file)
        found = reader.load()[entry]
        storages = {}
        for key in _Reader(file).load():
            count = int.from_bytes(file.read(8), "little")
            storages[key] = np.frombuffer(file.read(count * reader.types[key].itemsize), reader.types[key])
    return {name: tensor.of(storages) for name, tensor in found.items()}
