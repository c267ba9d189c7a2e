"""The paths of the fake."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.fakes.faults import Fault, object_of, wrong
from tests.fakes.ssfm import cloning
from tests.fakes.ssfm.cloning import CLOUD
from tests.fakes.ssfm.cloud import KEY, KINDS, FakeSsfm
from tests.fakes.ssfm.rules import ApiError, detail, invalid, judge
from tests.fakes.tone import tone

FAULT = web.RequestKey("FAULT", Fault)
STREAM_RATE, RATE = 32_000, 44_100
routes = web.RouteTableDef()


@web.middleware
async def _front(request: web.Request, handler: Any) -> web.StreamResponse:
    """Note the request, let its fault happen, check the key, answer."""
    cloud = request.app[CLOUD]
    kind = request.match_info.route.name or ""
    fault = request[FAULT] = cloud.arrived(kind, request) if kind in KINDS else Fault(kind="")
    await asyncio.sleep(fault.slow)
    answer = None
    if not (fault.reset or fault.html or fault.status) or fault.after:
        answer = await _answer(request, handler)
    return wrong(request, fault, {}) if answer is None or fault.after else answer


async def _answer(request: web.Request, handler: Any) -> web.StreamResponse:
    try:
        _authorize(request)
        return await handler(request)  # type: ignore[no-any-return]  # aiohttp's own signature says no more
    except ApiError as error:
        return web.json_response(error.body, status=error.status)


def _authorize(request: web.Request) -> None:
    """Bearer does not work here. A key of the legacy API, and one with a blank in it, is answered with 403."""
    cloud = request.app[CLOUD]
    given = request.headers.get("X-API-KEY", "")
    if "Authorization" in request.headers:
        cloud.complain("an Authorization header")
    if given in cloud.old_keys or given != given.strip() or len(given.split()) > 1:
        raise detail(403, "Forbidden")
    if given != cloud.key:
        raise detail(401, "Invalid API key")


@asynccontextmanager
async def _spoken(request: web.Request) -> AsyncGenerator[None]:
    """One of the key's turns for the length of the block."""
    cloud = request.app[CLOUD]
    if cloud.busy >= cloud.concurrency:
        raise detail(429, "Too many requests")
    if cloud.used_credits >= cloud.plan_credits:
        raise detail(402, "Insufficient credit")
    cloud.busy += 1
    cloud.most = max(cloud.most, cloud.busy)
    try:
        await asyncio.sleep(cloud.think)
        yield
    finally:
        cloud.busy -= 1


async def _json(request: web.Request) -> dict[str, Any]:
    if (body := await object_of(request)) is None:
        raise invalid(why="JSON decode error")
    return body


