"""Slack as a way in: what `mynah run` holds of it, and the delivery of answers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from adapters.server import Part
from adapters.slack.asking import Questions, said
from adapters.slack.desk import Desk
from adapters.slack.one import One
from adapters.slack.origin import origin_of_address
from adapters.slack.post import TOLD, Poster
from adapters.slack.recordings import Recordings, recording_named
from adapters.slack.socket import Socket
from bot.model import Answer, Job, Platform, Reply
from bot.ports import Checkpoint


class SlackWay:
    """`adapters.way.Way` for Slack, over Socket Mode, over HTTP, or over both."""

    def __init__(self, desk: Desk, *, parts: Sequence[Part], socket: Socket | None, one: One | None) -> None:
        self._desk, self._parts, self._socket, self._one = desk, parts, socket, one
        self._poster, self._recordings = Poster(desk.api, desk.teller), Recordings(desk.api)
        self._questions = Questions(desk)

    async def close(self) -> None:
        """Nobody is told anything any more."""
        self._desk.patience.close()
        await self._poster.shares.close()

    @property
    def platform(self) -> Platform:
        return Platform.SLACK

    @property
    def parts(self) -> Sequence[Part]:
        return self._parts

    async def connect(self) -> None:
        """Take commands until it is cancelled; over HTTP they come by the bot's own listener."""
        learning = asyncio.create_task(self._one.learn()) if self._one else None
        try:
            if self._socket:
                await self._socket.connect()
            await asyncio.Event().wait()
        finally:
            if learning:
                learning.cancel()

    def unready(self) -> Mapping[str, str]:
        reasons = {}
        if self._socket and not self._socket.connected:
            reasons["slack"] = "the socket is not connected"
        if self._one and not self._one.known:
            reasons["slack"] = "Slack does not answer"
        return reasons

    async def recording(self, job: Job, /) -> bytes | None:
        """A recording that is still in Slack: loading it may take longer than Slack waits for an acknowledgement."""
        recording = recording_named(job.address.more)
        return await self._recordings.fetch(origin_of_address(job.address), recording) if recording else None

    async def deliver(self, job: Job, reply: Reply, checkpoint: Checkpoint, /) -> None:
        """A clip for everybody in the conversation; words for the one who asked."""
        await self._desk.patience.settle(job.id)
        if reply.clip:
            await self._poster.post(job, reply, checkpoint)
        elif isinstance(job.request, Answer):
            await self._questions.tell(job, reply, checkpoint)
        elif reply.ask is not None:
            words = await self._questions.ask(job, reply.ask, checkpoint)
            await self._desk.teller.tell(origin_of_address(job.address), words, said(words))
        elif not job.checkpoints.get(TOLD):
            await self._desk.teller.tell(origin_of_address(job.address), reply.words)
            await checkpoint(TOLD, "words")
