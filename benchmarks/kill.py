"""Kill the bot at random moments, and count what was lost, answered twice or paid twice.

python -m benchmarks.kill [--json] [--kills 50] [--accepted 500] [--seed N]

A real bot runs against a speech API and a chat that outlive it. Commands come in a stream, 15 % of them delivered
twice (the second time perhaps to the bot's next life), and the bot gets SIGKILL in each life: at a random moment, one
time in six while it still starts. A command is owed once the bot accepted it. The last life may finish its work.

lost      owed, and not answered or not ended at the end
doubled   commands of which people saw two different answers, or two messages
edited    repeats of the same answer in the same message, which nobody sees
sorry     answered with words instead of sound
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import random
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.report import arguments, percentile, report
from benchmarks.stage import Program, running, settings, start

PATIENCE = 60.0  # seconds that the last life has for what is owed
REPEATED = 0.15
GOALS = {"kills": ">= 50", "accepted": ">= 500", "lost": "0", "doubled": "0", "recovery_s_max": "<= 30"}


@dataclass
class Drill:
    """One run: the stream of commands, and the lives of the bot."""

    folder: Path
    http: aiohttp.ClientSession
    typecast: dict[str, Any]
    chat: str
    chance: random.Random
    url: str = ""
    sent: dict[str, str] = field(default_factory=dict)  # id -> text
    accepted: dict[str, float] = field(default_factory=dict)  # id -> when, in monotonic seconds
    births: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    kills: int = 0

    async def command(self, key: str, delay: float = 0.0) -> None:
        """Send one command to whatever life the bot is in."""
        await asyncio.sleep(delay)
        body = {"id": key, "text": self.sent[key], "workspace": f"w{int(key[1:]) % 3}"}
        try:
            async with self.http.post(f"{self.url}/command", json=body) as answer:
                if answer.status == 200:
                    self.accepted.setdefault(key, time.monotonic())
        except (aiohttp.ClientError, TimeoutError):
            pass  # not acknowledged: nothing is owed

    async def stream(self) -> None:
        """About forty commands a second, until it is cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                await asyncio.sleep(self.chance.expovariate(40))
                if not self.url:
                    continue
                number = len(self.sent)
                key = f"k{number}"
                self.sent[key] = f"This is command number {number}."
                group.create_task(self.command(key))
                if self.chance.random() < REPEATED:
                    group.create_task(self.command(key, self.chance.uniform(0, 1.0)))

    async def birth(self) -> Program:
        self.births.append(time.monotonic())
        environ = settings(self.typecast, self.folder / "data")
        return await start("benchmarks.kill_bot", self.chat, log=self.folder / "bot.log", environ=environ)

    async def ready(self, bot: Program) -> None:
        self.url = (await bot.ready())["url"]
        self.starts.append(time.monotonic() - self.births[-1])

    async def life(self) -> None:
        """Be born and be killed."""
        bot = await self.birth()
        try:
            if self.kills % 6 == 5:  # while it starts, takes up what is open, or is just there
                await asyncio.sleep(self.chance.uniform(0, percentile(self.starts, 0.5)))
            else:
                await self.ready(bot)
                await asyncio.sleep(self.chance.uniform(0.05, 0.8))
        finally:
            await bot.kill()
            self.url = ""
            self.kills += 1

    async def last_life(self) -> dict[str, Any]:
        """Let the bot finish; what was shown in the end."""
        bot = await self.birth()
        try:
            await self.ready(bot)
            end = time.monotonic() + PATIENCE
            while time.monotonic() < end and (await self.get(f"{self.url}/counts"))["open"]:  # noqa: ASYNC110 - another process is asked
                await asyncio.sleep(0.1)
            await asyncio.sleep(0.5)  # late doubles show up here
            open_left = (await self.get(f"{self.url}/counts"))["open"]
            return {"shown": await self.get(f"{self.chat}/shown"), "open": open_left}
        finally:
            await bot.kill()

    async def get(self, url: str) -> dict[str, Any]:
        async with self.http.get(url) as answer:
            return dict(await answer.json())

    async def run(self, kills: int, accepted: int) -> dict[str, Any]:
        stream = asyncio.create_task(self.stream())
        try:
            while self.kills < kills or len(self.accepted) < accepted:
                await self.life()
        finally:
            stream.cancel()
            await asyncio.gather(stream, return_exceptions=True)
        return await self.last_life()


def figures(drill: Drill, end: dict[str, Any], orders: dict[str, int]) -> dict[str, float | int]:
    shown = end["shown"]
    owed = [key for key in drill.accepted if key in shown]
    paid = [orders.get(hashlib.sha256(text.encode()).hexdigest(), 0) for text in drill.sent.values()]
    wrong = [
        key for key in shown if any(answer["text"] not in ("", drill.sent[key]) for answer in shown[key]["answers"])
    ]
    return {
        "kills": drill.kills,
        "sent": len(drill.sent),
        "accepted": len(drill.accepted),
        "lost": max(len(drill.accepted) - len(owed), end["open"]),
        "doubled": sum(len(seen["answers"]) > 1 or seen["posts"] > 1 for seen in shown.values()) + len(wrong),
        "edited": sum(seen["edits"] - 1 for seen in shown.values()),
        "sorry": sum(not seen["answers"][-1]["sound"] for seen in shown.values()),
        "paid_twice": sum(count > 1 for count in paid),
        "recovery_s_max": round(max((recovery(drill, key, shown[key]["first"]) for key in owed), default=0.0), 2),
        "start_s_median": round(percentile(drill.starts, 0.5), 2),
    }


def recovery(drill: Drill, key: str, answered: float) -> float:
    """Seconds from the restart after the kill that met the command until its answer; 0 when no kill met it."""
    births = [birth for birth in drill.births if drill.accepted[key] < birth < answered]
    return answered - births[0] if births else 0.0


async def main(kills: int, accepted: int, seed: int) -> dict[str, float | int]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        think = ("--think", "30")
        async with (
            running("tests.fakes.typecast", *think, log=folder / "typecast.log") as typecast,
            running("benchmarks.kill_chat", log=folder / "chat.log") as chat,
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as http,
        ):
            drill = Drill(folder, http, typecast, chat["url"], random.Random(seed))
            end = await drill.run(kills, accepted)
            stats = await drill.get(f"{typecast['url']}/stats")
            return figures(drill, end, stats["orders"])


def options() -> argparse.Namespace:
    parser = arguments("Kill the bot at random moments, and count what was lost, answered twice or paid twice.")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--accepted", type=int, default=500, help="go on until so many commands were accepted")
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


if __name__ == "__main__":
    given = options()
    result = asyncio.run(main(given.kills, given.accepted, given.seed))
    report("kill", result, as_json=given.json, goals=GOALS)
    raise SystemExit(bool(result["lost"] or result["doubled"]))
