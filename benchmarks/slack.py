"""What Mynah adds in Slack to a bare slack-bolt app that keeps nothing and checks nothing, in one run.

python -m benchmarks.slack [--json] [--rounds 60] [--seconds 10]

Both are programs of their own, get the same commands by signed HTTP from the same fake Slack, and order the same speech
from the same fake cloud, by turns. `ack_ms` is from Slack's request to the acknowledgement, durable in Mynah's case;
`say_ms` is from there to the message in the channel. Then 50 people at a time say things for some seconds, first to one,
then to the other: what a /say costs in CPU is that program's and its children's time by the number of messages.
Mynah's children decode each clip to check that it is audio; `cpu_ratio_alone` leaves them out.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from adapters.slack.manifest import manifest
from benchmarks.report import Figure, arguments, percentile, report
from benchmarks.stage import Program, running, settings, start
from tests.fakes.slack import Channel, FakeSlack, Team, User, fake_slack

AT_ONCE = 50
WARM_UP = 5
TICK = os.sysconf("SC_CLK_TCK")
GOALS = {"ack_ms_median": "<= 5", "added_ms_median": "<= 15", "cpu_ratio": "<= 2"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """One of the two programs, where it takes requests, and its process."""

    name: str
    url: str
    pid: int


@dataclass(slots=True)
class Run:
    """What one program did under load."""

    acks: list[float] = field(default_factory=list)
    says: list[float] = field(default_factory=list)
    cpu: float = 0.0
    cpu_alone: float = 0.0

    def each(self, cpu: float) -> float:
        """CPU milliseconds of one /say."""
        return cpu * 1000 / max(1, len(self.says))


async def one(slack: FakeSlack, user: User, channel: Channel, text: str) -> tuple[float, float]:
    """Milliseconds to the acknowledgement, and to the message; the channel is empty again afterwards."""
    began = time.perf_counter()
    said = await user.command("/say", text, channel=channel)
    await slack.until(lambda: channel.messages, seconds=60, what="a post")
    took = (time.perf_counter() - began) * 1000
    channel.messages.clear()
    return said.ack_ms, took


async def by_turns(slack: FakeSlack, team: Team, rivals: Sequence[Rival], rounds: int) -> dict[str, Run]:
    """One command after the other, who goes first by turns."""
    user, channel = team.user("ann"), team.channel("quiet")
    found = {rival.name: Run() for rival in rivals}
    for turn in range(-WARM_UP, rounds):
        for rival in rivals if turn % 2 else reversed(rivals):
            slack.request_url = rival.url
            ack, took = await one(slack, user, channel, f"This is sentence number {1000 + turn}, {rival.name}.")
            if turn >= 0:
                found[rival.name].acks.append(ack)
                found[rival.name].says.append(took)
    return found


async def crowded(slack: FakeSlack, team: Team, rival: Rival, seconds: float) -> Run:
    """50 people, each of whom says the next thing when they hear the last."""
    slack.request_url, run = rival.url, Run()
    whole, alone = cpu_of(rival.pid)
    end = time.perf_counter() + seconds

    async def person(number: int) -> None:
        user = team.user(f"p{number}")
        channel = team.channel(f"c{number}", members=[user])
        turn = 0
        while time.perf_counter() < end:
            turn += 1
            ack, took = await one(slack, user, channel, f"Person {number} says sentence {turn} to {rival.name}.")
            run.acks.append(ack)
            run.says.append(took)

    await asyncio.gather(*(person(number) for number in range(AT_ONCE)))
    whole_now, alone_now = cpu_of(rival.pid)
    run.cpu, run.cpu_alone = whole_now - whole, alone_now - alone
    return run


def cpu_of(pid: int) -> tuple[float, float]:
    """CPU seconds of a process with all that descends from it, and of it alone."""
    fields = list(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))
    alone, ended = sum(fields[:2]) / TICK, sum(fields[2:]) / TICK  # children that have ended count with their parent
    return alone + ended + sum(cpu_of(child)[0] for child in _children(pid)), alone


def _children(pid: int) -> list[int]:
    return [int(one) for each in Path(f"/proc/{pid}/task").glob("*/children") for one in each.read_text().split()]


async def measure(rounds: int, seconds: float) -> dict[str, Figure]:
    """The figures, in milliseconds."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        slack = await stack.enter_async_context(fake_slack(manifest()))
        slack.share_delay = 0.0
        team = slack.team("Bench")
        typecast = await stack.enter_async_context(running("tests.fakes.typecast", log=folder / "typecast.log"))
        programs = [
            await _mynah(slack, team, settings(typecast, folder / "data"), folder),
            await start(
                "benchmarks.slack_bare",
                *(slack.api_url, team.token, slack.signing_secret, typecast["url"], typecast["token"]),
                log=folder / "bare.log",
            ),
        ]
        for program in programs:
            stack.push_async_callback(program.kill)
        mynah = Rival(name="mynah", url=await _listening(programs[0]), pid=programs[0].process.pid)
        bare = Rival(name="bare", url=(await programs[1].ready())["url"], pid=programs[1].process.pid)
        quiet = await by_turns(slack, team, (mynah, bare), rounds)
        floor = await crowded(slack, team, bare, seconds)
        full = await crowded(slack, team, mynah, seconds)
        return figures(quiet, full, floor)


