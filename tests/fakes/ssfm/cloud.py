"""The state of the fake: what was paid for, which voices were cloned, what shall go wrong."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from tests.fakes.faults import Faulty

KEY = "fake-ssfm-key"
OLD_KEY = "fake-starter-key"  # of the legacy API: 403 here
KINDS = ("speech", "stream", "voices", "subscription", "clone", "clones", "delete")
V30, V21 = "ssfm-v30", "ssfm-v21"
EMOTIONS = {
    V30: ["normal", "happy", "sad", "angry", "whisper", "toneup", "tonedown"],
    V21: ["normal", "happy", "sad", "angry"],
}


def _voice(voice_id: str, eng: str, kor: str, *models: str, **more: Any) -> dict[str, Any]:
    return {
        "voice_id": voice_id,
        "voice_name": {"eng": eng, "kor": kor},
        "models": [{"version": model, "emotions": EMOTIONS[model]} for model in models],
        "voice_type": "original",
        "gender": "female",
        "age": "young_adult",
        "use_cases": ["Conversational"],
        "preview_url": f"https://static.typecast.ai/preview/{voice_id}.wav",
        **more,
    }


VOICES = [
    _voice("tc_672c5f5ce59fac2a48faeaee", "Olivia", "올리비아", V30, V21),
    _voice("tc_62a8975e695ad26f7fb514d1", "Duke", "듀크", V21, V30, gender="male"),
    _voice("tc_68f9c6a72f0f04a417bb136f", "Moonjung", "문정", V30, age=None, use_cases=None, preview_url=None),
    _voice("tc_5c547544fcfee90007fed455", "Old Sam", "샘", V21),
]


@dataclass(kw_only=True)
class Custom:
    """One cloned voice; `deleted` ones are kept, as the API's soft delete does."""

    voice_id: str
    name: str
    model: str
    source: str
    status: str = "completed"
    audio: bytes = b""
    deleted: bool = False

    def row(self) -> dict[str, Any]:
        """As the API lists it."""
        return {
            "voice_id": self.voice_id,
            "name": self.name,
            "model": self.model,
            "source": self.source,
            "status": self.status,
            "error": None,
            "created_at": "2026-11-01T00:00:00Z",
        }


class FakeSsfm(Faulty):
    """The state behind the paths; change it at will while it runs.

    `busy` is how many requests are being spoken, `most` the largest number there has been; over `concurrency` is 429.
    """

    kinds = KINDS

    def __init__(self, key: str = KEY, *, think: float = 0.0) -> None:
        super().__init__()
        self.key, self.think = key, think
        self.url = ""
        self.old_keys = {OLD_KEY}
        self.voices: list[Any] = list(VOICES)
        self.custom: list[Custom] = []
        self.paid: list[dict[str, Any]] = []
        self.plan, self.plan_credits, self.used_credits = "lite", 200_000, 1_000
        self.concurrency, self.slots = 5, 10
        self.cloning = True  # whether the plan has it
        self.busy = self.most = 0

    def stock(self, voice_id: str) -> dict[str, Any] | None:
        """One of the API's own voices."""
        return next((row for row in self.voices if isinstance(row, dict) and row.get("voice_id") == voice_id), None)

    def cloned(self, voice_id: str) -> Custom | None:
        """One of the account's voices."""
        return next((one for one in self.active if one.voice_id == voice_id), None)

    @property
    def active(self) -> list[Custom]:
        """The account's voices that hold a slot."""
        return [one for one in self.custom if not one.deleted]

    def clone(self, **how: Any) -> Custom:
        """Make a voice of the account."""
        made = Custom(voice_id=f"uc_{secrets.token_hex(12)}", **how)
        self.custom.append(made)
        return made

    def listed(self) -> list[Any]:
        """What GET /v3/voices knows: the account's voices too."""
        mine = [
            _voice(one.voice_id, one.name, one.name, one.model, voice_type="custom", preview_url=None)
            for one in self.active
        ]
        return [*self.voices, *mine]

    def charge(self, body: dict[str, Any], text: str) -> None:
        """Speaking costs a credit a character here; how the API counts is not published."""
        self.paid.append(body)
        self.used_credits += len(text)
