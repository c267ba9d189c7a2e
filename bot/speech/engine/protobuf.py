"""Protocol Buffers' wire format, as much of it as a file of weights needs: fields in, fields out, no schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

_VARINT, _BLOCK = 0, 2  # wire types
_WIDTH = {1: 8, 5: 4}  # bytes of the others
_MORE, _LOW = 0x80, 0x7F  # of a varint's byte: whether another follows, and its share of the number


class Field(NamedTuple):
    """A field as it is written: `raw` is a varint's bytes, or what is in the block."""

    number: int
    kind: int
    raw: bytes | memoryview

    def __bytes__(self) -> bytes:
        head = _varint(self.number << 3 | self.kind)
        return b"".join((head, _varint(len(self.raw)) if self.kind == _BLOCK else b"", self.raw))


def fields(block: bytes | memoryview) -> Iterator[Field]:
    """The fields of a message, in order."""
    view, at = memoryview(block), 0
    while at < len(view):
        key, at = _number(view, at)
        kind = key & 7
        if kind == _BLOCK:
            size, at = _number(view, at)
        else:
            size = _number(view, at)[1] - at if kind == _VARINT else _WIDTH[kind]
        yield Field(key >> 3, kind, view[at : at + size])
        at += size


def block(number: int, raw: bytes | memoryview) -> bytes:
    """One field that holds a message, bytes or text."""
    return bytes(Field(number, _BLOCK, raw))


def text(number: int, *said: str) -> bytes:
    """A field of text for each of *said*."""
    return b"".join(block(number, one.encode()) for one in said)


def integers(number: int, *values: int) -> bytes:
    """A field for each of *values*, which may be negative."""
    return b"".join(bytes(Field(number, _VARINT, _varint(value))) for value in values)


def texts(found: Iterable[Field], number: int) -> list[str]:
    """What the repeated field *number* says."""
    return [str(one.raw, "utf-8") for one in found if one.number == number]


def numbers(found: Iterable[Field], number: int) -> list[int]:
    """What the repeated field *number* counts, packed or not; none of it negative."""
    out: list[int] = []
    for one in found:
        at = 0
        while one.number == number and at < len(one.raw):
            value, at = _number(memoryview(one.raw), at)
            out.append(value)
    return out


def _number(view: memoryview, at: int) -> tuple[int, int]:
    """A varint and where it ends."""
    value = shift = 0
    while True:
        byte = view[at]
        at += 1
        value |= (byte & _LOW) << shift
        if byte < _MORE:
            return value, at
        shift += 7


def _varint(value: int) -> bytes:
    """A negative number is written as its complement of two in 64 bits."""
    value &= (1 << 64) - 1
    out = bytearray()
    while value >= _MORE:
        out.append(value & _LOW | _MORE)
        value >>= 7
    return bytes((*out, value))
