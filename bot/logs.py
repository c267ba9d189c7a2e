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
_PRIVATE = frozenset({"text", "token", "url", "password", "sample", "body", "headers", "authorization", "words"})


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
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.getLogger("asyncio").setLevel("WARNING")
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
        chain.append(f"{type(current).__name__} at {' > '.join(places) or 'unknown'}")
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "; caused by ".join(chain)


def redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop what is private by its name, and URLs and credentials wherever they stand."""
    if (info := event.pop("exc_info", None)) and (error := info[1] if isinstance(info, tuple) else sys.exc_info()[1]):
        event["error"] = describe(error)
    for key, value in event.items():
        if key in _PRIVATE:
            event[key] = "<private>"
        elif isinstance(value, str):
            event[key] = _BEARER.sub(r"\1 <private>", _URL.sub("<url>", value))
    return event
