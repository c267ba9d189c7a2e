"""A client of Typecast's legacy API as a customer would write it: it knows the documents, and nothing of this project.

Only the standard library is imported, so it can be copied out and pointed at anything that answers as the documents say.
"""

from __future__ import annotations

import http.client
import json
import time
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REDIRECTS = 5
FIRST_PAUSE, LAST_PAUSE, GROWTH = 1.0, 4.0, 1.4  # seconds: "poll with a cycle of at least 1 second"
FAILED = frozenset({"failed", "fail", "error"})


class ApiError(Exception):
    """The API said no: `status` of HTTP, and `code` and `msg` of its envelope (empty when there was none)."""

    def __init__(self, status: int, code: str, msg: str) -> None:
        super().__init__(f"{status} {code or '(no code)'}: {msg or '(no message)'}")
        self.status, self.code, self.msg = status, code, msg


class Unfinished(Exception):
    """An order failed, or was not done in time."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back over HTTP."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes = field(repr=False)

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, kw_only=True)
class Order:
    """A finished order: the last `result` of the poll, and each status that was seen, in order, without repeats."""

    result: dict[str, Any]
    seen: tuple[str, ...]

    @property
    def link(self) -> str:
        return str(self.result["audio_download_url"])


def send(method: str, url: str, *, headers: dict[str, str] | None = None, body: bytes | None = None) -> Answer:
    """One request with exactly these headers: http.client adds Host and Content-Length, and no Content-Type."""
    answer = _once(method, url, headers or {}, body)
    for _ in range(REDIRECTS):
        if answer.status not in {301, 302, 307, 308}:
            break
        there = urllib.parse.urljoin(url, answer.headers["Location"])
        if urllib.parse.urlsplit(there)[:2] != urllib.parse.urlsplit(url)[:2]:
            headers = {name: value for name, value in (headers or {}).items() if name != "Authorization"}
        url = there
        answer = _once(method, url, headers or {}, body)
    return answer


def _once(method: str, url: str, headers: dict[str, str], body: bytes | None) -> Answer:
    parts = urllib.parse.urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=50)
    try:
        connection.request(method, urllib.parse.urlunsplit(("", "", *parts[2:4], "")) or "/", body, headers)
        response = connection.getresponse()
        return Answer(status=response.status, headers=response.headers, body=response.read())
    finally:
        connection.close()


class Client:
    """The legacy API at `base` (`https://typecast.ai/api` in the documents), with a token."""

    def __init__(self, base: str, token: str) -> None:
        self.base = base.rstrip("/")
        self._token = token

    # --- speaking

    def order(self, **body: Any) -> dict[str, Any]:
        """POST /api/speak: the `result`, with `speak_v2_url` and perhaps the deprecated `speak_url`."""
        return dict(self.call("POST", "/speak", body))

    def look(self, speak_v2_url: str) -> dict[str, Any]:
        """One poll."""
        return dict(self.call("GET", speak_v2_url))

    def wait(self, speak_v2_url: str, *, deadline: float = 50) -> Order:
        """Poll at the documented pace until the order ends. Raises Unfinished when it fails or takes too long."""
        until, pause, seen = time.monotonic() + deadline, FIRST_PAUSE, list[str]()
        while time.monotonic() < until:
            result = self.look(speak_v2_url)
            status = result["status"]
            if status not in seen[-1:]:
                seen.append(status)
            if status in FAILED:
                raise Unfinished(f"the order ended as {status}")
            if status == "done":
                return Order(result=result, seen=tuple(seen))
            time.sleep(pause)
            pause = min(pause * GROWTH, LAST_PAUSE)
        raise Unfinished(f"not done after {deadline:.0f} s, seen {seen}")

    def speak(self, **body: Any) -> bytes:
        """Order, wait, download."""
        return self.download(self.wait(self.order(**body)["speak_v2_url"]).link)

    def download(self, url: str) -> bytes:
        """A finished sound, without Authorization as all public clients do it."""
        answer = send("GET", url)
        if answer.status != 200:
            raise _refusal(answer)
        return answer.body

    def speak_at_once(self, **body: Any) -> bytes:
        """POST /api/text-to-speech: the sound itself is the answer."""
        answer = self.ask("POST", "/text-to-speech", body)
        if answer.status != 200:
            raise _refusal(answer)
        return answer.body

    def deprecated(self, speak_url: str) -> dict[str, Any]:
        """GET /api/speak/{id}, the first kind of poll."""
        return dict(self.call("GET", speak_url))

    def file(self, url: str) -> bytes:
        """A sound under /files/speak, which needs the token."""
        answer = self.ask("GET", url)
        if answer.status != 200:
            raise _refusal(answer)
        return answer.body

    # --- cloning

    def resource(self, audio_format: str) -> tuple[str, str]:
        """POST /api/speak/resource: the id, and the address that takes the recording."""
        result = self.call("POST", "/speak/resource", {"audio_format": audio_format})
        return result["speak_resource_id"], result["presigned_url"]

    def upload(self, presigned_url: str, recording: bytes) -> None:
        """As `curl --upload-file` does it: no Authorization, no Content-Type, a Content-Length."""
        answer = send("PUT", presigned_url, body=recording)
        if answer.status not in {200, 201, 204}:
            raise _refusal(answer)

    def clone(self, recording: bytes, audio_format: str) -> str:
        """Both steps; returns the speak_resource_id."""
        resource, address = self.resource(audio_format)
        self.upload(address, recording)
        return resource

    # --- actors and the account

    def actors(self) -> list[dict[str, Any]]:
        return list(self.call("GET", "/actor"))

    def versions(self, actor: str) -> list[dict[str, Any]]:
        return list(self.call("GET", f"/actor/{actor}/versions"))

    def version(self, actor: str, name: str) -> dict[str, Any]:
        return dict(self.call("GET", f"/actor/{actor}/versions/{name}"))

    def me(self) -> dict[str, Any]:
        return dict(self.call("GET", "/me"))

    def call_back(self, url: str) -> str:
        """PUT /api/me/callback-url; returns what is set now."""
        return str(self.call("PUT", "/me/callback-url", {"callback_url": url})["callback_url"])

    # --- the common rules

    def call(self, method: str, where: str, body: Any = None) -> Any:
        """The `result` of a call. Raises ApiError for every status that is not 200."""
        answer = self.ask(method, where, body)
        if answer.status != 200:
            raise _refusal(answer)
        return answer.json()["result"]

    def ask(self, method: str, where: str, body: Any = None) -> Answer:
        """A call with the token; `where` is a path under the base or a whole address, bytes are sent as they are."""
        headers = {"Authorization": f"Bearer {self._token}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        url = where if where.startswith(("http://", "https://")) else self.base + where
        return send(method, url, headers=headers, body=body)


def refusal_of(answer: Answer) -> tuple[int, str, str]:
    """Status, error_code and msg of an answer that is not 200."""
    try:
        message = answer.json()["message"]
        return answer.status, message.get("error_code", ""), message.get("msg", "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return answer.status, "", ""


def _refusal(answer: Answer) -> ApiError:
    return ApiError(*refusal_of(answer))


def demo(base: str, token: str, text: str, target: Path) -> bool:
    """The flow of Typecast's own demo: the first actor speaks, 120 looks a second apart, a plain download."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    actors = send("GET", f"{base}/actor", headers=headers).json()["result"]
    order = {
        "text": text,
        "lang": "auto",
        "actor_id": actors[0]["actor_id"],
        "xapi_hd": True,
        "model_version": "latest",
    }
    made = send("POST", f"{base}/speak", headers=headers, body=json.dumps(order).encode())
    address = made.json()["result"]["speak_v2_url"]
    for _ in range(120):
        state = send("GET", address, headers=headers).json()["result"]
        if state["status"] == "done":
            target.write_bytes(send("GET", state["audio_download_url"]).body)
            return True
        time.sleep(1)
    return False
