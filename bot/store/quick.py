"""SQLite without a detour: single statements in a thread of their own, one hop each.

Through aiosqlite a SELECT is seven hops between threads (cursor, execute, fetch, close, ...), which cost more than all
else that the bot does for a /say.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import Engine, Executable, Row


class Quick:
    """Runs statements one after another, each committed by itself. *engine* has one connection, and AUTOCOMMIT."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, "store")

    async def run(self, statement: Executable) -> Sequence[Row[Any]]:
        """The rows of *statement*; empty where it has none to give."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, statement)

    async def close(self) -> None:
        """When what was begun is done."""
        await asyncio.to_thread(self._thread.shutdown)
        self._engine.dispose()

    def _run(self, statement: Executable) -> Sequence[Row[Any]]:
        with self._engine.connect() as connection:
            result = connection.execute(statement)
            return result.all() if result.returns_rows else []
