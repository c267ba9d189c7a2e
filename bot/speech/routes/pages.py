"""What is open to whoever holds a signed link: the sound, and a page with a player. /files/speak needs the token."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from aiohttp import web

from bot.speech.desk import Speak
from bot.speech.refusal import not_found
from bot.speech.routes.speak import MIME, embed_url, speak_url, view
from bot.speech.server import SERVER, Server

routes = web.RouteTableDef()
_NAME = re.compile(r"([0-9a-f]{24})\.(wav|mp3)")
_PAGE = (Path(__file__).parent / "embed.html").read_text("utf-8")
_POLICY = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@routes.get("/audio/{name}")
async def audio(request: web.Request) -> web.StreamResponse:
    """No token: the link is the right."""
    name = request.match_info["name"]
    request.app[SERVER].signer.check("audio", name, request.query)
    return _sound(request.app[SERVER], name)


@routes.get("/files/speak/{name}")
async def file(request: web.Request) -> web.StreamResponse:
    try:
        name = base64.urlsafe_b64decode(request.match_info["name"]).decode()
    except ValueError:  # no base64, or no text in it
        raise not_found("file") from None
    return _sound(request.app[SERVER], name)


@routes.get("/embed/{id}")
async def embed(request: web.Request) -> web.Response:
    """A page with a player, made to be shown in a frame anywhere."""
    server = request.app[SERVER]
    number = request.match_info["id"]
    server.signer.check("embed", number, request.query)
    path = next((path for kind in MIME if (path := server.desk.path_of(number, kind)).exists()), None)
    if path is None:
        raise not_found("speak")
    query = server.signer.query("audio", path.name, server.options.audio_life)
    page = _PAGE.replace("{{source}}", f"../audio/{path.name}?{query}".replace("&", "&amp;"))
    headers = {"Content-Security-Policy": _POLICY, "Referrer-Policy": "no-referrer"}
    return web.Response(text=page, content_type="text/html", headers=headers)


def callback(server: Server, job: Speak) -> dict[str, object]:
    """What the account's callback is sent; the whole shape is not documented, so it is inferred from the known keys."""
    return view(server, job) | {"speak_url": speak_url(job), "share": {"embed_url": embed_url(server, job)}}


def _sound(server: Server, name: str) -> web.FileResponse:
    found = _NAME.fullmatch(name)
    path = server.desk.path_of(*found.groups()) if found else None
    if found is None or path is None or not path.exists():
        raise not_found("file")
    headers = {"Content-Type": MIME[found[2]], "Cache-Control": "private", "X-Content-Type-Options": "nosniff"}
    return web.FileResponse(path, headers=headers)
