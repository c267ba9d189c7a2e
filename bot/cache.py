"""The clip cache: finished speech by content, made once however many ask for it at the same time.

The key is a hash of everything that shapes the sound, so the same words in the same voice are never paid for twice.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace

from bot import metrics
from bot.logs import describe, get_logger
from bot.model import Caller, Clip, ClipRecord, Utterance, Voice
from bot.ports import ClipIndex, Clock, Files

LINK_LIFE = 23 * 3600.0  # seconds; the API's links are good for a day

logger = get_logger(__name__)

Make = Callable[[], Awaitable[Clip]]


def clip_key(engine: str, utterance: Utterance, folder: str = "clips") -> str:
    """`<folder>/<sha256>.<format>` for what *engine* makes of *utterance* (its text may be longer than one request).

    *folder*: that of a cloned voice or a workspace, so that all that was ever said there can be dropped with it.
    """
    said = json.dumps([engine, folder, asdict(utterance)], sort_keys=True, ensure_ascii=True)
    digest = hashlib.sha256(said.encode()).hexdigest()
    return f"{folder}/{digest}.{utterance.format}"


def folder_in(caller: Caller) -> str:
    """Where the clips are that were made in a workspace with the voices that everybody has."""
    return f"clips/w{hashlib.sha256(f'{caller.platform}:{caller.workspace}'.encode()).hexdigest()[:31]}"


def folder_of(voice: Voice) -> str:
    """Where the clips of a cloned voice are: a folder of its own, which no other voice ever has again."""
    return f"clips/{hashlib.sha256(voice.sample_key.encode()).hexdigest()[:32]}" if voice.sample_key else ""


class ClipCache:
    """Clips in `Files`, found through a `ClipIndex`. *max_bytes* 0 keeps nothing (requests are still made once).

    A clip that was made is handed over at once and written meanwhile: nobody waits for the disk to hear it, and a disk
    that is full costs one more synthesis and no answer. `settle` waits for what is still being written.
    """

    def __init__(self, files: Files, index: ClipIndex, *, max_bytes: int, max_age: float, clock: Clock) -> None:
        self._files, self._index, self._clock = files, index, clock
        self._max_bytes, self._max_age = max_bytes, max_age
        self._making: dict[str, asyncio.Future[Clip]] = {}
        self._writing: dict[str, tuple[Clip, asyncio.Task[None]]] = {}

    async def get(self, key: str) -> Clip | None:
        """The kept clip, or None."""
        if key in self._writing:
            return self._writing[key][0]
        if not self._max_bytes or (record := await self._index.find(key, self._clock())) is None:
            return None
        if (audio := await self._files.get(key)) is None:  # somebody cleaned the folder by hand
            await self._index.drop([key])
            return None
        return Clip(
            audio=audio,
            format=record.format,
            seconds=record.seconds,
            waveform=record.waveform,
            embed_url=record.embed_url if self._clock() - record.created_at < LINK_LIFE else None,
            key=key,
        )

    async def get_or_make(self, key: str, make: Make) -> tuple[Clip, bool]:
        """The clip, and whether this call made it. A failure of *make* reaches all who waited for it."""
        while True:
            if making := self._making.get(key):
                try:
                    return await asyncio.shield(making), False
                except asyncio.CancelledError:
                    if not making.cancelled():
                        raise  # this waiter was cancelled
                    continue  # the one who made it was: the next in line takes over
            break
        done: asyncio.Future[Clip] = asyncio.get_running_loop().create_future()
        self._making[key] = done
        try:
            if clip := await self.get(key):
                metrics.cache.labels("kept").inc()
                done.set_result(clip)
                return clip, False
            clip = self._keep(key, await make())
            metrics.cache.labels("made").inc()
            done.set_result(clip)
        except asyncio.CancelledError:
            done.cancel()
            raise
        except BaseException as error:
            done.set_exception(error)
            done.exception()  # nobody may be waiting
            raise
        finally:
            del self._making[key]
        return clip, True

    async def forget(self, folder: str) -> None:
        """Drop all clips of one cloned voice."""
        await self.settle()
        keys = await self._index.under(folder) if folder else ()
        for key in keys:
            await self._files.delete(key)
        await self._index.drop(keys)

    async def settle(self) -> None:
        """Wait until every clip is written that was made so far."""
        await asyncio.gather(*(task for _, task in self._writing.values()))

    async def prune(self) -> int:
        """Drop what is over the size or too old; how many clips went."""
        keys = await self._index.excess(self._max_bytes, self._clock() - self._max_age)
        for key in keys:
            await self._files.delete(key)
        await self._index.drop(keys)
        return len(keys)

    def _keep(self, key: str, clip: Clip) -> Clip:
        if not self._max_bytes:
            return clip
        clip = replace(clip, key=key)
        self._writing[key] = (clip, asyncio.create_task(self._write(key, clip)))
        return clip

    async def _write(self, key: str, clip: Clip) -> None:
        now = self._clock()
        record = ClipRecord(
            key=key,
            format=clip.format,
            size=len(clip.audio),
            seconds=clip.seconds,
            waveform=clip.waveform,
            embed_url=clip.embed_url,
            created_at=now,
            used_at=now,
        )
        # side by side: a row without its file is found out by `get`, a file without its row is only made again
        try:
            await asyncio.gather(self._files.put(key, clip.audio), self._index.keep(record))
        except Exception as error:  # noqa: BLE001 - the clip was heard; next time it is made again
            logger.warning("a clip was not kept", error=describe(error))
        finally:
            del self._writing[key]
