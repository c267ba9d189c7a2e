"""The port `bot.ports.Speech` over Typecast's current API."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot import metrics
from bot.errors import SpeechFailed, SpeechRejected
from bot.model import Clip, Credits, Sample, Utterance, Voice, VoiceRef
from bot.typecast.actors import Actors
from bot.typecast.answer import INVALID_ACTOR
from bot.typecast.download import LARGEST, SMALLEST, looks_like_audio
from bot.typecast.egress import Egress
from bot.typecast.endpoint import Endpoint
from bot.typecast.pace import Pace
from bot.typecast.v1.account import Account, Turns
from bot.typecast.v1.answer import error_of, speech_error
from bot.typecast.v1.body import LONGEST, V30, body_of
from bot.typecast.v1.clones import Clones
from bot.typecast.v1.forgotten import Forgotten
from bot.typecast.v1.refs import clone_of, parts_of
from bot.typecast.v1.spool import Spool
from bot.typecast.v1.voices import voices_of
from bot.typecast.v1.wav import mended
from bot.typecast.wire import Call, Dialect, Wire

DIALECT = Dialect(root="", header="X-API-KEY", scheme="", error_of=error_of)
PACE = Pace(request=300.0, deadline=300.0)  # the official SDK waits as long for an answer
STREAMED_FROM = 600  # characters
FULL_VOLUME = 100
GRACE = 5.0  # seconds that closing leaves to what is already paid
TIDY_EVERY = 300.0  # seconds

Check = Callable[[bytes], Awaitable[Clip]]


class CloudSpeech:
    """Made by `open_cloud`. Safe to use from many tasks: they share the key's turns, its pause after a 429, its voices."""

    longest = LONGEST  # the unit is not published; split counts in the larger one

    def __init__(self, endpoint: Endpoint, folder: Path, check: Check, pace: Pace, model: str) -> None:
        self._check, self._pace, self._model = check, pace, model
        self._egress = Egress()
        self._wire = Wire(endpoint, self._egress, pace, DIALECT)
        self._turns = Turns()
        self._account = Account(self._wire, self._turns)
        self._clones = Clones(self._wire, self._account)
        self._forgotten = Forgotten(self._wire, folder / "forget")
        self._spool = Spool(folder)
        self._actors = Actors(lambda: voices_of(self._wire, model), pace)
        self._orders: set[asyncio.Task[str]] = set()

    async def open(self) -> None:
        """Find what an earlier life has left."""
        await self._spool.open()

    async def tidy(self) -> None:
        """Ask about the account, then delete what is to be deleted, here and there, until stopped."""
        await self._account.begin()
        while True:
            await self._forgotten.retry()
            await asyncio.sleep(TIDY_EVERY)
            await self._spool.sweep()

    async def submit(self, utterance: Utterance) -> str:
        """Have *utterance* spoken; the id of the answer in the spool. Costs money: sent again only if it surely was not taken.

        Raises `BadText` and `BadOption` before anything is sent, `SpeechSpent`, and other `SpeechError`s.
        """
        body = body_of(utterance, self._model)
        asked = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        if left := self._spool.adopt(asked):
            return left
        # whoever waits may be told to stop; what is being paid for is written down all the same
        order = asyncio.create_task(self._order(body, asked, utterance.voice))
        self._orders.add(order)
        order.add_done_callback(self._ended)
        return await asyncio.shield(order)

    async def collect(self, speak_id: str) -> Clip:
        """The clip of an order; free, so it may be repeated, for a quarter of an hour. Raises `SpeechFailed`."""
        if (data := await self._spool.get(speak_id)) is None:
            raise SpeechFailed("that answer is not in the spool", again=True)
        try:
            return await self._check(data)
        except SpeechFailed:
            await self._spool.drop(speak_id)
            raise

    async def enrol(self, sample: Sample) -> VoiceRef:
        """Clone the voice of a recording; what to speak with. Raises `BadSample`, `SpeechFull` and other `SpeechError`s."""
        async with self._turns:
            return await self._clones.make(sample, self._model)

    async def forget(self, voice: VoiceRef) -> None:
        """Delete a cloned voice and what it said here, and the voice at the API: now, or as soon as it answers."""
        try:
            voice_id, bound = parts_of(voice)
        except SpeechRejected:  # another API's
            return
        if bound:
            await self._spool.drop(voice=voice_id)
            await self._forgotten.add(voice_id)

    async def actors(self) -> Sequence[Voice]:
        """The stock voices, at most ten minutes old while the API answers."""
        return await self._actors.get()

    @property
    def refused(self) -> bool:
        """True once the API has refused our token: nothing more is sent."""
        return self._wire.refused

    async def credits(self) -> Credits | None:
        """What is left of the account. Raises `SpeechError`s."""
        return (await self._account.plan()).credits

    async def slots(self) -> tuple[Sequence[Mapping[str, str]], int]:
        """The account's cloned voices at the API (`ref`: the id of a `VoiceRef`, `name`), and how many it may have."""
        rows = await self._clones.there()
        shown = [
            {"ref": clone_of(str(row["voice_id"]), str(row.get("model"))).id, "name": str(row.get("name"))}
            for row in rows
        ]
        return shown, (await self._account.plan()).slots

    async def close(self) -> None:
        """Stop what is going on, after a moment for what is paid, and close the connections."""
        if self._orders:
            await asyncio.wait(self._orders, timeout=GRACE)
        for order in list(self._orders):
            order.cancel()
        await asyncio.gather(*self._orders, return_exceptions=True)
        await self._actors.close()
        await self._egress.close()

    async def _order(self, body: dict[str, Any], asked: str, voice: VoiceRef) -> str:
        async with self._turns:
            answer = await self._wire.call(_call(body, self._pace))
        if answer.good:
            if len(answer.raw) < SMALLEST or not looks_like_audio(answer.raw):
                raise SpeechFailed("what came is no clip")
            metrics.spoken.inc(len(body["text"]))
            return await self._spool.put(asked, body["voice_id"], mended(answer.raw))
        error = speech_error(answer, voice)
        if isinstance(error, SpeechRejected) and error.code == INVALID_ACTOR:
            self._actors.forget()
        raise error

    def _ended(self, order: asyncio.Task[str]) -> None:
        self._orders.discard(order)
        if not order.cancelled():
            order.exception()  # seen, even when nobody waits any more


