"""`mynah rules`: what a workspace's admins allow, set by whoever runs the bot; for Slack, which tells an app of no admins."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import fields

from bot.app import open_app
from bot.errors import BotError
from bot.model import Caller, Platform, Rules
from bot.replies import explain
from bot.settings import Settings

OK, REFUSED = 0, 65
LISTS = ("channels", "roles", "cloning_roles", "blocked")
NUMBERS = ("max_text", "daily_characters", "workspace_daily_characters")
SWITCH = {"yes": True, "no": False, "": None}


async def rules(settings: Settings, asked: argparse.Namespace) -> int:
    """Show the rules of a workspace, changed where that was asked for; the exit code. A running bot sees it within 30 s."""
    admin = Caller(platform=Platform(asked.platform), workspace=asked.workspace)
    try:
        changes = changes_of(asked.set)
    except ValueError as problem:
        print(problem, file=sys.stderr)
        return REFUSED
    async with open_app(settings, jobs=False) as app:
        try:
            reply = await (
                app.flows.ruling.change(admin, changes, shown) if changes else app.flows.ruling.told(admin, shown)
            )
        except BotError as refusal:
            print(explain(refusal).words, file=sys.stderr)
            return REFUSED
    print(reply.words)
    return OK


def changes_of(typed: list[str]) -> Mapping[str, object]:
    """`NAME=VALUE` words as fields of `Rules`; an empty value is as usual. Raises `ValueError` with a sentence."""
    changes: dict[str, object] = {}
    names = [field.name for field in fields(Rules)]
    for word in typed:
        name, equals, value = word.partition("=")
        if name not in names or not equals:
            raise ValueError(f"{word!r} is no rule. Write NAME=VALUE; the names are {', '.join(names)}.")
        changes[name] = _read(name, value.strip())
    return changes


def _read(name: str, value: str) -> object:
    if name in LISTS:
        return tuple(filter(None, (one.strip() for one in value.split(","))))
    if name in NUMBERS:
        if value and not value.isdecimal():
            raise ValueError(f"{name} must be a whole number, or empty for as usual.")
        return int(value or 0) or None
    if name == "local_fallback":
        if value not in SWITCH:
            raise ValueError("local_fallback must be yes, no, or empty for as usual.")
        return SWITCH[value]
    return value or (Rules().cloning if name == "cloning" else None)


def shown(_kind: str, id_: str) -> str:
    """The terminal knows no names for the platform's ids."""
    return id_
