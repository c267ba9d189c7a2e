"""Whether this machine's clock is right, by the clocks of the services that the bot speaks to."""

from __future__ import annotations

import asyncio
import time

from adapters.doctor.cloud import base_of
from adapters.doctor.probe import Away, time_of
from adapters.finding import Finding, Verdict
from bot.ports import Clock
from bot.settings import Settings

NAME = "clock"
ODD = 60.0  # seconds
REFUSED = 300.0  # seconds: Slack's requests are signed with the time, and older ones are refused (docs.slack.dev)
SET = "Set it by the network: timedatectl set-ntp true, or restart the machine that this container runs on."


async def check(settings: Settings, clock: Clock = time.time) -> list[Finding]:
    """Nothing where nobody can be asked: without a network, and with no service set up."""
    asked = [url for url in _services(settings) if url]
    skews = [skew for skew in await asyncio.gather(*(_skew(url, clock) for url in asked)) if skew is not None]
    if not skews:
        return []
    skew = min(skews, key=abs)  # one service with a wrong clock is not ours to mend
    if abs(skew) <= ODD:
        return [Finding(NAME, Verdict.OK, "this machine's clock is right")]
    words = f"this machine's clock is {abs(skew):.0f} s {'ahead' if skew > 0 else 'behind'}. {SET}"
    signed = settings.slack_signing_secret and abs(skew) > REFUSED
    return [Finding(NAME, Verdict.BLOCKS if signed else Verdict.NOTE, words)]


def _services(settings: Settings) -> list[str]:
    return [
        f"{settings.discord_api_url}/gateway" if settings.discord_token else "",
        f"{settings.slack_api_url}/api.test" if settings.slack_bot_token or settings.slack_client_id else "",
        base_of(settings),
    ]


async def _skew(url: str, clock: Clock) -> float | None:
    before = clock()
    try:
        there = await time_of(url)
    except Away:
        return None
    return None if there is None else (before + clock()) / 2 - there - 0.5  # the header has whole seconds
