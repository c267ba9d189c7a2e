"""Bodies in and envelopes out."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from aiohttp import web

from bot.speech.refusal import malformed


async def json_body(request: web.Request) -> dict[str, Any]:
    """The JSON object of a request, whatever its Content-Type; raises `ApiError`."""
    try:
        body = json.loads(await request.read(), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise malformed() from None
    if not isinstance(body, dict):
        raise malformed()
    return body


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")


def result(value: object) -> web.Response:
    """200 with Typecast's envelope."""
    return web.json_response({"result": value})
