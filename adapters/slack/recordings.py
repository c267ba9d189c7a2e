"""Recordings that people give to /clone: which file of a message it is, and its bytes, from Slack's own hosts alone."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from adapters.slack.api import Api, Declined
from adapters.slack.origin import Origin
from bot.errors import BadSample, DeliveryBusy
from bot.flows.clone import MAX_UPLOAD
from bot.flows.names import LONGEST_NAME

HOST = "files.slack.com"
WITHIN = aiohttp.ClientTimeout(total=120, sock_read=30)
HEARD = ("wav", "mp3", "m4a", "mp4", "aac", "ogg", "oga", "opus", "webm", "flac")
_OK, _SERVER, _TOO_MANY = 200, 500, 429


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A file in Slack: what a payload says of it. `url` is private and needs the workspace's token."""

    id: str
    name: str = ""
    size: int = 0
    url: str = field(default="", repr=False)

    @property
    def called(self) -> str:
        """A name for the voice, out of the file's; empty for the names that Slack gives to clips."""
        stem = self.name.rpartition(".")[0] or self.name
        return "" if stem.startswith("audio_message") else stem.replace("_", " ").strip()[:LONGEST_NAME]

    def dump(self) -> dict[str, object]:
        """Itself for JSON: a button, a form."""
        return asdict(self)

    def more(self) -> dict[str, str]:
        """Itself for a job's address."""
        held = {"file": self.id, "file_url": self.url, "file_size": str(self.size)}
        return {name: value for name, value in held.items() if value}


def recording_in(files: object) -> Recording | None:
    """The first of *files* that says it is sound; a video's type is what Slack gives to clips recorded on phones."""
    for file in files if isinstance(files, list) else ():
        if isinstance(file, Mapping) and sounds(file):
            return recording_of(file)
    return None


def recording_named(more: Mapping[str, str]) -> Recording | None:
    """The opposite of `Recording.more`; None where the address names no file."""
    if not (file := more.get("file")):
        return None
    size = more.get("file_size", "")
    return Recording(id=file, url=more.get("file_url", ""), size=int(size) if size.isdecimal() else 0)


def recording_held(held: object) -> Recording | None:
    """The opposite of `Recording.dump`; None for anything else."""
    if not isinstance(held, Mapping) or not isinstance(held.get("id"), str):
        return None
    size = held.get("size")
    return Recording(
        id=held["id"],
        name=str(held.get("name") or ""),
        size=size if isinstance(size, int) else 0,
        url=str(held.get("url") or ""),
    )


def recording_of(file: Mapping[str, Any]) -> Recording:
    """What is needed of Slack's own words on a file."""
    return Recording(
        id=str(file.get("id") or ""),
        name=str(file.get("name") or "")[:100],
        size=file["size"] if isinstance(file.get("size"), int) else 0,
        url=str(file.get("url_private_download") or file.get("url_private") or "")[:1_000],
    )


def sounds(file: Mapping[str, Any]) -> bool:
    """Whether it may be a recording, by what Slack says. The core judges the bytes."""
    if file.get("subtype") == "slack_audio" or file.get("file_access") == "check_file_info":
        return True
    kind, ending = str(file.get("mimetype") or ""), str(file.get("filetype") or "").lower()
    return kind.startswith("audio/") or kind in ("video/mp4", "video/webm", "video/ogg") or ending in HEARD


def check_size(recording: Recording) -> None:
    """Raises `BadSample` before anything is loaded."""
    if recording.size > MAX_UPLOAD:
        raise BadSample("sample.size", limit_mb=MAX_UPLOAD // 2**20)


class Recordings:
    """Loads them with the workspace's own token."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def fetch(self, origin: Origin, recording: Recording) -> bytes:
        """The bytes; a public channel is entered when that is what it takes.

        Raises `BadSample` when Slack does not let the app read it or it is too large, `DeliveryBusy` for a later try.
        """
        check_size(recording)
        data = await self._download(origin, await self._whole(origin, recording))
        if data is None and origin.channel:
            with suppress(Declined):
                await self._api.call(origin.team, origin.enterprise, "conversations.join", channel=origin.channel)
                data = await self._download(origin, await self._whole(origin, recording))
        if data is None:
            raise BadSample("slack.unreadable")
        return data

    async def _whole(self, origin: Origin, recording: Recording) -> Recording:
        """With what a payload left out (Slack Connect: `check_file_info`)."""
        if recording.url:
            return recording
        try:
            answer = await self._api.call(origin.team, origin.enterprise, "files.info", file=recording.id)
        except Declined:
            return recording
        found = replace(recording_of(answer["file"]), id=recording.id)
        check_size(found)
        return found

    async def _download(self, origin: Origin, recording: Recording) -> bytes | None:
        """None where Slack does not let us, which it says with status 200 and a page to sign in (bolt-js #2585)."""
        if not self._is_slacks(recording.url):
            return None
        seat = await self._api.workspaces.seat(origin.team, origin.enterprise)
        headers = {"Authorization": f"Bearer {seat.token}"}
        try:
            async with self._api.http.get(
                recording.url, headers=headers, allow_redirects=False, timeout=WITHIN
            ) as answer:
                if answer.status >= _SERVER or answer.status == _TOO_MANY:
                    raise DeliveryBusy(f"download: {answer.status}")
                if answer.status != _OK or answer.content_type == "text/html":
                    return None
                return await _capped(answer)
        except (TimeoutError, aiohttp.ClientError, OSError) as problem:
            raise DeliveryBusy(f"download: Slack cannot be reached ({type(problem).__name__})") from None

    def _is_slacks(self, url: str) -> bool:
        """The token goes to Slack and to nobody else."""
        there, api = urlsplit(url), urlsplit(self._api.url)
        if there.scheme == "https" and there.hostname == HOST:
            return True
        return there.scheme == api.scheme and there.hostname == api.hostname


async def _capped(answer: aiohttp.ClientResponse) -> bytes:
    data = bytearray()
    async for chunk in answer.content.iter_chunked(2**16):
        data += chunk
        if len(data) > MAX_UPLOAD:
            raise BadSample("sample.size", limit_mb=MAX_UPLOAD // 2**20)
    return bytes(data)
