"""/clone: a recording and a name in, a voice out."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from bot.errors import BadSample, NameTaken, NoConsent
from bot.flows.means import Means
from bot.flows.names import name_of
from bot.model import AuditEntry, Caller, Clone, Consent, Reply, Sample, Voice, VoiceKind, VoiceRef
from bot.ports import Checkpoint
from bot.replies import sentence

STATEMENT = "self-or-agreed-1"  # the version of the sentence consent.statement
MAX_UPLOAD = 25 * 1024 * 1024  # bytes: the API's own limit


@dataclass(frozen=True, slots=True)
class Cloner:
    """Makes voices. Nothing is enrolled, and nothing kept, before the consent is on record."""

    means: Means

    def place_for_sample(self) -> str:
        """A new key for a recording."""
        return f"uploads/{secrets.token_hex(16)}"

    async def keep_sample(self, data: bytes, key: str = "") -> str:
        """Put an uploaded recording aside for the job; its key. Raises `BadSample` when it is empty or too large."""
        if not data:
            raise BadSample("sample.empty")
        if len(data) > MAX_UPLOAD:
            raise BadSample("sample.size", limit_mb=MAX_UPLOAD // 1024 // 1024)
        key = key or self.place_for_sample()
        await self.means.files.put(key, data)
        return key

    async def clone(self, request: Clone, checkpoint: Checkpoint, noted: dict[str, str]) -> Reply:
        """Raises `Refused` with what the caller can mend, or a `SpeechError`."""
        name = checked(request)
        caller = request.caller
        mine = [voice for voice in await self.means.voices.of(caller) if voice.owner == caller.user]
        there = next((voice for voice in mine if voice.name.casefold() == name.casefold()), None)
        if there is not None:
            if there.sample_key == noted.get("sample"):  # an earlier attempt of this job had come so far
                return await self._done(request, there)
            raise NameTaken("voice.name_taken", name=there.name)
        upload = await self.means.files.get(request.sample_key)
        if upload is None:
            raise BadSample("sample.gone")
        sample = await self.means.audio.intake(upload)
        sample_key = f"samples/{hashlib.sha256(caller_key(caller) + sample.audio).hexdigest()}.wav"
        await checkpoint("sample", sample_key)
        await self._agree(request, name, upload)
        ref = await self._enrol(sample, checkpoint, noted)
        await self.means.files.put(sample_key, sample.audio)
        voice = Voice(name=name, ref=ref, owner=caller.user, sample_key=sample_key, created_at=self.means.clock())
        await self.means.voices.keep(caller, voice)
        return await self._done(request, voice)

    async def _enrol(self, sample: Sample, checkpoint: Checkpoint, noted: dict[str, str]) -> VoiceRef:
        if done := noted.get("resource"):
            return VoiceRef(kind=VoiceKind.RESOURCE, id=done)
        ref = await self.means.speech.enrol(sample)
        await checkpoint("resource", ref.id)
        return ref

    async def _agree(self, request: Clone, name: str, upload: bytes) -> None:
        """Who agreed to what, when, over which bytes."""
        await self.means.consents.record(
            Consent(
                caller=request.caller,
                voice=name,
                speaker=request.caller.user,
                statement=STATEMENT,
                sample_hash=hashlib.sha256(upload).hexdigest(),
                at=self.means.clock(),
            )
        )

    async def _done(self, request: Clone, voice: Voice) -> Reply:
        caller = request.caller
        entry = AuditEntry(caller=caller, action="voice.cloned", subject=voice.name, at=self.means.clock())
        await self.means.audit.note(entry)
        words = sentence("voice.kept", caller.locale, name=voice.name)
        return Reply(words=words, voice=voice.name, private=True)


def checked(request: Clone) -> str:
    """The name as it will be kept; raises `BadName` or `NoConsent`. Free, so adapters ask before they acknowledge."""
    name = name_of(request.name)
    if not request.consent:
        raise NoConsent("consent.missing")
    return name


def caller_key(caller: Caller) -> bytes:
    """The caller as bytes, so that two people's equal recordings are two files."""
    return f"{caller.platform}\0{caller.workspace}\0{caller.user}\0".encode()
