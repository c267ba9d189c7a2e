"""/clone: a recording and a name in, a voice out."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field, replace

from bot.errors import BadSample, NameTaken, NoConsent, Refused, SpeechFull
from bot.flows.budget import Allowance, Spend
from bot.flows.caps import What
from bot.flows.consent import Asking, askable, hash_of, mention, statement_for
from bot.flows.means import Means
from bot.flows.names import folded, name_of
from bot.flows.notes import Notes
from bot.flows.rulebook import RuleBook
from bot.model import (
    Address,
    Answer,
    Ask,
    AuditEntry,
    Caller,
    Clone,
    Consent,
    Outcome,
    Reply,
    Rules,
    Sample,
    Voice,
    VoiceKind,
    VoiceRef,
)
from bot.policy import may_clone
from bot.ports import Checkpoint
from bot.replies import sentence

MAX_UPLOAD = 25 * 1024 * 1024  # bytes: the API's own limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A voice to be made: the consent to it but for the recording's hash, the recording, and where that lies."""

    consent: Consent
    upload: bytes = field(repr=False)
    sample: Sample


@dataclass(frozen=True, slots=True)
class Cloner:
    """Makes voices. Nothing is enrolled, and nothing kept, before the consent is on record."""

    means: Means
    asking: Asking
    rules: RuleBook
    allowance: Allowance

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

    async def clone(
        self, request: Clone, place: Address | None, checkpoint: Checkpoint, noted: dict[str, str]
    ) -> Reply:
        """The caller's own voice; another member's is asked for. Raises `Refused` or a `SpeechError`."""
        request = replace(request, name=checked(request))
        if another(request):
            return await self._ask(request, askable(request, place), checkpoint, noted)
        caller = request.caller
        if there := await self._there(caller, request.name, noted):
            return await self._done(caller, there, "voice.kept")
        rules = await self.rules.of(caller)
        may_clone(rules, caller)
        upload, sample = await self._judged(request.sample_key)
        order = Order(consent=self._consent_in(request), upload=upload, sample=sample)
        async with self.allowance.spending(one_clone(caller, rules), Notes(checkpoint, noted)):
            voice = await self._made(order, checkpoint, noted)
        return await self._done(caller, voice, "voice.kept")

    async def _ask(self, request: Clone, place: Address, checkpoint: Checkpoint, noted: dict[str, str]) -> Reply:
        if reply := self.asking.brought(request, place, noted):
            return reply
        await self._there(request.caller, request.name, noted)
        rules = await self.rules.of(request.caller)
        may_clone(rules, request.caller)
        await self._judged(request.sample_key)
        async with self.allowance.spending(one_clone(request.caller, rules), Notes(checkpoint, noted)):
            return await self.asking.ask(request, place, checkpoint, noted)

    async def answered(self, answer: Answer, checkpoint: Checkpoint, noted: dict[str, str]) -> Reply:
        """What came of asking, for the one who asked: the voice, or a refusal. Raises `Refused` or a `SpeechError`."""
        if (ask := await self.means.asks.find(answer.ask)) is None:
            raise Refused("ask.over")
        who = mention(ask.speaker)
        if answer.outcome is not Outcome.AGREED:
            await self.asking.note(ask, f"voice.{answer.outcome.value}")
            raise Refused(f"ask.{answer.outcome.value}", who=who, name=ask.name)
        if not (voice := await self._there(ask.caller, ask.name, noted)):
            await self._still_allowed(ask)
            upload, sample = await self._judged(ask.sample_key)
            consent = self._consent_to(ask, answer)
            voice = await self._made(Order(consent=consent, upload=upload, sample=sample), checkpoint, noted)
        return await self._done(ask.caller, voice, "ask.made", who=who)

    async def _still_allowed(self, ask: Ask) -> None:
        """Raises `Forbidden` where cloning was switched off meanwhile. Which roles may was looked at when it was asked."""
        if (rules := await self.rules.of(ask.caller)).cloning == "off":
            may_clone(rules, ask.caller)

    def _consent_in(self, request: Clone) -> Consent:
        version, words = statement_for(request.caller)
        return Consent(
            caller=request.caller,
            voice=request.name,
            speaker=request.caller.user,
            statement=version,
            sample_hash="",
            at=self.means.clock(),
            text_hash=hash_of(request.statement or words),
        )

    def _consent_to(self, ask: Ask, answer: Answer) -> Consent:
        return Consent(
            caller=ask.caller,
            voice=ask.name,
            speaker=ask.speaker,
            requester=ask.caller.user,
            statement=ask.statement,
            sample_hash="",
            at=self.means.clock(),
            text_hash=hash_of(answer.statement),
        )

    async def _there(self, owner: Caller, name: str, noted: dict[str, str]) -> Voice | None:
        """The voice that an earlier attempt of this job has made. Raises `NameTaken` for another one of that name."""
        for voice in await self.means.voices.of(owner):
            if voice.owner == owner.user and folded(voice.name) == folded(name):
                if voice.sample_key == noted.get("sample"):
                    return voice
                raise NameTaken("voice.name_taken", name=voice.name)
        return None

    async def _judged(self, key: str) -> tuple[bytes, Sample]:
        if (upload := await self.means.files.get(key)) is None:
            raise BadSample("sample.gone")
        return upload, await self.means.audio.intake(upload)

    async def _made(self, order: Order, checkpoint: Checkpoint, noted: dict[str, str]) -> Voice:
        """On record, enrolled, kept: in that order."""
        owner, name = order.consent.caller, order.consent.voice
        if not (sample_key := noted.get("sample")):
            sample_key = f"samples/{secrets.token_hex(32)}.wav"  # tells nothing, and no two voices share one
            await checkpoint("sample", sample_key)
        sample_hash = hashlib.sha256(order.upload).hexdigest()
        await self.means.consents.record(replace(order.consent, sample_hash=sample_hash))
        ref = await self._enrol(owner, order.sample, checkpoint, noted)
        await self.means.files.put(sample_key, order.sample.audio)
        voice = Voice(name=name, ref=ref, owner=owner.user, sample_key=sample_key, created_at=self.means.clock())
        try:
            await self.means.voices.keep(owner, voice)
        except NameTaken:
            await self.means.files.delete(sample_key)
            await self.means.speech.forget(ref)
            raise
        return voice

    async def _enrol(self, owner: Caller, sample: Sample, checkpoint: Checkpoint, noted: dict[str, str]) -> VoiceRef:
        if done := noted.get("resource"):
            return VoiceRef(kind=VoiceKind.RESOURCE, id=done)
        try:
            ref = await self.means.speech.enrol(sample)
        except SpeechFull:
            if not (mine := [voice.name for voice in await self.means.voices.of(owner) if voice.owner == owner.user]):
                raise
            raise Refused("clone.full", mine=", ".join(mine)) from None
        await checkpoint("resource", ref.id)
        return ref

    async def _done(self, caller: Caller, voice: Voice, key: str, **values: str) -> Reply:
        entry = AuditEntry(caller=caller, action="voice.cloned", subject=voice.name, at=self.means.clock())
        await self.means.audit.note(entry)
        words = sentence(key, caller.locale, name=voice.name, **values)
        return Reply(words=words, voice=voice.name, private=True)


def one_clone(caller: Caller, rules: Rules) -> Spend:
    """What a clone costs. Asking a member counts as one, whatever they answer: nobody is asked without end."""
    return Spend(caller=caller, what=What.CLONES, amount=1, rules=rules)


def another(request: Clone) -> bool:
    """Whether the recording is of somebody else than the caller."""
    return bool(request.speaker) and request.speaker != request.caller.user


def checked(request: Clone) -> str:
    """The name as it will be kept; raises `BadName` or `NoConsent`. Free, so adapters ask before they acknowledge."""
    name = name_of(request.name)
    if not request.consent and not another(request):
        raise NoConsent("consent.missing")
    return name
