"""What is kept about somebody, as one file that they can take along."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.flows.means import Means
from bot.model import Caller, Voice

NAME = "mynah-privacy.zip"
DOCUMENT = "mynah.json"
_ROOM = 4096  # bytes of an archive that are neither the document nor a recording
_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """`document` is JSON; `recordings` are WAV files by the name of their voice."""

    document: Mapping[str, object] = field(repr=False)
    recordings: Sequence[tuple[str, bytes]] = field(repr=False)

    def packed(self, limit: int = 0) -> bytes:
        """A ZIP archive of at most *limit* bytes (0: of any size); recordings that do not fit are named in it. Blocks."""
        left, taken, missing = limit - _ROOM - len(self._text([])), [], []
        for name, audio in self.recordings:
            if limit and len(audio) > left:
                missing.append(name)
                continue
            taken.append((name, audio))
            left -= len(audio) + _ROOM
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(DOCUMENT, self._text(missing))
            for place, (name, audio) in enumerate(taken, start=1):
                archive.writestr(f"recordings/{place:02} {name}.wav", audio)
        return held.getvalue()

    def _text(self, missing: Sequence[str]) -> str:
        return json.dumps({**self.document, "recordings_left_out": missing}, ensure_ascii=False, indent=2)


@dataclass(frozen=True, slots=True)
class Exporter:
    """Gathers it. Neither the speech service's ids nor keys are in it: those are rights under the bot's own key."""

    means: Means

    async def export(self, whose: Caller) -> Export:
        """All about *whose*. Recordings are a person's own business: a whole workspace's come without them."""
        rows = await self.means.people.everything(whose)
        document = {
            "format": _VERSION,
            "made_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.means.clock())),
            "platform": whose.platform.value,
            "workspace": whose.workspace,
            "user": whose.user,
            "times": "seconds since 1970-01-01 UTC",
            **rows,
        }
        return Export(document=document, recordings=await self._recordings(whose) if whose.user else ())

    async def _recordings(self, whose: Caller) -> Sequence[tuple[str, bytes]]:
        found: list[tuple[str, bytes]] = []
        for workspace in [whose.workspace] if whose.workspace else await self.means.people.workspaces(whose):
            voices = await self.means.voices.of_all(replace(whose, workspace=workspace))
            kept = [(voice.name, await self.means.files.get(voice.sample_key)) for voice in voices if _of(voice, whose)]
            found += [(name, audio) for name, audio in kept if audio]
        return found


def _of(voice: Voice, whose: Caller) -> bool:
    return voice.owner == whose.user and bool(voice.sample_key)
