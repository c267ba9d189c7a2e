"""`mynah clones`: the cloned voices of a workspace, and the end of one, by whoever runs the bot.

In Discord moderators have commands for it; Slack tells an app nothing of who is an admin.
"""

from __future__ import annotations

import argparse
import sys

from bot.app import open_app
from bot.errors import BotError
from bot.model import Caller, Platform
from bot.replies import explain
from bot.settings import Settings

OK, REFUSED = 0, 65
OF_OURS = "terminal"  # who it was, in the workspace's list of what was done


async def clones(settings: Settings, asked: argparse.Namespace) -> int:
    """List the voices, one a line with its owner's id; or delete `asked.remove` of `asked.owner`. The exit code."""
    whoever_runs_it = Caller(platform=Platform(asked.platform), workspace=asked.workspace, user=OF_OURS)
    if bool(asked.remove) != bool(asked.owner):
        print("Name both: --remove NAME and --owner, the id of the member whose voice it is.", file=sys.stderr)
        return REFUSED
    async with open_app(settings, jobs=False) as app:
        if not asked.remove:
            for voice in await app.flows.of_members(whoever_runs_it):
                print(f"{voice.owner}  {voice.name}")
            return OK
        try:
            reply = await app.flows.take_down(whoever_runs_it, asked.owner, asked.remove)
        except BotError as refusal:
            print(explain(refusal).words, file=sys.stderr)
            return REFUSED
        await app.flows.unlearnt()
    print(reply.words)
    return OK
