"""What the page is told, as JSON: no sentence is made here but by `bot.replies`."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.commands import COMMANDS, OPTIONS
from adapters.web.requests import caller_of
from bot.flows.clone import MAX_UPLOAD
from bot.flows.names import LONGEST_NAME
from bot.model import Reply, Voice
from bot.options import AUTO, EMOTIONS, FORMATS, LANGUAGES, PITCH, SPEED
from bot.replies import reply_to, sentence


def in_words(handler: Handler) -> Handler:
    """*handler*, whose every error becomes a private sentence: 422 for what the caller can mend, else 503."""

    async def answer(request: web.Request) -> web.StreamResponse:
        done: list[web.StreamResponse] = []
        other: list[web.HTTPException] = []

        async def work() -> Reply:
            try:
                done.append(await handler(request))
            except web.HTTPException as response:
                other.append(response)
            return Reply()

        reply = await reply_to(work(), caller_of(request).locale, secrets.token_hex(3))
        if other:
            raise other[0]
        return done[0] if done else spoken(reply)

    return answer


def spoken(reply: Reply) -> web.Response:
    """A sentence of the bot."""
    status = HTTPStatus.OK
    if reply.refused:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    elif reply.reference:
        status = HTTPStatus.SERVICE_UNAVAILABLE
    body = {"kind": "reply", "words": reply.words, "private": reply.private, "reference": reply.reference}
    return web.json_response(body, status=status)


def signed_out(request: web.Request) -> web.Response:
    """The answer to whoever has not signed in."""
    words = sentence("web.signed_out", caller_of(request).locale)
    return web.json_response({"kind": "reply", "words": words, "private": True}, status=HTTPStatus.UNAUTHORIZED)


def voice_shown(voice: Voice) -> dict[str, object]:
    """A voice without what the speech API calls it."""
    return {
        "name": voice.name,
        "names": dict(voice.names),
        "languages": voice.languages,
        "emotions": voice.emotions,
        "mine": bool(voice.owner),
    }


def help_shown() -> dict[str, object]:
    """The commands and their options."""
    return {"commands": [asdict(command) for command in COMMANDS], "options": list(OPTIONS.values())}


def choices_shown(max_text: int, locale: str, *, locked: bool) -> dict[str, object]:
    """What the page offers: every range and list that the core knows."""
    return {
        "max_text": max_text,
        "max_upload": MAX_UPLOAD,
        "max_name": LONGEST_NAME,
        "languages": {AUTO: "Automatic", **LANGUAGES},
        "emotions": EMOTIONS,
        "formats": FORMATS,
        "speed": {"low": SPEED.low, "high": SPEED.high},
        "pitch": {"low": PITCH.low, "high": PITCH.high},
        "consent": sentence("consent.statement", locale),
        "locked": locked,
        **help_shown(),
    }
