"""The fake as a process of its own, for drills in which it outlives the bot."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json

from tests.fakes.typecast import fake_typecast


async def main(port: int, think: float, *, strict: bool) -> None:
    """Serve until killed."""
    async with fake_typecast(think=think, strict=strict, port=port) as cloud:
        print(json.dumps({"ready": True, "url": cloud.url, "token": cloud.token}), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--think", type=int, default=0, help="milliseconds from an order to its clip")
    parser.add_argument("--strict", action="store_true", help="answer 429 to polls under a second apart")
    given = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(given.port, given.think / 1000, strict=given.strict))
