"""How this API's voices are written in a `VoiceRef`: `tc_...` for its own, `uc_...@<model>` for cloned ones.

A cloned voice is bound to the model that it was made for, and speaks with no other (API reference, instant cloning): the
model is kept with its id.
"""

from __future__ import annotations

import re

from bot.errors import SpeechRejected
from bot.model import VoiceKind, VoiceRef
from bot.typecast.answer import INVALID_ACTOR, INVALID_RESOURCE

OWN = re.compile(r"tc_[A-Za-z0-9_-]{1,64}")
CLONED = re.compile(r"(uc_[A-Za-z0-9_-]{1,64})@([a-z0-9.-]{1,40})")


def gone(voice: VoiceRef) -> SpeechRejected:
    """The API has no such voice. For a clone this makes the flows enrol the kept recording again."""
    code = INVALID_ACTOR if voice.kind is VoiceKind.ACTOR else INVALID_RESOURCE
    return SpeechRejected("the API has no such voice", code=code)


def clone_of(voice_id: str, model: str) -> VoiceRef:
    """The reference to a voice that was cloned for *model*."""
    return VoiceRef(kind=VoiceKind.RESOURCE, id=f"{voice_id}@{model}")


def parts_of(voice: VoiceRef) -> tuple[str, str]:
    """The API's id, and the model that the voice is bound to ("" for any). Raises `SpeechRejected` for another API's id."""
    if voice.kind is VoiceKind.ACTOR and OWN.fullmatch(voice.id):
        return voice.id, ""
    if voice.kind is VoiceKind.RESOURCE and (found := CLONED.fullmatch(voice.id)):
        return found[1], found[2]
    raise gone(voice)
