"""Rate limits a route and its major parameter, as the `X-RateLimit` headers tell them."""

from __future__ import annotations

import time

MAJOR = ("{channel", "{guild", "{webhook_id", "{token", "{application")


class Rates:
    """Counts calls in windows. `count` calls a bucket in `seconds`: Discord's real numbers are not published."""

    def __init__(self, count: int = 100, seconds: float = 1.0) -> None:
        self.count, self.seconds = count, seconds
        self._windows: dict[str, tuple[float, int]] = {}

    def spend(self, method: str, path: str, parts: tuple[str, ...]) -> tuple[dict[str, str], float]:
        """The headers to answer with, and how many seconds to wait when there were too many calls (else 0)."""
        names = [piece for piece in path.split("/") if piece.startswith("{")]
        major = "/".join(part for name, part in zip(names, parts, strict=True) if name.startswith(MAJOR))
        key, now = f"{method} {path} {major}", time.monotonic()
        began, used = self._windows.get(key, (now, 0))
        if now - began >= self.seconds:
            began, used = now, 0
        left, after = self.count - used - 1, max(0.001, began + self.seconds - now)
        self._windows[key] = (began, used + (left >= 0))
        headers = {
            "X-RateLimit-Limit": str(self.count),
            "X-RateLimit-Remaining": str(max(0, left)),
            "X-RateLimit-Reset": f"{time.time() + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": f"{abs(hash((method, path))):x}",
        }
        return headers, after if left < 0 else 0.0
