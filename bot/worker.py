"""What is done with an accepted command: the flow, the words, the delivery, and how it ended."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass

from bot import metrics, traces
from bot.errors import DeliveryBusy, DeliveryError, JobGone, SpeechBusy
from bot.flows import Flows
from bot.logs import bound, get_logger
from bot.model import Clone, Job, JobState, Platform, Reply
from bot.ports import Adapter, Checkpoint
from bot.replies import reply_to, sentence

logger = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Worker:
    """What is done with a job: run the flow, make words of what went wrong, deliver, and say how it ended."""

    flows: Flows
    adapters: Mapping[Platform, Adapter]

    async def work(self, job: Job, checkpoint: Checkpoint) -> JobState:
        # each line of the log that is written meanwhile names the job and its trace
        where = {"platform": job.address.platform.value, "kind": type(job.request).__name__.lower()}
        named = bound(job=reference_of(job), **traces.named(job.id))
        with named, traces.joined(job.id, "work", attempt=job.attempts, **where):
            return await self._work(job, checkpoint)

    async def _work(self, job: Job, checkpoint: Checkpoint) -> JobState:
        began = time.monotonic()
        answer = self._answer(job, checkpoint)
        reply = await reply_to(
            answer, job.request.caller.locale, reference_of(job), but=(SpeechBusy, DeliveryBusy, JobGone)
        )
        state = await self._end(job, reply, checkpoint)
        _count(job, state)
        kind, took = type(job.request).__name__.lower(), round(time.monotonic() - began, 3)
        logger.info("command ended", reference=reference_of(job), kind=kind, state=state.value, seconds=took)
        return state

    async def _answer(self, job: Job, checkpoint: Checkpoint) -> Reply:
        request = job.request
        if (
            isinstance(request, Clone)
            and (data := await self.adapters[job.address.platform].recording(job)) is not None
        ):
            await self.flows.keep_sample(data, request.sample_key)
        return await self.flows.run(request, checkpoint, job.checkpoints, job.address)

    async def give_up(self, job: Job, checkpoint: Checkpoint) -> JobState:
        words = sentence("speech.late", job.request.caller.locale)
        reference = reference_of(job)
        logger.warning("command given up", reference=reference, attempts=job.attempts)
        words = sentence("bot.reference", job.request.caller.locale, words=words, reference=reference)
        with traces.joined(job.id, "give up", attempt=job.attempts, platform=job.address.platform.value):
            state = await self._end(job, Reply(words=words, private=True, reference=reference), checkpoint)
        _count(job, state)
        return state

    async def _end(self, job: Job, reply: Reply, checkpoint: Checkpoint) -> JobState:
        try:
            with traces.span("deliver", platform=job.address.platform.value):
                await self.adapters[job.address.platform].deliver(job, reply, checkpoint)
        except DeliveryError:
            metrics.deliveries.labels(job.address.platform.value).inc()
            raise
        await self.flows.tidy(job.request)
        if reply.refused:
            return JobState.REFUSED
        return JobState.FAILED if reply.reference else JobState.DONE


def _count(job: Job, state: JobState) -> None:
    platform, kind = job.address.platform.value, type(job.request).__name__.lower()
    metrics.commands.labels(platform, kind, state.value).inc()
    if job.created_at:
        metrics.answered.labels(platform, kind).observe(max(0.0, time.time() - job.created_at))


def reference_of(job: Job) -> str:
    """Six letters by which a person and an admin speak of the same command."""
    return hashlib.sha256(job.id.encode()).hexdigest()[:6]
