"""Authenticated requests to the API, one at a time or repeated as the one retry policy says.

| what happens                         | what is done                                                             |
|--------------------------------------|--------------------------------------------------------------------------|
| 401                                  | `SpeechClosed`; no more calls with this base and token                   |
| 403                                  | `SpeechClosed`                                                           |
| 429                                  | everybody pauses, then again, `Pace.tries` times in all; `SpeechBusy`,   |
|                                      | at once where the pause is longer than `Pace.patience`                   |
| not connected, 502, 503, 504         | again, `Pace.repeats` more times; `SpeechBusy`                           |
| other 5xx, connection lost, too slow | the same when repeating costs nothing, else `SpeechBusy` at once         |
| anything else                        | the caller's business                                                    |

The session's errors quote URLs and headers, so none of them leaves this file, not even as a context.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import aiohttp

from bot import metrics, traces
from bot.errors import BotError, SpeechBusy, SpeechClosed
from bot.logs import get_logger
from bot.typecast.answer import Answer, error_of
from bot.typecast.egress import Egress
from bot.typecast.endpoint import Base, Endpoint
from bot.typecast.gate import Gate, backoff, retry_after_of
from bot.typecast.pace import Pace

ANSWER_LIMIT = 4 * 1024 * 1024  # bytes
NOT_CONNECTED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
BROKEN = (aiohttp.ClientError, TimeoutError, OSError, ValueError)

logger = get_logger(__name__)


class Lost(Exception):
    """No usable answer; *arrived* is False when the request was surely not taken."""

    def __init__(self, *, arrived: bool) -> None:
        super().__init__("no answer")
        self.arrived = arrived


class Throttled(Exception):
    """The API answered 429."""

    def __init__(self, asked: float | None) -> None:
        super().__init__("429")
        self.asked = asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What tells the generations of the API apart on the wire: the root of its paths, how it wants the token, its errors."""

    root: str
    header: str
    scheme: str
    error_of: Callable[[Answer], BotError]


LEGACY = Dialect(root="api", header="Authorization", scheme="Bearer ", error_of=error_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request. *path* is below the API's root; *free*: may be repeated after its answer was lost.

    *timeout* in seconds for the whole, *silence* between two pieces of the answer, *limit* of the answer in bytes.
    *form* makes a multipart body anew for each try.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] | None = field(default=None, repr=False)
    form: Callable[[], aiohttp.FormData] | None = field(default=None, repr=False)
    accept: str = "application/json"
    free: bool = True
    timeout: float | None = None
    silence: float | None = None
    limit: int = ANSWER_LIMIT


class Wire:
    """The connection to the API: where it is, whether it still lets us in, and when it wants a pause."""

    def __init__(self, endpoint: Endpoint, egress: Egress, pace: Pace, dialect: Dialect = LEGACY) -> None:
        self._endpoint, self._egress, self._pace, self._dialect = endpoint, egress, pace, dialect
        self._closed: Base | None = None
        self.gate = Gate(pace)

    @property
    def refused(self) -> bool:
        """True once the API has refused our token: nothing more is sent."""
        return self._closed is not None

    async def base(self) -> Base:
        """Where the API is now. Raises `SpeechBusy` while it is nowhere, `SpeechClosed` once it refused the token."""
        base = Base.of(*await self._endpoint(), self._dialect.root)
        self._egress.settle(base)
        if self._closed == base:
            raise SpeechClosed("the API does not know our token")
        return base

    async def call(self, call: Call) -> Answer:
        """A good answer, or one that the caller must judge (4xx). Raises `SpeechBusy` or `SpeechClosed`."""
        deadline = asyncio.get_running_loop().time() + self._pace.deadline
        throttled = lost = 0
        while True:
            try:
                return await self.ask(call, deadline)
            except Throttled as busy:
                throttled += 1
                left = self.pause(throttled, busy)
                if throttled >= self._pace.tries or left > self._pace.patience:
                    raise SpeechBusy("the API has too many requests", retry_after=max(1.0, left)) from None
            except Lost as error:
                lost += 1
                if lost > self._pace.repeats or (error.arrived and not call.free):
                    raise SpeechBusy("the API cannot be reached", retry_after=self._pace.backoff_first * 2) from None
            if lost:
                await asyncio.sleep(backoff(self._pace, lost))

    async def ask(self, call: Call, deadline: float) -> Answer:
        """One try, once the shared pause is over. Raises `Throttled`, `Lost`, `SpeechBusy` or `SpeechClosed`."""
        await self.gate.wait(deadline)
        base = await self.base()
        answer = await self._counted(base, call)
        if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise self._shut(base, answer)
        if answer.throttled:
            raise Throttled(answer.retry_after)
        if answer.down:
            raise Lost(arrived=not answer.not_done)
        return answer

    async def _counted(self, base: Base, call: Call) -> Answer:
        outcome = "lost"
        try:
            with metrics.timed(metrics.upstream_seconds), traces.span("speech request", method=call.method):
                answer = await self._send(base, call)
                traces.note(status=answer.status)
            outcome = f"{answer.status // 100}xx"
        finally:
            metrics.upstream.labels(outcome).inc()
        return answer

    def pause(self, attempt: int, busy: Throttled) -> float:
        """Everybody waits after the *attempt*-th 429 in a row; for how many seconds."""
        return self.gate.pause(attempt, busy.asked)

    def _shut(self, base: Base, answer: Answer) -> Exception:
        """A 401 closes the circuit: a wrong token does not get better, and asking on gets one banned."""
        if answer.status == HTTPStatus.UNAUTHORIZED and self._closed != base:
            self._closed = base
            logger.error("the speech API does not know our token; no more calls until it is changed")
        return self._dialect.error_of(answer)

    async def _send(self, base: Base, call: Call) -> Answer:
        url = base.api.joinpath(call.path).with_query(call.query)
        headers = {self._dialect.header: f"{self._dialect.scheme}{base.token}", "Accept": call.accept}
        data: bytes | aiohttp.FormData | None = call.form() if call.form else None
        if call.body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(call.body, allow_nan=False).encode()
        patience = aiohttp.ClientTimeout(
            total=call.timeout or self._pace.request, connect=self._pace.connect, sock_read=call.silence
        )
        try:
            async with self._egress.home.request(
                call.method, url, data=data, headers=headers, allow_redirects=False, timeout=patience
            ) as response:
                raw = await read_capped(response.content, call.limit)
                return Answer(response.status, raw, retry_after_of(response.headers.get("Retry-After")))
        except NOT_CONNECTED:
            arrived = False
        except BROKEN:
            arrived = True
        raise Lost(arrived=arrived)


async def read_capped(content: aiohttp.StreamReader, limit: int) -> bytes:
    """The whole body. Raises ValueError as soon as it is over *limit* bytes, whatever its header announced."""
    data = bytearray()
    async for chunk in content.iter_chunked(65536):
        data += chunk
        if len(data) > limit:
            raise ValueError("too much")
    return bytes(data)
