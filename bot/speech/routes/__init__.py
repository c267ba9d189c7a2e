"""What a client sees. One file a family of paths."""

from __future__ import annotations

from aiohttp import web

from bot.speech.routes import account, actor, pages, resource, speak
from bot.speech.routes.pages import callback

__all__ = ["add_routes", "callback"]


def add_routes(app: web.Application) -> None:
    """Hang all paths on *app*."""
    for family in (account, actor, pages, resource, speak):
        app.router.add_routes(family.routes)
