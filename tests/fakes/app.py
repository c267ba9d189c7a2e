"""The core in memory, with the surface of `bot.app.App` that an adapter touches. It hums instead of speaking."""

from __future__ import annotations

import asyncio
import io
import math
import struct
import wave
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from bot.errors import BadSample, BadText, JobsClosed, SpeechFailed, UnknownVoice
from bot.flows.choices import Choices, check_preferences, checked
from bot.flows.clone import checked as check_clone
from bot.flows.export import Export
from bot.model import (
    Address,
    Answer,
    Caller,
    Clip,
    Clone,
    Job,
    Platform,
    Preferences,
    Reply,
    Request,
    Say,
    Voice,
    VoiceKind,
    VoiceRef,
)
from bot.ports import Adapter
from bot.replies import reply_to, sentence
from bot.settings import Settings
from bot.text import pronounceable, speakable

RATE = 16_000
ACTORS = (
    ("Ada", ("en-us",), ("normal-1", "happy-1", "sad-1", "angry-1")),
    ("Bella", ("en-us",), ("normal-1", "happy-1")),
    ("Dora", ("es-es",), ("normal-1",)),
    ("Haru", ("ja-jp",), ("normal-1",)),
    ("Siwis", ("fr-fr",), ("normal-1",)),
    ("Xiaobei", ("zh-cn",), ("normal-1",)),
)


@dataclass
class MemoryPosts:
    """`bot.ports.Posts` in memory."""

    last: int = 0
    posts: dict[tuple[str, str], tuple[int, dict[str, object]]] = field(default_factory=dict)

    async def put(self, channel: str, post_id: str, body: Mapping[str, object], at: float) -> int:
        self.last += 1
        self.posts[channel, post_id] = (self.last, dict(body))
        return self.last

    async def since(self, channel: str, position: int) -> Sequence[tuple[int, Mapping[str, object]]]:
        return sorted(
            (post for (where, _), post in self.posts.items() if where == channel and post[0] > position),
            key=lambda post: post[0],
        )

    async def prune(self, before: float) -> None:
        self.posts = {key: post for key, post in self.posts.items() if float(str(post[1]["at"])) >= before}


@dataclass
class MemoryStore:
    posts: MemoryPosts = field(default_factory=MemoryPosts)


@dataclass
class HummingFlows:
    """The flows on dictionaries."""

    settings: Settings
    clones: dict[str, Voice] = field(default_factory=dict)
    samples: dict[str, bytes] = field(default_factory=dict)
    clips: dict[str, bytes] = field(default_factory=dict)
    chosen: Preferences = field(default_factory=Preferences)
    cached: bool = True

    async def check(self, request: Request) -> None:
        match request:
            case Say():
                self._words_of(request.text)
            case Clone():
                check_clone(request)
            case Answer():
                raise AssertionError  # nobody is asked on the page

    async def voices(self, caller: Caller) -> Sequence[Voice]:
        actors = [
            Voice(
                name=name, ref=VoiceRef(kind=VoiceKind.ACTOR, id=f"id-{name}"), languages=languages, emotions=emotions
            )
            for name, languages, emotions in ACTORS
        ]
        return [*self.clones.values(), *actors]

    async def suggest(self, caller: Caller, typed: str, limit: int = 25) -> Sequence[Voice]:
        return [voice for voice in await self.voices(caller) if typed.lower() in voice.name.lower()][:limit]

    async def forget(self, caller: Caller, name: str) -> Reply:
        if self.clones.pop(name.lower(), None) is None:
            raise UnknownVoice("voice.not_yours", name=name)
        return Reply(words=sentence("voice.forgotten", caller.locale, name=name), private=True)

    async def preferences(self, caller: Caller) -> Preferences:
        return self.chosen

    async def prefer(self, caller: Caller, changes: Preferences) -> Reply:
        given = {name: value for name, value in asdict(changes).items() if value is not None}
        good = asdict(check_preferences(Preferences(**{name: value for name, value in given.items() if value != ""})))
        self.chosen = replace(self.chosen, **{name: good[name] for name in given})
        return Reply(words=sentence("preferences.kept", caller.locale, changes=", ".join(given)), private=True)

    async def clip(self, key: str) -> bytes | None:
        return self.clips.get(key)

    async def export(self, whose: Caller) -> Export:
        recordings = [(voice.name, self.samples[voice.sample_key]) for voice in self.clones.values()]
        return Export(document={"user": whose.user}, recordings=recordings)

    async def run(self, job_id: str, request: Request) -> Reply:
        match request:
            case Say():
                return await self._say(job_id, request)
            case Clone():
                return self._clone(request)
            case Answer():
                raise AssertionError

    async def _say(self, job_id: str, say: Say) -> Reply:
        text = self._words_of(say.text)
        if "explode" in text:
            raise SpeechFailed("the engine died")
        options = {
            name: value
            for name in ("language", "emotion", "speed", "pitch", "format")
            if (value := getattr(say, name)) is not None
        }
        choices = checked(Choices(**options))
        voices = {voice.name.lower(): voice for voice in await self.voices(say.caller)}
        wanted = say.voice or self.chosen.voice or "Ada"
        if (voice := voices.get(wanted.lower())) is None:
            raise UnknownVoice("voice.nearest", name=wanted, nearest="Ada")
        seconds = max(0.4, 0.06 * len(text)) / choices.speed
        clip = Clip(
            audio=hum(seconds), format="wav", seconds=seconds, waveform=drawing(text), key=f"clips/00/{job_id}.wav"
        )
        if not self.cached:
            clip = replace(clip, key="")
        self.clips[clip.key] = clip.audio
        return Reply(clip=clip, text=text, voice=voice.name)

    def _clone(self, clone: Clone) -> Reply:
        name = check_clone(clone)
        if not self.samples[clone.sample_key].startswith((b"RIFF", b"\x1aE")):
            raise BadSample("sample.type")
        ref = VoiceRef(kind=VoiceKind.RESOURCE, id=f"id-{name}")
        self.clones[name.lower()] = Voice(name=name, ref=ref, owner=clone.caller.user, sample_key=clone.sample_key)
        words = sentence("voice.kept", clone.caller.locale, name=name)
        return Reply(words=words, voice=name, private=True)

    def _words_of(self, typed: str) -> str:
        text = speakable(typed)
        if not typed.strip():
            raise BadText("text.empty")
        if len(text) > self.settings.max_text:
            raise BadText("text.too_long", length=len(text), limit=self.settings.max_text)
        if not pronounceable(text):
            raise BadText("text.unpronounceable")
        return text


