"""The subject of the drills: a real Mynah, with a bare way in and out.

python -m benchmarks.kill_bot CHAT_URL

POST /command {"id", "text", "workspace"} answers 200 once the command is accepted for good; POST /floor answers the
same without the journal. Answers go to the chat by an edit that may be repeated. GET /counts tells where the jobs are.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

from bot.app import App, open_app
from bot.errors import BotError, DeliveryBusy
from bot.logs import configure
from bot.model import Address, Caller, Job, Platform, Reply, Say
from bot.ports import Checkpoint
from bot.settings import Settings

BACKLOG = 1024  # connections that wait to be accepted: a burst of 500 must fit in


@dataclass(frozen=True, slots=True)
class Chat:
    """Delivers into the message that each command has in the chat."""

    url: str
    http: aiohttp.ClientSession

    async def recording(self, _job: Job, /) -> None:
        return None

    async def deliver(self, job: Job, reply: Reply, _checkpoint: Checkpoint, /) -> None:
        sound = hashlib.sha256(reply.clip.audio).hexdigest() if reply.clip else ""
        answer = {"text": reply.text, "sound": bool(sound), "words": reply.words}
        try:
            async with self.http.patch(f"{self.url}/edit/{job.id}", json=answer) as answered:
                answered.raise_for_status()
        except (aiohttp.ClientError, TimeoutError):
            raise DeliveryBusy("the chat does not answer", retry_after=0.2) from None


def door(app: App) -> web.Application:
    """The way in."""

    async def command(request: web.Request) -> web.Response:
        job_id, say, address = _read(await request.json())
        try:
            new = await app.submit(job_id, say, address)
        except BotError as error:
            return web.json_response({"error": type(error).__name__}, status=503)
        return web.json_response({"new": new})

    async def floor(request: web.Request) -> web.Response:
        _read(await request.json())
        return web.json_response({"new": True})

    async def counts(_: web.Request) -> web.Response:
        assert app.jobs
        return web.json_response(dict(await app.jobs.counts()))

    web_app = web.Application()
    web_app.add_routes([web.post("/command", command), web.post("/floor", floor), web.get("/counts", counts)])
    return web_app


def _read(data: dict[str, Any]) -> tuple[str, Say, Address]:
    caller = Caller(platform=Platform.WEB, workspace=data["workspace"], user="u")
    return data["id"], Say(caller=caller, text=data["text"]), Address(platform=Platform.WEB, channel="drill")


async def main(chat_url: str) -> None:
    settings = Settings.load(dotenv=None)
    configure(settings.log_level, settings.log_format)
    timeout = aiohttp.ClientTimeout(total=10)
    async with open_app(settings) as app, aiohttp.ClientSession(timeout=timeout) as http:
        app.attach(Platform.WEB, Chat(chat_url, http))
        async with app.serve():
            runner = web.AppRunner(door(app), access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0, backlog=BACKLOG).start()
            host, port = runner.addresses[0][:2]
            print(json.dumps({"ready": True, "url": f"http://{host}:{port}"}), flush=True)
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
