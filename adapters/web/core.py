"""What the page needs from the core: the part of `bot.app.App` that it touches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.flows.export import Export
from bot.model import Address, Caller, Preferences, Reply, Request, Voice
from bot.ports import Posts
from bot.settings import Settings


class Flows(Protocol):
    """See `bot.flows.Flows`. All raise `Refused` or `SpeechError`."""

    async def check(self, request: Request) -> None: ...

    async def voices(self, caller: Caller) -> Sequence[Voice]: ...

    async def suggest(self, caller: Caller, typed: str, limit: int = 25) -> Sequence[Voice]: ...

    async def forget(self, caller: Caller, name: str) -> Reply: ...

    async def preferences(self, caller: Caller) -> Preferences: ...

    async def prefer(self, caller: Caller, changes: Preferences) -> Reply: ...

    async def export(self, whose: Caller) -> Export: ...

    async def clip(self, key: str) -> bytes | None: ...


class Store(Protocol):
    """See `bot.store.Store`."""

    @property
    def posts(self) -> Posts: ...


class Core(Protocol):
    """See `bot.app.App`."""

    @property
    def settings(self) -> Settings: ...

    @property
    def flows(self) -> Flows: ...

    @property
    def store(self) -> Store: ...

    async def submit(self, job_id: str, request: Request, address: Address) -> bool: ...

    async def erase(self, whose: Caller) -> None: ...

    async def keep_sample(self, data: bytes) -> str: ...
