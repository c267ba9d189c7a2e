"""A chat that outlives the bot: it shows what it is told and remembers each change.

python -m benchmarks.kill_chat

PATCH /edit/ID shows an answer in the message of command ID; POST /post makes a new message for one. GET /shown tells
for each command what was shown, in order and without repeats, how often, and when first (monotonic seconds).
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class Shown:
    """What the people in the chat saw of one command."""

    answers: list[dict[str, Any]] = field(default_factory=list)
    edits: int = 0
    posts: int = 0
    first: float = 0.0

    def show(self, answer: dict[str, Any]) -> None:
        self.first = self.first or time.monotonic()
        if answer not in self.answers:
            self.answers.append(answer)


def chat() -> web.Application:
    shown: defaultdict[str, Shown] = defaultdict(Shown)

    async def edit(request: web.Request) -> web.Response:
        answer = await request.json()
        await asyncio.sleep(random.uniform(0.001, 0.01))
        seen = shown[request.match_info["id"]]
        seen.edits += 1
        seen.show(answer)
        await asyncio.sleep(random.uniform(0.001, 0.01))  # shown already, and the bot does not know it yet
        return web.json_response({})

    async def post(request: web.Request) -> web.Response:
        answer = await request.json()
        seen = shown[str(answer.pop("id"))]
        seen.posts += 1
        seen.show(answer)
        return web.json_response({})

    async def tell(_: web.Request) -> web.Response:
        return web.json_response({key: asdict(seen) for key, seen in shown.items()})

    app = web.Application()
    app.add_routes([web.patch("/edit/{id}", edit), web.post("/post", post), web.get("/shown", tell)])
    return app


async def main() -> None:
    runner = web.AppRunner(chat(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    print(json.dumps({"ready": True, "url": f"http://{host}:{port}"}), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
