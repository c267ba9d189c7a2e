"""What the bot runs on: Python, memory, proxies in the environment, and the lock around recordings."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from adapters.finding import Finding, Verdict
from bot import __version__
from bot.errors import BotError
from bot.settings import Settings

MEMORY = 1.5 * 2**30  # bytes: what the speech server takes at most, and the bot beside it
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
PLACES = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
MEMINFO = Path("/proc/meminfo")


async def check(settings: Settings) -> list[Finding]:
    there = [Finding("python", Verdict.OK, f"{sys.version.split()[0]}, mynah {__version__}")]
    return [*there, *(memory() if not settings.cloud else []), *proxies(os.environ)]


def memory(limits: tuple[Path, ...] = PLACES, meminfo: Path = MEMINFO) -> list[Finding]:
    """Whether the speech server has room; nothing where the system does not tell."""
    lines = dict(line.split(":", 1) for line in _read(meminfo).splitlines() if ":" in line)
    free = [int(words[0]) * 1024 for words in [lines.get("MemAvailable", "").split()] if words]
    held = [int(text) for text in map(_read, limits) if text.isdecimal()]
    if not free and not held:
        return []
    if held and min(held) < MEMORY:
        words = f"this container may use {min(held) // 2**20} MB of memory; the speech server takes up to 1.5 GB. "
        return [Finding("memory", Verdict.NOTE, words + "Raise mem_limit, or set TYPECAST_API_TOKEN or SPEECH_URL.")]
    if free and min(free) < MEMORY:
        words = f"{min(free) // 2**20} MB of memory are free; the speech server takes up to 1.5 GB. "
        return [Finding("memory", Verdict.NOTE, words + "Make room, or set TYPECAST_API_TOKEN or SPEECH_URL.")]
    return [Finding("memory", Verdict.OK, f"{min(free + held) / 2**30:.1f} GB can be used")]


def proxies(environ: Mapping[str, str]) -> list[Finding]:
    """Connections are checked where they are made, so the bot makes them itself: a proxy would hide where they lead."""
    there = sorted({name for name in environ if name.upper() in PROXIES and environ[name]})
    if not there:
        return []
    words = (
        f"{', '.join(there)} is set and not used: Mynah connects directly. Where only a proxy leads out, let the network "
        "through, or name another way in DISCORD_API_URL, SLACK_API_URL, TYPECAST_BASE_URL."
    )
    return [Finding("proxy", Verdict.NOTE, words)]


async def sandbox(_: Settings) -> list[Finding]:
    from bot.audio import open_audio

    async with open_audio() as audio:
        try:
            lock = await audio.ready()
        except BotError:
            words = "the child that decodes recordings does not start. Install Mynah again with: make setup"
            return [Finding("sandbox", Verdict.BLOCKS, words)]
    return [locked(lock)]


def locked(lock: str) -> Finding:
    """What the child says about itself: `seccomp` or `rlimits`."""
    if lock == "seccomp":
        return Finding("sandbox", Verdict.OK, "recordings are decoded under rlimits and seccomp")
    words = "recordings are decoded under rlimits only. Install libseccomp2 on Linux for the full sandbox."
    return Finding("sandbox", Verdict.NOTE, words)


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
