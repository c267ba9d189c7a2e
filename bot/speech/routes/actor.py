"""GET /api/actor and the versions of an actor."""

from __future__ import annotations

from aiohttp import web

from bot.options import LANGUAGES
from bot.speech import actors
from bot.speech.languages import missing
from bot.speech.refusal import not_found
from bot.speech.routes.body import result

routes = web.RouteTableDef()


@routes.get("/api/actor")
async def all_actors(_request: web.Request) -> web.Response:
    return result([actors.row(actor) for actor in actors.ACTORS])


@routes.get("/api/actor/{id}/versions")
async def versions(request: web.Request) -> web.Response:
    return result([_version(request)])


@routes.get("/api/actor/{id}/versions/{version}")
async def one_version(request: web.Request) -> web.Response:
    """By name or alias; a single one comes without its display name."""
    found = _version(request)
    if request.match_info["version"] not in (actors.VERSION, *actors.ALIASES):
        raise not_found("Version")
    del found["display_name"]
    return result(found)


def _version(request: web.Request) -> dict[str, object]:
    actor = actors.BY_ID.get(request.match_info["id"])
    if actor is None:
        raise not_found("Actor")
    return actors.version(actor, [code for code in LANGUAGES if not missing(code)])