async def forgetful(_name: str, _value: str) -> None:
    """A checkpoint that keeps nothing."""


class FakeApp:
    """Accepts commands and answers them after *takes* seconds. Give it another's `store` to play a restart."""

    def __init__(
        self, settings: Settings | None = None, *, takes: float = 0.0, store: MemoryStore | None = None
    ) -> None:
        self.settings = settings or Settings(port=0)
        self.flows = HummingFlows(self.settings)
        self.store = store or MemoryStore()
        self.takes = takes
        self.closing = False
        self.jobs: dict[str, Request] = {}
        self._adapters: dict[Platform, Adapter] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def attach(self, platform: Platform, adapter: Adapter) -> None:
        self._adapters[platform] = adapter

    async def submit(self, job_id: str, request: Request, address: Address) -> bool:
        if self.closing:
            raise JobsClosed
        await self.flows.check(request)
        if job_id in self.jobs:
            return False
        self.jobs[job_id] = request
        task = asyncio.create_task(self._work(job_id, request, address))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def erase(self, whose: Caller) -> None:
        for held in (self.flows.clones, self.flows.samples, self.flows.clips, self.store.posts.posts):
            held.clear()

    async def keep_sample(self, data: bytes) -> str:
        if not data:
            raise BadSample("sample.empty")
        key = f"uploads/{len(self.flows.samples)}"
        self.flows.samples[key] = data
        return key

    async def ready(self) -> Mapping[str, str]:
        return {"jobs": "draining"} if self.closing else {}

    async def resume(self, job_id: str, request: Request) -> None:
        """Take up a job of an earlier life."""
        self.jobs[job_id] = request
        await self._work(job_id, request, Address(platform=Platform.WEB, channel="page"))

    async def close(self) -> None:
        """As a kill would: what is being worked on is left."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _work(self, job_id: str, request: Request, address: Address) -> None:
        await asyncio.sleep(self.takes)
        reply = await reply_to(self.flows.run(job_id, request), request.caller.locale, "abc123")
        job = Job(id=job_id, request=request, address=address)
        await self._adapters[address.platform].deliver(job, reply, forgetful)


def hum(seconds: float, pitch: float = 150.0) -> bytes:
    """A mono 16-bit WAV with a soft tone."""
    frames = int(seconds * RATE)
    samples = (int(6000 * math.sin(2 * math.pi * pitch * frame / RATE)) for frame in range(frames))
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{frames}h", *samples))
    return target.getvalue()


def drawing(text: str) -> bytes:
    """256 levels that look like speech: a hump a word, a pause between two."""
    words = text.split() or ["."]
    levels = bytearray()
    for place in range(256):
        at = place / 256 * len(words)
        word = words[int(at)]
        hump = math.sin(math.pi * (at % 1)) ** 0.5
        ripple = 0.55 + 0.45 * math.sin(place * 1.7 + sum(map(ord, word)))
        levels.append(int(255 * hump * ripple * (0.55 + 0.45 * math.sin(at * 2.1) ** 2)))
    return bytes(levels)
