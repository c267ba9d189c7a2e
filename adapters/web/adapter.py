"""The routes of the page, and the delivery of answers to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.commands import (
    AskClone,
    AskForget,
    AskHelp,
    AskPrivacy,
    AskSettings,
    AskVoices,
    parse,
    read_options,
    with_options,
)
from adapters.server import large_body
from adapters.sound import clip_response
from adapters.web.answers import choices_shown, help_shown, in_words, signed_out, spoken, voice_shown
from adapters.web.core import Core
from adapters.web.door import Door
from adapters.web.pages import Pages
from adapters.web.privacy import PATH, Privacy
from adapters.web.requests import caller_of, clone_form_of, job_id_of, json_of, string_of
from adapters.web.transcript import CHANNEL, QUIET, AskedFor, Shelf, Transcript
from bot.errors import Refused
from bot.model import Address, Caller, Clone, Job, Platform, Preferences, Reply, Say
from bot.ports import Checkpoint

HEARTBEAT = 15.0  # seconds between signs of life on an event stream
MOST_STREAMS = 64
UPLOADS_AT_ONCE = 3  # each may hold 25 MiB of memory


class WebAdapter:
    """The page as a platform: `hang_on` for the listener, `deliver` for the jobs."""

    def __init__(self, app: Core) -> None:
        self._app = app
        self._transcript = Transcript(app.store.posts)
        self._shelf = Shelf()
        self._privacy = Privacy(app, self._transcript, self._shelf)
        self._door = Door(app.settings.password, secure=app.settings.public_url.startswith("https://"))
        self._uploads = asyncio.Semaphore(UPLOADS_AT_ONCE)
        self._streams = 0

    def hang_on(self, listener: web.Application) -> None:
        """The page's routes; its event streams end when the listener stops."""
        Pages(self._door).hang_on(listener)
        for method, path, handler in (
            ("POST", "/api/commands", self._command),
            ("GET", "/api/voices", self._voices),
            ("DELETE", "/api/voices/{name}", self._forget),
            ("GET", "/api/preferences", self._preferences),
            ("PUT", "/api/preferences", self._prefer),
            ("GET", "/api/choices", self._choices),
            ("GET", "/api/events", self._events),
            ("GET", PATH, self._privacy.download),
            ("GET", "/api/clips/{job_id}", self._clip),
        ):
            listener.router.add_route(method, path, self._guarded(handler))
        listener.router.add_post("/api/clone", large_body(self._guarded(self._clone)))
        listener.on_shutdown.append(self._close)

    async def recording(self, _job: Job, /) -> None:
        """Nothing: the page sends recordings with the form."""

    async def deliver(self, job: Job, reply: Reply, _checkpoint: Checkpoint, /) -> None:
        """Put the answer on the transcript; the same job again takes the place of its first answer."""
        if reply.clip is not None and not reply.clip.key:
            self._shelf.put(job.id, reply.clip.audio)
        await self._transcript.answered(job.id, reply, quiet=job.address.channel == QUIET)

    def _guarded(self, handler: Handler) -> Handler:
        return self._door.guard(in_words(handler), signed_out)

    async def _command(self, request: web.Request) -> web.Response:
        body = await json_of(request)
        caller = caller_of(request)
        text = string_of(body, "text")
        asked = parse(text, caller)
        match asked:
            case Say():
                return await self._say(body, asked, text)
            case AskClone(name=name):
                return web.json_response({"kind": "clone", "name": name})
            case AskVoices(typed=typed):
                return await self._listed(caller, typed)
            case AskForget(name=name):
                return spoken(await self._app.flows.forget(caller, name))
            case AskSettings(changes=changes):
                return await self._changed(caller, changes)
            case AskPrivacy():
                return await self._privacy.command(request, asked)
            case AskHelp():
                return web.json_response({"kind": "help", **help_shown()})

    async def _say(self, body: Mapping[str, object], say: Say, text: str) -> web.Response:
        options = body.get("options") or {}
        if not isinstance(options, Mapping):
            raise Refused("request.broken")
        typed = AskedFor(text=text, options=read_options(options), quiet=body.get("quiet") is True)
        return await self._submit(job_id_of(body.get("id")), with_options(say, options), typed)

    async def _clone(self, request: web.Request) -> web.Response:
        async with self._uploads:
            form = await clone_form_of(request)
            asked = Clone(caller=caller_of(request), name=form.name, sample_key="", consent=form.consent)
            await self._app.flows.check(asked)  # before the recording is kept, so that a refusal leaves nothing behind
            key = await self._app.keep_sample(form.sample)
        clone = Clone(caller=asked.caller, name=asked.name, sample_key=key, consent=asked.consent)
        return await self._submit(form.job_id, clone, AskedFor(text=f"/clone {form.name}"))

    async def _submit(self, job_id: str, request: Say | Clone, asked: AskedFor) -> web.Response:
        address = Address(platform=Platform.WEB, channel=QUIET if asked.quiet else CHANNEL)
        if await self._app.submit(job_id, request, address):
            await self._transcript.asked(job_id, asked)
        body = {"kind": "accepted", "accepted": True, "id": job_id}
        return web.json_response(body, status=HTTPStatus.ACCEPTED)

    async def _voices(self, request: web.Request) -> web.Response:
        return await self._listed(caller_of(request), request.query.get("q", "")[:100])

    async def _listed(self, caller: Caller, typed: str) -> web.Response:
        flows = self._app.flows
        voices = await flows.suggest(caller, typed) if typed else await flows.voices(caller)
        return web.json_response({"kind": "voices", "voices": [voice_shown(voice) for voice in voices]})

    async def _forget(self, request: web.Request) -> web.Response:
        return spoken(await self._app.flows.forget(caller_of(request), request.match_info["name"]))

    async def _preferences(self, request: web.Request) -> web.Response:
        return await self._changed(caller_of(request), {})

    async def _prefer(self, request: web.Request) -> web.Response:
        read = read_options(await json_of(request))
        return await self._changed(
            caller_of(request), {name: "" if value is None else value for name, value in read.items()}
        )

    async def _changed(self, caller: Caller, changes: Mapping[str, object]) -> web.Response:
        """Make the changes, if there are any; the preferences as they are now."""
        words = ""
        if changes:
            # An empty string forgets a choice, also where a number is expected (Flows.prefer).
            wanted = Preferences(**{f.name: changes.get(f.name) for f in fields(Preferences)})  # type: ignore[arg-type]  # read_options made them fit
            words = (await self._app.flows.prefer(caller, wanted)).words
        now = await self._app.flows.preferences(caller)
        return web.json_response({"kind": "preferences", "words": words, "preferences": asdict(now)})

    async def _choices(self, request: web.Request) -> web.Response:
        locale = caller_of(request).locale
        return web.json_response(choices_shown(self._app.settings.max_text, locale, locked=self._door.locked))

    async def _clip(self, request: web.Request) -> web.Response:
        job_id = request.match_info["job_id"]
        answer = await self._transcript.answer(job_id) or {}
        key, clip = str(answer.get("key") or ""), answer.get("clip")
        if not isinstance(clip, Mapping):
            raise web.HTTPNotFound
        audio = await self._app.flows.clip(key) if key else self._shelf.get(job_id)
        if audio is None:
            raise web.HTTPGone
        return clip_response(request, audio, str(clip["format"]), str(answer.get("text") or ""))

    async def _events(self, request: web.Request) -> web.StreamResponse:
        if self._streams >= MOST_STREAMS:
            raise web.HTTPServiceUnavailable
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        await stream.prepare(request)
        self._streams += 1
        try:
            await self._tell(stream, _position(request))
        except ConnectionError:
            pass  # the page was closed
        finally:
            self._streams -= 1
        return stream

    async def _tell(self, stream: web.StreamResponse, position: int) -> None:
        caught_up = False
        await stream.write(b"retry: 1000\n\n")
        async for post in self._transcript.follow(position, patience=HEARTBEAT):
            if post is not None:
                await stream.write(f"id: {post[0]}\ndata: {json.dumps(post[1])}\n\n".encode())
            else:
                await stream.write(b": still here\n\n" if caught_up else b"event: ready\ndata: {}\n\n")
                caught_up = True

    async def _close(self, _listener: web.Application) -> None:
        self._transcript.close()


def _position(request: web.Request) -> int:
    """Where a page's stream broke off; 0 for a page that is new."""
    raw = request.headers.get("Last-Event-ID") or request.query.get("since", "")
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) <= 18 else 0  # noqa: PLR2004 - fits 64 bits
