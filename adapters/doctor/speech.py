"""What our own speech server speaks with: its models, its languages, and the optional engine."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from adapters.finding import Finding, Verdict
from bot.settings import Settings

MODEL_CHECK_WITHIN = 60.0


async def check(settings: Settings) -> list[Finding]:
    """The speech server's own check: which parts are there and whole, which languages it can speak."""
    pipe = asyncio.subprocess.PIPE
    flags = ("--data", str(settings.data_dir / "speech"), "--pocket-model", settings.pocket_model)
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot.speech", "--check", *flags, stdout=pipe)
    try:
        out, _ = await asyncio.wait_for(process.communicate(), MODEL_CHECK_WITHIN)
        report = json.loads(out)
    except (TimeoutError, ValueError):
        words = "the speech server's own check did not end well. Run: python -m bot.speech --check"
        return [Finding("speech", Verdict.BLOCKS, words)]
    return [*_findings_of(report), _pocket(report["pocket"], chosen=settings.speech_engine == "pocket")]


def _pocket(state: str, *, chosen: bool) -> Finding:
    """The optional engine: worth a note only to those who chose it and do not get it."""
    ready = state.startswith("ready")
    words = state if chosen else f"{state}. To use it: SPEECH_ENGINE=pocket" if ready else f"not chosen, and {state}"
    return Finding("pocket", Verdict.OK if ready or not chosen else Verdict.NOTE, words)


def _findings_of(report: dict[str, Any]) -> list[Finding]:
    found = []
    for name, state in report["parts"].items():
        there = state.startswith("ready")
        vital = not report["ok"] and not there
        found.append(Finding(name, Verdict.OK if there else Verdict.BLOCKS if vital else Verdict.NOTE, state))
    silent = [row for row in report["languages"].values() if not row["works"]]
    speaks = len(report["languages"]) - len(silent)
    found.append(Finding("languages", Verdict.OK, f"{speaks} of {len(report['languages'])} can be spoken"))
    found += [Finding("languages", Verdict.NOTE, f"{row['name']}: {row['install']}") for row in silent]
    words = "recordings can be cloned" if report["cloning"] else "recordings cannot be cloned: see the parts above"
    return [*found, Finding("cloning", Verdict.OK if report["cloning"] else Verdict.NOTE, words)]
