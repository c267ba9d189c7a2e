"""The account-wide callback: where to send word of finished jobs, and sending it."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from bot.logs import describe, get_logger
from bot.settings import is_loopback
from bot.speech.refusal import ApiError

logger = get_logger(__name__)
_PATIENCE = aiohttp.ClientTimeout(total=5)
_TRIES = 2
_AGAIN_AFTER = 1.0


class Account:
    """Remembers the callback URL on disk; it is nobody's business, so it is never logged."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "callback"
        self._sending: set[asyncio.Task[None]] = set()

    @property
    def callback_url(self) -> str | None:
        """The registered URL."""
        return self._path.read_text("utf-8") if self._path.exists() else None

    def register(self, url: str) -> None:
        """Send word to *url* from now on. Raises `ApiError` unless it is https, or http on this machine."""
        try:
            parts = urlsplit(url)
            fine = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
            fine = fine and bool(parts.hostname) and parts.port != 0
            fine = fine and url.isprintable() and " " not in url  # urlsplit lets line ends and spaces through
        except ValueError:
            fine = False
        if not fine:
            raise ApiError(400, "app/invalid/callback_url", "invalid callback_url")
        self._path.touch(mode=0o600)
        self._path.write_text(url, "utf-8")

    def tell(self, payload: dict[str, object]) -> None:
        """POST *payload* in the background; nobody waits for it and nothing fails with it."""
        if url := self.callback_url:
            task = asyncio.create_task(_post(url, payload))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def close(self) -> None:
        """Give up what is still on its way."""
        for task in self._sending:
            task.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)


async def _post(url: str, payload: dict[str, object]) -> None:
    async with aiohttp.ClientSession(timeout=_PATIENCE) as session:
        for attempt in range(_TRIES):
            try:
                async with session.post(url, json=payload, allow_redirects=False) as response:
                    if response.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                        return
            except (aiohttp.ClientError, TimeoutError) as problem:
                logger.warning("a callback did not arrive", error=describe(problem), attempt=attempt + 1)
            await asyncio.sleep(_AGAIN_AFTER)
