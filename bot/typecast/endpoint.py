"""Where the API is, asked anew before each request: a restarted speech server has another port."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from yarl import URL

from bot.errors import SpeechRejected
from bot.settings import is_loopback

Endpoint = Callable[[], Awaitable[tuple[str, str]]]
"""Gives (base URL, token). May wait for a server that is just restarting, and raise `SpeechBusy`."""


def fixed(base_url: str, token: str) -> Endpoint:
    """An endpoint that never moves."""

    async def endpoint() -> tuple[str, str]:
        return base_url, token

    return endpoint


@dataclass(frozen=True, slots=True)
class Base:
    """One resolved endpoint: `api` is what the paths of calls are below; `local` means loopback."""

    api: URL = field(repr=False)
    token: str = field(repr=False)
    local: bool

    @classmethod
    def of(cls, base_url: str, token: str, root: str = "api") -> Base:
        """Accepts a base with or without *root*. Raises `SpeechRejected` when the token would travel unencrypted."""
        url = URL(base_url.strip().rstrip("/"))
        host = url.host or ""
        local = is_loopback(host)
        if not host or url.scheme not in (("http", "https") if local else ("https",)):
            raise SpeechRejected("the API's base must be an https URL, or on loopback", code="base/insecure")
        api = url if not root or url.path.endswith(f"/{root}") else url / root
        # whitespace in a pasted key is a documented cause of 403
        return cls(api, "".join(token.split()), local)

    @property
    def host(self) -> str:
        """The API's host, in lower case."""
        return self.api.host or ""

    def owns(self, url: URL) -> bool:
        """True for a URL of the API's own origin: the only place that ever sees the token."""
        return url.origin() == self.api.origin()

    def related(self, host: str) -> bool:
        """True for the API's host and what lies below it (`cdn.typecast.ai`)."""
        return host == self.host or host.endswith("." + self.host)
