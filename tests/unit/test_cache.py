"""The clip cache hands over first and writes then; what it promises holds all the same."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.cache import ClipCache
from bot.files import open_files
from bot.model import Clip
from bot.store import open_store

KEY = "clips/ab/abcd.mp3"
CLIP = Clip(audio=b"sound", format="mp3", seconds=1.0)


@dataclass
class SlowDisk:
    """Files that are written when the test says so."""

    go: asyncio.Event = field(default_factory=asyncio.Event)
    fails: bool = False
    there: dict[str, bytes] = field(default_factory=dict)

    async def put(self, key: str, data: bytes) -> None:
        await self.go.wait()
        if self.fails:
            raise OSError("full")
        self.there[key] = data

    async def get(self, key: str) -> bytes | None:
        return self.there.get(key)

    async def delete(self, key: str) -> None:
        self.there.pop(key, None)


async def made() -> Clip:
    return CLIP


@pytest.fixture
async def disk() -> SlowDisk:
    return SlowDisk()


async def test_a_clip_is_heard_before_it_is_written_and_found_meanwhile(tmp_path: Path, disk: SlowDisk) -> None:
    async with open_store(tmp_path / "state.db") as store:
        cache = ClipCache(disk, store.clips, max_bytes=1000, max_age=60, clock=lambda: 1.0)

        clip, fresh = await cache.get_or_make(KEY, made)
        again, fresh_again = await cache.get_or_make(KEY, made)

        assert (clip.key, fresh, again, fresh_again) == (KEY, True, clip, False)
        assert await cache.get(KEY) == clip
        assert disk.there == {}

        disk.go.set()
        await cache.settle()
        assert disk.there == {KEY: b"sound"}
        assert await cache.get(KEY) == clip


async def test_a_full_disk_costs_a_synthesis_and_no_answer(tmp_path: Path, disk: SlowDisk) -> None:
    disk.fails = True
    disk.go.set()
    async with open_store(tmp_path / "state.db") as store:
        cache = ClipCache(disk, store.clips, max_bytes=1000, max_age=60, clock=lambda: 1.0)

        first, _ = await cache.get_or_make(KEY, made)
        await cache.settle()
        _, fresh = await cache.get_or_make(KEY, made)
        await cache.settle()

        assert first.audio == b"sound"
        assert fresh


async def test_what_is_forgotten_is_gone_though_it_was_still_being_written(tmp_path: Path, disk: SlowDisk) -> None:
    async with open_store(tmp_path / "state.db") as store:
        cache = ClipCache(disk, store.clips, max_bytes=1000, max_age=60, clock=lambda: 1.0)
        await cache.get_or_make(KEY, made)

        forgetting = asyncio.create_task(cache.forget("clips/ab"))
        await asyncio.sleep(0)
        disk.go.set()
        await forgetting

        assert disk.there == {}
        assert await cache.get(KEY) is None


async def test_with_no_room_nothing_is_kept(tmp_path: Path) -> None:
    async with open_store(tmp_path / "state.db") as store:
        cache = ClipCache(open_files(tmp_path), store.clips, max_bytes=0, max_age=60, clock=lambda: 1.0)

        clip, _ = await cache.get_or_make(KEY, made)
        _, fresh = await cache.get_or_make(KEY, made)

        assert (clip.key, fresh) == ("", True)
