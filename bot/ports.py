"""What the core needs from the outside. Each protocol is small and has one contract suite in `tests/contracts`.

The suites run on every implementation, so that a second one (the current Typecast API, another job engine,
PostgreSQL) is a drop-in and not a rewrite.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.model import (
    Ask,
    AuditEntry,
    Caller,
    Claim,
    Clip,
    ClipRecord,
    Consent,
    Credits,
    Job,
    JobState,
    Preferences,
    Reply,
    Request,
    Rules,
    Sample,
    Utterance,
    Voice,
    VoiceRef,
    Whom,
)


class Speech(Protocol):
    """Typecast's API, in the cloud or on loopback. Raises `SpeechError`s and, for what a person can mend, `Refused`."""

    @property
    def longest(self) -> int:
        """UTF-16 units of text that one order may have; a longer text is several orders, and their clips are joined."""
        ...

    async def submit(self, utterance: Utterance) -> str:
        """Order one utterance; the speak id, to be checkpointed at once. Costs money: never repeated blindly."""
        ...

    async def collect(self, speak_id: str) -> Clip:
        """Wait for an ordered utterance and fetch it. Free, so it may be repeated after a crash."""
        ...

    async def enrol(self, sample: Sample) -> VoiceRef:
        """Upload a recording; what to speak with from now on."""
        ...

    async def forget(self, ref: VoiceRef) -> None:
        """Have an uploaded recording deleted, where the API can; one that is not there is fine. Raises `SpeechError`s."""
        ...

    async def actors(self) -> Sequence[Voice]:
        """The stock voices, from a cache of some minutes."""
        ...

    async def credits(self) -> Credits | None:
        """What is left of the account that pays; None where none does, or the API does not tell. Raises `SpeechError`s."""
        ...


class AudioTools(Protocol):
    """Everything that parses audio. It runs in sandboxed child processes, never here."""

    async def intake(self, data: bytes) -> Sample:
        """Judge an uploaded recording and turn it into what the API takes. Raises `BadSample` naming the broken limit."""
        ...

    async def check(self, data: bytes) -> Clip:
        """Decode a finished clip and measure it. Raises `SpeechFailed` when it is no audio, too short or silent."""
        ...

    async def join(self, parts: Sequence[bytes], audio_format: str, *, comment: str = "") -> Clip:
        """Put WAV parts of one speaker after one another with a short pause; one checked clip in *audio_format*.

        *comment* becomes a tag of an mp3 or ogg file.
        """
        ...


class Marker(Protocol):
    """Marks finished clips as made by a machine, in the name of the caller's workspace."""

    async def mark(self, clip: Clip, caller: Caller) -> Clip:
        """The clip with its mark; as it is where its format can hold none."""
        ...

    def comment(self, caller: Caller) -> str:
        """The mark for a format that holds nothing but a comment."""
        ...


class Files(Protocol):
    """Bytes by key: clips and recordings. Keys look like `clips/ab/abcdef.mp3`."""

    async def put(self, key: str, data: bytes) -> None: ...

    async def get(self, key: str) -> bytes | None: ...

    async def delete(self, key: str) -> None: ...


class Voices(Protocol):
    """The cloned voices, always looked up by (platform, workspace, user, name)."""

    async def keep(self, owner: Caller, voice: Voice) -> None:
        """Raises `NameTaken` when the owner has a voice of that name (letter case does not count)."""
        ...

    async def of(self, caller: Caller) -> Sequence[Voice]:
        """The voices that *caller* may use, oldest first: their own, then those that others share in the workspace.

        Shared are those that everybody may use, those for one of the caller's roles, and those for the caller.
        """
        ...

    async def rebind(self, owner: Caller, name: str, ref: VoiceRef) -> None:
        """The API knows the voice under another id from now on."""
        ...

    async def forget(self, owner: Caller, name: str) -> Voice | None:
        """The voice that was there, or None."""
        ...

    async def rename(self, owner: Caller, name: str, new: str) -> bool:
        """Call the voice, and the consent to it, *new*; False when it is not there. Raises `NameTaken`."""
        ...

    async def share(self, owner: Caller, name: str, *, shared: bool) -> bool:
        """Let all of the workspace use the voice; or nobody else, no role and no person either. False: not there."""
        ...

    async def share_with(self, owner: Caller, name: str, whom: Whom) -> bool:
        """Let a role or a person use the voice as well; False when it is not there."""
        ...

    async def shares(self, owner: Caller, name: str) -> Sequence[Whom]:
        """The roles and people that may use *owner*'s voice of that name, besides everybody."""
        ...

    async def of_all(self, workspace: Caller) -> Sequence[Voice]:
        """Every voice in the whole workspace, whoever owns it and shared or not."""
        ...

    async def every(self) -> Sequence[tuple[Caller, Voice]]:
        """Every voice there is, with its owner; for whoever runs the bot."""
        ...


