"""`mynah doctor`: one check a line: what works, what is missing, what to do. Exit code 78 when something blocks.

Each topic has a file of its own. They run at the same time, each with its own limit, so that the whole takes no longer
than the slowest; the platforms' own checks lie with the platforms.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict

from adapters.doctor.clock import check as check_clock
from adapters.doctor.cloud import check as check_cloud
from adapters.doctor.kept import check as check_kept
from adapters.doctor.listener import check as check_listener
from adapters.doctor.machine import check as check_machine
from adapters.doctor.machine import sandbox as check_sandbox
from adapters.doctor.marking import check as check_marks
from adapters.doctor.speech import check as check_models
from adapters.doctor.tracing import check as check_traces
from adapters.finding import Finding, Verdict
from bot import __version__
from bot.settings import Settings, effective

OK, CONFIG = 0, 78

Check = Callable[[Settings], Awaitable[list[Finding]]]


async def doctor(settings: Settings, *, as_json: bool, wrong: Sequence[str] = ()) -> int:
    """Run every check and print it; the exit code. *wrong*: sentences about settings that cannot be used as they are."""
    findings = [Finding("settings", Verdict.BLOCKS, words) for words in wrong]
    running = [asyncio.create_task(_done(name, check, settings)) for name, check in CHECKS.items()]
    for finding in findings if not as_json else ():
        _print(finding)
    for task in running:
        found = await task
        findings += found
        for finding in found if not as_json else ():
            _print(finding)
    if as_json:
        report = {"version": __version__, "findings": [asdict(f) for f in findings], "settings": effective(settings)}
        print(json.dumps(report, ensure_ascii=False, indent=2))
    return CONFIG if any(finding.verdict is Verdict.BLOCKS for finding in findings) else OK


async def _discord(settings: Settings) -> list[Finding]:
    if not settings.discord_token:
        return []
    from adapters.discord.check import check

    return await check(settings)


async def _slack(settings: Settings) -> list[Finding]:
    if not (settings.slack_bot_token or settings.slack_client_id):
        return []
    from adapters.slack.check import check

    return await check(settings)


async def _speech(settings: Settings) -> list[Finding]:
    return await (check_cloud if settings.cloud else check_models)(settings)


CHECKS: dict[str, Check] = {  # in the order in which they are printed
    "machine": check_machine,
    "kept": check_kept,
    "page": check_listener,
    "clock": check_clock,
    "discord": _discord,
    "slack": _slack,
    "sandbox": check_sandbox,
    "marks": check_marks,
    "traces": check_traces,
    "speech": _speech,
}


async def _done(name: str, check: Check, settings: Settings) -> list[Finding]:
    """What *check* finds; a check that fails itself is a line as well, and no reason not to print the others."""
    try:
        return await check(settings)
    except Exception as problem:  # noqa: BLE001 - whatever it is: an admin who looks for help gets no traceback
        words = f"this check itself failed ({type(problem).__name__}). Please report it."
        return [Finding(name, Verdict.NOTE, words)]


def _print(finding: Finding) -> None:
    mark = {Verdict.OK: "ok    ", Verdict.NOTE: "note  ", Verdict.BLOCKS: "BLOCKS"}[finding.verdict]
    print(f"{mark}  {finding.name:<10} {finding.words}", flush=True)
