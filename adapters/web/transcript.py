"""The page's channel: what was asked and what was answered, kept by the store, followed by every open page."""

from __future__ import annotations

import asyncio
import base64
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field

from bot.model import Clip, Reply
from bot.ports import Clock, Posts

CHANNEL = "page"
QUIET = "page/preview"  # the channel of an address whose answer is heard but not listed: a voice's preview
MOST_SHOWN = 300  # posts that a freshly opened page is given
_MOST_KNOWN = 5000
_LONGEST = 20_000  # characters of what was typed; what cannot be spoken may make it longer than any limit
_SHELF = 16 * 2**20  # bytes

Post = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFor:
    """What a person typed, and chose beside the text; enough to ask for it again."""

    text: str = field(repr=False)
    options: Mapping[str, object] = field(default_factory=dict)
    quiet: bool = False


class Transcript:
    """Puts posts, finds answers, and lets pages follow. One for the process; `close` ends all followers."""

    def __init__(self, posts: Posts, clock: Clock = time.time) -> None:
        self._posts = posts
        self._clock = clock
        self._news = asyncio.Event()
        self._closed = False
        self._answers: OrderedDict[str, Post] = OrderedDict()
        self._read = 0
        self._reading = asyncio.Lock()

    async def asked(self, job_id: str, asked: AskedFor) -> None:
        """Note what a person asked for; its answer will have the same *job_id*."""
        options = {name: value for name, value in asked.options.items() if value is not None}
        body = {"kind": "asked", "id": job_id, "text": asked.text[:_LONGEST], "options": options, "quiet": asked.quiet}
        await self._put(f"{job_id}/asked", body)

    async def answered(self, job_id: str, reply: Reply, *, quiet: bool = False) -> None:
        """Put the answer. Again with the same *job_id*: it takes the place of the first."""
        body = {
            "kind": "answer",
            "id": job_id,
            "words": reply.words,
            "text": reply.text,
            "voice": reply.voice,
            "note": reply.note,
            "private": reply.private,
            "refused": reply.refused,
            "reference": reply.reference,
            "clip": _drawn(reply.clip) if reply.clip else None,
            "key": reply.clip.key if reply.clip else "",
            "quiet": quiet,
        }
        await self._put(job_id, body)

    def forget(self) -> None:
        """The store holds no post any more."""
        self._answers.clear()

    async def answer(self, job_id: str) -> Post | None:
        """Of the answer to *job_id*: the `clip`, its `key` and the `text`."""
        if job_id not in self._answers:
            async with self._reading:
                await self._catch_up()
        return self._answers.get(job_id)

    async def follow(self, position: int, *, patience: float) -> AsyncGenerator[tuple[int, Post] | None]:
        """Posts after *position* as they come; None whenever all are told, and then each *patience* seconds."""
        fresh = position == 0
        while not self._closed:
            news = self._news  # taken before reading, so that what comes while we read wakes us
            posts = await self._posts.since(CHANNEL, position)
            for place, body in posts[-MOST_SHOWN:] if fresh else posts:
                yield place, {name: value for name, value in body.items() if name != "key"}
                position = place
            fresh = False
            yield None
            try:
                async with asyncio.timeout(patience):
                    await news.wait()
            except TimeoutError:
                continue

    def close(self) -> None:
        """End all followers."""
        self._closed = True
        self._news.set()

    async def _put(self, post_id: str, body: dict[str, object]) -> None:
        now = self._clock()
        await self._posts.put(CHANNEL, post_id, body | {"at": now}, now)
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def _catch_up(self) -> None:
        for place, body in await self._posts.since(CHANNEL, self._read):
            self._read = place
            if body.get("kind") == "answer":
                self._answers[str(body["id"])] = {name: body.get(name) for name in ("key", "clip", "text")}
        while len(self._answers) > _MOST_KNOWN:
            self._answers.popitem(last=False)


class Shelf:
    """The newest clips that the cache does not keep (it may be switched off); they go with the process."""

    def __init__(self, limit: int = _SHELF) -> None:
        self._limit = limit
        self._clips: OrderedDict[str, bytes] = OrderedDict()

    def put(self, job_id: str, audio: bytes) -> None:
        """Keep *audio* as long as there is room; the oldest go first."""
        self._clips[job_id] = audio
        while sum(map(len, self._clips.values())) > self._limit:
            self._clips.popitem(last=False)

    def clear(self) -> None:
        """Nothing stays."""
        self._clips.clear()

    def get(self, job_id: str) -> bytes | None:
        return self._clips.get(job_id)


def _drawn(clip: Clip) -> dict[str, object]:
    """What the page has to know of *clip* to draw a player before it loads the sound."""
    waveform = base64.b64encode(clip.waveform).decode()
    return {"format": clip.format, "seconds": round(clip.seconds, 3), "waveform": waveform, "embed": clip.embed_url}
