"""What Mynah adds to a bare Discord bot, from /say to the sound in the channel, and how soon a burst is acknowledged.

python -m benchmarks.discord [--json] [--rounds 150] [--burst 100]

Both bots are processes of their own and speak through one fake cloud, which needs no time; each has a fake Discord of
its own in this process, over real sockets. They take turns, so that both meet the same machine. The bare bot
(`benchmarks.discord_bare`) orders, downloads and uploads, and that is all; Mynah keeps each command on the disk
first and hears each clip through before it shows it. CPU is that of the bot's own process.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.report import arguments, percentile, report
from tests.fakes.discord import FakeDiscord, User, fake_discord
from tests.fakes.typecast import ACTORS, FakeTypecast, fake_typecast

ROOT = Path(__file__).parents[1]
GOALS = {"added_ms_median": "<= 15", "cpu_ratio": "<= 2", "burst_ack_max_ms": "< 1000"}
WARM_UP = 10
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True)
class Bot:
    """A running bot, its Discord, and somebody there."""

    pid: int
    fake: FakeDiscord
    alice: User

    async def say(self, text: str) -> float:
        """Milliseconds until the sound is in the channel."""
        began = time.perf_counter()
        exchange = await self.alice.slash("say", text=text)
        await exchange.spoken(30)
        return (time.perf_counter() - began) * 1000

    async def burst(self, size: int) -> list[float]:
        """Milliseconds until each of *size* commands at once is acknowledged."""
        said = [await self.alice.slash("say", text=f"Burst number {number}") for number in range(size)]
        for exchange in said:
            await exchange.acknowledged(30)
        waited = [exchange.waited * 1000 for exchange in said]
        for exchange in said:
            await exchange.spoken(60)
        return waited

    def cpu(self) -> float:
        """Milliseconds of CPU that the process has had, in itself and in the kernel (Linux: proc(5), utime and stime)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / TICK


async def measure(rounds: int, burst: int) -> dict[str, float]:
    """The figures, in milliseconds."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        cloud = await stack.enter_async_context(fake_typecast())
        mynah = await stack.enter_async_context(running(cloud, folder, "adapters", "run"))
        bare = await stack.enter_async_context(running(cloud, folder, "benchmarks.discord_bare"))
        for number in range(WARM_UP):
            await mynah.say(f"Warm up number {number}")
            await bare.say(f"Warm up number {number}")
        figures = await turns(mynah, bare, rounds)
        figures["burst_ack_max_ms"] = max(await mynah.burst(burst))
        figures["bare_burst_ack_max_ms"] = max(await bare.burst(burst))
        return {name: round(value, 2) for name, value in figures.items()} | {"rounds": rounds, "burst": burst}


async def turns(mynah: Bot, bare: Bot, rounds: int) -> dict[str, float]:
    """Both say the same, who goes first by turns."""
    took: dict[Bot, list[float]] = {mynah: [], bare: []}
    before = mynah.cpu(), bare.cpu()
    for number in range(rounds):
        text = f"Good morning, everyone, this is message number {number:04d}."
        for bot in (mynah, bare) if number % 2 else (bare, mynah):
            took[bot].append(await bot.say(text))
    cpu, bare_cpu = (mynah.cpu() - before[0]) / rounds, (bare.cpu() - before[1]) / rounds
    added = [ours - theirs for ours, theirs in zip(took[mynah], took[bare], strict=True)]
    return {
        "added_ms_median": median(added),
        "added_ms_p90": percentile(added, 0.9),
        "say_ms_median": median(took[mynah]),
        "bare_ms_median": median(took[bare]),
        "cpu_ms": cpu,
        "bare_cpu_ms": bare_cpu,
        "cpu_ratio": cpu / bare_cpu,
    }


@asynccontextmanager
async def running(cloud: FakeTypecast, folder: Path, module: str, *arguments: str) -> AsyncGenerator[Bot]:
    """A bot with a Discord of its own, once somebody can type its commands."""
    async with fake_discord() as fake:
        fake.document = None  # the requests are checked by the tests
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "MYNAH_DATA_DIR": str(folder / "data"),
            "MYNAH_PORT": "0",
            "LOG_LEVEL": "warning",
            "TYPECAST_BASE_URL": cloud.url,
            "TYPECAST_API_TOKEN": cloud.token,
            "ACTOR": str(ACTORS[0]["actor_id"]),
            "DISCORD_TOKEN": fake.token,
            "DISCORD_API_URL": fake.api,
            "GATEWAY": fake.gateway_url,
        }
        command = (sys.executable, "-m", module, *arguments)
        quiet = subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environ, stdout=quiet, stdin=quiet)
        try:
            await fake.ready(30)
            yield Bot(pid=process.pid, fake=fake, alice=fake.user())
        finally:
            process.kill()
            await process.wait()


if __name__ == "__main__":
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=150)
    parser.add_argument("--burst", type=int, default=100)
    asked = parser.parse_args()
    found = asyncio.run(measure(asked.rounds, asked.burst))
    report("discord", found, as_json=asked.json, goals=GOALS)
