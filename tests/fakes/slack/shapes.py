"""Pieces to say what a JSON value must look like; what is wrong is noted as Slack notes it, with its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Problems = list[str]
Check = Callable[[Any, str, Problems], None]


def wrong(found: Problems, words: str, at: str) -> None:
    found.append(f"{words} [json-pointer:{at}]")


def anything(value: Any, at: str, found: Problems) -> None:
    """Taken as it is."""


def string(high: int, low: int = 1) -> Check:
    def check(value: Any, at: str, found: Problems) -> None:
        if not isinstance(value, str):
            wrong(found, "must be a string", at)
        elif len(value) > high:
            wrong(found, f"must be less than {high + 1} characters", at)
        elif len(value) < low:
            wrong(found, f"must be more than {low - 1} characters", at)

    return check


def integer(low: int, high: int) -> Check:
    def check(value: Any, at: str, found: Problems) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            wrong(found, "must be an integer", at)
        elif not low <= value <= high:
            wrong(found, f"must be between {low} and {high}", at)

    return check


def flag(value: Any, at: str, found: Problems) -> None:
    if not isinstance(value, bool):
        wrong(found, "must be a boolean", at)


def word(*options: str) -> Check:
    def check(value: Any, at: str, found: Problems) -> None:
        if value not in options:
            wrong(found, f"must be one of {', '.join(options)}", at)

    return check


def listed(item: Check, low: int, high: int) -> Check:
    def check(value: Any, at: str, found: Problems) -> None:
        if not isinstance(value, list):
            wrong(found, "must be an array", at)
            return
        if len(value) > high:
            wrong(found, f"no more than {high} items allowed", at)
        if len(value) < low:
            wrong(found, f"no fewer than {low} items allowed", at)
        for place, each in enumerate(value):
            item(each, f"{at}/{place}", found)

    return check


def shape(needed: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """An object with these keys, and no others."""
    known = needed | (optional or {})

    def check(value: Any, at: str, found: Problems) -> None:
        if not isinstance(value, dict):
            wrong(found, "must be an object", at)
            return
        for key in needed:
            if key not in value:
                wrong(found, f"missing required field: {key}", at)
        for key, each in value.items():
            if key not in known:
                wrong(found, f"invalid additional property: {key}", at)
            elif each is not None:
                known[key](each, f"{at}/{key}", found)

    return check


def text(high: int, *, markup: bool = False) -> Check:
    """A text object; plain unless *markup*."""
    plain = shape({"type": word("plain_text"), "text": string(high)}, {"emoji": flag})
    either = shape({"type": word("plain_text", "mrkdwn"), "text": string(high)}, {"emoji": flag, "verbatim": flag})
    return either if markup else plain


def by_type(table: dict[str, Check]) -> Check:
    """An object that its `type` says more about."""

    def check(value: Any, at: str, found: Problems) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in table:
            wrong(found, f"unsupported type: {kind}", f"{at}/type")
        else:
            table[kind](value, at, found)

    return check
