"""Deleting cloned voices at the API, for certain: what could not be deleted at once is written down and tried again.

A voice that nobody owns any more would hold somebody's sound, and one of few slots.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from pathlib import Path

from bot.errors import BotError, SpeechRejected
from bot.logs import describe, get_logger
from bot.typecast.v1.account import PATIENCE
from bot.typecast.v1.answer import error_of
from bot.typecast.wire import Call, Wire

logger = get_logger(__name__)


class Forgotten:
    """Voices to be deleted: an empty file each, until the API has done it."""

    def __init__(self, wire: Wire, folder: Path) -> None:
        self._wire, self._folder = wire, folder
        self._turn = asyncio.Lock()

    async def add(self, voice_id: str) -> None:
        """Delete the cloned voice, now or later."""
        await asyncio.to_thread(self._note, voice_id)
        await self.retry()

    async def retry(self) -> None:
        """Delete what is still to be deleted, as far as the API lets us."""
        async with self._turn:
            for path in await asyncio.to_thread(lambda: sorted(self._folder.glob("uc_*"))):
                try:
                    await self._delete(path.name)
                except BotError as error:
                    logger.warning("a cloned voice is to be deleted later", error=describe(error))
                    if isinstance(error, SpeechRejected):  # this one; the others may go
                        continue
                    return
                await asyncio.to_thread(path.unlink, missing_ok=True)

    def _note(self, voice_id: str) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self._folder / voice_id).touch(mode=0o600)

    async def _delete(self, voice_id: str) -> None:
        answer = await self._wire.call(Call(method="DELETE", path=f"v1/custom-voices/{voice_id}", timeout=PATIENCE))
        if not answer.good and answer.status != HTTPStatus.NOT_FOUND:
            raise error_of(answer)
