"""The paths about cloned voices: multipart in, a persistent voice out."""

from __future__ import annotations

import io
import wave

from aiohttp import web

from tests.fakes.ssfm.cloud import EMOTIONS, FakeSsfm
from tests.fakes.ssfm.rules import ApiError, coded, detail, invalid

LARGEST = 25 * 1024 * 1024
SECONDS = (5, 150)
CLOUD = web.AppKey("CLOUD", FakeSsfm)
routes = web.RouteTableDef()


async def _form(request: web.Request, file_field: str) -> tuple[bytes, dict[str, str]]:
    if request.content_type != "multipart/form-data":
        raise invalid(file_field, why="Field required")
    form = await request.post()
    file = form.get(file_field)
    if not isinstance(file, web.FileField):
        raise invalid(file_field, why="Field required")
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    if not 1 <= len(fields.get("name", "")) <= 30:
        raise invalid("name")
    if fields.get("model") not in EMOTIONS:
        raise invalid("model")
    return file.file.read(), fields


def _check_sound(audio: bytes) -> None:
    if len(audio) > LARGEST:
        raise coded(422, "CLONING_FILE_TOO_LARGE", "File size exceeds maximum limit")
    if audio[:3] == b"ID3" or audio[:1] == b"\xff":
        return
    try:
        with wave.open(io.BytesIO(audio)) as wav:
            seconds = wav.getnframes() / wav.getframerate()
    except (wave.Error, EOFError):
        raise coded(422, "CLONING_INVALID_FORMAT", "made up here: the code is not documented") from None
    if not SECONDS[0] <= seconds <= SECONDS[1]:
        raise coded(422, "CLONING_INVALID_DURATION", "made up here: the code is not documented")


@routes.post("/v1/custom-voices/instant-clone", name="clone")
@routes.post("/v1/voices/clone")
async def instant(request: web.Request) -> web.Response:
    cloud = request.app[CLOUD]
    audio, fields = await _form(request, "file")
    if not cloud.cloning:
        raise detail(403, "Your plan does not include voice cloning")
    _check_sound(audio)
    if len(cloud.active) >= cloud.slots:
        raise detail(403, "No custom voice slot left")
    made = cloud.clone(name=fields["name"], model=fields["model"], source="instant", audio=audio)
    return web.json_response(made.row(), status=201)


@routes.post("/v1/custom-voices/professional-clone")
async def professional(request: web.Request) -> web.Response:
    audio, fields = await _form(request, "files")
    if not fields.get("language"):
        raise invalid("language", why="Field required")
    how = {"name": fields["name"], "model": fields["model"], "source": "professional", "status": "pending"}
    return web.json_response(request.app[CLOUD].clone(audio=audio, **how).row(), status=202)


@routes.get("/v1/custom-voices", name="clones")
async def clones(request: web.Request) -> web.Response:
    return web.json_response([one.row() for one in request.app[CLOUD].active])


@routes.get("/v1/custom-voices/{id}")
async def clone(request: web.Request) -> web.Response:
    if (found := request.app[CLOUD].cloned(request.match_info["id"])) is None:
        raise detail(404, "Voice not found")
    return web.json_response(found.row())


@routes.delete("/v1/custom-voices/{id}", name="delete")
@routes.delete("/v1/voices/{id}")
async def delete(request: web.Request) -> web.Response:
    if (found := request.app[CLOUD].cloned(request.match_info["id"])) is None:
        raise ApiError(404, {"detail": "Voice not found"})
    found.deleted = True
    return web.Response(status=204)
