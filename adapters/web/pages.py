"""The page itself: a handful of static files, held in memory, and the form that asks for the password."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from importlib.resources import files

from aiohttp import web

from adapters.web.door import Door, login_page
from adapters.web.requests import caller_of

TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class _File:
    """One static file."""

    content: bytes = field(repr=False)
    content_type: str
    etag: str


class Pages:
    """GET /, /login and /static; the files are open to everybody, the page only to those who may enter."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._files = _load()

    def hang_on(self, listener: web.Application) -> None:
        listener.router.add_get("/", self._door.guard(self._page, _to_login))
        listener.router.add_get("/favicon.ico", self._icon)
        listener.router.add_get("/static/{name}", self._static)
        listener.router.add_get("/login", self._login)
        listener.router.add_post("/login", self._enter)

    async def _page(self, request: web.Request) -> web.Response:
        return self._send(request, "index.html")

    async def _icon(self, request: web.Request) -> web.Response:
        return self._send(request, "mynah.svg")

    async def _static(self, request: web.Request) -> web.Response:
        return self._send(request, request.match_info["name"])

    async def _login(self, request: web.Request) -> web.Response:
        return self._form(request, "")

    async def _enter(self, request: web.Request) -> web.Response:
        if not self._door.locked:
            raise web.HTTPSeeOther("/")
        password = (await request.post()).get("password", "")
        words = self._door.sign_in(request, password if isinstance(password, str) else "")
        if words:
            return self._form(request, words)
        response = web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": "/"})
        self._door.welcome(response)
        return response

    def _form(self, request: web.Request, words: str) -> web.Response:
        status = {"": HTTPStatus.OK, "web.too_many": HTTPStatus.TOO_MANY_REQUESTS}.get(words, HTTPStatus.FORBIDDEN)
        page = login_page(self._files["login.html"].content.decode(), caller_of(request).locale, words)
        # With no-referrer a browser would send the form with `Origin: null`, which nobody can tell from a stranger's.
        headers = {"Referrer-Policy": "same-origin"}
        return web.Response(text=page, content_type="text/html", status=status, headers=headers)

    def _send(self, request: web.Request, name: str) -> web.Response:
        if (file := self._files.get(name)) is None:
            raise web.HTTPNotFound
        headers = {"ETag": file.etag, "Cache-Control": "no-cache"}
        if request.headers.get("If-None-Match") == file.etag:
            return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        return web.Response(body=file.content, content_type=file.content_type, charset="utf-8", headers=headers)


def _to_login(_request: web.Request) -> web.Response:
    return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": "/login"})


def _load() -> Mapping[str, _File]:
    loaded = {}
    for entry in files("adapters.web").joinpath("static").iterdir():
        suffix = entry.name[entry.name.rfind(".") :]
        if suffix in TYPES:
            content = entry.read_bytes()
            etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
            loaded[entry.name] = _File(content=content, content_type=TYPES[suffix], etag=etag)
    return loaded
