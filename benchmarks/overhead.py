"""What Mynah adds to the speech server's own time for one /say, through jobs, store, client and check.

The floor is a bare client: order, wait, download, for the very same request to the same server, in turns with the bot
so that both meet the same machine. Each text is new to the bot the first time (made) and known the second (cached).
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import aiohttp

from benchmarks.report import report
from bot.app import App, open_app
from bot.flows.choices import Choices
from bot.flows.say import utterance_of
from bot.model import Address, Caller, Platform, Reply, Say
from bot.settings import Settings
from bot.typecast.body import body_of

CALLER = Caller(platform=Platform.WEB, workspace="bench", user="bench")
WARM_UP = 3  # of each kind; the first one loads the engine's model
STARTS_WITHIN = 60.0  # seconds


@dataclass
class Inbox:
    """An adapter that notes when a reply came."""

    waiting: dict[str, asyncio.Future[tuple[float, Reply]]] = field(default_factory=dict)

    async def deliver(self, job_id: str, address: Address, reply: Reply) -> None:
        self.waiting[job_id].set_result((time.perf_counter(), reply))


@dataclass(kw_only=True)
class Bench:
    """One opened bot and one bare client of its speech server."""

    app: App
    inbox: Inbox
    session: aiohttp.ClientSession
    number: int = 0

    async def bot(self, text: str) -> float:
        """Milliseconds from a submitted /say to its delivered clip."""
        self.number += 1
        job_id = f"web:bench:{self.number}"
        waiting = self.inbox.waiting[job_id] = asyncio.get_running_loop().create_future()
        request = Say(caller=CALLER, text=text, language="en-us", format="wav")
        began = time.perf_counter()
        await self.app.submit(job_id, request, Address(platform=Platform.WEB, channel="bench"))
        ended, reply = await waiting
        assert reply.clip, reply
        return (ended - began) * 1000

    async def bare(self, text: str) -> float:
        """Milliseconds for the same request without the bot."""
        url, token = await self.app.locate()
        own = {"Authorization": f"Bearer {token}"}
        voice = (await self.app.speech.actors())[0]
        body = body_of(utterance_of(text, voice, Choices(language="en-us", format="wav")), local=True)
        began = time.perf_counter()
        async with self.session.post(f"{url}/api/speak", json=body, headers=own) as answer:
            poll = (await answer.json())["result"]["speak_v2_url"]
        link = None
        while link is None:
            async with self.session.get(poll, params={"wait": "10"}, headers=own) as answer:
                link = (await answer.json())["result"]["audio_download_url"]
        async with self.session.get(link) as answer:
            assert len(await answer.read()) > 1000
        return (time.perf_counter() - began) * 1000


async def measure(rounds: int) -> dict[str, float]:
    """The figures, in milliseconds."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        app = await stack.enter_async_context(open_app(Settings.load({"MYNAH_DATA_DIR": str(folder)}, None)))
        inbox = Inbox()
        app.attach(Platform.WEB, inbox)
        await stack.enter_async_context(app.serve())
        session = await stack.enter_async_context(aiohttp.ClientSession(trust_env=False))
        bench = Bench(app=app, inbox=inbox, session=session)
        async with asyncio.timeout(STARTS_WITHIN):
            for text in texts(WARM_UP, "Warm up"):
                await bench.bare(text)
                await bench.bot(text)
        return await series(bench, texts(rounds, "Good morning, everyone"))


async def series(bench: Bench, said: Sequence[str]) -> dict[str, float]:
    """Bot and bare client by turns, who goes first by turns too; then everything once more out of the cache."""
    made, floor = [], []
    for turn, text in enumerate(said):
        if turn % 2:
            made.append(await bench.bot(text))
            floor.append(await bench.bare(text))
        else:
            floor.append(await bench.bare(text))
            made.append(await bench.bot(text))
    cached = [await bench.bot(text) for text in said]
    added = [with_bot - without for with_bot, without in zip(made, floor, strict=True)]
    return {
        "added_ms_median": median(added),
        "added_ms_p90": quantiles(added, n=10)[-1],
        "cached_ms_median": median(cached),
        "cached_ms_p90": quantiles(cached, n=10)[-1],
        "say_ms_median": median(made),
        "floor_ms_median": median(floor),
        "ratio": median(made) / median(floor),
        "rounds": len(said),
    }


def texts(count: int, start: str) -> list[str]:
    """Sentences of one length, all different."""
    return [f"{start}, this is message number {number:03d}." for number in range(100, 100 + count)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one line for programs, last")
    parser.add_argument("--rounds", type=int, default=40)
    asked = parser.parse_args()
    report("overhead", asyncio.run(measure(asked.rounds)), as_json=asked.json)
