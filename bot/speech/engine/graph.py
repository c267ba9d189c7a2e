"""Kokoro's graph with its convolutions as matrix products of other signs: the same sound with a fifth less work.

The export convolves 8-bit numbers without a sign on both sides, for which onnxruntime makes no use of a processor's VNNI.
Each such convolution becomes a product of its weights with shifted copies of its input, whose numbers and whose zero are
lowered by 128 and so have a sign: all integers that come out are those that came out before.

A processor without VNNI adds such products up in 16 bits and overflows: there the graph must stay as it is. Numbers of
fields are those of `onnx.proto`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.speech.engine.protobuf import block, fields, integers, numbers, text, texts

_GRAPH = 7  # of the model
_NODE, _TENSOR = 1, 5  # of the graph
_IN, _OUT, _NAME, _OP, _ATTRIBUTE = 1, 2, 3, 4, 5  # of a node
_A_NAME, _A_INT, _A_INTS, _A_TYPE = 1, 3, 8, 20  # of an attribute
_A_IS_INT, _A_IS_INTS = 2, 7
_DIMS, _TYPE, _T_NAME, _RAW = 1, 2, 8, 9  # of a tensor
_UINT8, _INT8 = 2, 3
_FLIP = "lowered_by_128"

Raw = bytes | memoryview


def exact() -> bool:
    """True on an x86 processor with VNNI, as Linux tells."""
    try:
        return "_vnni" in Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return False


def quicker(model: bytes) -> bytes:
    """*model*, an ONNX file, with every plain `ConvInteger` as `MatMulInteger`."""
    return b"".join(block(_GRAPH, _graph(one.raw)) if one.number == _GRAPH else bytes(one) for one in fields(model))


@dataclass(frozen=True, slots=True)
class _Convolution:
    """A `ConvInteger` over one axis in steps of 1. *reads*: input, weights, and the zeros of both."""

    name: str
    reads: list[str]
    writes: str
    dilation: int
    before: int
    after: int


def _graph(raw: Raw) -> bytes:
    found = list(fields(raw))
    tensors = {texts(fields(one.raw), _T_NAME)[0]: one.raw for one in found if one.number == _TENSOR}
    out: list[bytes] = []
    signed: set[str] = set()
    for one in found:
        convolution = _convolution(one.raw) if one.number == _NODE else None
        if convolution:
            weights = tensors[convolution.reads[1]]
            taps = numbers(fields(weights), _DIMS)[-1]
            out += [block(_NODE, node) for node in _product(convolution, taps, signed)]
            tensors[convolution.reads[1]] = _flat(weights)
        elif one.number != _TENSOR:
            out.append(bytes(one))
    tensors[_FLIP] = _tensor(_FLIP, [], b"\x80")
    return b"".join([*out, *(block(_TENSOR, tensor) for tensor in tensors.values())])


def _convolution(node: Raw) -> _Convolution | None:
    """What the product can stand for, else None."""
    found = list(fields(node))
    if texts(found, _OP) != ["ConvInteger"]:
        return None
    attributes: dict[str, list[int]] = {}
    for one in found:
        if one.number == _ATTRIBUTE:
            attribute = list(fields(one.raw))
            attributes[texts(attribute, _A_NAME)[0]] = numbers(attribute, _A_INTS) or numbers(attribute, _A_INT)
    if attributes["strides"] != [1] or attributes["group"] != [1]:
        return None
    before, after = attributes["pads"]
    (name,), (writes,) = texts(found, _NAME), texts(found, _OUT)
    return _Convolution(name, texts(found, _IN), writes, attributes["dilations"][0], before, after)


def _product(convolution: _Convolution, taps: int, signed: set[str]) -> Iterator[bytes]:
    """The nodes that stand for *convolution*. *signed* are the values that nodes before them have lowered."""
    source, weights, zero, weights_zero = convolution.reads
    for value in (source, zero):
        if value not in signed:
            signed.add(value)
            yield _node("BitwiseXor", [value, _FLIP], f"{value}_flipped")
            yield _node("Cast", [f"{value}_flipped"], f"{value}_signed", to=_INT8)
    source, zero = f"{source}_signed", f"{zero}_signed"
    shifted = []
    for tap in range(taps):
        left = convolution.before - tap * convolution.dilation
        right = convolution.after - (taps - 1 - tap) * convolution.dilation
        shifted.append(f"{convolution.name}_{tap}")
        yield _constant(f"{shifted[-1]}_by", 0, 0, left, 0, 0, right)
        yield _node("Pad", [source, f"{shifted[-1]}_by", zero], shifted[-1])
    yield _node("Concat", shifted, f"{convolution.name}_shifted", axis=1)
    yield _node("MatMulInteger", [weights, f"{convolution.name}_shifted", weights_zero, zero], convolution.writes)


def _node(operation: str, reads: list[str], writes: str, **attributes: int) -> bytes:
    set_to = [
        block(_ATTRIBUTE, text(_A_NAME, name) + integers(_A_INT, value) + integers(_A_TYPE, _A_IS_INT))
        for name, value in attributes.items()
    ]
    return b"".join((text(_IN, *reads), text(_OUT, writes), text(_NAME, writes), text(_OP, operation), *set_to))


def _constant(name: str, *values: int) -> bytes:
    attribute = text(_A_NAME, "value_ints") + integers(_A_INTS, *values) + integers(_A_TYPE, _A_IS_INTS)
    return text(_OUT, name) + text(_NAME, name) + text(_OP, "Constant") + block(_ATTRIBUTE, attribute)


def _tensor(name: str, dims: list[int], raw: bytes) -> bytes:
    return integers(_DIMS, *dims) + integers(_TYPE, _UINT8) + text(_T_NAME, name) + block(_RAW, raw)


def _flat(weights: Raw) -> bytes:
    """Weights by output, input and tap as a matrix whose columns are in the order of the shifted copies."""
    import numpy as np

    found = list(fields(weights))
    outputs, inputs, taps = numbers(found, _DIMS)
    raw = next(one.raw for one in found if one.number == _RAW)
    matrix = np.frombuffer(raw, np.uint8).reshape(outputs, inputs, taps).transpose(0, 2, 1)
    return _tensor(texts(found, _T_NAME)[0], [outputs, taps * inputs], matrix.tobytes())
