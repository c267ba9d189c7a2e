"""Sound over HTTP: the part that a player asks for, and a file name that tells what is said."""

from __future__ import annotations

import hashlib
import re

from aiohttp import web
from aiohttp.helpers import content_disposition_header

TYPES = {"mp3": "audio/mpeg", "wav": "audio/wav"}
_NO_LETTER = re.compile(r"[^\w]+")


def clip_response(request: web.Request, audio: bytes, audio_format: str, text: str) -> web.Response:
    """*audio*, or the range of it that was asked for; as a download when the query says `download`."""
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=86400",
        "ETag": f'"{hashlib.sha256(audio).hexdigest()[:32]}"',
    }
    if "download" in request.query:
        name = f"{file_name(text)}.{audio_format}"
        headers["Content-Disposition"] = content_disposition_header("attachment", filename=name)
    content_type = TYPES.get(audio_format, "application/octet-stream")
    wanted = _range(request)
    if wanted is None:
        return web.Response(body=audio, headers=headers, content_type=content_type)
    start, stop, _ = wanted.indices(len(audio))
    if start >= stop:
        return web.Response(status=416, headers={"Content-Range": f"bytes */{len(audio)}"})
    headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(audio)}"
    return web.Response(status=206, body=audio[start:stop], headers=headers, content_type=content_type)


def file_name(text: str) -> str:
    """Up to 40 characters of *text* that any file system takes, letters of all alphabets among them."""
    return _NO_LETTER.sub("-", text).strip("-_")[:40].strip("-_") or "speech"


def _range(request: web.Request) -> slice[int | None, int | None, int | None] | None:
    """None for no range, and for one that is not understood: then all of it is a right answer (RFC 9110, 14.2)."""
    if "Range" not in request.headers or "If-Range" in request.headers:
        return None
    try:
        wanted = request.http_range
    except ValueError:
        return None
    return None if wanted == slice(None, None, 1) else wanted
