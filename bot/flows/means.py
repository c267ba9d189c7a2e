"""What the flows work with: ports and limits, handed over once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cache import ClipCache
from bot.ports import (
    AudioTools,
    Audit,
    Budgets,
    Clock,
    Consents,
    Files,
    Marker,
    PreferenceStore,
    RuleStore,
    Speech,
    Voices,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Choices of the admin. `daily_characters` 0: no limit. `default_voice` empty: the first actor."""

    max_text: int = 2000
    default_voice: str = ""
    daily_characters: int = 0


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
    rules: RuleStore
    budgets: Budgets
    audit: Audit
    marker: Marker
    clock: Clock
    limits: Limits = Limits()
