"""`mynah speech`: the speech server alone, spoken to by a client that knows nothing of Mynah."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import aiohttp

ROOT = Path(__file__).parents[2]


async def test_the_speech_server_runs_alone_and_ends_when_told(tmp_path: Path) -> None:
    arguments = ("speech", "--port", "0", "--token", "secret")
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "MYNAH_DATA_DIR": str(tmp_path),
        "HOME": str(tmp_path),
    }
    pipe = asyncio.subprocess.PIPE
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "adapters", *arguments, stdout=pipe, cwd=tmp_path, env=environment
    )
    try:
        assert server.stdout
        url = json.loads(await asyncio.wait_for(server.stdout.readline(), 20))["url"]
        async with aiohttp.ClientSession(headers={"Authorization": "Bearer secret"}) as http:
            audio = await _speak(http, url)
        async with aiohttp.ClientSession() as stranger, stranger.get(f"{url}/api/actor") as refused:
            assert refused.status == 401
        server.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(server.wait(), 10) == 0
    finally:
        if server.returncode is None:
            server.kill()
            await server.wait()

    assert audio[:4] == b"RIFF"
    assert len(audio) > 20_000


async def _speak(http: aiohttp.ClientSession, url: str) -> bytes:
    """As Typecast's own documents tell a newcomer to do it."""
    async with http.get(f"{url}/api/actor") as answer:
        actor = (await answer.json())["result"][0]["actor_id"]
    order = {"text": "Hello there", "lang": "auto", "tts_mode": "actor", "actor_id": actor}
    async with http.post(f"{url}/api/speak", json=order) as answer:
        poll = (await answer.json())["result"]["speak_v2_url"]
    state = {"status": "started"}
    while state["status"] not in ("done", "failed"):
        await asyncio.sleep(0.1)
        async with http.get(poll) as answer:
            state = (await answer.json())["result"]
    async with aiohttp.ClientSession() as anyone, anyone.get(state["audio_download_url"]) as answer:
        return await answer.read()
