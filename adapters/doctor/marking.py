"""Whether clips leave with their mark."""

from __future__ import annotations

import asyncio
import datetime as dt

from adapters.finding import Finding, Verdict
from bot.marking import available
from bot.settings import Settings

NAME = "marks"
SOON = dt.timedelta(days=30)


async def check(settings: Settings) -> list[Finding]:
    return [await asyncio.to_thread(_look, settings, dt.datetime.now(dt.UTC))]


def _look(settings: Settings, now: dt.datetime) -> Finding:
    own = settings.mark_certificate and settings.mark_key
    if not available():
        words = "clips are not marked as made by a machine. Install the extra: pip install 'mynah[mark]'."
        return Finding(NAME, Verdict.BLOCKS if own else Verdict.NOTE, words)
    if not settings.mark_certificate or not settings.mark_key:
        return Finding(NAME, Verdict.OK, "clips are marked by a certificate of this installation")
    from bot.marking.identity import BadIdentity, ends_of

    try:
        ends = ends_of(settings.mark_certificate, settings.mark_key)
    except BadIdentity as problem:
        return Finding(NAME, Verdict.BLOCKS, f"{problem} Until then clips leave without their mark.")
    if ends < now:
        words = f"the certificate of MARK_CERTIFICATE ended on {ends:%Y-%m-%d}. Set it to a new one."
        return Finding(NAME, Verdict.BLOCKS, words)
    if ends < now + SOON:
        words = f"the certificate of MARK_CERTIFICATE ends on {ends:%Y-%m-%d}. Get a new one before that."
        return Finding(NAME, Verdict.NOTE, words)
    return Finding(NAME, Verdict.OK, f"clips are marked by your certificate, which is good until {ends:%Y-%m-%d}")
