"""The least that speaks in Slack: slack-bolt alone, nothing kept, nothing checked. `benchmarks.slack` measures against it.

python -m benchmarks.slack_bare SLACK_API_URL TOKEN SIGNING_SECRET TYPECAST_URL TYPECAST_TOKEN
"""

from __future__ import annotations

import asyncio
import io
import json
import sys
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

ACTOR = "5c3c52c9ea9791000747155b"
BACKLOG = 1024


async def spoken(http: aiohttp.ClientSession, url: str, token: str, text: str) -> bytes:
    """One clip: order, wait, download."""
    own = {"Authorization": f"Bearer {token}"}
    body = {"text": text, "lang": "auto", "actor_id": ACTOR, "xapi_hd": True, "xapi_audio_format": "mp3"}
    async with http.post(f"{url}/api/speak", json=body, headers=own) as answer:
        poll = str((await answer.json())["result"]["speak_v2_url"])
    while True:
        async with http.get(poll, headers=own) as answer:
            link = (await answer.json())["result"]["audio_download_url"]
        if link:
            break
        await asyncio.sleep(0.1)
    async with http.get(link) as answer:
        return await answer.read()


async def posted(client: AsyncWebClient, http: aiohttp.ClientSession, channel: str, audio: bytes, text: str) -> None:
    """One message with the player: reserve, send, complete."""
    ticket = await client.api_call("files.getUploadURLExternal", data={"filename": "say.mp3", "length": len(audio)})
    async with http.post(str(ticket["upload_url"]), data=io.BytesIO(audio)) as answer:
        answer.raise_for_status()
    blocks = [{"type": "section", "text": {"type": "plain_text", "text": text}}]
    done = {"files": [{"id": ticket["file_id"]}], "channel_id": channel, "blocks": blocks}
    await client.api_call("files.completeUploadExternal", json=done)


async def main(api: str, token: str, secret: str, url: str, key: str) -> None:
    """Serve /slack/events until killed."""
    running: set[asyncio.Task[None]] = set()
    async with aiohttp.ClientSession() as http:
        client = AsyncWebClient(token, base_url=api, session=http)
        bolt = AsyncApp(client=client, signing_secret=secret, process_before_response=True, name="bare")

        async def say(ack: AsyncAck, body: dict[str, Any]) -> None:
            async def work() -> None:
                text = str(body["text"])
                await posted(client, http, body["channel_id"], await spoken(http, url, key, text), text)

            task = asyncio.create_task(work())
            running.add(task)
            task.add_done_callback(running.discard)
            await ack()

        bolt.command("/say")(say)
        runner = web.AppRunner(bolt.web_app("/slack/events"), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=BACKLOG).start()
        host, port = runner.addresses[0]
        print(json.dumps({"url": f"http://{host}:{port}/slack/events"}), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
