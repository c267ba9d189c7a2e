"""Requests that a front door must refuse: one good one, spoiled in every way that is known to hurt."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.fakes.slack.delivery import FORM, Sent, signed
from tests.fakes.slack.rules import SIGNATURE_SECONDS

STAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"


TAKEN, REFUSED = frozenset({200}), frozenset({401})
NONSENSE = frozenset({400, 401, 404, 413})  # signed, and yet nothing that Slack would send


@dataclass(frozen=True, kw_only=True)
class Probe:
    """`sent` must be answered with one of `answers`, and run nothing unless that is 200."""

    name: str
    sent: Sent
    answers: frozenset[int] = REFUSED

    @property
    def good(self) -> bool:
        return self.answers == TAKEN


def probes(sent: Sent, secret: str) -> list[Probe]:
    """Of a request that was good when it was sent; *secret*: the app's signing secret."""
    return [
        *_ages(sent, secret),
        *_stamps(sent, secret),
        *_signatures(sent),
        *_bodies(sent, secret),
        *_odd(sent, secret),
    ]


def _with(sent: Sent, *, body: bytes | None = None, drop: tuple[str, ...] = (), **headers: str) -> Sent:
    kept = {name: value for name, value in sent.headers.items() if name not in drop}
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    return Sent(url=sent.url, body=sent.body if body is None else body, headers=kept | changed)


def _resigned(sent: Sent, secret: str, body: bytes, *, at: float | None = None) -> Sent:
    return Sent(url=sent.url, body=body, headers=sent.headers | signed(body, secret, at=at))


def _ages(sent: Sent, secret: str) -> Iterator[Probe]:
    now, edge = time.time(), SIGNATURE_SECONDS
    for name, age, good in (
        ("young", -edge + 30, True),
        ("old, in time", edge - 30, True),
        ("stale", edge + 5, False),
        ("from the future", -edge - 5, False),
        ("of another year", 400 * 86_400, False),
    ):
        body = sent.body + f"&probe={name}".replace(" ", "+").encode() if good else sent.body
        yield Probe(name=name, sent=_resigned(sent, secret, body, at=now - age), answers=TAKEN if good else REFUSED)


def _stamps(sent: Sent, secret: str) -> Iterator[Probe]:
    stamp = sent.headers[STAMP]
    spoiled = {
        "words": "abc",
        "empty": "",
        "a fraction": f"{stamp}.5",
        "5,000 digits": "9" * 5000,
        "negative": f"-{stamp}",
        "a space": f"{stamp[:3]} {stamp[3:]}",
        "underscores": f"{stamp[:3]}_{stamp[3:]}",
    }
    for name, value in spoiled.items():
        yield Probe(name=f"timestamp: {name}", sent=_with(sent, X_Slack_Request_Timestamp=value))


def _signatures(sent: Sent) -> Iterator[Probe]:
    good = sent.headers[SIGNATURE]
    spoiled = {
        "of another body": "v0=" + "0" * 64,
        "empty": "",
        "of another version": good.replace("v0", "v1"),
        "cut short": good[:-1],
        "not ASCII": "v0=" + "é" * 64,
        "too long": good + "0" * 5000,
    }
    for name, value in spoiled.items():
        yield Probe(name=f"signature: {name}", sent=_with(sent, X_Slack_Signature=value))
    yield Probe(name="no signature", sent=_with(sent, drop=(SIGNATURE,)))
    yield Probe(name="no timestamp", sent=_with(sent, drop=(STAMP,)))
    yield Probe(name="neither", sent=_with(sent, drop=(STAMP, SIGNATURE)))


def _bodies(sent: Sent, secret: str) -> Iterator[Probe]:
    yield Probe(name="another body", sent=_with(sent, body=sent.body + b"&x=1"))
    yield Probe(name="another app's secret", sent=_resigned(sent, secret + "x", sent.body))
    yield Probe(name="no body", sent=_with(sent, body=b""))


def _odd(sent: Sent, secret: str) -> Iterator[Probe]:
    deep = "[" * 20_000 + "]" * 20_000
    bodies = {
        "not UTF-8": (b"command=%ff&text=\xff\xfe", FORM),
        "deep JSON": (deep.encode(), "application/json"),
        "deep JSON in a form": (urlencode({"payload": deep}).encode(), FORM),
        "a huge number": (b'{"type": ' + b"9" * 5000 + b"}", "application/json"),
        "no object": (b"[]", "application/json"),
        "3 MB": (b"text=" + b"x" * 3_000_000, FORM),
    }
    unsigned = {
        "url_verification": (b'{"type": "url_verification", "challenge": "x"}', "application/json"),
        "ssl_check": (b"ssl_check=1&token=x", FORM),
    }
    for name, (body, kind) in (bodies | unsigned).items():
        bare = _with(sent, body=body, drop=(STAMP, SIGNATURE), Content_Type=kind)
        answers = REFUSED | {413} if name == "3 MB" else REFUSED
        yield Probe(name=f"unsigned: {name}", sent=bare, answers=answers)
        if name in bodies:
            yield Probe(name=f"signed: {name}", sent=_resigned(bare, secret, body), answers=NONSENSE)
