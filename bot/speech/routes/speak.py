"""POST /api/speak, both ways to ask how it is going, and the synchronous POST /api/text-to-speech."""

from __future__ import annotations

import asyncio
import base64
import contextlib

from aiohttp import web

from bot.speech.desk import Speak, Status
from bot.speech.order import order_of
from bot.speech.refusal import ApiError, invalid, not_found
from bot.speech.routes.body import json_body, result
from bot.speech.server import SERVER, Server

routes = web.RouteTableDef()
MIME = {"wav": "audio/wav", "mp3": "audio/mpeg"}
_MAX_WAIT = 60.0


@routes.post("/api/speak")
async def speak(request: web.Request) -> web.Response:
    job = await _ordered(request)
    return result({"speak_v2_url": f"{job.origin}/api/speak/v2/{job.id}", "speak_url": speak_url(job)})


@routes.post("/api/text-to-speech")
async def text_to_speech(request: web.Request) -> web.StreamResponse:
    """The same body; the sound itself comes back. What a failure looks like is inferred."""
    job = await _ordered(request)
    await job.ended.wait()
    if job.path is None:
        raise ApiError(400 if job.code else 500, job.code or "app/failed", job.msg)
    return web.FileResponse(job.path, headers={"Content-Type": MIME[job.order.format]})


@routes.get("/api/speak/v2/{id}")
async def state(request: web.Request) -> web.Response:
    """`?wait=SECONDS` is an addition: the answer comes when the job has ended, or after so long."""
    job = _found(request)
    if wait := request.query.get("wait"):
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_seconds(wait)):
                await job.ended.wait()
    return result(view(request.app[SERVER], job))


@routes.get("/api/speak/{id}")
async def old_state(request: web.Request) -> web.Response:
    """Deprecated there and here; its link needs the token."""
    job = _found(request)
    audio = None
    if job.path is not None:
        name = base64.urlsafe_b64encode(job.path.name.encode()).decode()
        audio = {"url": f"{job.origin}/files/speak/{name}", "extension": job.order.format}
    return result({"status": job.status, "audio": audio})


def view(server: Server, job: Speak) -> dict[str, object]:
    """The state of *job*, with a link to the sound that is good for a day."""
    shown: dict[str, object] = {"_id": job.id, "status": job.status, "audio_download_url": None}
    shown |= {"text_count": len(job.order.text), "duration": round(job.seconds, 6) if job.path else None}
    if job.path is not None:
        query = server.signer.query("audio", job.path.name, server.options.audio_life)
        shown["audio_download_url"] = f"{job.origin}/audio/{job.path.name}?{query}"
    if server.options.public_url and job.path is not None:  # an addition: only the callback is documented to tell it
        shown["share"] = {"embed_url": embed_url(server, job)}
    if job.status is Status.FAILED:  # an addition: why, with an inferred code
        shown |= {"msg": job.msg, "error_code": job.code or "app/failed"}
    return shown


def embed_url(server: Server, job: Speak) -> str | None:
    """The link to the page, as long-lived as the sound."""
    if job.path is None:
        return None
    query = server.signer.query("embed", job.id, server.options.audio_life)
    return f"{server.options.public_url or job.origin}/embed/{job.id}?{query}"


def speak_url(job: Speak) -> str:
    """What a callback is matched by."""
    return f"{job.origin}/api/speak/{job.id}"


async def _ordered(request: web.Request) -> Speak:
    server = request.app[SERVER]
    order = order_of(await json_body(request), strict=server.options.strict)
    if order.resource and server.resources.style(order.resource) is None:
        raise invalid("speak_resource_id")  # inferred by pattern: unknown, or nothing was uploaded
    return server.desk.submit(order, str(request.url.origin()))


def _found(request: web.Request) -> Speak:
    job = request.app[SERVER].desk.find(request.match_info["id"])
    if job is None:
        raise not_found("speak")
    return job


def _seconds(wait: str) -> float:
    try:
        return min(_MAX_WAIT, max(0.0, float(wait)))
    except ValueError:
        raise invalid("wait") from None
