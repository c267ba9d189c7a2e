"""`mynah privacy export FILE` and `mynah privacy delete`: for the page's person, and for an admin whom somebody asks."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import App, open_app
from bot.errors import JobsLocked
from bot.model import Caller, Platform
from bot.replies import sentence
from bot.settings import Settings

OK, REFUSED, FAILED = 0, 65, 69
YOU = Caller(platform=Platform.WEB, workspace="local", user="you")  # the page's own user
NOBODY = "Please say about whom: --workspace, --user, or both."
RUNNING = "Mynah is running: what is still waiting for an answer goes with its answer, the rest is deleted now."


async def privacy(settings: Settings, asked: argparse.Namespace) -> int:
    """Do what was asked; the exit code."""
    whose = YOU
    if asked.platform:
        whose = Caller(platform=Platform(asked.platform), workspace=asked.workspace, user=asked.user)
        if not whose.workspace and not whose.user:
            return _tell(NOBODY, REFUSED)
    if asked.what == "export":
        return await _export(settings, whose, asked.file)
    return await _delete(settings, whose, sure=asked.yes)


async def _export(settings: Settings, whose: Caller, target: Path) -> int:
    async with open_app(settings, jobs=False) as app:
        export = await app.flows.export(whose)
    try:
        await asyncio.to_thread(_write, target, await asyncio.to_thread(export.packed))
    except FileExistsError:
        return _tell(f"{target} exists already. Please name a new file.", REFUSED)
    except OSError as problem:
        return _tell(f"{target} cannot be written ({problem.strerror}). Please choose another file.", REFUSED)
    print(target)
    return OK


async def _delete(settings: Settings, whose: Caller, *, sure: bool) -> int:
    if not sure:
        about = "privacy.ask" if whose.user else "privacy.ask_server"
        print(sentence(about), "Type yes to do it: ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() != "yes":
            return _tell("Nothing was deleted.", REFUSED)
    async with _opened(settings) as app:
        await app.erase(whose)
    print(sentence("privacy.erased" if whose.user else "privacy.erased_server"))
    return OK


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncGenerator[App]:
    """With the journal, where no running bot has it."""
    try:
        async with open_app(settings) as app:
            yield app
    except JobsLocked:
        _tell(RUNNING, OK)
        async with open_app(settings, jobs=False) as app:
            yield app


def _write(target: Path, data: bytes) -> None:
    with target.open("xb") as out:
        target.chmod(0o600)
        out.write(data)


def _tell(words: str, code: int) -> int:
    print(words, file=sys.stderr)
    return code
