"""How long a command waits for its acknowledgement while the speech side hangs.

python -m benchmarks.ack [--json] [--seconds 30]

A real bot takes 200 commands a second for 30 s and then 500 at once; each is durable before it is acknowledged, and
none can be worked, because the speech API never gets ready. The sender keeps to its timetable however slow the bot is,
and a command's time counts from the moment when it was due. The floor is the same server answering without the journal, and what one small durable write takes on this disk
meanwhile: a journal cannot be quicker than both.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import tempfile
import threading
import time
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import aiohttp

from benchmarks.report import Figure, arguments, percentile, report
from benchmarks.stage import running, settings, start

RATE = 200  # commands a second
BURST = 500
HANG = 3_600_000  # milliseconds from an order to its clip
GOALS = {"p99_ms": "<= 250", "max_ms": "<= 2500", "refused": "0"}


class Sender:
    """Sends on a timetable, and notes how late each answer came."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http, self._url = http, url
        self.refused = 0

    async def send(self, path: str, dues: Sequence[float]) -> list[float]:
        """Milliseconds from the moment each command was due (seconds from now) to its acknowledgement."""
        begin = time.perf_counter()
        sending = [asyncio.create_task(self._one(path, number, begin + due)) for number, due in enumerate(dues)]
        return await asyncio.gather(*sending)

    async def _one(self, path: str, number: int, due: float) -> float:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        body = {"id": f"{path}:{due}:{number}", "text": f"This is command {number}.", "workspace": f"w{number % 20}"}
        try:
            async with self._http.post(f"{self._url}/{path}", json=body) as answer:
                self.refused += answer.status != 200
        except (aiohttp.ClientError, TimeoutError):
            self.refused += 1
        return (time.perf_counter() - due) * 1000


@contextlib.asynccontextmanager
async def disk(folder: Path) -> AsyncGenerator[list[float]]:
    """Milliseconds that small durable writes beside the journal take, twenty a second, until left."""
    took, stop = [], threading.Event()

    def probe() -> None:
        with (folder / "probe").open("wb", buffering=0) as file:
            while not stop.wait(0.05):
                begin = time.perf_counter()
                file.write(bytes(4096))
                os.fdatasync(file.fileno())
                took.append((time.perf_counter() - begin) * 1000)

    probing = asyncio.create_task(asyncio.to_thread(probe))
    try:
        yield took
    finally:
        stop.set()
        await probing


async def measure(url: str, seconds: float, folder: Path) -> dict[str, Figure]:
    steady, burst = [number / RATE for number in range(int(RATE * seconds))], [0.0] * BURST
    connector, timeout = aiohttp.TCPConnector(limit=0), aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        sender = Sender(http, url)
        await sender.send("floor", steady[:RATE])  # both sides warm up
        floor = await sender.send("floor", steady[: RATE * 5])
        floor_burst = await sender.send("floor", burst)
        async with disk(folder) as writes:
            sustained = await sender.send("command", steady)
        at_once = await sender.send("command", burst)
        async with http.get(f"{url}/counts") as answer:
            waiting = (await answer.json())["open"]
    p99, floor_p99 = percentile(sustained, 0.99), percentile(floor, 0.99)
    return {
        "p50_ms": round(percentile(sustained, 0.5), 1),
        "p99_ms": round(p99, 1),
        "max_ms": round(max(*sustained, *at_once), 1),
        "burst_p50_ms": round(percentile(at_once, 0.5), 1),
        "burst_max_ms": round(max(at_once), 1),
        "floor_p50_ms": round(percentile(floor, 0.5), 1),
        "floor_p99_ms": round(floor_p99, 1),
        "floor_burst_max_ms": round(max(floor_burst), 1),
        "disk_p50_ms": round(percentile(writes, 0.5), 1),
        "disk_p99_ms": round(percentile(writes, 0.99), 1),
        "p99_ratio": round(p99 / floor_p99, 2),
        "burst_ratio": round(max(at_once) / max(floor_burst), 2),
        "accepted": len(sustained) + len(at_once) - sender.refused,
        "waiting": waiting,
        "refused": sender.refused,
    }


async def main(seconds: float) -> dict[str, Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hang = ("--think", str(HANG))
        async with (
            running("tests.fakes.typecast", *hang, log=folder / "typecast.log") as typecast,
            running("benchmarks.kill_chat", log=folder / "chat.log") as chat,
        ):
            environ = settings(typecast, folder / "data")
            bot = await start("benchmarks.kill_bot", chat["url"], log=folder / "bot.log", environ=environ)
            try:
                return await measure((await bot.ready())["url"], seconds, folder)
            finally:
                await bot.kill()


def options() -> argparse.Namespace:
    parser = arguments("How long a command waits for its acknowledgement while the speech side hangs.")
    parser.add_argument("--seconds", type=float, default=30, help="of 200 commands a second")
    return parser.parse_args()


if __name__ == "__main__":
    given = options()
    report("ack", asyncio.run(main(given.seconds)), as_json=given.json, goals=GOALS)
