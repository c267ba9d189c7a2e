"""What a customer runs for Typecast's callback, and how it reads the player page that a callback names."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urljoin


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request that came in."""

    method: str
    path: str
    content_type: str
    body: Any


class Receiver:
    """Listens on a free port of this machine; `calls` fills as they come."""

    def __init__(self) -> None:
        self.calls: queue.Queue[Call] = queue.Queue()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/hook/a-secret-path"

    def about(self, speak_url: str, *, seconds: float = 40) -> Call:
        """The call that belongs to an order: calls about others are passed over. Raises queue.Empty."""
        while True:
            call = self.calls.get(timeout=seconds)
            if call.body.get("speak_url") == speak_url:
                return call

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        calls = self.calls

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                calls.put(
                    Call(
                        method=self.command,
                        path=self.path,
                        content_type=self.headers.get("Content-Type", ""),
                        body=body,
                    )
                )
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class names it so
                """A test has no use for a log of requests."""

        return Handler


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that listens for as long as the block lasts."""
    receiver = Receiver()
    thread = threading.Thread(target=receiver.server.serve_forever, kwargs={"poll_interval": 0.1})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.server.shutdown()
        thread.join()
        receiver.server.server_close()


def players_of(page: str, address: str) -> list[str]:
    """Where the players of a page get their sound from, as whole addresses; a player without controls does not count."""
    found = _Players()
    found.feed(page)
    return [urljoin(address, source) for source in found.sources]


class _Players(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sources: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "audio":
            self._inside = "controls" in given
        if (tag == "audio" or (tag == "source" and self._inside)) and self._inside and given.get("src"):
            self.sources.append(str(given["src"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "audio":
            self._inside = False