def figures(quiet: dict[str, Run], full: Run, floor: Run) -> dict[str, Figure]:
    """What is printed."""
    mine, theirs = quiet["mynah"], quiet["bare"]
    added = [own - bare for own, bare in zip(mine.says, theirs.says, strict=True)]
    found: dict[str, float] = {
        "ack_ms_median": median(mine.acks),
        "ack_ms_p99": percentile(mine.acks, 0.99),
        "floor_ack_ms_median": median(theirs.acks),
        "added_ms_median": median(added),
        "say_ms_median": median(mine.says),
        "floor_say_ms_median": median(theirs.says),
        "cpu_ratio": full.each(full.cpu) / floor.each(floor.cpu),
        "cpu_ratio_alone": full.each(full.cpu_alone) / floor.each(floor.cpu_alone),
        "cpu_ms_each": full.each(full.cpu),
        "floor_cpu_ms_each": floor.each(floor.cpu),
        "crowd_ack_ms_median": median(full.acks),
        "crowd_ack_ms_p99": percentile(full.acks, 0.99),
        "floor_crowd_ack_ms_median": median(floor.acks),
    }
    return {
        **{name: round(value, 2) for name, value in found.items()},
        "crowd_says": len(full.says),
        "floor_crowd_says": len(floor.says),
        "rounds": len(mine.says),
    }


async def _mynah(slack: FakeSlack, team: Team, environ: dict[str, str], folder: Path) -> Program:
    own = {
        "SLACK_API_URL": slack.api_url.rstrip("/"),
        "SLACK_BOT_TOKEN": team.token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "MYNAH_PORT": "0",
    }
    return await start("adapters", "run", log=folder / "mynah.log", environ={**environ, **own})


async def _listening(program: Program) -> str:
    """Where `mynah run` says that it listens."""
    assert program.process.stdout
    line = (await asyncio.wait_for(program.process.stdout.readline(), 30)).decode()
    for word in line.split():
        if word.startswith("http"):
            return word + "/slack/events"
    raise RuntimeError("the bot did not start:\n" + program.log.read_text()[-2000:])


def options() -> argparse.Namespace:
    parser = arguments("What Mynah adds in Slack to a bare slack-bolt app, in one run.")
    parser.add_argument("--rounds", type=int, default=60, help="commands one after the other, to each")
    parser.add_argument("--seconds", type=float, default=10, help="of 50 people at a time, for each")
    return parser.parse_args()


if __name__ == "__main__":
    given = options()
    report("slack", asyncio.run(measure(given.rounds, given.seconds)), as_json=given.json, goals=GOALS)
