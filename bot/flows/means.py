"""What the flows work with: ports and limits, handed over once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cache import ClipCache
from bot.flows.caps import Cap
from bot.ports import (
    Asks,
    AudioTools,
    Audit,
    Budgets,
    Clock,
    Consents,
    Files,
    Marker,
    People,
    PreferenceStore,
    RuleStore,
    Speech,
    Voices,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Choices of whoever runs the bot. `default_voice` empty: the first actor.

    `ask_hours`: how long somebody who is asked for their voice can answer. `local_fallback`: where no rule of a workspace
    says otherwise, the speech server on this machine speaks when the cloud does not.
    """

    max_text: int = 2000
    default_voice: str = ""
    caps: tuple[Cap, ...] = ()
    ask_hours: int = 72
    local_fallback: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Spare:
    """The speech server on this machine, for when the cloud does not speak; `engine` as in `Means`."""

    engine: str
    speech: Speech


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """Everything a flow may use. `engine` names who speaks, as a part of a clip's key."""

    engine: str
    speech: Speech
    audio: AudioTools
    files: Files
    clips: ClipCache
    voices: Voices
    preferences: PreferenceStore
    consents: Consents
    asks: Asks
    rules: RuleStore
    budgets: Budgets
    audit: Audit
    people: People
    marker: Marker
    clock: Clock
    limits: Limits = Limits()
    spare: Spare | None = None
