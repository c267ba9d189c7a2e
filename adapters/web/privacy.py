"""/privacy of the page: everything that is kept as one file, or all of it deleted."""

from __future__ import annotations

import asyncio

from aiohttp import web

from adapters.commands import AskPrivacy
from adapters.web.answers import spoken
from adapters.web.core import Core
from adapters.web.requests import caller_of
from adapters.web.transcript import Shelf, Transcript
from bot.flows.export import NAME
from bot.model import Reply
from bot.replies import sentence

PATH = "/api/privacy"


class Privacy:
    """What is typed, and the file that it leads to. The page has one person, whose the transcript is."""

    def __init__(self, app: Core, transcript: Transcript, shelf: Shelf) -> None:
        self._app, self._transcript, self._shelf = app, transcript, shelf

    async def command(self, request: web.Request, asked: AskPrivacy) -> web.Response:
        """The answer to what was typed; deleting needs a second word."""
        caller = caller_of(request)
        match asked.what:
            case "export":
                return web.json_response(
                    {"kind": "download", "href": PATH, "words": _said(request, "privacy.exported")}
                )
            case "delete":
                words = sentence("privacy.sure", caller.locale, words=_said(request, "privacy.ask"))
                return spoken(Reply(words=words, private=True))
            case "delete yes":
                await self._app.erase(caller)
                self._shelf.clear()
                self._transcript.forget()
                return web.json_response({"kind": "erased", "words": _said(request, "privacy.erased")})
            case _:
                return spoken(Reply(words=_said(request, "privacy.how"), private=True))

    async def download(self, request: web.Request) -> web.Response:
        """The file."""
        export = await self._app.flows.export(caller_of(request))
        headers = {"Content-Disposition": f'attachment; filename="{NAME}"', "Cache-Control": "no-store"}
        body = await asyncio.to_thread(export.packed)
        return web.Response(body=body, content_type="application/zip", headers=headers)


def _said(request: web.Request, key: str) -> str:
    return sentence(key, caller_of(request).locale)
