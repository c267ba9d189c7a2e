"""Cloned voices: made at once from a recording (POST /v1/custom-voices/instant-clone), kept by the API in the account's slots.

A voice is named by its recording's hash, never by what people call it: so a clone that a crash has left without an owner
is found again instead of made twice, and the API learns nobody's name.
"""

from __future__ import annotations

import hashlib
import io
import wave
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp

from bot.errors import BadSample, BotError, SpeechClosed, SpeechFailed, SpeechFull
from bot.model import Sample, VoiceRef
from bot.typecast.answer import Answer
from bot.typecast.resource import check
from bot.typecast.strict_json import NotJson, loads, mapping_of, text_of
from bot.typecast.v1.account import PATIENCE, Account
from bot.typecast.v1.answer import code_of, error_of, rows_of
from bot.typecast.v1.refs import clone_of
from bot.typecast.wire import Call, Wire

SHORTEST, LONGEST = 5.0, 150.0  # seconds (API reference, instant cloning)
FORMATS = {"wav": "audio/wav", "mp3": "audio/mpeg"}
FAILED = "failed"
_PATH = "v1/custom-voices"


class Clones:
    """Makes cloned voices and counts them."""

    def __init__(self, wire: Wire, account: Account) -> None:
        self._wire, self._account = wire, account

    async def make(self, sample: Sample, model: str) -> VoiceRef:
        """A voice for *model* of the recording.

        Raises `BadSample`, `SpeechFull` when no slot is free, `SpeechClosed(entitled=False)` where the plan has no
        cloning, and other `SpeechError`s.
        """
        _check(sample)
        name = f"mynah-{hashlib.sha256(sample.audio).hexdigest()[:16]}"
        if left := await self._left_behind(name, model):
            return left
        try:
            answer = await self._wire.call(
                Call(method="POST", path=f"{_PATH}/instant-clone", form=lambda: _form(sample, name, model), free=False)
            )
        except SpeechClosed as closed:
            raise await self._refusal(closed) from None
        if not answer.good:
            raise await self._refusal(error_of(answer), code_of(answer))
        return _made(answer, model)

    async def there(self) -> Sequence[Mapping[str, Any]]:
        """The account's cloned voices, whoever made them. Raises `SpeechError`s."""
        answer = await self._wire.call(Call(method="GET", path=_PATH, timeout=PATIENCE))
        return [row for row in map(mapping_of, rows_of(answer)) if row.get("voice_id") and row.get("status") != FAILED]

    async def _left_behind(self, name: str, model: str) -> VoiceRef | None:
        for row in await self.there():
            if row.get("name") == name and row.get("model") == model:
                return clone_of(text_of(row.get("voice_id")), model)
        return None

    async def _refusal(self, error: BotError, code: str = "") -> BotError:
        """How full slots are answered is not documented: they are counted, whatever the answer says.

        A refusal while some are free is about the plan (403), or what *error* says.
        """
        if isinstance(error, BadSample) and code:
            return error
        if not isinstance(error, SpeechClosed) or error.status == 403:  # noqa: PLR2004 - not a wrong key, not spent
            plan = await self._account.plan()
            if plan.slots and len(await self.there()) >= plan.slots:
                return SpeechFull("no slot is free")
        if isinstance(error, SpeechClosed) and error.status == 403:  # noqa: PLR2004 - the key is good for the list
            return SpeechClosed("the plan has no cloning", entitled=False, status=403)
        return error


def _check(sample: Sample) -> None:
    check(sample, FORMATS)
    seconds = sample.seconds or _seconds(sample.audio)
    if 0 < seconds < SHORTEST:
        raise BadSample("sample.short", seconds=seconds, minimum=SHORTEST)
    if seconds > LONGEST + 0.5:  # an encoder pads
        raise BadSample("sample.long", maximum=LONGEST, maximum_minutes=LONGEST / 60)


def _seconds(audio: bytes) -> float:
    """The length of a kept recording, which is a WAV; 0 for anything else."""
    try:
        with wave.open(io.BytesIO(audio)) as wav:
            return float(wav.getnframes() / wav.getframerate())
    except (wave.Error, EOFError, ZeroDivisionError):
        return 0.0


def _form(sample: Sample, name: str, model: str) -> aiohttp.FormData:
    form = aiohttp.FormData()
    form.add_field("name", name)
    form.add_field("model", model)
    form.add_field("file", sample.audio, filename=f"recording.{sample.format}", content_type=FORMATS[sample.format])
    return form


def _made(answer: Answer, model: str) -> VoiceRef:
    try:
        row = mapping_of(loads(answer.raw))
    except NotJson:
        row = {}
    if row.get("status") == FAILED:
        raise BadSample("sample.declined")
    if not (voice_id := text_of(row.get("voice_id"))):
        raise SpeechFailed("the API's answer names no voice")
    return clone_of(voice_id, text_of(row.get("model")) or model)
