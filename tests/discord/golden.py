"""What Discord is told of our commands, kept in `commands.json`. To renew it after a change that is meant:

python -m tests.discord.golden > tests/discord/commands.json
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.discord.conftest import Stage
from tests.fakes.discord import FakeDiscord, fake_discord
from tests.fakes.typecast import fake_typecast

PATH = Path(__file__).with_name("commands.json")


def sent(fake: FakeDiscord) -> list[list[dict[str, Any]]]:
    """The body of each PUT of commands."""
    return [call.body for call in fake.calls if call.method == "PUT" and call.path.endswith("/commands")]


def printed(commands: list[dict[str, Any]]) -> str:
    """Sorted, so that only a change makes a difference."""
    in_order = sorted(commands, key=lambda each: (each["type"], each["name"]))
    return json.dumps(in_order, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


async def registered() -> list[dict[str, Any]]:
    """What the bot sends when it meets Discord for the first time."""
    async with fake_discord() as fake, fake_typecast() as cloud:
        with tempfile.TemporaryDirectory() as folder:
            async with Stage(fake, cloud, Path(folder), fake.user()).mynah():
                return sent(fake)[0]


if __name__ == "__main__":
    with contextlib.redirect_stdout(sys.stderr):  # what the bot says as it starts is no part of the file
        commands = asyncio.run(registered())
    sys.stdout.write(printed(commands))
