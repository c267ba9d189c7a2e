"""Puts the core together from settings: the only file that knows the client, the supervisor, the jobs and the stores."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot import metrics, traces
from bot.cache import ClipCache
from bot.errors import JobsClosed, JobsFailed
from bot.flows import CAPS, Flows, Limits, Means, caps_of
from bot.housekeeping import Housekeeping
from bot.jobs import open_jobs
from bot.logs import describe, get_logger
from bot.marking import Marks
from bot.model import Address, Answer, Ask, Caller, Clip, Job, Outcome, Platform, Request
from bot.ports import Adapter, Clock, Jobs
from bot.settings import Settings
from bot.speakers import Client, client_of, engine_of, spare_side, speech_side
from bot.store import Store, open_store
from bot.supervisor import SpeechChild
from bot.typecast import Endpoint, NotJson, TypecastSpeech, loads
from bot.typecast.v1 import CloudSpeech
from bot.vault import SealedFiles, master_key
from bot.worker import Worker

logger = get_logger(__name__)

PATIENCE = 10.0  # seconds that a worker waits when the API asks for a pause; for a longer one the job comes back later
HOUR = 3600.0
MONTH = 30 * 24 * HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The open commands: how many, and the age of the oldest in seconds."""

    waiting: int
    oldest: float


@dataclass(kw_only=True)
class App:
    """The opened core. Adapters submit requests here and are handed the replies."""

    settings: Settings
    flows: Flows
    store: Store
    files: SealedFiles
    clips: ClipCache
    speech: Client
    child: SpeechChild | None
    locate: Endpoint
    marker: Marks
    clock: Clock = time.time
    jobs: Jobs | None = None
    closing: bool = False
    _adapters: dict[Platform, Adapter] = field(default_factory=dict)

    def attach(self, platform: Platform, adapter: Adapter) -> None:
        """Replies to addresses of *platform* go through *adapter*."""
        self._adapters[platform] = adapter

    async def keep_sample(self, data: bytes) -> str:
        """Put an upload aside for a `Clone`; its key. Raises `BadSample` when it is empty or too large."""
        return await self.flows.keep_sample(data)

    def place_for_sample(self) -> str:
        """A key for a recording that is still where the platform keeps it: `Adapter.recording` brings it to the job."""
        return self.flows.place_for_sample()

    async def submit(self, job_id: str, request: Request, address: Address, *, hold: bool = False) -> bool:
        """Accept a command: durable when this returns. False for a repeat of *job_id*.

        *hold*: it is not worked before `release`, and `withdraw` takes it back; for a platform whose acknowledgement
        decides which of two processes has the command.

        Raises `Refused` for what can be seen to be wrong at once, `JobsClosed` while the bot shuts down.
        """
        if self.jobs is None or self.closing:
            raise JobsClosed
        await self.flows.check(request)
        job = Job(id=job_id, request=request, address=address, created_at=self.clock())
        where = {"platform": address.platform.value, "kind": type(request).__name__.lower()}
        with metrics.timed(metrics.accepted.labels(address.platform.value)), traces.accepted(job_id, **where):
            new = await self.jobs.submit(job, hold=hold)
        if not new and not isinstance(request, Answer):  # a second answer is about the recording of the first
            await self.flows.tidy(request)
        return new

    async def answer(self, ask: Ask, outcome: Outcome, statement: str = "") -> bool:
        """What came of an ask: durable when this returns. False where an answer was there before: the first counts.

        *statement*: the question as the speaker saw it. Raises `JobsClosed`, `JobsFailed`.
        """
        answer = Answer(caller=ask.caller, ask=ask.id, outcome=outcome, statement=statement)
        return await self.submit(f"{ask.caller.platform}:ask:{ask.id}", answer, ask.place)

    async def expire_asks(self) -> None:
        """Whoever was asked and did not answer in time has not agreed."""
        for ask in await self.store.asks.expired(self.clock()):
            await self.answer(ask, Outcome.EXPIRED)

    async def erase(self, whose: Caller) -> None:
        """Everything about *whose* goes, what they still wait for included; see `bot.flows.erase.Eraser.erase`."""
        for request in await self.jobs.forget(whose) if self.jobs is not None else ():
            await self.flows.tidy(request)
        await self.flows.erase(whose)

    def release(self, job_id: str) -> None:
        """Work on a command that was held."""
        if self.jobs is not None:
            self.jobs.release(job_id)

    async def withdraw(self, job_id: str) -> None:
        """Take back a command that is held."""
        if self.jobs is not None:
            await self.jobs.withdraw(job_id)

    def ahead(self, job_id: str) -> int | None:
        """How many commands will be taken up before this one; None when it is in hand, or has ended."""
        return self.jobs.ahead(job_id) if self.jobs is not None else None

    async def marked(self, audio: bytes, audio_format: str) -> bytes:
        """A sound that leaves by a player page, marked as every clip is."""
        public = Caller(platform=Platform.WEB, workspace="player-page")
        return (await self.marker.mark(Clip(audio=audio, format=audio_format, seconds=0.0), public)).audio

    async def standing(self) -> Standing:
        """How many commands are open, and how long the oldest of them has waited."""
        count, first = await self.jobs.standing() if self.jobs is not None else (0, None)
        return Standing(waiting=count, oldest=max(0.0, self.clock() - first) if first is not None else 0.0)

    def take_callback(self, raw: bytes) -> bool:
        """What Typecast's callback brought: a hint that wakes a wait. False when it is no JSON."""
        try:
            said = loads(raw)
        except NotJson:
            return False
        if isinstance(self.speech, TypecastSpeech):
            self.speech.callback(said)
        return True

    async def register_callback(self, url: str) -> None:
        """Have the API call *url* when a clip is done, where it can. Raises `SpeechError`s."""
        if isinstance(self.speech, TypecastSpeech):
            await self.speech.register_callback(url)

    async def slots(self) -> tuple[Sequence[Mapping[str, str]], int] | None:
        """The cloned voices that the API keeps, and how many it can; None where it keeps none. Raises `SpeechError`s."""
        return await self.speech.slots() if isinstance(self.speech, CloudSpeech) else None

    @asynccontextmanager
    async def serve(self) -> AsyncGenerator[None]:
        """Work on accepted commands, those of an earlier life first; leaving drains."""
        if self.jobs is None:
            raise JobsClosed
        tidying = asyncio.create_task(self._housekeeping().keep())
        try:
            async with self.jobs.serve(Worker(self.flows, self._adapters)):
                try:
                    yield
                finally:
                    self.closing = True
        finally:
            tidying.cancel()
            await asyncio.gather(tidying, return_exceptions=True)

    async def ready(self) -> Mapping[str, str]:
        """Empty when commands can be accepted and worked; else a reason by part."""
        reasons = {}
        if self.closing or self.jobs is None:
            reasons["jobs"] = "draining"
        else:
            try:
                await self.jobs.check()
            except JobsFailed as error:
                logger.warning("journal not writable", error=describe(error))
                reasons["journal"] = "cannot be written: is the disk full?"
        if self.child is not None and not self.child.up:
            reasons["speech"] = "the speech server is starting"
        elif self.speech.refused:
            reasons["speech"] = "the speech service refuses the key: run mynah doctor"
        try:
            await self.store.check()
        except Exception as error:  # noqa: BLE001 - whatever it is, the store cannot be used
            logger.warning("store not usable", error=describe(error))
            reasons["store"] = "not usable"
        return reasons

    def _housekeeping(self) -> Housekeeping:
        return Housekeeping(
            clips=self.clips,
            posts=self.store.posts,
            consents=self.store.consents,
            audit=self.store.audit,
            files=self.files,
            folder=self.settings.data_dir / "files",
            clock=self.clock,
            transcript_hours=self.settings.keep_jobs_hours,
            audit_days=self.settings.audit_days,
            seal=self.files.seal_all,
            expire=self.expire_asks,
            settle=self.flows.prune_budgets,
        )


