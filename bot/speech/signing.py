"""Links that carry their own right to be used, and until when."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.speech.refusal import link_refused


class Signer:
    """Signs a kind of link and a name; the key lives in the data folder, so that links outlive a restart."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self._clock = clock
        path = folder / "key"
        try:
            self._key = path.read_bytes()
        except FileNotFoundError:
            self._key = secrets.token_bytes(32)
            path.touch(mode=0o600)
            path.write_bytes(self._key)

    def query(self, kind: str, name: str, seconds: float) -> str:
        """The query string that makes a link to *name* good for *seconds*."""
        until = str(int(self._clock() + seconds))
        return f"expires={until}&signature={self._sign(kind, name, until)}"

    def check(self, kind: str, name: str, query: Mapping[str, str]) -> None:
        """Raises `ApiError` (403) for a link that was changed or has run out."""
        until, signature = query.get("expires", ""), query.get("signature", "")
        if not hmac.compare_digest(signature.encode(), self._sign(kind, name, until).encode()):
            raise link_refused("the signature does not match")
        if int(until) < self._clock():
            raise link_refused("the link has expired")

    def _sign(self, kind: str, name: str, until: str) -> str:
        return hmac.new(self._key, f"{kind}\n{name}\n{until}".encode(), hashlib.sha256).hexdigest()
