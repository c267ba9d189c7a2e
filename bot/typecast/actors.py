"""The stock voices: GET /api/actor, kept for some minutes, asked once however many want it.

In the cloud an actor's emotions are told per version (GET /api/actor/{id}/versions), one request an actor: they are
left empty. Mynah's own speech server adds them, and an actor's home language, to the list.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.errors import SpeechBusy, SpeechFailed
from bot.model import Voice, VoiceKind, VoiceRef
from bot.options import LANGUAGES
from bot.typecast.answer import ID, error_of
from bot.typecast.pace import Pace
from bot.typecast.strict_json import mapping_of, text_of
from bot.typecast.wire import Call, Wire

_LANGUAGE = "en"


class Actors:
    """A list that *fetch* gets when it is wanted and too old."""

    def __init__(self, fetch: Callable[[], Awaitable[tuple[Voice, ...]]], pace: Pace) -> None:
        self._fetch, self._pace = fetch, pace
        self._voices: tuple[Voice, ...] | None = None
        self._fresh_until = 0.0
        self._loading: asyncio.Task[tuple[Voice, ...]] | None = None

    async def get(self) -> Sequence[Voice]:
        """The voices; an old list is better than none while the API is away."""
        if self._voices is not None and asyncio.get_running_loop().time() < self._fresh_until:
            return self._voices
        if self._loading is None:
            self._loading = asyncio.create_task(self._load())
            self._loading.add_done_callback(self._loaded)
        try:
            return await asyncio.shield(self._loading)
        except (SpeechBusy, SpeechFailed):
            if self._voices is None:
                raise
            return self._voices

    def forget(self) -> None:
        """The list has turned out to be out of date."""
        self._fresh_until = 0.0

    async def close(self) -> None:
        """Stop fetching."""
        if self._loading is not None:
            self._loading.cancel()
            await asyncio.wait([self._loading])

    async def _load(self) -> tuple[Voice, ...]:
        self._voices = voices = await self._fetch()
        self._fresh_until = asyncio.get_running_loop().time() + self._pace.actors_fresh
        return voices

    def _loaded(self, task: asyncio.Task[tuple[Voice, ...]]) -> None:
        self._loading = None
        if not task.cancelled():
            task.exception()  # seen, even when nobody waits any more


async def actors_of(wire: Wire) -> tuple[Voice, ...]:
    """The list, as the API tells it now."""
    answer = await wire.call(Call(method="GET", path="actor"))
    if not answer.good:
        raise error_of(answer)
    items = answer.result()
    if not isinstance(items, list):
        raise SpeechFailed("the API's list of actors is none")
    return tuple(voice for item in items if (voice := voice_of(item)))


def voice_of(item: object) -> Voice | None:
    """An actor as a voice; None for a hidden one and for what is no actor.

    `name` is documented as a map of languages; a plain string and a map without `en` have been seen. `languages` and
    `emotion_tone_presets` are an addition of the local server.
    """
    actor = mapping_of(item)
    actor_id = text_of(actor.get("actor_id"))
    if not ID.fullmatch(actor_id) or actor.get("hidden") is True:
        return None
    names = _names(actor.get("name"))
    name = names.pop(_LANGUAGE, "") or next(iter(names.values()), actor_id)
    return Voice(
        name=name,
        ref=VoiceRef(kind=VoiceKind.ACTOR, id=actor_id),
        names=tuple(names.items()),
        languages=tuple(code for code in _words(actor.get("languages")) if code in LANGUAGES),
        emotions=_words(actor.get("emotion_tone_presets")),
    )


def _words(items: object) -> tuple[str, ...]:
    return tuple(filter(None, map(text_of, items))) if isinstance(items, list) else ()


def _names(name: Any) -> dict[str, str]:
    if isinstance(name, str):
        return {_LANGUAGE: " ".join(name.split())}
    pairs = {language: " ".join(text_of(text).split()) for language, text in mapping_of(name).items()}
    return {language: text for language, text in pairs.items() if text}
