"""The port `bot.ports.Speech` over Typecast's legacy API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from http import HTTPStatus

from yarl import URL

from bot import metrics
from bot.errors import BadOption, SpeechBusy, SpeechFailed, SpeechRejected
from bot.model import Clip, Credits, Sample, Utterance, Voice, VoiceKind, VoiceRef
from bot.options import AUTO, LANGUAGES
from bot.text.split import LIMIT
from bot.typecast.actors import Actors, actors_of
from bot.typecast.answer import INVALID_ACTOR, INVALID_LANGUAGE, error_of, id_of
from bot.typecast.body import body_of, languages_of
from bot.typecast.callback import Hints
from bot.typecast.download import BadDownload, download
from bot.typecast.egress import Egress
from bot.typecast.endpoint import Base, Endpoint
from bot.typecast.links import Links
from bot.typecast.pace import Pace
from bot.typecast.poll import Done, Poll
from bot.typecast.resource import enrol
from bot.typecast.strict_json import mapping_of
from bot.typecast.wire import Call, Lost, Wire

Check = Callable[[bytes], Awaitable[Clip]]


class TypecastSpeech:
    """Made by `open_speech`. Safe to use from many tasks; they share the pause after a 429 and the list of actors."""

    longest = LIMIT

    def __init__(self, endpoint: Endpoint, check: Check, pace: Pace, *, own: bool) -> None:
        self._check, self._pace, self._own = check, pace, own
        self._egress = Egress()
        self._wire = Wire(endpoint, self._egress, pace)
        self._links = Links(self._egress, pace)
        self._actors = Actors(lambda: actors_of(self._wire), pace)
        self._hints = Hints()

    async def submit(self, utterance: Utterance) -> str:
        """Order *utterance*; its speak id. Costs money: sent again only when it surely was not taken.

        Raises `BadText` and `BadOption` before anything is sent, and `SpeechError`s.
        """
        base = await self._wire.base()
        body = body_of(utterance, local=base.local)
        answer = await self._wire.call(Call(method="POST", path="speak", body=body, free=False))
        if answer.good:
            metrics.spoken.inc(len(utterance.text))
            return _speak_id(answer.result())
        error = error_of(answer)
        if isinstance(error, SpeechRejected) and error.code == INVALID_ACTOR:
            self._actors.forget()
        if isinstance(error, SpeechRejected) and error.code == INVALID_LANGUAGE:
            raise _no_such_language(utterance, base)
        raise error

    async def collect(self, speak_id: str) -> Clip:
        """Wait for the order and fetch it; free, so it may be repeated.

        Raises `SpeechFailed` (`again` True: the order came to nothing, a new one may not) and other `SpeechError`s.
        """
        speak_id = id_of(speak_id)  # it becomes part of a path
        deadline = asyncio.get_running_loop().time() + self._pace.deadline
        with self._hints.listen(speak_id) as hint:
            poll = Poll(self._wire, self._pace, speak_id, hint, deadline)
            done = await poll.until_done()
            try:
                clip = await self._fetch(done)
            except (BadDownload, Lost, SpeechFailed):
                done = await poll.until_done()  # once, for a fresh URL
                clip = await self._last_fetch(done)
        embed = self._embed(speak_id, done)
        return replace(clip, embed_url=str(embed)) if embed else clip

    async def enrol(self, sample: Sample) -> VoiceRef:
        """Upload a recording; what to speak with. Raises `BadSample` and `SpeechError`s (403: `entitled` False)."""
        return await enrol(self._wire, self._links, sample)

    async def forget(self, ref: VoiceRef) -> None:
        """Have Mynah's own speech server delete what it learnt of a recording.

        Typecast's legacy API documents no such request, so it is not asked. Raises `SpeechError`s.
        """
        if ref.kind is VoiceKind.RESOURCE and self._own:
            answer = await self._wire.call(Call(method="DELETE", path=f"speak/resource/{id_of(ref.id)}"))
            if not answer.good and answer.status not in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
                raise error_of(answer)  # an older server of ours knows no DELETE, and nothing can be done about it

    async def actors(self) -> Sequence[Voice]:
        """The stock voices, at most ten minutes old while the API answers."""
        return await self._actors.get()

    @property
    def refused(self) -> bool:
        """True once the API has refused our token: nothing more is sent."""
        return self._wire.refused

    async def credits(self) -> Credits | None:
        """Not told: the legacy API documents no request for it, and Mynah's own server costs nothing."""
        return None

    def wake(self, speak_id: str) -> None:
        """Make a `collect` that waits for *speak_id* look at once: a hint, nothing is taken from it."""
        self._hints.wake(speak_id)

    def callback(self, payload: object) -> str | None:
        """Take in the parsed JSON of Typecast's callback; the speak id it is about, or None.

        Anything may stand in it: unknown ids and odd shapes are harmless, repeats too.
        """
        return self._hints.note(payload)

    async def register_callback(self, url: str, *, force: bool = False) -> None:
        """Set the account's callback URL (PUT /api/me/callback-url).

        The setting is the whole account's: another value that is there already is replaced only by *force*, else
        `SpeechRejected` with the code `callback/taken`.
        """
        me = await self._wire.call(Call(method="GET", path="me"))
        if not me.good:
            raise error_of(me)
        there = mapping_of(me.result()).get("callback_url")
        if there == url:
            return
        if there and not force:
            raise SpeechRejected("the account has another callback URL", code="callback/taken")
        answer = await self._wire.call(Call(method="PUT", path="me/callback-url", body={"callback_url": url}))
        if not answer.good:
            raise error_of(answer)

    async def close(self) -> None:
        """Stop what is going on and close the connections."""
        await self._actors.close()
        await self._egress.close()

    async def _fetch(self, done: Done) -> Clip:
        return await self._check(await download(self._links, done))

    async def _last_fetch(self, done: Done) -> Clip:
        try:
            return await self._fetch(done)
        except Lost:
            raise SpeechBusy("the clip cannot be fetched", retry_after=self._pace.backoff_first * 2) from None
        except BadDownload:
            raise SpeechFailed("what was made is no clip", again=True) from None

    def _embed(self, speak_id: str, done: Done) -> URL | None:
        """The answer's own link, else the callback's if it leads to the API's site: a callback can be forged."""
        if done.embed is not None:
            return done.embed
        told = self._hints.embed(speak_id)
        return told if told is not None and told.host and done.base.related(told.host) else None


