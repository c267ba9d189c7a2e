"""Where speech comes from, and what is done with sound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.model import Caller, Clip, Credits, Sample, Utterance, Voice, VoiceRef


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
