"""The few requests by which answers reach Discord, from any process that has nothing but an address.

discord.py's own calls name every file `application/octet-stream` and do not repeat what a broken connection swallowed;
here an upload has its content type, and each failure says what to do next: again later, or never.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import aiohttp
from yarl import URL

from bot.errors import AddressExpired, DeliveryBusy, DeliveryError

TRIES = 3  # within one attempt of a job; after that the job waits, and comes back
TIMEOUT = aiohttp.ClientTimeout(total=60, connect=10)
UNKNOWN_MESSAGE = 10008
GONE = frozenset({10015, 50027, 10062, 10003, 10004, 50001, 50007})
"""Discord's codes for: unknown webhook, interaction, channel, guild; a token that is over; no access."""
_BUSY_FOR = 1.0  # seconds, where Discord names no time


class Declined(DeliveryError):
    """Discord understood and will not: *code* is its own."""

    def __init__(self, status: int, code: int) -> None:
        super().__init__(f"Discord declines ({status}, {code})")
        self.status, self.code = status, code


class Over(AddressExpired):
    """Nobody can be answered there (any more): *code* is Discord's own."""

    def __init__(self, status: int, code: int) -> None:
        super().__init__(f"nobody can be answered there ({status}, {code})")
        self.status, self.code = status, code


class Lost(DeliveryBusy):
    """Nobody knows whether it was done: the connection broke, or Discord failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file on its way."""

    name: str
    content_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rest:
    """Discord's API at *base*. *token* is the bot's; it goes only where a request says so."""

    http: aiohttp.ClientSession
    base: str
    token: str = field(repr=False)

    async def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        file: Upload | None = None,
        as_bot: bool = False,
    ) -> Any:
        """The decoded answer, after three tries. Raises `DeliveryBusy`, `Over` or `Declined`."""
        for attempt in range(TRIES):
            try:
                return await self.once(method, path, body, file, as_bot=as_bot)
            except DeliveryBusy as busy:
                if attempt == TRIES - 1 or busy.retry_after > 2:  # noqa: PLR2004 - a longer pause is the job's
                    raise
                await asyncio.sleep(busy.retry_after * (attempt + 1))
        raise AssertionError  # the loop returns or raises

    async def once(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        file: Upload | None = None,
        *,
        as_bot: bool = False,
    ) -> Any:
        """One try of `call`."""
        headers = {"Authorization": f"Bot {self.token}"} if as_bot else {}
        sent: dict[str, Any] = {"data": _form(body or {}, file)} if file else {"json": body} if body is not None else {}
        url = URL(self.base + path, encoded=True)
        try:
            async with self.http.request(
                method, url, headers=headers, allow_redirects=False, timeout=TIMEOUT, **sent
            ) as answer:
                return _judged(answer.status, answer.headers, await answer.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as lost:
            raise Lost(f"Discord was lost ({type(lost).__name__})", retry_after=0.1) from None


def _form(body: Mapping[str, Any], file: Upload) -> aiohttp.FormData:
    form = aiohttp.FormData()
    form.add_field("payload_json", json.dumps(body), content_type="application/json")
    form.add_field("files[0]", file.data, filename=file.name, content_type=file.content_type)
    return form


def _judged(status: int, headers: Mapping[str, str], raw: bytes) -> Any:
    answer = _document(raw)
    if status < HTTPStatus.BAD_REQUEST:
        return answer
    told = answer if isinstance(answer, dict) else {}
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise DeliveryBusy("Discord asks for a pause", retry_after=_pause(told, headers))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Lost(f"Discord is down ({status})", retry_after=_BUSY_FOR / 2)
    code = told.get("code")
    code = code if isinstance(code, int) else 0
    if code in GONE:
        raise Over(status, code)
    raise Declined(status, code)


def _pause(told: Mapping[str, Any], headers: Mapping[str, str]) -> float:
    for said in (told.get("retry_after"), headers.get("Retry-After")):
        try:
            return max(0.0, float(said))  # type: ignore[arg-type]  # None is a TypeError, as any other thing that is no number
        except (TypeError, ValueError):
            continue
    return _BUSY_FOR


def _document(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None
