"""The page's stage: what its script does, by plain HTTP."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import aiohttp

from tests.stages import Shown


class WebStage:
    """A user of the page that *client* (with the page's address as its base) reaches."""

    def __init__(self, client: aiohttp.ClientSession) -> None:
        self._client = client

    async def types(self, line: str) -> Shown:
        return await self._wait(await self._client.post("/api/commands", json={"id": str(uuid.uuid4()), "text": line}))

    async def clones(self, name: str, recording: bytes, *, consent: bool = True) -> Shown:
        form = aiohttp.FormData()
        form.add_field("id", str(uuid.uuid4()))
        form.add_field("name", name)
        form.add_field("consent", "yes" if consent else "")
        form.add_field("sample", recording, filename="me.wav")
        return await self._wait(await self._client.post("/api/clone", data=form))

    async def _wait(self, response: aiohttp.ClientResponse) -> Shown:
        body = await response.json()
        if response.status != 202:
            return Shown(words=body.get("words", ""), private=body.get("private", False))
        async with aclosing(posts(self._client)) as stream:
            async for post in stream:
                if post["kind"] == "answer" and post["id"] == body["id"]:
                    return await self._shown(post)
        raise AssertionError("the stream ended before the answer")

    async def _shown(self, post: dict[str, Any]) -> Shown:
        audio = b""
        if post["clip"]:
            async with self._client.get(f"/api/clips/{post['id']}") as response:
                audio = await response.read()
        return Shown(
            acknowledged_first=True,
            words=post["words"],
            private=post["private"],
            text=post["text"],
            voice=post["voice"],
            audio=audio,
        )


async def posts(client: aiohttp.ClientSession, last: int = 0) -> AsyncGenerator[dict[str, Any]]:
    """The transcript after position *last*, each post with its `position`; ends with the stream."""
    headers = {"Last-Event-ID": str(last)} if last else {}
    async with client.get("/api/events", headers=headers, timeout=aiohttp.ClientTimeout(sock_read=30)) as stream:
        position = 0
        async for line in stream.content:
            name, _, value = line.decode().strip().partition(": ")
            if name == "id":
                position = int(value)
            elif name == "data" and value != "{}":
                yield {**json.loads(value), "position": position}
            elif name == "event" and value == "ready":
                yield {"kind": "ready", "id": "", "position": position}
