"""JSON from somebody else, read strictly: what is no JSON is one error, whatever the standard library makes of it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any


class NotJson(ValueError):
    """The bytes are no JSON document."""


def loads(raw: bytes) -> object:
    """Parse UTF-8 JSON. Raises `NotJson`, also for NaN, for numbers beyond a float and for absurd nesting."""
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        problem = NotJson("not JSON")
    raise problem  # outside the handler: the library's error quotes the document


def mapping_of(value: object) -> Mapping[str, Any]:
    """*value* when it is a JSON object, else an empty one: missing and mistyped parts read the same."""
    return value if isinstance(value, dict) else {}


def text_of(value: object) -> str:
    """*value* when it is a string, else an empty one."""
    return value if isinstance(value, str) else ""


def _refuse(name: str) -> float:
    raise ValueError(name)


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError("beyond a float")
    return value
