"""Waiting for an order: GET /api/speak/v2/{id} until it is done. Polling is free ("does not deduct from quota")."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from yarl import URL

from bot.errors import BotError, SpeechFailed
from bot.typecast.answer import Answer, declined, error_of
from bot.typecast.callback import embed_of
from bot.typecast.endpoint import Base
from bot.typecast.pace import Pace, Rhythm
from bot.typecast.strict_json import mapping_of, text_of
from bot.typecast.wire import Call, Lost, Throttled, Wire

FAILED = ("failed", "fail", "error")  # `failed` is documented, public clients have met the others
MISSING_TOLERATED = 2  # times 404: the order may not have reached every machine of theirs yet (assumed)
SHORTEST = 0.05  # seconds that one look may take at least, however near the deadline is


@dataclass(frozen=True, slots=True)
class Done:
    """An order that came to its end: where its sound is."""

    base: Base
    url: str = field(repr=False)
    embed: URL | None = field(default=None, repr=False)


class Poll:
    """Looks at one order, in the rhythm that suits the cloud or the speech server on loopback.

    *deadline* is in the event loop's time. A set *hint* makes the next look come at once: the first one only, for
    hints are free to send, and the API asks not to be polled more than once a second.
    """

    def __init__(self, wire: Wire, pace: Pace, speak_id: str, hint: asyncio.Event, deadline: float) -> None:
        self._wire, self._pace, self._hint = wire, pace, hint
        self._speak_id, self._deadline = speak_id, deadline
        self._looks = self._missing = self._throttled = 0
        self._pause = 0.0
        self._woken = False

    async def until_done(self) -> Done:
        """Look until the order is done: at once, or after a pause when it was looked at before.

        Raises `SpeechFailed` when it failed, is lost or late, and whatever else an answer means.
        """
        while True:
            base = await self._wire.base()
            if self._looks:
                await self._rest(self._pace.rhythm(local=base.local))
            self._looks += 1
            if done := await self._try(base):
                return done
            if self._left <= 0:
                raise SpeechFailed("the order took too long", again=False)

    @property
    def _left(self) -> float:
        return self._deadline - asyncio.get_running_loop().time()

    async def _rest(self, rhythm: Rhythm) -> None:
        self._pause = rhythm.after(self._pause)
        seconds = min(self._pause, max(0.0, self._left))
        if self._woken:
            await asyncio.sleep(seconds)
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._hint.wait(), seconds)
            self._woken = True

    async def _try(self, base: Base) -> Done | None:
        """One look that survives what may pass: errors of the API and of the network, and an order not yet known."""
        try:
            answer = await self._look(base)
        except Lost:
            return None
        except Throttled as busy:
            self._throttled += 1
            self._wire.pause(self._throttled, busy)
            return None
        self._throttled = 0
        if answer.status == HTTPStatus.NOT_FOUND:
            self._missing += 1
            if self._missing > MISSING_TOLERATED:
                raise SpeechFailed("the API has lost the order", again=True)
            return None
        if not answer.good:
            raise error_of(answer)
        return _done(base, _result(answer))

    async def _look(self, base: Base) -> Answer:
        left = max(SHORTEST, self._left)
        wait = self._pace.hold(left, local=base.local)
        call = Call(
            method="GET",
            path=f"speak/v2/{self._speak_id}",
            query={"wait": str(wait)} if wait else {},
            timeout=min(left, wait + self._pace.request),
        )
        return await self._wire.ask(call, self._deadline)


def _result(answer: Answer) -> Mapping[str, Any]:
    try:
        return mapping_of(answer.result())
    except SpeechFailed:
        return {}  # a page of some proxy with status 200: look again


def _done(base: Base, result: Mapping[str, Any]) -> Done | None:
    status = text_of(result.get("status"))
    if status in FAILED:
        raise _failure(result)
    url = text_of(result.get("audio_download_url"))
    if status != "done" or not url:  # the URL may come a little after the word
        return None
    return Done(base, url, embed_of(result))


def _failure(result: Mapping[str, Any]) -> BotError:
    """Mynah's own server says why, in the codes of an error; Typecast documents no reason."""
    code = text_of(result.get("error_code"))
    if code.startswith("app/invalid/"):
        return declined(code)
    # our own server has tried twice before it says so; of the cloud nothing of the kind is known
    return SpeechFailed("the API could not make the speech", again=not code)
