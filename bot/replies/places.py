"""How a value is shown in its place of a sentence, beyond what Python's own format knows."""

from __future__ import annotations

from string import Formatter
from typing import Any

_GROUPED = 10_000  # Spanish parts the digits of a number from here on (Ortografía de la lengua española, 2010)


class Places(Formatter):
    """Two conversions more than `str.format`.

    `«{name!q}»`: what somebody typed, in the marks that the language quotes with. Like `!r` it shows what cannot be
    printed (line ends, marks that turn the direction of reading) as escapes, but brings no marks of its own.
    `{cap!n}`: a whole number, its digits parted by no-break spaces, where neither point nor comma is understood by all.
    """

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        match conversion:
            case "q":
                return "".join(char if char.isprintable() else repr(char)[1:-1] for char in str(value))
            case "n":
                return f"{value:,}".replace(",", "\N{NO-BREAK SPACE}") if abs(value) >= _GROUPED else f"{value:d}"
            case _:
                return super().convert_field(value, conversion)
