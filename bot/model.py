"""The words of the domain. Plain frozen values: no I/O, no clock, no library but the standard one."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Platform(StrEnum):
    """Where a request can come from."""

    CONSOLE = "console"
    DISCORD = "discord"
    SLACK = "slack"
    WEB = "web"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asked, and where: the key under which voices, consent, preferences and budgets are kept.

    `user` is empty where a whole workspace is meant (its preferences, its budget).
    `locale` is the language of the sentences shown to the caller (`en`, `ko`, ...), `roles` the platform's ids of what
    they are in the workspace, `channels` those of the place: the channel, and the one around it when that is a thread.
    None of the three is part of the key.
    """

    platform: Platform
    workspace: str
    user: str = ""
    locale: str = field(default="en", compare=False)
    roles: tuple[str, ...] = field(default=(), compare=False)
    channels: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the reply goes, as plain data, so that any process can deliver after any crash.

    `token` is a platform's short-lived right to answer (an interaction token, a response URL).
    `expires_at` is in seconds since the epoch; None for an address that never dies.
    `more` is what else this platform's adapter needs to deliver; only that adapter reads it.
    """

    platform: Platform
    channel: str
    token: str = field(default="", repr=False)
    expires_at: float | None = None
    more: dict[str, str] = field(default_factory=dict, repr=False, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """One /say. None means: as the caller prefers, else as the server is set, else neutral."""

    caller: Caller
    text: str = field(repr=False)
    voice: str | None = None
    language: str | None = None
    emotion: str | None = None
    speed: float | None = None
    pitch: int | None = None
    volume: int | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clone:
    """One /clone: a recording, kept under a voice's name. `sample_key` names the uploaded bytes in `bot.files`.

    `consent`: the caller agreed to the statement; `statement` is the sentence as it was shown to them, empty where it
    was the one of their language. `speaker` is set where the recording is of another member, who is asked themselves.
    """

    caller: Caller
    name: str
    sample_key: str
    consent: bool = False
    statement: str = ""
    speaker: str = ""


class Outcome(StrEnum):
    """What came of asking somebody for their voice."""

    AGREED = "agreed"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The end of an `Ask`, for whoever asked (`caller`). One ask has one: the first.

    `statement` is the question as the speaker saw it when they agreed.
    """

    caller: Caller
    ask: str
    outcome: Outcome
    statement: str = ""


Request = Say | Clone | Answer


