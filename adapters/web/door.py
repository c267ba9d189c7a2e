"""The password of the page: who has signed in, and how often one may try."""

from __future__ import annotations

import hashlib
import hmac
import html
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.replies import sentence

COOKIE = "mynah"
LASTS = 7 * 24 * 3600  # seconds; a restart of the bot ends it too, because the key is a new one
TRIES = 5  # wrong passwords a minute from one address
ALL_TRIES = 60  # wrong passwords a minute in all
_MINUTE = 60.0
_MOST_ADDRESSES = 1000


class Door:
    """Lets everybody through when there is no password, else those with our cookie."""

    def __init__(self, password: str, *, secure: bool = False, clock: Callable[[], float] = time.time) -> None:
        self._password = _digest(password) if password else b""
        self._secure = secure
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._wrong: OrderedDict[str, list[float]] = OrderedDict()

    @property
    def locked(self) -> bool:
        """True when there is a password."""
        return bool(self._password)

    def admits(self, request: web.Request) -> bool:
        """Whether the sender of *request* may use the page."""
        if not self._password:
            return True
        expires, _, signature = request.cookies.get(COOKIE, "").partition(".")
        good = hmac.compare_digest(signature.encode(), self._sign(expires).encode())
        return good and expires.isdecimal() and int(expires) > self._clock()

    def guard(self, handler: Handler, otherwise: Callable[[web.Request], web.Response]) -> Handler:
        """*handler*, or *otherwise* for those who have not signed in."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            return await handler(request) if self.admits(request) else otherwise(request)

        return guarded

    def sign_in(self, request: web.Request, password: str) -> str:
        """The key of a sentence that says why not, or empty: then `welcome` may be called."""
        address = request.remote or ""
        if self._tries(address) >= TRIES or sum(map(self._tries, list(self._wrong))) >= ALL_TRIES:
            return "web.too_many"
        if hmac.compare_digest(_digest(password), self._password):
            self._wrong.pop(address, None)
            return ""
        self._wrong.setdefault(address, []).append(self._clock())
        while len(self._wrong) > _MOST_ADDRESSES:
            self._wrong.popitem(last=False)
        return "web.password"

    def welcome(self, response: web.Response) -> None:
        """Give the cookie."""
        expires = str(int(self._clock()) + LASTS)
        value = f"{expires}.{self._sign(expires)}"
        response.set_cookie(COOKIE, value, max_age=LASTS, httponly=True, samesite="Strict", secure=self._secure)

    def _tries(self, address: str) -> int:
        since = self._clock() - _MINUTE
        recent = [at for at in self._wrong.get(address, []) if at > since]
        if recent:
            self._wrong[address] = recent
        else:
            self._wrong.pop(address, None)
        return len(recent)

    def _sign(self, expires: str) -> str:
        return hmac.new(self._key, expires.encode(), hashlib.sha256).hexdigest()


def login_page(template: str, locale: str, words: str = "") -> str:
    """The form, with the sentence *words* (a key) above the button."""
    said = html.escape(sentence(words, locale)) if words else ""
    return template.replace("<!-- words -->", said)


def _digest(password: str) -> bytes:
    return hashlib.sha256(password.encode("utf-8", "surrogatepass")).digest()
