"""From Slack to the app: signed HTTP requests or socket envelopes, acknowledged within 3 s, events repeated if not."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode

import aiohttp

from tests.fakes.slack.model import Json
from tests.fakes.slack.rules import EVENT_RETRIES, AckTimeout, AppFailed

if TYPE_CHECKING:
    from tests.fakes.slack.exchange import Exchange
    from tests.fakes.slack.server import FakeSlack

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A request as it went over the wire, to be sent again or spoiled."""

    url: str
    body: bytes = field(repr=False)
    headers: dict[str, str] = field(repr=False)


class Wire(Protocol):
    """One way to the app: it gives the app's answer, or raises AppFailed."""

    async def send(self, exchange: Exchange, attempt: int, reason: str) -> Json | None: ...

    async def ready(self) -> None:
        """Wait until something can be sent at all."""


class NoRetry(AppFailed):
    """Refused with `X-Slack-No-Retry: 1`."""


def signed(body: bytes, secret: str, *, at: float | None = None) -> dict[str, str]:
    """The two headers that Slack signs a body with; *at*: seconds since 1970."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def encoded(kind: str, payload: Json) -> tuple[bytes, str]:
    """Commands are form fields, interactivity is JSON in a form field, events are JSON."""
    if kind == "slash_commands":
        return urlencode(payload).encode(), FORM
    if kind == "interactive":
        return urlencode({"payload": json.dumps(payload)}).encode(), FORM
    return json.dumps(payload).encode(), "application/json"


class HttpWire:
    def __init__(self, slack: FakeSlack) -> None:
        self._slack = slack

    def _url(self, exchange: Exchange) -> str:
        manifest = self._slack.manifest
        declared = manifest.url_for(exchange.kind, exchange.payload)
        anywhere = self._slack.request_url and not manifest.subscriptions.get("request_url")
        if not declared and not anywhere:
            raise AppFailed("dispatch_failed", "the manifest has no URL for this")
        return self._slack.request_url or declared or ""

    async def ready(self) -> None:
        """The network is always there."""

    async def send(self, exchange: Exchange, attempt: int, reason: str) -> Json | None:
        body, content_type = encoded(exchange.kind, exchange.payload)
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        headers |= signed(body, self._slack.signing_secret)
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        sent = Sent(url=self._url(exchange), body=body, headers=headers)
        exchange.sent.append(sent)
        try:
            async with self._slack.http.post(sent.url, data=body, headers=headers, allow_redirects=False) as answer:
                text = await answer.text()
        except aiohttp.ClientError as error:
            raise AppFailed("dispatch_failed", type(error).__name__) from None
        if not 200 <= answer.status < 300:
            stop = answer.headers.get("X-Slack-No-Retry") == "1"
            raise (NoRetry if stop else AppFailed)("dispatch_failed", f"the app answered {answer.status}: {text[:200]}")
        return _answer_of(text)


def _answer_of(text: str) -> Json | None:
    if not text:
        return None
    try:
        answer = json.loads(text)
    except ValueError:
        return {"text": text}
    return answer if isinstance(answer, dict) else {"text": text}


async def deliver(slack: FakeSlack, exchange: Exchange, attempt: int = 0, reason: str = "") -> None:
    """Once; its acknowledgement is noted in *exchange*. AckTimeout or AppFailed where there is none."""
    if exchange not in slack.exchanges:
        slack.exchanges.append(exchange)
    start = time.perf_counter()
    exchange.deliveries += 1
    try:
        async with asyncio.timeout(slack.ack_seconds):
            exchange.ack = await slack.wire.send(exchange, attempt, reason)
    except TimeoutError:
        raise AckTimeout("operation_timeout", f"no answer to {exchange.kind} in {slack.ack_seconds:g} s") from None
    exchange.ack_ms = (time.perf_counter() - start) * 1000
    exchange.error = ""


async def deliver_event(slack: FakeSlack, exchange: Exchange) -> None:
    """As Slack does: again at once where it failed, then after a minute and after five (`slack.clock` moves them)."""
    failed = await _try_event(slack, exchange, 0, "")
    if failed and not isinstance(failed, NoRetry):
        failed = await _try_event(slack, exchange, 1, _reason(failed))
        if failed and not isinstance(failed, NoRetry):
            slack.spawn(_later(slack, exchange, failed, slack.clock.now()))


async def _later(slack: FakeSlack, exchange: Exchange, failed: AppFailed | None, moment: float) -> None:
    for attempt, pause in enumerate(EVENT_RETRIES[1:], 2):
        if failed is None or isinstance(failed, NoRetry):
            return
        moment += pause
        await slack.clock.until(moment)
        failed = await _try_event(slack, exchange, attempt, _reason(failed))


async def _try_event(slack: FakeSlack, exchange: Exchange, attempt: int, reason: str) -> AppFailed | None:
    try:
        if attempt:
            await slack.wire.ready()
        await deliver(slack, exchange, attempt, reason)
    except AppFailed as failed:
        exchange.error = failed.error
        slack.complaints.append(f"{exchange.payload['event']['type']} (attempt {attempt}): {failed}")
        slack.changes.tell()
        return failed
    slack.changes.tell()
    return None


def _reason(failed: AppFailed) -> str:
    if isinstance(failed, AckTimeout):
        return "http_timeout"
    return "http_error" if "answered" in str(failed) else "connection_failed"
