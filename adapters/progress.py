"""Tells a person at a terminal, on stderr, that something still goes on when it takes over a second."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TextIO

SILENT_FOR = 1.0  # seconds before the first word


@asynccontextmanager
async def progress(doing: str, then: str = "", out: TextIO | None = None) -> AsyncGenerator[None]:
    """Show *doing* after a second, and *then* (why it may take long) after three; a terminal sees the seconds count."""
    task = asyncio.create_task(_show(doing, then, out or sys.stderr))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _show(doing: str, then: str, out: TextIO) -> None:
    await asyncio.sleep(SILENT_FOR)
    live = out.isatty()
    try:
        if not live:
            out.write(f"{doing}…\n")
            out.flush()
        seconds = SILENT_FOR
        while True:
            if live:
                more = f" ({then})" if then and seconds > SILENT_FOR + 2 else ""
                out.write(f"\r\x1b[K{doing}… {seconds:.0f} s{more}")
                out.flush()
            elif then and seconds == SILENT_FOR + 2:
                out.write(f"{then}…\n")
                out.flush()
            await asyncio.sleep(1)
            seconds += 1
    finally:
        if live:
            out.write("\r\x1b[K")
            out.flush()
