"""The file host: signed links that expire, as cdn.discordapp.com has had since 2023."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web

from tests.fakes.discord.refusals import Json
from tests.fakes.discord.world import Snowflakes

LINK_SECONDS = 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file on its way in: a part of a request of the bot, or what a user attaches."""

    name: str
    filename: str
    content_type: str
    data: bytes

    def __repr__(self) -> str:
        return f"Upload({self.filename!r}, {self.content_type!r}, {len(self.data)} bytes)"


class Cdn:
    """Keeps bytes and hands out links to them; `url` is where it listens."""

    def __init__(self, ids: Snowflakes) -> None:
        self.url = ""
        self.files: dict[str, Upload] = {}
        self.downloads: list[str] = []
        self._ids, self._key = ids, secrets.token_bytes(16)

    def keep(self, upload: Upload, channel: str, **extra: object) -> Json:
        """The attachment object of a file that is now kept."""
        ident = self._ids.next()
        path = f"attachments/{channel}/{ident}/{upload.filename}"
        self.files[path] = upload
        url = self.link(path)
        return {
            "id": ident,
            "filename": upload.filename,
            "size": len(upload.data),
            "content_type": upload.content_type,
            "url": url,
            "proxy_url": url,
        } | extra

    def link(self, path: str, lives: float = LINK_SECONDS) -> str:
        """A signed link that lives so many seconds."""
        expires = f"{int(time.time() + lives):x}"
        return f"{self.url}/{quote(path)}?ex={expires}&is={int(time.time()):x}&hm={self._sign(path, expires)}&"

    def expire(self) -> None:
        """Let every link handed out so far be dead."""
        self._key = secrets.token_bytes(16)

    async def get(self, request: web.Request) -> web.Response:
        path, expires = request.match_info["path"], request.query.get("ex", "")
        self.downloads.append(path)
        signed = hmac.compare_digest(request.query.get("hm", ""), self._sign(path, expires))
        if not signed or path not in self.files or int(expires, 16) < time.time():
            return web.Response(status=404, text="This content is no longer available.")
        upload = self.files[path]
        return web.Response(body=upload.data, headers={"Content-Type": upload.content_type})

    def _sign(self, path: str, expires: str) -> str:
        return hmac.new(self._key, f"{path}?{expires}".encode(), hashlib.sha256).hexdigest()
