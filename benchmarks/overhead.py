"""What Mynah adds to the speech server's own time for one /say, through jobs, store, client and check.

The floor is a bare client: order, wait, download, for the very same request to the same server, in turns with the bot
so that both meet the same machine. Each text is new to the bot the first time (made) and known the second (cached).
The server is the real one; its engine takes the same time for everything, or speaks (`--real`, noisier).
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import aiohttp

from benchmarks.report import arguments, percentile, report
from bot.app import App, open_app
from bot.flows.choices import Choices
from bot.flows.say import utterance_of
from bot.logs import configure
from bot.model import Address, Caller, Job, Platform, Reply, Say
from bot.ports import Checkpoint
from bot.settings import Settings
from bot.typecast.body import body_of

CALLER = Caller(platform=Platform.WEB, workspace="bench", user="bench")
WARM_UP = 3  # of each kind; the first one loads the engine's model
STARTS_WITHIN = 60.0  # seconds


@dataclass
class Inbox:
    """An adapter that notes when a reply came."""

    waiting: dict[str, asyncio.Future[tuple[float, Reply]]] = field(default_factory=dict)

    async def recording(self, _job: Job, /) -> None:
        return None

    async def deliver(self, job: Job, reply: Reply, _checkpoint: Checkpoint, /) -> None:
        self.waiting[job.id].set_result((time.perf_counter(), reply))


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
        waiting: asyncio.Future[tuple[float, Reply]] = asyncio.get_running_loop().create_future()
        self.inbox.waiting[job_id] = waiting
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
            poll = str((await answer.json())["result"]["speak_v2_url"])
        link: str | None = None
        while link is None:
            async with self.session.get(poll, params={"wait": "10"}, headers=own) as answer:
                link = (await answer.json())["result"]["audio_download_url"]
        async with self.session.get(link) as answer:
            assert len(await answer.read()) > 1000
        return (time.perf_counter() - began) * 1000


async def measure(rounds: int, *, real: bool = False) -> dict[str, float]:
    """The figures, in milliseconds."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        given = {"MYNAH_DATA_DIR": str(folder)}
        if not real:
            url, token = await stack.enter_async_context(steady_server(folder / "steady"))
            given |= {"SPEECH_URL": url, "SPEECH_TOKEN": token}
        app = await stack.enter_async_context(open_app(Settings.load(given, None)))
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


@asynccontextmanager
async def steady_server(folder: Path) -> AsyncGenerator[tuple[str, str]]:
    """The speech server with the steady engine; its URL and token."""
    token = secrets.token_urlsafe()
    options = ("--data", str(folder), "--engine", "benchmarks.steady:engine", "--with-parent")
    pipe, quiet = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.speech", *options),
        stdin=pipe,
        stdout=pipe,
        stderr=quiet,
        env=os.environ | {"MYNAH_SPEECH_TOKEN": token},
    )
    assert server.stdout
    try:
        yield json.loads(await server.stdout.readline())["url"], token
    finally:
        server.terminate()
        await server.wait()


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
    figures = {
        "added_ms_median": median(added),
        "added_ms_p90": percentile(added, 0.9),
        "cached_ms_median": median(cached),
        "cached_ms_p90": percentile(cached, 0.9),
        "say_ms_median": median(made),
        "floor_ms_median": median(floor),
        "ratio": median(made) / median(floor),
    }
    return {name: round(value, 2) for name, value in figures.items()} | {"rounds": len(said)}


def texts(count: int, start: str) -> list[str]:
    """Sentences of one length, all different."""
    return [f"{start}, this is message number {number:03d}." for number in range(100, 100 + count)]


if __name__ == "__main__":
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--real", action="store_true", help="with the engine that really speaks")
    asked = parser.parse_args()
    configure("error")
    found = asyncio.run(measure(asked.rounds, real=asked.real))
    report("overhead", found, as_json=asked.json, goals={"added_ms_median": "<= 15", "cached_ms_median": "<= 20"})
