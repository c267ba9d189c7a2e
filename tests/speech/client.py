"""A client written from Typecast's documents: it knows nothing of ours but the address."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
from yarl import URL


class Client:
    """Speaks to one server."""

    def __init__(self, url: str, session: aiohttp.ClientSession, token: str = "") -> None:
        self.url = url
        self.session = session
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._actors: dict[str, str] = {}

    async def ask(self, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
        """Status and JSON."""
        more.setdefault("headers", self.headers)
        url = URL(path if path.startswith("http") else self.url + path, encoded=True)
        async with self.session.request(method, url, json=body, **more) as response:
            return response.status, await response.json()

    async def get(self, path: str) -> Any:
        status, answer = await self.ask("GET", path)
        assert status == 200, answer
        return answer["result"]

    async def actor(self, name: str = "Heart") -> str:
        if not self._actors:
            self._actors = {actor["name"]["en"]: actor["actor_id"] for actor in await self.get("/api/actor")}
        return self._actors[name]

    async def order(self, text: str, **keys: Any) -> dict[str, Any]:
        """The `result` of POST /api/speak."""
        if keys.get("tts_mode") != "audio_file" and "actor_id" not in keys:
            keys["actor_id"] = await self.actor(keys.pop("name", "Heart"))
        status, answer = await self.ask("POST", "/api/speak", {"text": text, "lang": "en-us", **keys})
        assert status == 200, answer
        result: dict[str, Any] = answer["result"]
        return result

    async def end(self, order: dict[str, Any]) -> dict[str, Any]:
        """Poll as a plain client does, only quicker."""
        while True:
            state: dict[str, Any] = await self.get(order["speak_v2_url"])
            if state["status"] in ("done", "failed"):
                return state
            await asyncio.sleep(0.02)

    async def say(self, text: str, **keys: Any) -> bytes:
        """From text to bytes; the download goes without a token."""
        state = await self.end(await self.order(text, **keys))
        assert state["status"] == "done", state
        return await self.download(state["audio_download_url"])

    async def download(self, url: str) -> bytes:
        async with self.session.get(URL(url, encoded=True)) as response:
            assert response.status == 200, await response.text()
            return await response.read()

    async def upload(self, data: bytes, audio_format: str = "wav") -> str:
        """The id of a resource that can speak."""
        status, answer = await self.ask("POST", "/api/speak/resource", {"audio_format": audio_format})
        assert status == 200, answer
        assert await self.put(answer["result"]["presigned_url"], data) == 200
        number: str = answer["result"]["speak_resource_id"]
        return number

    async def put(self, url: str, data: bytes) -> int:
        """As documented: no token, no Content-Type."""
        put = self.session.put(URL(url, encoded=True), data=data, skip_auto_headers={"Content-Type"})
        async with put as response:
            return response.status
