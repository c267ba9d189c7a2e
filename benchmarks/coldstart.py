"""How long Mynah takes to be ready, and what it costs while nobody speaks.

Ready means that GET /readyz says 200: the jobs are open, the store can be written, the speech server answers. No
engine is loaded by then. The floor is a Python that only imports aiohttp, started in turns with the bot.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.report import arguments, report

READY_WITHIN = 30.0  # seconds
SETTLES_IN = 3.0  # seconds after which memory and idle time are looked at
LOOK_EVERY = 0.01  # seconds
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Process:
    """One process, as /proc has it."""

    pid: int

    @property
    def rss_mb(self) -> float:
        """Resident memory in MiB."""
        (line,) = [x for x in self._read("status").splitlines() if x.startswith("VmRSS:")]
        return int(line.split()[1]) / 1024

    @property
    def cpu_seconds(self) -> float:
        """Time on a core since its start, in the kernel and out of it."""
        fields = self._read("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def children(self) -> list[Process]:
        return [Process(int(pid)) for pid in self._read(f"task/{self.pid}/children").split()]

    def _read(self, name: str) -> str:
        return Path(f"/proc/{self.pid}/{name}").read_text("ascii", errors="replace")


@contextmanager
def running_bot(folder: Path) -> Generator[tuple[Process, float]]:
    """A bot with an empty data folder, and the seconds it took to be ready."""
    port = free_port()
    environ = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    environ |= {"MYNAH_DATA_DIR": str(folder), "MYNAH_PORT": str(port), "LOG_LEVEL": "error"}
    quiet = subprocess.DEVNULL
    began = time.perf_counter()
    bot = subprocess.Popen(
        [sys.executable, "-m", "adapters", "run"], env=environ, cwd=folder, stdin=quiet, stdout=quiet
    )
    try:
        yield Process(bot.pid), wait_ready(f"http://127.0.0.1:{port}/readyz", bot) - began
    finally:
        bot.send_signal(signal.SIGTERM)
        try:
            bot.wait(20)
        except subprocess.TimeoutExpired:
            bot.kill()
            bot.wait()


def wait_ready(url: str, bot: subprocess.Popen[bytes]) -> float:
    """The time at which *url* first answered 200."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.perf_counter() + READY_WITHIN
    while time.perf_counter() < until:
        try:
            with opener.open(url, timeout=5):
                return time.perf_counter()
        except (urllib.error.URLError, OSError):
            if bot.poll() is not None:
                raise SystemExit(f"the bot ended with status {bot.returncode}") from None
            time.sleep(LOOK_EVERY)
    raise SystemExit(f"not ready within {READY_WITHIN:g} s")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def floor() -> float:
    """Seconds that Python and its HTTP library alone take."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import aiohttp"], check=True)
    return time.perf_counter() - began


def idle_percent(processes: list[Process], seconds: float) -> list[float]:
    """The share of one core that each of *processes* uses while nobody speaks."""
    before = [process.cpu_seconds for process in processes]
    time.sleep(seconds)
    return [100 * (process.cpu_seconds - then) / seconds for process, then in zip(processes, before, strict=True)]


def measure(rounds: int, seconds: float) -> dict[str, float | int]:
    """Starts in fresh folders; memory and idle time are those of the last bot."""
    ready, floors, figures = [], [], {}
    for turn in range(rounds):
        with tempfile.TemporaryDirectory() as name, running_bot(Path(name)) as (bot, took):
            ready.append(took)
            if turn == rounds - 1:
                figures = at_rest(bot, seconds)
        floors.append(floor())
    starts = {"ready_s": median(ready), "ready_s_max": max(ready), "floor_s": median(floors)}
    starts["ratio"] = starts["ready_s"] / starts["floor_s"]
    return {name: round(value, 3) for name, value in (starts | figures).items()} | {"rounds": rounds}


def at_rest(bot: Process, seconds: float) -> dict[str, float]:
    """What the bot and its children cost."""
    time.sleep(SETTLES_IN)
    children = bot.children()
    own, *others = idle_percent([bot, *children], seconds)
    return {
        "rss_mb": bot.rss_mb,
        "idle_cpu_percent": own,
        "children_rss_mb": sum(child.rss_mb for child in children),
        "children_idle_cpu_percent": sum(others),
    }


if __name__ == "__main__":
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=10.0, help="how long the idle bot is watched")
    asked = parser.parse_args()
    goals = {"ready_s": "<= 2", "rss_mb": "<= 140", "idle_cpu_percent": "<= 1"}
    report("coldstart", measure(asked.rounds, asked.seconds), as_json=asked.json, goals=goals)
