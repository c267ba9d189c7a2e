"""Requests and addresses as JSON, for the journal.

A file written by an older or a newer Mynah is read too: names that are not known are passed over, names that are
missing take their default. Everything is escaped to ASCII, so that a lone surrogate survives.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any, TypeVar

from bot.model import Address, Answer, Caller, Clone, Outcome, Platform, Request, Say

T = TypeVar("T", bound=Address | Caller | Request)

_KINDS: dict[str, type[Request]] = {"say": Say, "clone": Clone, "answer": Answer}


def json_of_request(request: Request) -> str:
    kind = type(request).__name__.lower()
    return json.dumps({"kind": kind, **asdict(request)}, separators=(",", ":"))


def request_of(text: str) -> Request:
    """Raises `ValueError` when *text* is no request that this version can carry out."""
    data = _object(text)
    kind = _KINDS.get(data.pop("kind", ""))
    if kind is None:
        raise ValueError("a request of an unknown kind")
    caller = data.pop("caller", None)
    if not isinstance(caller, dict):
        raise ValueError("a request without a caller")  # noqa: TRY004 - one error for everything unreadable
    if "outcome" in data:
        data["outcome"] = Outcome(data["outcome"])
    whose = _with_platform(caller) | {name: tuple(caller.get(name, ())) for name in ("roles", "channels")}
    return _built(kind, {**data, "caller": _built(Caller, whose)})


def json_of_address(address: Address) -> str:
    return json.dumps(asdict(address), separators=(",", ":"))


def address_of(text: str) -> Address:
    """Raises `ValueError` when *text* is no address that this version knows."""
    return _built(Address, _with_platform(_object(text)))


def _object(text: str) -> dict[str, Any]:
    data = json.loads(text)
    if not isinstance(data, dict):
        raise ValueError("no JSON object")  # noqa: TRY004 - one error for everything unreadable
    return data


def _with_platform(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "platform": Platform(data.get("platform", ""))}


def _built(kind: type[T], data: dict[str, Any]) -> T:
    known = {field.name for field in fields(kind)}
    try:
        return kind(**{name: value for name, value in data.items() if name in known})
    except TypeError:
        raise ValueError(f"a {kind.__name__} with something missing") from None
