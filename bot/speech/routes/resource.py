"""POST /api/speak/resource, the PUT that its answer invites to, and the DELETE that undoes both."""

from __future__ import annotations

from aiohttp import web

from bot.errors import BadSample, SpeechError
from bot.logs import describe, get_logger
from bot.speech.frames import Frame
from bot.speech.refusal import ApiError, invalid, link_refused, mismatch, not_enough, too_large
from bot.speech.routes.body import json_body, result
from bot.speech.server import SERVER
from bot.speech.worker import Unspeakable, Worker, WorkerLost

logger = get_logger(__name__)
routes = web.RouteTableDef()
FORMATS = ("wav", "mp3", "m4a")
MAX_BYTES = 25 * 1024 * 1024
_ENROL_DEADLINE = 60.0


@routes.post("/api/speak/resource")
async def order_upload(request: web.Request) -> web.Response:
    body = await json_body(request)
    wanted = body.get("audio_format")
    if wanted is None:
        raise not_enough("audio_format")
    if not isinstance(wanted, str):
        raise mismatch("audio_format")
    if wanted not in FORMATS:
        raise ApiError(400, "app/invalid/audio_format", "invalid audio_format")
    server = request.app[SERVER]
    number = server.resources.new()
    query = server.signer.query("upload", number, server.options.upload_life)
    return result({"speak_resource_id": number, "presigned_url": f"{request.url.origin()}/upload/{number}?{query}"})


@routes.delete("/api/speak/resource/{id:[0-9a-f]{24}}")
async def forget(request: web.Request) -> web.Response:
    """Typecast's API has nothing of the kind: Mynah asks its own server alone, when a voice is deleted."""
    server = request.app[SERVER]
    return result({"forgotten": server.resources.forget(request.match_info["id"])})


@routes.put("/upload/{id:[0-9a-f]{24}}")
async def upload(request: web.Request) -> web.Response:
    """The recording becomes a style at once and is dropped. A refused one may be replaced until the link expires.

    An object store would take anything; that a bad recording is refused here, and the codes of it, are inferred.
    """
    server = request.app[SERVER]
    number = request.match_info["id"]
    server.signer.check("upload", number, request.query)
    if not server.resources.waiting(number):
        raise link_refused("the link has been used")
    data = await _recording(request)
    try:
        wav = await server.intake(data)
        head, style = await _enrolled(server.worker, wav)
    except BadSample as bad:
        raise invalid("audio", bad.key) from None
    except Unspeakable as declined:
        raise ApiError(400, declined.code, declined.msg) from None
    except (WorkerLost, SpeechError) as lost:
        logger.warning("a recording was not enrolled", error=describe(lost))
        raise ApiError(503, "app/internal", "try again", headers={"Retry-After": "1"}) from None
    if failed := head.get("failed"):
        logger.warning("a recording was not enrolled", where=failed)
        raise invalid("audio", "it could not be analysed")
    server.resources.keep(number, style)
    return web.Response()


async def _enrolled(worker: Worker, wav: bytes) -> Frame:
    """Once more when the first attempt took the worker along; an engine then leaves out what it can."""
    try:
        return await worker.call({"do": "enrol"}, wav, deadline=_ENROL_DEADLINE)
    except WorkerLost:
        return await worker.call({"do": "enrol", "small": True}, wav, deadline=_ENROL_DEADLINE)


async def _recording(request: web.Request) -> bytes:
    if (request.content_length or 0) > MAX_BYTES:
        raise too_large(MAX_BYTES)
    data = bytearray()
    async for chunk in request.content.iter_chunked(65536):
        data += chunk
        if len(data) > MAX_BYTES:
            raise too_large(MAX_BYTES)
    if not data:
        raise invalid("audio", "empty")
    return bytes(data)
