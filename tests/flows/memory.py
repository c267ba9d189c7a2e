"""The flows over a real store, with speech, audio and files in memory: what is heard tells whose recording it was."""

from __future__ import annotations

import itertools
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.cache import ClipCache
from bot.errors import SpeechRejected
from bot.flows import Flows, Means
from bot.model import Caller, Clip, Credits, Sample, Utterance, Voice, VoiceKind, VoiceRef
from bot.store import Store, open_store

STOCK = Voice(name="Plain", ref=VoiceRef(kind=VoiceKind.ACTOR, id="actor-plain"))


@dataclass
class MemorySpeech:
    """`bot.ports.Speech`: a clip is the recording that speaks, a bar, and the words."""

    recordings: dict[str, bytes] = field(default_factory=dict)
    orders: dict[str, Utterance] = field(default_factory=dict)
    numbers: itertools.count[int] = field(default_factory=itertools.count)
    longest: int = 340
    left: Credits | None = None

    async def submit(self, utterance: Utterance) -> str:
        if utterance.voice.kind is VoiceKind.RESOURCE and utterance.voice.id not in self.recordings:
            raise SpeechRejected("no such recording", code="app/invalid/speak_resource_id")
        speak_id = f"speak-{next(self.numbers)}"
        self.orders[speak_id] = utterance
        return speak_id

    async def collect(self, speak_id: str) -> Clip:
        said = self.orders[speak_id]
        who = self.recordings.get(said.voice.id, said.voice.id.encode())
        return Clip(audio=who + b"|" + said.text.encode(), format=said.format, seconds=1.0)

    async def enrol(self, sample: Sample) -> VoiceRef:
        ref = VoiceRef(kind=VoiceKind.RESOURCE, id=f"recording-{next(self.numbers)}")
        self.recordings[ref.id] = sample.audio
        return ref

    async def forget(self, ref: VoiceRef) -> None:
        self.recordings.pop(ref.id, None)

    async def actors(self) -> Sequence[Voice]:
        return [STOCK]

    async def credits(self) -> Credits | None:
        return self.left


class MemoryAudio:
    """`bot.ports.AudioTools` that takes everything for what it says it is."""

    async def intake(self, data: bytes) -> Sample:
        return Sample(audio=data, seconds=6.0)

    async def check(self, data: bytes) -> Clip:
        return Clip(audio=data, format="mp3", seconds=1.0)

    async def join(self, parts: Sequence[bytes], audio_format: str, *, comment: str = "") -> Clip:
        return Clip(audio=b"".join(parts), format=audio_format, seconds=1.0)


@dataclass
class MemoryFiles:
    """`bot.ports.Files` in a dict."""

    held: dict[str, bytes] = field(default_factory=dict)

    async def put(self, key: str, data: bytes) -> None:
        self.held[key] = data

    async def get(self, key: str) -> bytes | None:
        return self.held.get(key)

    async def delete(self, key: str) -> None:
        self.held.pop(key, None)


class NoMarks:
    """`bot.ports.Marker` that leaves clips as they are."""

    async def mark(self, clip: Clip, caller: Caller) -> Clip:
        return clip

    def comment(self, caller: Caller) -> str:
        return ""


@dataclass
class Ticks:
    """A clock that goes on by a second whenever it is looked at."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


@dataclass(kw_only=True)
class Stage:
    """The flows, and what they stand on."""

    flows: Flows
    store: Store
    files: MemoryFiles
    speech: MemorySpeech
    clock: Ticks


@asynccontextmanager
async def open_stage(path: Path) -> AsyncGenerator[Stage]:
    async with open_store(path) as store:
        files, speech, clock = MemoryFiles(), MemorySpeech(), Ticks()
        means = Means(
            engine="memory",
            speech=speech,
            audio=MemoryAudio(),
            files=files,
            clips=ClipCache(files, store.clips, max_bytes=2**40, max_age=1e9, clock=clock),
            voices=store.voices,
            preferences=store.preferences,
            consents=store.consents,
            asks=store.asks,
            rules=store.rules,
            budgets=store.budgets,
            audit=store.audit,
            people=store.people,
            marker=NoMarks(),
            clock=clock,
        )
        yield Stage(flows=Flows(means), store=store, files=files, speech=speech, clock=clock)