class PreferenceStore(Protocol):
    """Choices per user (caller) or per workspace (caller with an empty user)."""

    async def get(self, whose: Caller) -> Preferences: ...

    async def put(self, whose: Caller, preferences: Preferences) -> None: ...


class RuleStore(Protocol):
    """What the admins of each workspace allow. Whoever the caller is, their workspace counts."""

    async def get(self, workspace: Caller) -> Rules: ...

    async def put(self, workspace: Caller, rules: Rules) -> None: ...


class Consents(Protocol):
    """Who agreed to be cloned. Append-only but for `revoke`, and when somebody's data is erased (`People`)."""

    async def record(self, consent: Consent) -> None: ...

    async def find(self, owner: Caller, voice: str) -> Consent | None:
        """The newest unrevoked consent for *owner*'s voice of that name."""
        ...

    async def given(self, speaker: Caller) -> Sequence[Consent]:
        """The unrevoked consents that *speaker* gave; where the workspace is empty: anywhere on their platform."""
        ...

    async def revoke(self, owner: Caller, voice: str, at: float) -> None: ...

    async def prune(self, before: float) -> None:
        """Forget those that were revoked before then."""
        ...


class Asks(Protocol):
    """Those who were asked for their voice and have not been answered for. Found by the secret on the buttons alone."""

    async def add(self, ask: Ask) -> None:
        """Once however often: a repeat of the same id is passed over."""
        ...

    async def find(self, ask_id: str) -> Ask | None: ...

    async def drop(self, ask_id: str) -> None: ...

    async def expired(self, now: float) -> Sequence[Ask]: ...

    async def of_all(self, workspace: Caller) -> Sequence[Ask]:
        """Every open ask in the whole workspace."""
        ...


class Budgets(Protocol):
    """Counters with a cap. Amounts are 0 or more; raises `ValueError` for less.

    `scope` names whose and what (`discord:1:2:characters`), `period` the time (`2026-11-23`).
    """

    async def reserve_all(self, ticket: str, claims: Sequence[Claim]) -> Claim | None:
        """Take all that is claimed, or nothing: a claim that would be over its cap, None when all is taken.

        Never over a cap however many take at once, and once for each *ticket* however often it is asked for.
        """
        ...

    async def give_back_all(self, ticket: str, claims: Sequence[Claim]) -> None:
        """Undo what was reserved under *ticket*, once; it is free for another reservation then."""
        ...

    async def used(self, scope: str, period: str) -> int: ...

    async def prune(self, before: str) -> None:
        """Forget the periods before that one."""
        ...


class People(Protocol):
    """All that is kept about somebody. An empty user: about everybody in the workspace; an empty workspace: on the platform."""

    async def everything(self, whose: Caller) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """The rows by the table they stand in, as they may be shown to the person."""
        ...

    async def workspaces(self, whose: Caller) -> Sequence[str]:
        """Those in which something is kept about them."""
        ...

    async def erase(self, whose: Caller) -> None:
        """All of it at once, and overwritten, when it returns."""
        ...


class Vault(Protocol):
    """The sealed key of each kept recording. Without its row a file is noise."""

    async def find(self, name: str) -> bytes | None: ...

    async def keep(self, name: str, key: bytes) -> bytes:
        """The key in force: *key*, or the one that was there before."""
        ...

    async def drop(self, name: str) -> None:
        """Durably, and overwritten, when it returns."""
        ...


class Audit(Protocol):
    """What was done, for admins. Never what was said."""

    async def note(self, entry: AuditEntry) -> None: ...

    async def recent(self, workspace: Caller, limit: int = 100) -> Sequence[AuditEntry]: ...

    async def prune(self, before: float) -> None:
        """Forget what was done before then."""
        ...


