"""Typecast's callback: a hint that an order has ended, and the only place where it tells an embed URL.

Anybody who knows the callback's address can post there, and its whole shape is not published. So it never decides
anything: it wakes a wait that polling completes anyway, and gives a link that is shown only if it leads to the API's
own site.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Generator
from contextlib import contextmanager

from yarl import URL

from bot.errors import SpeechFailed
from bot.typecast.answer import id_of
from bot.typecast.strict_json import mapping_of, text_of

REMEMBERED = 1024  # orders whose embed URL is kept
_LONGEST_URL = 2048


class Hints:
    """Who waits for which order, and the embed URLs that were told."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._embeds: OrderedDict[str, URL] = OrderedDict()
        self._waiting: dict[str, list[asyncio.Event]] = {}

    @contextmanager
    def listen(self, speak_id: str) -> Generator[asyncio.Event]:
        """An event that is set when a hint for *speak_id* comes."""
        event = asyncio.Event()
        self._waiting.setdefault(speak_id, []).append(event)
        try:
            yield event
        finally:
            self._waiting[speak_id].remove(event)
            if not self._waiting[speak_id]:
                del self._waiting[speak_id]

    def wake(self, speak_id: str) -> None:
        """Make those who wait for *speak_id* look at once."""
        for event in self._waiting.get(speak_id, ()):
            event.set()

    def note(self, payload: object) -> str | None:
        """Take in the JSON of a callback; the id of the order it is about, or None when it is about none."""
        outer = mapping_of(payload)
        for part in (outer, mapping_of(outer.get("result"))):
            for key in ("speak_url", "speak_v2_url"):
                try:
                    speak_id = id_of(part.get(key))
                except SpeechFailed:
                    continue
                if embed := embed_of(part) or embed_of(outer):
                    self._remember(speak_id, embed)
                self.wake(speak_id)
                return speak_id
        return None

    def embed(self, speak_id: str) -> URL | None:
        """The embed URL that a callback told, or None."""
        return self._embeds.get(speak_id)

    def _remember(self, speak_id: str, embed: URL) -> None:
        self._embeds[speak_id] = embed
        self._embeds.move_to_end(speak_id)
        while len(self._embeds) > self._remembered:
            self._embeds.popitem(last=False)


def embed_of(part: object) -> URL | None:
    """`share.embed_url`, when it is a web address."""
    text = text_of(mapping_of(mapping_of(part).get("share")).get("embed_url"))
    if not text or len(text) > _LONGEST_URL:
        return None
    try:
        url = URL(text)
    except ValueError:
        return None
    return url if url.scheme in ("https", "http") and url.host and not url.user else None
