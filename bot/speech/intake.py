"""The door for recordings: the sandboxed child of `bot.audio` decodes them, nothing here does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from bot.ports import AudioTools

Intake = Callable[[bytes], Awaitable[bytes]]
"""An uploaded recording -> mono 16-bit WAV; raises `bot.errors.BadSample`, and `SpeechFailed` when nothing can decode."""


@asynccontextmanager
async def open_intake() -> AsyncGenerator[Intake]:
    """The intake of this installation; its child is started for the first recording and stays."""
    opened: list[AudioTools] = []
    turn = asyncio.Lock()
    async with AsyncExitStack() as stack:

        async def intake(data: bytes) -> bytes:
            async with turn:
                if not opened:
                    from bot.audio import open_audio

                    opened.append(await stack.enter_async_context(open_audio()))
            return (await opened[0].intake(data)).audio

        yield intake
