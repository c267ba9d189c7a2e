"""Fetches a recording that somebody attached: from Discord's own hosts alone, never more than the limit."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

import aiohttp
from yarl import URL

from bot.egress import Purpose
from bot.errors import BadSample, DeliveryBusy
from bot.flows.clone import MAX_UPLOAD
from bot.settings import is_loopback

HOSTS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
GATEWAYS = ("discord.gg",)  # the domain of the sockets that GET /gateway names
_WITHIN = aiohttp.ClientTimeout(total=60, connect=10)


def purpose_of(api: str) -> Purpose:
    """Whom the bot may reach for Discord's sake, its API being at *api*."""
    return Purpose.of(api, *HOSTS, domains=GATEWAYS)


@dataclass(frozen=True, slots=True)
class Recordings:
    """*local*: Discord itself is on this machine (a test, a proxy), so that its files may be too."""

    http: aiohttp.ClientSession
    local: bool = False

    async def fetch(self, link: str) -> bytes:
        """The file behind *link*, an attachment's signed URL (good for a day).

        Raises `BadSample` when it is too large, gone, or nowhere a recording of Discord's could be, and `DeliveryBusy`
        when Discord does not answer.
        """
        url = URL(link, encoded=True)
        if not self._allowed(url):
            raise BadSample("sample.gone")
        try:
            async with self.http.get(url, allow_redirects=False, timeout=_WITHIN) as answer:
                if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status == HTTPStatus.TOO_MANY_REQUESTS:
                    raise DeliveryBusy(f"the recording cannot be fetched ({answer.status})")
                if answer.status != HTTPStatus.OK:
                    raise BadSample("sample.gone")
                return await _whole(answer)
        except (aiohttp.ClientError, TimeoutError, OSError) as lost:
            raise DeliveryBusy(f"the recording cannot be fetched ({type(lost).__name__})") from None

    def _allowed(self, url: URL) -> bool:
        if url.scheme == "https" and url.host in HOSTS:
            return True
        return self.local and is_loopback(url.host or "")


async def _whole(answer: aiohttp.ClientResponse) -> bytes:
    data = bytearray()
    async for chunk in answer.content.iter_chunked(2**16):
        data += chunk
        if len(data) > MAX_UPLOAD:
            raise BadSample("sample.size", limit_mb=MAX_UPLOAD // 2**20)
    return bytes(data)
