"""Logs for an operator: what happened and where, never what was said, never a token, never a URL.

`structlog` writes the lines; the standard library's loggers (of libraries) end in the same place and the same form.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

_URL = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s\"'<>]+", re.IGNORECASE)
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+\S+")
_PAIR = re.compile(
    r"(?i)([a-z0-9_-]*(?:token|secret|password|passwd|signature|credential|api[_-]?key))(\W{0,2}[=:]\s?)\S+"
)
_PRIVATE = {"text", "words", "prompt", "query", "body", "sample", "audio", "url", "header", "headers", "cookie"} | {
    "token", "key", "secret", "password", "authorization"
}  # fmt: skip

bound = structlog.contextvars.bound_contextvars  # names that every line of the log carries inside of a block

CHATTY = ("asyncio", "discord")  # below WARNING they log what was said, and links with tokens


def configure(level: str = "info", form: str = "auto") -> None:
    """Set the process's logging up, on stderr. *form*: `console`, `json`, or `auto` (console on a terminal)."""
    as_json = form == "json" or (form == "auto" and not sys.stderr.isatty())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        redact,
    ]
    last = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    handler = logging.StreamHandler()
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last]
    )
    handler.setFormatter(formatter)
    handler.addFilter(_tame)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for library in CHATTY:
        logging.getLogger(library).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger that takes an event and named values: `logger.info("job ended", job=..., seconds=...)`."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def describe(error: BaseException) -> str:
    """An error for the log: its type, where it was raised and its causes. Never its text, which may quote anything."""
    chain, seen = [], set[int]()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = traceback.extract_tb(current.__traceback__)
        places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames[-3:]]
        chain.append(f"{type(current).__name__} at {' > '.join(places) or 'unknown'}{_members(current)}")
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "; caused by ".join(chain)


def redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop what is private by its name, and URLs and credentials wherever they stand."""
    if error := _error_of(event.pop("exc_info", None)):
        event["error"] = describe(error)
    if event.get("_from_structlog") is False:  # a library's line: asyncio quotes exceptions from the second line on
        event["event"] = str(event["event"]).partition("\n")[0]
    for key, value in event.items():
        if not key.startswith("_"):
            event[key] = _clean(key, value)
    return event


def _error_of(info: object) -> BaseException | None:
    """The exception behind a log call's `exc_info`: itself, a triple, or True for the one at hand."""
    if isinstance(info, BaseException):
        return info
    if isinstance(info, tuple):
        return info[1] if isinstance(info[1], BaseException) else None
    return sys.exc_info()[1] if info else None


def _tame(record: logging.LogRecord) -> bool:
    """Libraries log `"it failed: %s", error`: the text of the error gives way to its description."""
    if isinstance(record.args, tuple):
        record.args = tuple(describe(arg) if isinstance(arg, BaseException) else arg for arg in record.args)
    return True


def _clean(key: str, value: object) -> object:
    """*value* as it may be written; what is neither a number nor made of words is named by its type alone."""
    if not _PRIVATE.isdisjoint(key.lower().split("_")):
        return "<private>"
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return _PAIR.sub(r"\1\2<private>", _BEARER.sub(r"\1 <private>", _URL.sub("<url>", value)))
        case BaseException():
            return describe(value)
        case dict():
            return {str(name): _clean(str(name), held) for name, held in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_clean(key, held) for held in value]
        case _:
            return f"<{type(value).__name__}>"


def _members(error: BaseException) -> str:
    if not isinstance(error, BaseExceptionGroup):
        return ""
    return " (" + ", ".join(describe(member) for member in error.exceptions) + ")"