@asynccontextmanager
async def open_speech(
    endpoint: Endpoint, *, check: Check, pace: Pace | None = None, own: bool = False
) -> AsyncGenerator[TypecastSpeech]:
    """The client, for as long as the block runs.

    *endpoint* says before each request where the API is (`fixed` for one that never moves); *check* decides that bytes
    are audio (`AudioTools.check`); *pace* is for tests; *own*: the other side is Mynah's own speech server.
    """
    speech = TypecastSpeech(endpoint, check, pace or Pace(), own=own)
    try:
        yield speech
    finally:
        await speech.close()


def _speak_id(result: object) -> str:
    """From either URL; only its last segment is used, so it does not matter where it points."""
    urls: Mapping[str, object] = mapping_of(result)
    return id_of(urls.get("speak_v2_url") or urls.get("speak_url"))


def _no_such_language(utterance: Utterance, base: Base) -> BadOption:
    """Mynah's own server lacks a part for that language; the cloud has no such voice."""
    if base.local:
        spoken = LANGUAGES.get(utterance.language, "the language of that text")
        return BadOption("option.language_missing", language=spoken, extra="mynah doctor")
    choices = (AUTO, *languages_of(utterance.voice.kind, local=False))
    return BadOption("option.language", value=utterance.language, choices=", ".join(choices))