def _sound(body: dict[str, Any], rate: int, fault: Fault) -> bytes:
    output = body.get("output") or {}
    sound = tone(body["text"], rate=rate, tempo=output.get("audio_tempo") or 1.0)
    if fault.silent:
        sound = sound[:44] + bytes(len(sound) - 44)
    return sound[: len(sound) // 2] if fault.truncated else sound


def _type(body: dict[str, Any]) -> str:
    return "audio/mpeg" if (body.get("output") or {}).get("audio_format") == "mp3" else "audio/wav"


@routes.post("/v1/text-to-speech", name="speech")
async def speech(request: web.Request) -> web.Response:
    cloud, body = request.app[CLOUD], await _json(request)
    judge(cloud, body)
    async with _spoken(request):
        cloud.charge(body, body["text"])
        sound = _sound(body, RATE, request[FAULT])
    seconds = f"{(len(sound) - 44) / 2 / RATE:.3f}"
    return web.Response(body=sound, content_type=_type(body), headers={"X-Audio-Duration": seconds})


@routes.post("/v1/text-to-speech/stream", name="stream")
async def stream(request: web.Request) -> web.StreamResponse:
    cloud, body = request.app[CLOUD], await _json(request)
    judge(cloud, body, streamed=True)
    async with _spoken(request):
        cloud.charge(body, body["text"])
        sound = _sound(body, STREAM_RATE, Fault(kind="", silent=request[FAULT].silent))
        endless = b"\xff\xff\xff\xff"
        sound = sound[:4] + endless + sound[8:40] + endless + sound[44:]
        response = web.StreamResponse(headers={"Content-Type": _type(body)})
        response.enable_chunked_encoding()
        await response.prepare(request)
        half = len(sound) // 2
        await response.write(sound[:half])
        if request[FAULT].truncated:
            if request.transport:
                request.transport.abort()
            return response
        await response.write(sound[half:])
        await response.write_eof()
    return response


@routes.post("/v1/text-to-speech/with-timestamps")
async def with_timestamps(request: web.Request) -> web.Response:
    cloud, body = request.app[CLOUD], await _json(request)
    judge(cloud, body)
    granularity = request.query.get("granularity")
    if granularity not in (None, "word", "char"):
        raise invalid("granularity")
    async with _spoken(request):
        cloud.charge(body, body["text"])
        sound = _sound(body, RATE, Fault(kind=""))
    seconds = (len(sound) - 44) / 2 / RATE

    def rows(parts: list[str]) -> list[dict[str, Any]]:
        step = seconds / len(parts)
        return [{"text": part, "start": place * step, "end": (place + 1) * step} for place, part in enumerate(parts)]

    return web.json_response(
        {
            "audio": base64.b64encode(sound).decode(),
            "audio_format": "wav",
            "audio_duration": seconds,
            "words": rows(body["text"].split()) if granularity != "char" else None,
            "characters": rows(list(body["text"])) if granularity != "word" else None,
        }
    )


@routes.post("/v1/text-to-speech/compose")
async def compose(request: web.Request) -> web.Response:
    cloud, body = request.app[CLOUD], await _json(request)
    segments = body.get("segments")
    if not isinstance(segments, list) or not 1 <= len(segments) <= 50:
        raise invalid("segments")
    spoken = [part for part in segments if isinstance(part, dict) and part.get("type") == "tts"]
    pauses = [part.get("duration_seconds") for part in segments if part not in spoken]
    if not spoken or not all(isinstance(pause, int | float) and 0 < pause <= 10 for pause in pauses):
        raise invalid("segments")
    for part in spoken:
        judge(cloud, {name: value for name, value in part.items() if name != "type"})
    formats = {(part.get("output") or {}).get("audio_format", "wav") for part in spoken}
    if sum(len(part["text"]) for part in spoken) > 2000 or sum(pauses) > 60 or len(formats) > 1:
        raise invalid("segments")
    async with _spoken(request):
        for part in spoken:
            cloud.charge(part, part["text"])
    whole = {"text": " ".join(part["text"] for part in spoken), "output": {"audio_format": formats.pop()}}
    return web.Response(body=_sound(whole, RATE, Fault(kind="")), content_type=_type(whole))


@routes.get("/v3/voices", name="voices")
async def voices(request: web.Request) -> web.Response:
    return web.json_response(_matching(request))


@routes.get("/v3/voices/{id}")
async def voice(request: web.Request) -> web.Response:
    return web.json_response(_one(request))


@routes.get("/v2/voices")
async def voices_v2(request: web.Request) -> web.Response:
    return web.json_response([_plain(row) for row in _matching(request)])


@routes.get("/v2/voices/{id}")
async def voice_v2(request: web.Request) -> web.Response:
    return web.json_response(_plain(_one(request)))


@routes.get("/v1/voices")
async def voices_v1(request: web.Request) -> web.Response:
    return web.json_response([old for row in _matching(request) for old in _old(row)])


@routes.get("/v1/voices/recommendations")
async def recommendations(request: web.Request) -> web.Response:
    count = request.query.get("count", "5")
    if not count.isdecimal() or not 1 <= int(count) <= 10 or not request.query.get("query"):
        raise invalid("count")
    rows = request.app[CLOUD].voices[: int(count)]
    return web.json_response(
        [
            {"voice_id": row["voice_id"], "voice_name": row["voice_name"]["eng"], "score": 1 - place / 10}
            for place, row in enumerate(rows)
        ]
    )


@routes.get("/v1/voices/{id}")
async def voice_v1(request: web.Request) -> web.Response:
    return web.json_response(_old(_one(request)))


def _matching(request: web.Request) -> list[Any]:
    rows = request.app[CLOUD].listed()
    if model := request.query.get("model"):
        rows = [row for row in rows if not isinstance(row, dict) or _speaks(row, model)]
    for name in ("gender", "age"):
        if wanted := request.query.get(name):
            rows = [row for row in rows if row.get(name) == wanted]
    return rows


def _speaks(row: dict[str, Any], model: str) -> bool:
    return any(one["version"] == model for one in row.get("models", []))


def _one(request: web.Request) -> dict[str, Any]:
    for row in request.app[CLOUD].listed():
        if row["voice_id"] == request.match_info["id"]:
            return dict(row)
    raise detail(404, "Voice not found")


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name not in ("preview_url", "voice_type")}
    return {**kept, "voice_name": row["voice_name"]["eng"]}


def _old(row: dict[str, Any]) -> list[dict[str, Any]]:
    name = row["voice_name"]["eng"]
    return [
        {"voice_id": row["voice_id"], "voice_name": name, "model": one["version"], "emotions": one["emotions"]}
        for one in row["models"]
    ]


@routes.get("/v1/users/me/subscription", name="subscription")
async def subscription(request: web.Request) -> web.Response:
    cloud = request.app[CLOUD]
    return web.json_response(
        {
            "plan": cloud.plan,
            "credits": {"plan_credits": cloud.plan_credits, "used_credits": cloud.used_credits},
            "limits": {
                "concurrency_limit": cloud.concurrency,
                "custom_voice_slot": cloud.slots,
                "professional_voice_slot": 1,
            },
            "professional_clone_generations": {"limit": 1, "used": 0},
        }
    )


@asynccontextmanager
async def fake_ssfm(*, key: str = KEY, think: float = 0.0, port: int = 0) -> AsyncGenerator[FakeSsfm]:
    """The fake, listening. *think*: seconds that it takes to speak."""
    cloud = FakeSsfm(key, think=think)
    app = web.Application(middlewares=[_front], client_max_size=64 * 1024 * 1024)
    app[CLOUD] = cloud
    app.router.add_routes(routes)
    app.router.add_routes(cloning.routes)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        host, number = runner.addresses[0]
        cloud.url = f"http://{host}:{number}"
        yield cloud
    finally:
        await runner.cleanup()
