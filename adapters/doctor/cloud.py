"""Who speaks when it is not our own child: Typecast, or a speech server elsewhere."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.doctor.probe import WITHIN, Away, time_of
from adapters.finding import Finding, Verdict
from adapters.kind import kind_of
from bot.errors import BotError, SpeechClosed, SpeechRejected
from bot.model import Clip
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.speakers import Client

LIMIT = 20.0  # seconds for a service that does answer


def base_of(settings: Settings) -> str:
    """Where the speech service is; empty where our own child speaks."""
    if not settings.cloud:
        return ""
    from bot.speakers import CLOUDS

    return settings.speech_url or settings.typecast_base_url or CLOUDS[settings.typecast_api]


async def check(settings: Settings) -> list[Finding]:
    """Whether anything answers there, then its voices: proves the address, the network and the token in one free call."""
    if kind := kind_of(settings.typecast_api_token, but="TYPECAST_API_TOKEN"):
        words = f"TYPECAST_API_TOKEN holds {kind}. Set it to a key of Typecast's API: typecast.ai, API."
        return [Finding("speech", Verdict.BLOCKS, words)]
    try:
        await time_of(base_of(settings))
    except Away:
        name = "SPEECH_URL, and that the speech server runs there" if settings.speech_url else _NETWORK
        words = f"the speech service does not answer within {WITHIN} s. Check {name}."
        return [Finding("speech", Verdict.BLOCKS, words)]
    return await _voices(settings)


_NETWORK = "TYPECAST_BASE_URL and the network, or set LOCAL_FALLBACK=yes"


async def _voices(settings: Settings) -> list[Finding]:
    try:
        async with _client(settings) as speech, asyncio.timeout(LIMIT):
            answers = f"the speech service answers, {len(await speech.actors())} voices"
            return [Finding("speech", Verdict.OK, answers), *await _account(speech, settings.data_dir / "state.db")]
    except SpeechClosed as closed:
        return [Finding("speech", Verdict.BLOCKS, _refused(settings, closed.status))]
    except SpeechRejected:
        words = "there is no such API at that address. See that TYPECAST_API and TYPECAST_BASE_URL fit each other."
        return [Finding("speech", Verdict.BLOCKS, words)]
    except (BotError, TimeoutError, OSError) as problem:
        name = "SPEECH_URL" if settings.speech_url else _NETWORK
        words = f"the speech service does not answer ({type(problem).__name__}). Check {name}."
        return [Finding("speech", Verdict.BLOCKS, words)]


def _refused(settings: Settings, status: int) -> str:
    """What to set after a 401 or 403. Keys of Typecast's two generations are not interchangeable, and look alike."""
    if settings.speech_url:
        return "the speech service refuses the key. Set SPEECH_TOKEN to a valid one."
    if settings.typecast_api == "legacy":
        return (
            "Typecast's legacy API refuses the key. A key that was made lately is for the current API: set "
            "TYPECAST_API=v1. Else set TYPECAST_API_TOKEN to a valid one."
        )
    if status == HTTPStatus.FORBIDDEN:
        return (
            "Typecast's current API knows the key but does not let it in. A key of the legacy API is answered so: set "
            "TYPECAST_API=legacy, or TYPECAST_API_TOKEN to a new key. A dormant account is answered so as well."
        )
    return (
        "Typecast's current API does not know the key. Set TYPECAST_API_TOKEN to a valid one; "
        "if it is a key of the legacy API, set TYPECAST_API=legacy."
    )


@asynccontextmanager
async def _client(settings: Settings) -> AsyncGenerator[Client]:
    """The client alone, with a folder of its own: to look must neither take up old orders nor change the data."""
    from bot.speakers import client_of, speech_side

    with tempfile.TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            _, locate = await speech_side(settings, stack)
            elsewhere = replace(settings, data_dir=Path(folder))
            yield await stack.enter_async_context(client_of(elsewhere, locate, _nothing_is_spoken, LIMIT))


async def _nothing_is_spoken(_: bytes) -> Clip:
    raise AssertionError


async def _account(speech: Client, store: Path) -> list[Finding]:
    """What the account has left, and who holds its slots for cloned voices; nothing where the API does not tell."""
    found = []
    if left := await speech.credits():
        verdict = Verdict.OK if left.used < left.total else Verdict.NOTE
        found.append(Finding("credits", verdict, f"{left.used:,} of {left.total:,} used"))
    if (ask := getattr(speech, "slots", None)) is None:  # the legacy API tells nothing of the kind
        return found
    voices, slots = await ask()
    ours = await _ours(store)
    names = sorted(ours[voice["ref"]] for voice in voices if voice["ref"] in ours)
    strange = sorted(voice["name"] for voice in voices if voice["ref"] not in ours)
    words = f"{len(voices)} of {slots} slots for cloned voices taken"
    words += f", by this bot: {', '.join(names)}" if names else ""
    words += f"; not by this bot, or left over: {', '.join(strange)}" if strange else ""
    full = len(voices) >= slots
    words += ". Delete one with /voices, or at typecast.ai, before another is cloned" if full else ""
    return [*found, Finding("slots", Verdict.NOTE if full else Verdict.OK, words)]


async def _ours(store: Path) -> Mapping[str, str]:
    """Whose the voices of the API are, by their ids there; nothing where the store is new, or not of this version."""
    from bot.store import open_store
    from bot.store.look import look_at
    from bot.store.migrate import HEAD

    try:
        if (await asyncio.to_thread(look_at, store)).schema != HEAD:
            return {}
    except (OSError, sqlite3.Error):
        return {}
    async with open_store(store) as opened:
        return {voice.ref.id: f"{voice.name} ({who.platform} {who.user})" for who, voice in await opened.voices.every()}
