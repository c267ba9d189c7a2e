"""GET /api/me, PUT /api/me/callback-url, GET /healthz."""

from __future__ import annotations

from aiohttp import web

from bot.speech.refusal import ApiError, mismatch
from bot.speech.routes.body import json_body, result
from bot.speech.server import SERVER

routes = web.RouteTableDef()


@routes.get("/api/me")
async def me(request: web.Request) -> web.Response:
    """The shape is documented; the token is not echoed here, unlike there."""
    return result(
        {
            "username": "mynah",
            "fullname": "Mynah speech server",
            "uid": "mynah",
            "email": "",
            "enable_api": True,
            "api_token": "",
            "callback_url": request.app[SERVER].account.callback_url,
        }
    )


@routes.put("/api/me/callback-url")
async def set_callback(request: web.Request) -> web.Response:
    body = await json_body(request)
    url = body.get("callback_url")
    if url is None:
        raise ApiError(400, "app/param/not-enough/callback_url", "need callback_url argument")
    if not isinstance(url, str):
        raise mismatch("callback_url")  # inferred
    request.app[SERVER].account.register(url)
    return result({"callback_url": url})


@routes.get("/healthz")
async def healthz(request: web.Request) -> web.Response:
    """Alive, how many jobs are open, and the worker's process id while it runs."""
    server = request.app[SERVER]
    return web.json_response(
        {"status": "ok", "open": server.desk.open, "worker": server.worker.pid, "lost": server.worker.lost}
    )
