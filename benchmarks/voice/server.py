"""The speech server as a stranger meets it: a program of its own, over HTTP, in the words of Typecast's documents."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from yarl import URL

from benchmarks.coldstart import Process
from benchmarks.stage import start
from benchmarks.voice.sound import Clip, samples_of

DEFAULT, SLOW = "Heart", "Bella"  # the quick voice in English, and one that Kokoro itself speaks
_PATIENCE = aiohttp.ClientTimeout(total=300)


class Server:
    """One running speech server."""

    def __init__(self, session: aiohttp.ClientSession, url: str, pid: int) -> None:
        self._session = session
        self._url = url
        self._pid = pid
        self._actors: dict[str, str] = {}

    async def say(self, text: str, language: str, *, actor: str = DEFAULT, resource: str = "") -> Clip:
        """One clip, by a stock voice's English name or by a cloned one's number."""
        body: dict[str, object] = {"text": text, "lang": language, "xapi_audio_format": "wav", "max_seconds": 60}
        if resource:
            body |= {"tts_mode": "audio_file", "speak_resource_id": resource}
        else:
            body |= {"tts_mode": "actor", "actor_id": await self._actor(actor)}
        began = time.perf_counter()
        async with self._session.post(f"{self._url}/api/text-to-speech", json=body, timeout=_PATIENCE) as answer:
            if not answer.ok:
                raise RuntimeError(f"{language}: status {answer.status}: {await answer.text()}")
            head = await answer.content.readany()
            first = time.perf_counter() - began
            wav = head + await answer.read()
        return Clip(samples_of(wav), time.perf_counter() - began, first)

    async def clone(self, wav: bytes) -> str:
        """The number of a voice that speaks like *wav*."""
        async with self._session.post(f"{self._url}/api/speak/resource", json={"audio_format": "wav"}) as answer:
            answer.raise_for_status()
            made = (await answer.json())["result"]
        link = URL(made["presigned_url"], encoded=True)
        async with self._session.put(link, data=wav, timeout=_PATIENCE) as answer:
            if not answer.ok:
                raise RuntimeError(f"a recording was refused: {await answer.text()}")
        return str(made["speak_resource_id"])

    async def effort(self, text: str) -> float:
        """Seconds on a core for each second of sound, of Kokoro in English, warm."""
        family = [Process(pid) for pid in _family(self._pid)]
        before = sum(one.cpu_seconds for one in family)
        clip = await self.say(text, "en-us", actor=SLOW)
        return (sum(one.cpu_seconds for one in family) - before) / clip.seconds

    def peak_mb(self) -> float:
        """The largest resident memory that the server and its children ever had, added up, in MiB."""
        return sum(_peak(pid) for pid in _family(self._pid)) / 1024

    async def _actor(self, name: str) -> str:
        if not self._actors:
            async with self._session.get(f"{self._url}/api/actor") as answer:
                rows = (await answer.json())["result"]
            self._actors = {row["name"]["en"]: row["actor_id"] for row in rows}
        return self._actors[name]


@asynccontextmanager
async def serving(folder: Path, threads: int) -> AsyncGenerator[Server]:
    """A server with an empty memory whose engine uses so many threads; models stay in *folder*."""
    program = await start(
        "bot.speech", "--data", str(folder), log=folder / "speech.log", environ={"KOKORO_THREADS": str(threads)}
    )
    try:
        url = str((await program.ready())["url"])
        async with aiohttp.ClientSession(trust_env=False) as session:
            yield Server(session, url, program.process.pid)
    finally:
        await program.kill()


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return [pid, *(grandchild for child in children for grandchild in _family(int(child)))]


def _peak(pid: int) -> int:
    rows = Path(f"/proc/{pid}/status").read_text("utf-8", errors="replace").splitlines()
    return next((int(row.split()[1]) for row in rows if row.startswith("VmHWM:")), 0)