def _call(body: dict[str, Any], pace: Pace) -> Call:
    """The request for *body*: by streaming where the text is long, so that no proxy takes the long silence for the end.

    An answer that is lost is paid for twice. Streaming knows no volume, so it must be the usual one.
    """
    output = dict(body["output"])
    path, silence, timeout = "v1/text-to-speech", None, pace.request
    if len(body["text"]) >= STREAMED_FROM and output["volume"] == FULL_VOLUME:
        path, silence, timeout = "v1/text-to-speech/stream", pace.request, pace.request * 3
        del output["volume"]
    return Call(
        method="POST",
        path=path,
        body={**body, "output": output},
        accept="audio/*, application/json",
        free=False,
        limit=LARGEST,
        silence=silence,
        timeout=timeout,
    )


@asynccontextmanager
async def open_cloud(
    endpoint: Endpoint, folder: Path, *, check: Check, pace: Pace | None = None, model: str = V30
) -> AsyncGenerator[CloudSpeech]:
    """The client, for as long as the block runs; *folder* is its spool. The rest as in `open_speech`."""
    speech = CloudSpeech(endpoint, folder, check, pace or PACE, model)
    await speech.open()
    tidying = asyncio.create_task(speech.tidy())
    try:
        yield speech
    finally:
        tidying.cancel()
        await asyncio.wait([tidying])
        await speech.close()
