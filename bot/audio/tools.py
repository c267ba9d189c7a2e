"""The port `AudioTools`: what is asked of the children, and the verdict on what they report."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from bot.audio.levels import SILENCE, peak_of, waveform_of
from bot.audio.pcm import Pcm, read_plain, write_wav
from bot.audio.pool import Pool, Terms
from bot.audio.process import DEADLINE, ChildDied
from bot.audio.sniff import demuxer_of
from bot.errors import BadSample, SpeechFailed
from bot.model import Clip, Sample

MIB = 1 << 20
MAX_UPLOAD = 25  # MiB
MIN_SECONDS, MAX_SECONDS = 2.0, 600.0  # of a recording
KEPT_SECONDS = 150.0  # Typecast takes no longer recording (POST /api/speak/resource)
MIN_CLIP_SECONDS = 0.2
PAUSE = 0.25  # seconds between joined parts
RATE, OPUS_RATE = 44_100, 48_000  # of what is joined
_LONGEST_COMMENT = 500  # characters
_SLACK = 0.01  # seconds by which an encoder may shorten a recording of exactly the minimum
_MAX_ANSWER = 256 * MIB
_CLIP_FORMATS = {"wav": "wav", "mp3": "mp3", "ogg": "ogg"}  # by demuxer
_UPLOADS = Terms(jobs=1, tries=1, cpu_seconds=8, idle_seconds=300.0)
_CLIPS = Terms(jobs=200, tries=2, cpu_seconds=300)


class Audio:
    """Implements `bot.ports.AudioTools`. Open it with `bot.audio.open_audio`."""

    def __init__(self, uploads: Pool, clips: Pool) -> None:
        self.uploads = uploads
        self.clips = clips

    @property
    def sandbox(self) -> str:
        """`seccomp`, or `rlimits` where that cannot be had; empty until the first child is up."""
        return self.clips.sandbox or self.uploads.sandbox

    async def ready(self) -> str:
        """Wait for the first child; how it is locked in. Raises `SpeechFailed` when it cannot be started."""
        try:
            return await self.clips.ready()
        except ChildDied:
            raise SpeechFailed("the audio child does not start", again=True) from None

    async def probe(self, what: str) -> int | None:
        """Have a child try to open a `socket` or a file (`open`): the status it died with, -31 (SIGSYS), or None if it lives."""
        try:
            await self.uploads.run({"job": "probe", "what": what}, (), cap=0)
        except ChildDied as died:
            return died.status
        return None

    async def intake(self, data: bytes) -> Sample:
        """Judge an uploaded recording; its first 150 s as mono WAV, at its own rate within 8 to 48 kHz.

        (150 s that are silent from end to end are left out, and the next ones taken.)

        Raises `BadSample`: `sample.empty`, `sample.size` (`limit_mb`), `sample.type`, `sample.broken`,
        `sample.short` (`seconds`, `minimum`), `sample.long` (`maximum`, `maximum_minutes`), `sample.silent`.
        Raises `SpeechFailed` when no child can be started.
        """
        demuxer = _admit(data)
        header = {"job": "intake", "demuxer": demuxer, "keep": KEPT_SECONDS, "limit": MAX_SECONDS + 1}
        try:
            answer, blobs = await self.uploads.run(header, (data,), cap=int(KEPT_SECONDS + 1) * 2 * OPUS_RATE)
        except ChildDied as died:
            if not died.ready:
                raise SpeechFailed("the audio child does not start", again=True) from None
            raise BadSample("sample.broken") from None
        return _sample(answer, blobs)

    async def check(self, data: bytes) -> Clip:
        """Measure a finished clip: wav, mp3 or ogg. Raises `SpeechFailed` when it is none, too short or silent."""
        if (plain := read_plain(data)) is not None:
            return _plain_clip(data, plain)
        demuxer = demuxer_of(data) or ""
        if demuxer not in _CLIP_FORMATS:
            raise SpeechFailed("what came is not audio", again=True)
        answer, (waveform,) = await self._ask({"job": "check", "demuxer": demuxer}, (data,), blobs=1)
        return _clip(data, _CLIP_FORMATS[demuxer], answer, waveform)

    async def join(
        self, parts: Sequence[bytes], audio_format: str, *, rate: int = RATE, pause: float = PAUSE, comment: str = ""
    ) -> Clip:
        """Put parts (wav; mp3 and ogg will do) after one another, *pause* seconds between them; one mono clip.

        *audio_format* `wav` (16 bit), `mp3` or `ogg` (Opus, always at 48 kHz); *rate* in samples a second. *comment*: a tag
        of an mp3 or ogg file.
        Raises `SpeechFailed` when a part cannot be decoded or all are silent, ValueError for another format.
        """
        demuxers = [demuxer_of(part) or "" for part in parts]
        if audio_format not in _CLIP_FORMATS.values() or not parts:
            raise ValueError(f"nothing can be joined to {audio_format!r}")
        if not set(demuxers) <= set(_CLIP_FORMATS):
            raise SpeechFailed("a part is not audio", again=True)
        if audio_format == "ogg":
            rate = OPUS_RATE
        header = {"job": "join", "demuxers": demuxers, "rate": rate, "pause": pause, "format": audio_format}
        header["comment"] = comment[:_LONGEST_COMMENT]
        # An mp3 is encoded at some 70 times the speed of speech, so half an hour of it takes longer than one deadline.
        deadline = DEADLINE + sum(map(len, parts)) / MIB
        answer, (waveform, file) = await self._ask(header, parts, blobs=2, deadline=deadline)
        return _clip(write_wav(file, rate) if audio_format == "wav" else file, audio_format, answer, waveform)

    async def _ask(
        self, header: dict[str, Any], data: Sequence[bytes], *, blobs: int, deadline: float = DEADLINE
    ) -> tuple[dict[str, Any], list[bytes]]:
        try:
            answer, came = await self.clips.run(header, data, cap=_MAX_ANSWER, deadline=deadline)
        except ChildDied:
            raise SpeechFailed("the audio child died of a clip, or does not start", again=True) from None
        if answer.get("refused") or len(came) != blobs:
            raise SpeechFailed("a clip cannot be decoded", again=True)
        return answer, came


@asynccontextmanager
async def open_tools(*, seccomp: bool, warm: bool) -> AsyncGenerator[Audio]:
    """See `bot.audio.open_audio`."""
    audio = Audio(Pool(replace(_UPLOADS, seccomp=seccomp)), Pool(replace(_CLIPS, seccomp=seccomp)))
    if warm:
        audio.clips.warm()
    try:
        yield audio
    finally:
        await audio.uploads.close()
        await audio.clips.close()


def _admit(data: bytes) -> str:
    """The demuxer for an upload. Raises `BadSample` for what need not be decoded to be refused."""
    if not data:
        raise BadSample("sample.empty")
    if len(data) > MAX_UPLOAD * MIB:
        raise BadSample("sample.size", limit_mb=MAX_UPLOAD)
    demuxer = demuxer_of(data)
    if demuxer is None:
        raise BadSample("sample.type")
    return demuxer


def _sample(answer: dict[str, Any], blobs: list[bytes]) -> Sample:
    seconds, rate = _number(answer, "seconds"), int(_number(answer, "rate"))
    if refused := answer.get("refused"):
        raise BadSample("sample.type" if refused == "type" else "sample.broken")
    if seconds > MAX_SECONDS + 0.5:  # an encoder pads
        raise BadSample("sample.long", maximum=MAX_SECONDS, maximum_minutes=MAX_SECONDS / 60)
    if seconds < MIN_SECONDS - _SLACK:
        _refuse_short(seconds, damaged=answer.get("damaged") is True)
    if rate <= 0 or len(blobs) != 1:
        raise BadSample("sample.broken")
    kept = len(blobs[0]) / 2 / rate
    if _number(answer, "peak") < SILENCE or kept < MIN_SECONDS - _SLACK:
        raise BadSample("sample.silent")
    return Sample(audio=write_wav(blobs[0], rate), seconds=kept)


def _refuse_short(seconds: float, *, damaged: bool) -> None:
    if damaged:
        raise BadSample("sample.broken")
    if seconds <= 0:
        raise BadSample("sample.empty")
    raise BadSample("sample.short", seconds=seconds, minimum=MIN_SECONDS)


def _plain_clip(data: bytes, plain: Pcm) -> Clip:
    mono = plain.samples[:: plain.channels]
    answer = {"seconds": plain.seconds, "peak": peak_of(plain.samples)}
    return _clip(data, "wav", answer, waveform_of(mono, plain.rate))


def _clip(data: bytes, audio_format: str, answer: dict[str, Any], waveform: bytes) -> Clip:
    seconds = _number(answer, "seconds")
    if seconds <= MIN_CLIP_SECONDS:
        raise SpeechFailed("a clip is too short", again=True)
    if _number(answer, "peak") < SILENCE:
        raise SpeechFailed("a clip is silent", again=True)
    return Clip(audio=data, format=audio_format, seconds=seconds, waveform=waveform)


def _number(answer: dict[str, Any], name: str) -> float:
    """A figure out of a child's answer; 0 for anything that is none."""
    value = answer.get(name)
    return float(value) if isinstance(value, int | float) and math.isfinite(value) and value >= 0 else 0.0
