"""What the core needs from the outside. Each protocol is small and has one contract suite in `tests/contracts`.

The suites run on every implementation, so that a second one (the current Typecast API, another job engine,
PostgreSQL) is a drop-in and not a rewrite.
"""

from __future__ import annotations

from bot.ports.jobs import Adapter, Checkpoint, Clock, Handler, Jobs
from bot.ports.sound import AudioTools, Files, Marker, Speech
from bot.ports.store import (
    Asks,
    Audit,
    Budgets,
    ClipIndex,
    Consents,
    Marks,
    People,
    Posts,
    PreferenceStore,
    RuleStore,
    Vault,
    Voices,
)

__all__ = [
    "Adapter",
    "Asks",
    "AudioTools",
    "Audit",
    "Budgets",
    "Checkpoint",
    "ClipIndex",
    "Clock",
    "Consents",
    "Files",
    "Handler",
    "Jobs",
    "Marker",
    "Marks",
    "People",
    "Posts",
    "PreferenceStore",
    "RuleStore",
    "Speech",
    "Vault",
    "Voices",
]