class ClipIndex(Protocol):
    """Which clips are cached, and when they were last used."""

    async def find(self, key: str, now: float) -> ClipRecord | None:
        """The record, marked as used *now*."""
        ...

    async def keep(self, record: ClipRecord) -> None: ...

    async def excess(self, max_bytes: int, older_than: float) -> Sequence[str]:
        """Keys to drop, least recently used first, so that what stays fits into *max_bytes* and was used since."""
        ...

    async def under(self, folder: str) -> Sequence[str]:
        """The keys that begin with *folder* and a slash."""
        ...

    async def drop(self, keys: Sequence[str]) -> None: ...


class Posts(Protocol):
    """The transcript of a channel that has no platform behind it: the page's. Putting an id again replaces it."""

    async def put(self, channel: str, post_id: str, body: Mapping[str, object], at: float) -> int:
        """The position of the post; a replaced post gets a new one."""
        ...

    async def since(self, channel: str, position: int) -> Sequence[tuple[int, Mapping[str, object]]]: ...

    async def prune(self, before: float) -> None: ...


class Marks(Protocol):
    """Small facts that an adapter keeps from one start to the next: by name, one value each."""

    async def get(self, name: str) -> str: ...

    async def put(self, name: str, value: str) -> None: ...


Checkpoint = Callable[[str, str], Awaitable[None]]
"""Durably notes (name, value) for the job at hand; an empty value forgets the name."""


class Adapter(Protocol):
    """A way in, as the jobs see it: it can put a reply where an address says."""

    async def recording(self, job: Job, /) -> bytes | None:
        """What a `Clone` at this address is to be made of, where the platform keeps it; None: it was put aside before.

        Raises `BadSample` when it cannot be had, `DeliveryBusy` when it may be had later.
        """
        ...

    async def deliver(self, job: Job, reply: Reply, checkpoint: Checkpoint, /) -> None:
        """Show *reply* at the job's address, once however often it is called for the same job.

        What must not be done twice is noted through *checkpoint*; `job.checkpoints` holds what earlier attempts noted.
        Raises `DeliveryError`s.
        """
        ...


class Handler(Protocol):
    """What is done with a job. It raises `SpeechBusy` or `DeliveryBusy` to be called again later."""

    async def work(self, job: Job, checkpoint: Checkpoint) -> JobState: ...

    async def give_up(self, job: Job, checkpoint: Checkpoint) -> JobState:
        """Too many attempts, or too late: tell the caller, if anybody can still be told."""
        ...


class Jobs(Protocol):
    """Exactly one end for each accepted command, through crashes."""

    async def submit(self, job: Job, *, hold: bool = False) -> bool:
        """Durable when it returns; False when this id was accepted before. Raises `JobsClosed` while draining.

        *hold*: it is not worked before `release` (or the next start), so that it can still be taken back.
        """
        ...

    def release(self, job_id: str) -> None:
        """Work on a job that was held."""
        ...

    async def withdraw(self, job_id: str) -> None:
        """Take back a job that is held: it ends as withdrawn, and nobody is answered."""
        ...

    def serve(self, handler: Handler) -> AbstractAsyncContextManager[None]:
        """Work on jobs, those of an earlier life first; leaving drains: what is in flight ends or is left for later."""
        ...

    async def state(self, job_id: str) -> JobState | None: ...

    def ahead(self, job_id: str) -> int | None:
        """How many jobs will be taken up before this one; None when it does not wait (any more)."""
        ...

    async def counts(self) -> Mapping[JobState, int]: ...

    async def standing(self) -> tuple[int, float | None]:
        """How many jobs are open, and when the oldest of them was accepted."""
        ...

    async def check(self) -> None:
        """Raises `JobsFailed` while nothing can be accepted (a full disk, say). Tries a durable write, every 5 s at most."""
        ...

    async def forget(self, whose: Caller) -> Sequence[Request]:
        """Take back, and return, what *whose* (with an empty user: everybody in the workspace) still waits for.

        Nobody is answered. An attempt that is under way ends with its next checkpoint, which raises `JobGone`.
        """
        ...


Clock = Callable[[], float]
"""Seconds since the epoch: `time.time`, or a test's own."""
