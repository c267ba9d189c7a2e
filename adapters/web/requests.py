"""What a browser sent, made into what the core understands. Every refusal is a `Refused`, never a bare error."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from bot.errors import BadSample, Refused
from bot.flows.clone import MAX_UPLOAD
from bot.model import Caller, Platform

UPLOAD_SECONDS = 120.0
_SLACK = 64 * 2**10  # bytes of a form that are not the recording
_FIELD = 1000  # bytes of one text field
_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CloneForm:
    """A /clone with its recording."""

    job_id: str
    name: str
    consent: bool
    sample: bytes = field(repr=False)


def caller_of(request: web.Request) -> Caller:
    """The page has one user; only the language is the browser's."""
    tag = _TAG.match(request.headers.get("Accept-Language", ""))
    return Caller(platform=Platform.WEB, workspace="local", user="you", locale=tag[0] if tag else "en")


def job_id_of(raw: object) -> str:
    """The job's id for the id that the page made up: the same id again is the same job. Raises `Refused`."""
    if not isinstance(raw, str) or not _ID.fullmatch(raw):
        raise Refused("request.broken")
    return f"web-{raw}"


async def json_of(request: web.Request) -> Mapping[str, object]:
    """The JSON object in the body. Raises `Refused`."""
    try:
        body = json.loads(await request.text())
    except (ValueError, LookupError, RecursionError):
        raise Refused("request.broken") from None
    if not isinstance(body, dict):
        raise Refused("request.broken")
    return body


def string_of(body: Mapping[str, object], name: str) -> str:
    """The string under *name*. Raises `Refused`."""
    value = body.get(name, "")
    if not isinstance(value, str):
        raise Refused("request.broken")
    # A lone surrogate can be written in JSON but in no file or database.
    return value.encode("utf-8", "replace").decode()


async def clone_form_of(request: web.Request) -> CloneForm:
    """The form with its recording, read within its limits. Raises `Refused`."""
    if (request.content_length or 0) > MAX_UPLOAD + _SLACK:
        raise _too_large()
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            fields = await _fields(request)
    except (TimeoutError, ValueError, AssertionError):  # what aiohttp's reader raises for a broken form
        raise Refused("request.broken") from None
    return CloneForm(
        job_id=job_id_of(_text(fields, "id")),
        name=_text(fields, "name"),
        consent=_text(fields, "consent") in ("yes", "on", "true"),
        sample=fields.get("sample", b""),
    )


async def _fields(request: web.Request) -> dict[str, bytes]:
    fields: dict[str, bytes] = {}
    roomy = request.clone(client_max_size=MAX_UPLOAD + _SLACK)
    async for part in await roomy.multipart():
        if not isinstance(part, BodyPartReader) or part.name not in ("id", "name", "consent", "sample"):
            raise Refused("request.broken")
        fields[part.name] = await _whole(part, MAX_UPLOAD if part.name == "sample" else _FIELD)
    return fields


async def _whole(part: BodyPartReader, limit: int) -> bytes:
    data = bytearray()
    while chunk := await part.read_chunk(2**16):
        data += chunk
        if len(data) > limit:
            raise _too_large() if part.name == "sample" else Refused("request.broken")
    return bytes(data)


def _text(fields: Mapping[str, bytes], name: str) -> str:
    return fields.get(name, b"").decode("utf-8", "replace")


def _too_large() -> BadSample:
    return BadSample("sample.size", limit_mb=MAX_UPLOAD // 2**20)