@asynccontextmanager
async def open_app(settings: Settings, *, jobs: bool = True, clock: Clock = time.time) -> AsyncGenerator[App]:
    """Everything opened, the speech server starting. *jobs* False: for one command of the terminal, without a journal."""
    from bot.audio import open_audio
    from bot.files import open_files

    folder = settings.data_dir
    await asyncio.to_thread(folder.mkdir, mode=0o700, parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        collector = settings.otel_exporter_otlp_endpoint if jobs else ""
        await stack.enter_async_context(traces.open_traces(collector, settings.otel_exporter_otlp_headers))
        journal = None
        if jobs:
            keep = settings.keep_jobs_hours * HOUR
            journal = await stack.enter_async_context(
                open_jobs(folder / "jobs.db", workers=settings.workers, clock=clock, keep_seconds=keep)
            )
        child, locate = await speech_side(settings, stack)
        audio = await stack.enter_async_context(open_audio())
        store = await stack.enter_async_context(open_store(folder / "state.db"))
        master = await asyncio.to_thread(master_key, folder, settings.key)
        files = SealedFiles(open_files(folder / "files"), store.vault, master, keep_samples=settings.keep_samples)
        if not await files.knows_master():
            logger.error("the recordings kept here were sealed with another MYNAH_KEY or master.key: put it back")
        patience = PATIENCE if jobs else math.inf  # a job can come back, somebody at a terminal cannot
        speech = await stack.enter_async_context(client_of(settings, locate, audio.check, patience))
        spare = await spare_side(settings, stack, audio.check)
        clips = ClipCache(
            files, store.clips, max_bytes=settings.clip_cache_mb * 1024 * 1024, max_age=MONTH, clock=clock
        )
        stack.push_async_callback(clips.settle)
        own = (
            (settings.mark_certificate, settings.mark_key) if settings.mark_certificate and settings.mark_key else None
        )
        marker = Marks(folder / "marking", own, clock)
        opened = {"marker": marker, "speech": speech, "spare": spare, "audio": audio, "files": files, "clips": clips}
        means = _means(settings, clock, store=store, **opened)
        yield App(
            settings=settings,
            flows=Flows(means),
            store=store,
            files=files,
            clips=clips,
            speech=speech,
            child=child,
            locate=locate,
            marker=marker,
            clock=clock,
            jobs=journal,
        )


def _means(settings: Settings, clock: Clock, *, store: Store, **opened: Any) -> Means:
    return Means(
        engine=engine_of(settings),
        voices=store.voices,
        preferences=store.preferences,
        consents=store.consents,
        asks=store.asks,
        rules=store.rules,
        budgets=store.budgets,
        audit=store.audit,
        people=store.people,
        clock=clock,
        limits=Limits(
            max_text=settings.max_text,
            default_voice=settings.default_voice,
            caps=caps_of({name: getattr(settings, name) for name in CAPS}),
            local_fallback=settings.local_fallback,
            ask_hours=settings.ask_hours,
        ),
        **opened,
    )
