"""`mynah doctor`: one check a line: what works, what is missing, what to do. Exit code 78 when something blocks."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adapters.finding import Finding, Verdict
from bot import __version__
from bot.errors import BotError, SpeechClosed, SpeechRejected
from bot.settings import Settings, effective

if TYPE_CHECKING:
    from bot.app import App

OK, CONFIG = 0, 78
ROOM = 1 * 2**30  # bytes: models, clips and the journal
MODEL_CHECK_WITHIN = 60.0


async def doctor(settings: Settings, *, as_json: bool) -> int:
    """Run every check and print it; the exit code."""
    findings: list[Finding] = []
    for check in (_python, _data_folder, _store, _listener, _discord, _sandbox, _speech):
        for finding in await check(settings):
            findings.append(finding)
            if not as_json:
                _print(finding)
    if as_json:
        report = {"version": __version__, "findings": [asdict(f) for f in findings], "settings": effective(settings)}
        print(json.dumps(report, ensure_ascii=False, indent=2))
    return CONFIG if any(finding.verdict is Verdict.BLOCKS for finding in findings) else OK


def _print(finding: Finding) -> None:
    mark = {Verdict.OK: "ok    ", Verdict.NOTE: "note  ", Verdict.BLOCKS: "BLOCKS"}[finding.verdict]
    print(f"{mark}  {finding.name:<10} {finding.words}", flush=True)


async def _python(_: Settings) -> list[Finding]:
    return [Finding("python", Verdict.OK, f"{sys.version.split()[0]}, mynah {__version__}")]


async def _data_folder(settings: Settings) -> list[Finding]:
    return [await asyncio.to_thread(_folder, settings.data_dir)]


def _folder(folder: Path) -> Finding:
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if not os.access(there, os.W_OK | os.X_OK) or not there.is_dir():
        return Finding("data", Verdict.BLOCKS, f"{folder} cannot be written. Set MYNAH_DATA_DIR to a folder that can.")
    free = shutil.disk_usage(there).free
    if free < ROOM:
        words = f"{folder} has {free // 2**20} MB left; 1 GB is wanted. Make room, or set MYNAH_DATA_DIR elsewhere."
        return Finding("data", Verdict.NOTE, words)
    return Finding("data", Verdict.OK, f"{folder}, {free / 2**30:.0f} GB free")


async def _store(settings: Settings) -> list[Finding]:
    from bot.store import NewerSchema, StoreUnusable, open_store

    where = settings.data_dir / "state.db"
    if not await asyncio.to_thread(where.exists):
        return [Finding("store", Verdict.OK, "new: it is made at the first start")]
    try:
        async with open_store(where) as store:
            await store.check()
    except NewerSchema:
        words = f"{where} was written by a later Mynah. Run that version, or restore an older backup."
        return [Finding("store", Verdict.BLOCKS, words)]
    except StoreUnusable:
        return [Finding("store", Verdict.BLOCKS, f"{where} cannot be used. Restore a backup, or move it away.")]
    return [Finding("store", Verdict.OK, str(where))]


async def _listener(settings: Settings) -> list[Finding]:
    if settings.port == 0:
        return [Finding("page", Verdict.OK, f"{settings.host}, a free port")]
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except OSError as problem:
        words = f"{settings.host}:{settings.port} is taken ({problem.strerror}). A running Mynah? Else set MYNAH_PORT."
        return [Finding("page", Verdict.NOTE, words)]
    return [Finding("page", Verdict.OK, f"{settings.host}:{settings.port} is free")]


async def _discord(settings: Settings) -> list[Finding]:
    if not settings.discord_token:
        return []
    from adapters.discord.check import check

    return await check(settings)


async def _sandbox(_: Settings) -> list[Finding]:
    from bot.audio import open_audio

    async with open_audio() as audio:
        try:
            lock = await audio.ready()
        except BotError:
            words = "the child that decodes recordings does not start. Install Mynah again with: make setup"
            return [Finding("sandbox", Verdict.BLOCKS, words)]
    if lock == "seccomp":
        return [Finding("sandbox", Verdict.OK, "recordings are decoded under rlimits and seccomp")]
    words = "recordings are decoded under rlimits only. Install libseccomp2 on Linux for the full sandbox."
    return [Finding("sandbox", Verdict.NOTE, words)]


async def _speech(settings: Settings) -> list[Finding]:
    check: Callable[[Settings], Awaitable[list[Finding]]] = _api if settings.cloud else _models
    return await check(settings)


async def _api(settings: Settings) -> list[Finding]:
    """Ask the API for its voices: proves the address, the network and the token in one free call."""
    from bot.app import open_app

    try:
        async with open_app(settings, jobs=False) as app, asyncio.timeout(20):
            count = len(await app.speech.actors())
            return [Finding("speech", Verdict.OK, f"the speech service answers, {count} voices"), *await _account(app)]
    except SpeechClosed as closed:
        return [Finding("speech", Verdict.BLOCKS, _refused(settings, closed.status))]
    except SpeechRejected:
        words = "there is no such API at that address. See that TYPECAST_API and TYPECAST_BASE_URL fit each other."
        return [Finding("speech", Verdict.BLOCKS, words)]
    except (BotError, TimeoutError, OSError) as problem:
        name = "SPEECH_URL" if settings.speech_url else "TYPECAST_BASE_URL or the network"
        words = f"the speech service does not answer ({type(problem).__name__}). Check {name}."
        return [Finding("speech", Verdict.BLOCKS, words)]


def _refused(settings: Settings, status: int) -> str:
    """What to set after a 401 or 403. Keys of Typecast's two generations are not interchangeable, and look alike."""
    if settings.speech_url:
        return "the speech service refuses the key. Set SPEECH_TOKEN to a valid one."
    if settings.typecast_api == "legacy":
        return (
            "Typecast's legacy API refuses the key. A key that was made lately is for the current API: set "
            "TYPECAST_API=v1. Else set TYPECAST_API_TOKEN to a valid one."
        )
    if status == HTTPStatus.FORBIDDEN:
        return (
            "Typecast's current API knows the key but does not let it in. A key of the legacy API is answered so: set "
            "TYPECAST_API=legacy, or TYPECAST_API_TOKEN to a new key. A dormant account is answered so as well."
        )
    return (
        "Typecast's current API does not know the key. Set TYPECAST_API_TOKEN to a valid one; "
        "if it is a key of the legacy API, set TYPECAST_API=legacy."
    )


async def _account(app: App) -> list[Finding]:
    """What the account has left, and who holds its slots for cloned voices; nothing where the API does not tell."""
    found = []
    if left := await app.speech.credits():
        verdict = Verdict.OK if left.used < left.total else Verdict.NOTE
        found.append(Finding("credits", verdict, f"{left.used:,} of {left.total:,} used"))
    if (kept := await app.slots()) is None:
        return found
    voices, slots = kept
    ours = {voice.ref.id: f"{voice.name} ({who.platform} {who.user})" for who, voice in await app.store.voices.every()}
    names = sorted(ours[voice["ref"]] for voice in voices if voice["ref"] in ours)
    strange = sorted(voice["name"] for voice in voices if voice["ref"] not in ours)
    words = f"{len(voices)} of {slots} slots for cloned voices taken"
    words += f", by this bot: {', '.join(names)}" if names else ""
    words += f"; not by this bot, or left over: {', '.join(strange)}" if strange else ""
    full = len(voices) >= slots
    words += ". Delete one with /voices, or at typecast.ai, before another is cloned" if full else ""
    return [*found, Finding("slots", Verdict.NOTE if full else Verdict.OK, words)]


async def _models(settings: Settings) -> list[Finding]:
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
