"""A whole Mynah in one process, its speech in a fake cloud on a real socket, its chat in a list."""

from __future__ import annotations

import asyncio
import math
import struct
import wave
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.app import App, open_app
from bot.errors import Refused
from bot.model import Address, Caller, Clone, Job, JobState, Platform, Reply, Request, Say
from bot.ports import Checkpoint
from bot.replies import explain
from bot.settings import Settings
from tests.fakes.typecast import FakeTypecast, fake_typecast

ADA = Caller(platform=Platform.WEB, workspace="w1", user="ada")
BOB = Caller(platform=Platform.WEB, workspace="w1", user="bob")


@dataclass
class Chat:
    """An adapter that shows replies in a dict: an idempotent edit, as real platforms have it."""

    shown: dict[str, Reply] = field(default_factory=dict)
    edits: int = 0
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def recording(self, job: Job, /) -> None:
        return None

    async def deliver(self, job: Job, reply: Reply, _checkpoint: Checkpoint, /) -> None:
        self.edits += 1
        async with self.arrived:
            self.shown[job.id] = reply
            self.arrived.notify_all()

    async def answer(self, job_id: str) -> Reply:
        async with self.arrived:
            await asyncio.wait_for(self.arrived.wait_for(lambda: job_id in self.shown), 20)
        return self.shown[job_id]


@dataclass
class Mynah:
    """What a user of the bot can do, with the answer they would read or hear."""

    app: App
    chat: Chat
    cloud: FakeTypecast
    numbers: count[int] = field(default_factory=count)

    async def ask(self, request: Request) -> Reply:
        job_id = f"web:{next(self.numbers)}"
        try:
            await self.app.submit(job_id, request, Address(platform=Platform.WEB, channel="c"))
        except Refused as refusal:
            return explain(refusal)
        reply = await self.chat.answer(job_id)
        assert self.app.jobs
        while await self.app.jobs.state(job_id) is JobState.OPEN:
            await asyncio.sleep(0.005)
        return reply

    async def say(self, text: str, caller: Caller = ADA, **options: Any) -> Reply:
        return await self.ask(replace(Say(caller=caller, text=text), **options))

    async def clone(
        self, name: str, caller: Caller = ADA, sample: bytes | None = None, *, consent: bool = True
    ) -> Reply:
        key = await self.app.keep_sample(sample or recording())
        return await self.ask(Clone(caller=caller, name=name, sample_key=key, consent=consent))


def recording(seconds: float = 4.0, pitch: float = 140.0, rate: int = 16_000) -> bytes:
    """A hum that swells and fades: sound enough for every check but not a person."""
    out = BytesIO()
    with wave.open(out, "wb") as wav:
        wav.setparams((1, 2, rate, 0, "NONE", ""))
        swell = (
            math.sin(2 * math.pi * pitch * i / rate) * (1 + math.sin(6 * i / rate)) for i in range(int(seconds * rate))
        )
        wav.writeframes(b"".join(struct.pack("<h", int(9000 * level)) for level in swell))
    return out.getvalue()


def settings_for(folder: Path, cloud: FakeTypecast, **more: str) -> Settings:
    given = {"MYNAH_DATA_DIR": str(folder), "TYPECAST_BASE_URL": cloud.url, "TYPECAST_API_TOKEN": cloud.token}
    return Settings.load({**given, **more}, dotenv=None)


@asynccontextmanager
async def open_mynah(settings: Settings, cloud: FakeTypecast) -> AsyncGenerator[Mynah]:
    async with open_app(settings) as app:
        chat = Chat()
        app.attach(Platform.WEB, chat)
        async with app.serve():
            yield Mynah(app, chat, cloud)


@pytest.fixture
async def cloud() -> AsyncGenerator[FakeTypecast]:
    async with fake_typecast() as cloud:
        yield cloud


@pytest.fixture
async def mynah(tmp_path: Path, cloud: FakeTypecast) -> AsyncGenerator[Mynah]:
    async with open_mynah(settings_for(tmp_path, cloud), cloud) as mynah:
        yield mynah