class VoiceKind(StrEnum):
    """What a voice is to Typecast: one of its actors, or an uploaded recording."""

    ACTOR = "actor"
    RESOURCE = "resource"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRef:
    """What the speech API calls a voice. Never shown to anybody, never taken from anybody."""

    kind: VoiceKind
    id: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A voice somebody may speak with.

    `name` is what a person types; `names` holds the names in other languages (`{"ko": ...}` as pairs).
    `languages` and `emotions` are empty where the API does not say.
    `sample_key` and `owner` are set for clones only: the kept recording, and the user who owns the voice.
    `shared`: the owner lets the whole workspace speak with it.
    """

    name: str
    ref: VoiceRef
    names: tuple[tuple[str, str], ...] = ()
    languages: tuple[str, ...] = ()
    emotions: tuple[str, ...] = ()
    owner: str = ""
    sample_key: str = ""
    shared: bool = False
    created_at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Whom a voice is shared with, besides everybody: `kind` is `role` or `person`, `id` the platform's own."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """What the account at the speech API may use in its present period, and has used; the unit is the API's own."""

    used: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One request to the speech API, in its own ranges (POST /api/speak, legacy generation).

    `text` 1..350 characters; `language` a code of `bot.options.LANGUAGES` or `auto`; `tempo` 0.5 (slow)..2.0;
    `speed_x` 0.5..1.5, a factor on the duration (1.5 = slow); `pitch` -12..12 semitones; `last_pitch` -2..2;
    `volume` 0..200 percent; `max_seconds` 1..60; `duration` 1..60 seconds or None; `hd` 44.1 kHz, else 16 kHz.
    """

    text: str = field(repr=False)
    voice: VoiceRef
    language: str = "auto"
    format: str = "wav"
    hd: bool = True
    model: str = "latest"
    emotion: str | None = None
    emotion_prompt: str | None = field(default=None, repr=False)
    emotion_label: str | None = None
    emotion_scale: float | None = None
    volume: int = 100
    tempo: float = 1.0
    speed_x: float | None = None
    pitch: int = 0
    last_pitch: int | None = None
    max_seconds: float = 60.0
    duration: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A recording that was decoded and found fit for cloning: mono 16-bit WAV bytes and its length in seconds."""

    audio: bytes = field(repr=False)
    seconds: float
    format: str = "wav"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """Finished speech that was checked to be audio.

    `seconds` is measured, not announced; `waveform` holds up to 256 levels of 0..255 for a drawing.
    `embed_url` is a page with a player, where the API gave one that others can reach.
    `key` names the bytes in the clip cache (content-addressed), empty when they are not kept.
    """

    audio: bytes = field(repr=False)
    format: str
    seconds: float
    waveform: bytes = field(default=b"", repr=False)
    embed_url: str | None = field(default=None, repr=False)
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a platform shall show: a clip with the words that were spoken, or a sentence.

    `text` is what was spoken, `voice` who spoke it and `speed` how fast (with a clip); `words` is a sentence of the bot.
    `note` is a sentence about the clip: that another voice speaks than was asked for, and why.
    `private`: to the caller alone. `reference`: a short id that an admin finds in the log.
    `refused`: the sentence says why not. `ask`: another member is to be asked; the words are for the one who asks.
    """

    words: str = ""
    clip: Clip | None = None
    text: str = field(default="", repr=False)
    voice: str = ""
    speed: float = 1.0
    note: str = ""
    private: bool = False
    refused: bool = False
    reference: str = ""
    ask: Ask | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What a caller, or a whole workspace (user empty), likes by default. None: not chosen.

    `delivery` is one of `bot.options.DELIVERIES`: how a clip is shown where a platform has more than one way.
    """

    voice: str | None = None
    language: str | None = None
    emotion: str | None = None
    speed: float | None = None
    pitch: int | None = None
    format: str | None = None
    delivery: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the admins of a workspace allow; the default is everything. None: as the installation's settings have it.

    `cloning` is `on`, `off` or `roles` (for those who have one of `cloning_roles`). `channels` and `roles` empty: any
    channel, anybody. `blocked` are users. `max_text` in characters; the caps in characters a day, 0 for no limit: one
    person's, and the whole workspace's. `local_fallback`: the speech server on this machine may speak in the cloud's place.
    """

    cloning: str = "on"
    cloning_roles: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    max_text: int | None = None
    forced_voice: str | None = None
    local_fallback: bool | None = None
    daily_characters: int | None = None
    workspace_daily_characters: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Who agreed that a recording is cloned: the row without which no clone speaks.

    `caller` owns the voice, `speaker` is heard in it; `requester` asked the speaker, empty where nobody had to.
    `statement` is the version of the sentence that was agreed to, `text_hash` the SHA-256 of it as it was shown, in the
    language it was shown in; `sample_hash` the SHA-256 of the uploaded bytes.
    """

    caller: Caller
    voice: str
    speaker: str
    statement: str
    sample_hash: str
    at: float
    requester: str = ""
    text_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """`caller` asks another member, `speaker`, to let their voice be cloned under `name`. Nothing is enrolled before.

    `id` is a secret of 128 bits: it stands on the buttons. `sample_key` names the recording that waits, `statement` the
    version of the question, `place` where the caller is told what came of it.
    """

    id: str
    caller: Caller
    speaker: str
    name: str
    sample_key: str
    statement: str
    place: Address
    created_at: float
    expires_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """*amount* of what `scope` may use in `period`, which is `cap` in all.

    `scope` names whose and what (`discord:1:2:characters`), `period` the time; periods sort as text (`2026-11-23`,
    `2026-11-23T09`).
    """

    scope: str
    period: str
    amount: int
    cap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One thing that was done, for an admin: never what was said."""

    caller: Caller
    action: str
    subject: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipRecord:
    """A row of the clip cache's index: the size in bytes, the length in seconds and the times of birth and last use."""

    key: str
    format: str
    size: int
    seconds: float
    waveform: bytes = field(default=b"", repr=False)
    embed_url: str | None = field(default=None, repr=False)
    created_at: float = 0.0
    used_at: float = 0.0


class JobState(StrEnum):
    """Where a job is: waiting or being worked, or one of four ends."""

    OPEN = "open"
    DONE = "done"  # the audio, or the confirmation, was delivered
    REFUSED = "refused"  # a sentence that says why not was delivered
    FAILED = "failed"  # it went wrong on our side, and a sentence that says so was delivered
    EXPIRED = "expired"  # nobody could be answered any more
    WITHDRAWN = "withdrawn"  # taken back: another process of this bot had acknowledged it, or its data was erased


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One accepted command. `id` is the platform's own id of the command, so that a repeat is the same job.

    `checkpoints` are what earlier attempts noted; `attempts` counts those begun, this one included.
    """

    id: str
    request: Request
    address: Address
    created_at: float = 0.0
    attempts: int = 0
    checkpoints: dict[str, str] = field(default_factory=dict, repr=False)
