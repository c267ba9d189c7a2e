"""Requests to URLs that an answer named: a clip to fetch, a recording to put. The token never goes there.

Each URL is checked, each hop of a redirect again (curl follows them in the documents' examples); the connection itself
is guarded in `egress`. Signed URLs are sent letter by letter as they came (`encoded=True`): quoting them anew may break
the signature.
"""

from __future__ import annotations

import io
import re

import aiohttp
from yarl import URL

from bot.settings import is_loopback
from bot.typecast.answer import Answer
from bot.typecast.egress import Egress
from bot.typecast.endpoint import Base
from bot.typecast.pace import Pace
from bot.typecast.wire import BROKEN, Lost, read_capped

HOPS = 3
_REDIRECTS = (301, 302, 303, 307, 308)
_PLAIN = re.compile(r"[!-~]{1,8192}")  # a space or a line end would start another header


class BadLink(Exception):
    """The URL is none that we follow."""


class Links:
    """Sends requests without credentials."""

    def __init__(self, egress: Egress, pace: Pace) -> None:
        self._egress, self._pace = egress, pace

    async def fetch(self, base: Base, url: str, limit: int) -> Answer:
        """GET up to *limit* bytes. Raises `BadLink`, or `Lost` when it breaks off or is larger."""
        return await self._send("GET", base, url, None, limit)

    async def put(self, base: Base, url: str, data: bytes) -> Answer:
        """PUT *data* as curl's `--upload-file` does. Raises `BadLink` or `Lost`."""
        return await self._send("PUT", base, url, data, 65536)

    async def _send(self, method: str, base: Base, url: str, data: bytes | None, limit: int) -> Answer:
        where = link_of(url, base)
        for _ in range(HOPS + 1):
            answer, onwards = await self._hop(method, base, where, data, limit)
            if answer is not None:
                return answer
            where = link_of(onwards, base, where)
        raise BadLink("redirected too often")

    async def _hop(
        self, method: str, base: Base, url: URL, data: bytes | None, limit: int
    ) -> tuple[Answer | None, str]:
        """One request: its answer, or where it is redirected to."""
        session = self._egress.home if base.owns(url) else self._egress.away
        patience = aiohttp.ClientTimeout(total=self._pace.transfer, connect=self._pace.connect)
        try:
            async with session.request(
                method,
                url,
                data=None if data is None else io.BytesIO(data),  # its length is known, so it is not sent in chunks
                skip_auto_headers={"Content-Type"},  # a signature may cover it: curl --upload-file sends none
                headers={"Accept-Encoding": "identity"},
                allow_redirects=False,
                timeout=patience,
            ) as response:
                if response.status in _REDIRECTS:
                    return None, response.headers.get("Location", "")
                return Answer(response.status, await read_capped(response.content, limit)), ""
        except BROKEN:
            pass
        raise Lost(arrived=True)


def link_of(text: str, base: Base, origin: URL | None = None) -> URL:
    """*text* as a URL that may be followed: https, or plain http on loopback when the API is there too.

    *origin* resolves a relative redirect. Raises `BadLink`.
    """
    if not _PLAIN.fullmatch(text):
        raise BadLink("not a URL")
    try:
        url = URL(text, encoded=True)
        if origin is not None:
            url = origin.join(url)
        host, port = url.host, url.port
    except ValueError:
        raise BadLink("not a URL") from None
    plain = url.scheme == "http" and base.local and is_loopback(host or "")
    if not host or not port or url.user is not None or not (url.scheme == "https" or plain):
        raise BadLink("not a URL that is followed")
    return url
