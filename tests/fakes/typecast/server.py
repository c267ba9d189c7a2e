"""The paths of the fake, as the documents have them."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from bot.options import ACTOR_LANGUAGES, AUTO, LANGUAGES, SPEAK_LIMIT
from tests.fakes.faults import Fault, object_of, wrong
from tests.fakes.tone import tone
from tests.fakes.typecast.cloud import KINDS, SIGNATURE, TOKEN, FakeTypecast

CLOUD = web.AppKey("CLOUD", FakeTypecast)
FAULT = web.RequestKey("FAULT", Fault)
routes = web.RouteTableDef()


class ApiError(Exception):
    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


def _error(status: int, code: str) -> web.Response:
    return web.json_response({"message": {"msg": "made up here", "error_code": code}}, status=status)


def _result(value: object) -> web.Response:
    return web.json_response({"result": value})


@web.middleware
async def _front(request: web.Request, handler: Any) -> web.StreamResponse:
    """Note the request, let its fault happen, check the token, answer."""
    cloud = request.app[CLOUD]
    kind = request.match_info.route.name or ""
    if kind not in KINDS:
        return await handler(request)  # type: ignore[no-any-return]  # aiohttp's own signature says no more
    fault = request[FAULT] = cloud.arrived(kind, request)
    await asyncio.sleep(fault.slow)
    if fault.reset or fault.html or fault.status:
        if fault.after:
            await _answer(request, handler)
        return wrong(request, fault, {"message": {"msg": "", "error_code": ""}})
    return await _answer(request, handler)


async def _answer(request: web.Request, handler: Any) -> web.StreamResponse:
    try:
        if request.path.startswith("/api/"):
            _authorize(request)
        else:
            _check_link(request)
        return await handler(request)  # type: ignore[no-any-return]  # aiohttp's own signature says no more
    except ApiError as error:
        return _error(error.status, error.code)


def _authorize(request: web.Request) -> None:
    if request.headers.get("Authorization") != f"Bearer {request.app[CLOUD].token}":
        raise ApiError(401, "auth/not-authorized")
    if request.can_read_body and request.content_type != "application/json":
        request.app[CLOUD].complain("a JSON body without its Content-Type")


def _check_link(request: web.Request) -> None:
    """As an object store does: the signature to the letter, and nothing that it does not cover."""
    cloud = request.app[CLOUD]
    bad = {"Authorization", "Content-Type", "Transfer-Encoding"} & request.headers.keys()
    if bad or not request.raw_path.endswith("?" + SIGNATURE):
        cloud.complain(f"{request.method} of a signed link with {sorted(bad) or 'another query'}")
        raise ApiError(403, "SignatureDoesNotMatch")


@routes.post("/api/speak", name="speak")
async def speak(request: web.Request) -> web.Response:
    cloud = request.app[CLOUD]
    body = await _json(request)
    _judge(cloud, body)
    order = cloud.order(body)
    return _result({"speak_v2_url": f"{cloud.url}/api/speak/v2/{order.id}", "play_id": "unknown keys happen"})


def _judge(cloud: FakeTypecast, body: dict[str, Any]) -> None:
    by_file = body.get("tts_mode", "actor") == "audio_file"
    needed = ("text", "lang", "speak_resource_id" if by_file else "actor_id")
    if any(body.get(name) is None for name in needed):
        raise ApiError(400, "app/param/not-enough")
    if not all(isinstance(body[name], str) for name in needed):
        raise ApiError(400, "app/param/type-mismatch")
    if len(body["text"]) > SPEAK_LIMIT or not any(letter.isalnum() for letter in body["text"]):
        raise ApiError(400, "app/invalid/text")
    if body["lang"] not in (AUTO, *(LANGUAGES if by_file else ACTOR_LANGUAGES)):
        raise ApiError(400, "app/invalid/lang")
    known = [actor["actor_id"] for actor in cloud.actors if isinstance(actor, dict)]
    if not by_file and body["actor_id"] not in known:
        raise ApiError(400, "app/invalid/actor_id")
    if by_file and cloud.uploads.get(body["speak_resource_id"]) is None:
        raise ApiError(400, "app/invalid/speak_resource_id")


@routes.get("/api/speak/v2/{id}", name="poll")
async def poll(request: web.Request) -> web.Response:
    cloud, now = request.app[CLOUD], time.monotonic()
    order = cloud.find(request.match_info["id"])
    if order is None:
        return web.json_response({"message": {"msg": "not found"}}, status=404)
    too_fast = bool(order.polls) and now - order.polls[-1] < 1.0
    order.polls.append(now)
    cloud.too_fast += too_fast
    if too_fast and cloud.strict:
        raise ApiError(429, "app/too-many-requests")
    waited = now - order.at
    status = "done" if waited >= cloud.think else "progress" if waited >= cloud.think / 2 else "started"
    status = request[FAULT].state or status
    link = cloud.links.get("download", f"{cloud.cdn}/audio/{order.id}?{SIGNATURE}") if status == "done" else None
    text = order.body["text"]
    return _result({"_id": order.id, "status": status, "audio_download_url": link, "text_count": len(text)})


@routes.get("/audio/{id}", name="download")
async def download(request: web.Request) -> web.Response:
    order, fault = request.app[CLOUD].find(request.match_info["id"]), request[FAULT]
    if order is None:
        raise ApiError(404, "NoSuchKey")
    rate = 44_100 if order.body.get("xapi_hd") else 16_000
    sound = tone(order.body["text"], rate=rate, tempo=order.body.get("tempo", 1.0))
    if fault.silent:
        sound = sound[:44] + bytes(len(sound) - 44)
    return web.Response(body=sound[: len(sound) // 2] if fault.truncated else sound, content_type="audio/wav")


@routes.post("/api/speak/resource", name="resource")
async def resource(request: web.Request) -> web.Response:
    cloud = request.app[CLOUD]
    body = await _json(request)
    if not cloud.entitled:
        raise ApiError(403, "auth/not-authorized")
    if "audio_format" not in body:
        raise ApiError(400, "app/param/not-enough")
    if body["audio_format"] not in ("wav", "mp3", "m4a"):
        raise ApiError(400, "app/invalid/audio_format")
    number = secrets.token_hex(12)
    cloud.uploads[number] = None
    link = cloud.links.get("upload", f"{cloud.cdn}/upload/{number}?{SIGNATURE}")
    return _result({"speak_resource_id": number, "presigned_url": link})


@routes.put("/upload/{id}", name="upload")
async def upload(request: web.Request) -> web.Response:
    request.app[CLOUD].uploads[request.match_info["id"]] = await request.read()
    return web.Response()


@routes.get("/api/actor", name="actors")
async def actors(request: web.Request) -> web.Response:
    return _result(request.app[CLOUD].actors)


@routes.get("/api/me", name="me")
async def me(request: web.Request) -> web.Response:
    cloud = request.app[CLOUD]
    return _result(
        {"username": "fake", "enable_api": True, "api_token": cloud.token, "callback_url": cloud.callback_url}
    )


@routes.put("/api/me/callback-url", name="callback_url")
async def callback_url(request: web.Request) -> web.Response:
    body = await _json(request)
    if not isinstance(body.get("callback_url"), str):
        raise ApiError(400, "app/param/not-enough/callback_url")
    request.app[CLOUD].callback_url = body["callback_url"]
    return _result({"callback_url": body["callback_url"]})


@routes.get("/stats")
async def stats(request: web.Request) -> web.Response:
    return web.json_response(request.app[CLOUD].stats())


@routes.post("/faults")
async def faults(request: web.Request) -> web.Response:
    request.app[CLOUD].fault(**await request.json())
    return web.Response()


async def _json(request: web.Request) -> dict[str, Any]:
    if (body := await object_of(request)) is None:
        raise ApiError(400, "app/param/type-mismatch")
    return body


@asynccontextmanager
async def fake_typecast(
    *, token: str = TOKEN, think: float = 0.0, strict: bool = False, port: int = 0
) -> AsyncGenerator[FakeTypecast]:
    """The fake, listening. *think*: seconds from an order to its clip; *strict*: 429 for polls under a second apart."""
    cloud = FakeTypecast(token, think=think, strict=strict)
    app = web.Application(middlewares=[_front], client_max_size=64 * 1024 * 1024)
    app[CLOUD] = cloud
    app.router.add_routes(routes)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        for number in (port, 0):
            await web.TCPSite(runner, "127.0.0.1", number).start()
        cloud.url, cloud.cdn = (f"http://{host}:{number}" for host, number in runner.addresses)
        yield cloud
    finally:
        await cloud.close()
        await runner.cleanup()
