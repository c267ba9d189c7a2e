"""`mynah verify FILE`: what made a sound file, when, in whose name, and whether it was altered since."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.marking import available
from bot.settings import Settings

OK, REFUSED, UNAVAILABLE = 0, 65, 69
LARGEST = 256 * 2**20  # bytes
SIGNS = {
    "wav": (b"RIFF", b"RIFX"),
    "mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"),
    "ogg": (b"OggS",),
}
FOLDER = "marking"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is known of a file. `signed_here`: by the identity of this installation."""

    marked: bool
    made_by: str = ""
    at: str = ""
    workspace: str = ""
    by_ai: bool = False
    altered: bool | None = None
    signer: str = ""
    signed_here: bool = False
    words: str = ""


async def verify(settings: Settings, path: Path, *, as_json: bool) -> int:
    """Print what the file says; 0 for a whole mark, 65 for none or an altered file."""
    if not available():
        print(
            "Marks cannot be read here: the extra is missing. Install it with: pip install 'mynah[mark]'",
            file=sys.stderr,
        )
        return UNAVAILABLE
    try:
        data = await asyncio.to_thread(_read, path)
    except OSError as problem:
        print(f"{path} cannot be read ({problem.strerror}).", file=sys.stderr)
        return REFUSED
    if len(data) > LARGEST:
        print(f"{path} is over {LARGEST // 2**20} MB, larger than any clip.", file=sys.stderr)
        return REFUSED
    verdict = await asyncio.to_thread(verdict_of, data, settings.data_dir / FOLDER)
    print(json.dumps(asdict(verdict), ensure_ascii=False, indent=2) if as_json else verdict.words)
    return OK if verdict.marked and not verdict.altered else REFUSED


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def verdict_of(data: bytes, folder: Path) -> Verdict:
    """What *data* says of itself; *folder* holds our own identity."""
    kind = kind_of(data)
    if kind == "ogg":
        return _of_comment(data)
    if not kind:
        return Verdict(marked=False, words="This is no wav, mp3, m4a or ogg file.")
    return _of_manifest(data, kind, folder)


def kind_of(data: bytes) -> str:
    """`wav`, `mp3`, `m4a`, `ogg`, or nothing, by the first bytes."""
    if data[4:8] == b"ftyp":
        return "m4a"
    return next((kind for kind, signs in SIGNS.items() if data.startswith(signs)), "")


def _of_comment(data: bytes) -> Verdict:
    from bot.marking.tags import comments_of

    tags = dict(comments_of(data))
    comment = tags.get("description") or tags.get("comment", "")  # what FFmpeg makes of a comment in ogg
    if not comment.startswith("AI-generated speech, made by Mynah"):
        return Verdict(marked=False, words="There is no mark in this file.")
    made_by, _, rest = comment.partition("made by ")[2].partition(" at ")
    at, _, workspace = rest.partition(" for ")
    words = f"{comment}. An ogg file holds no signature, so that nobody can tell whether it was altered."
    return Verdict(marked=True, made_by=made_by, at=at, workspace=workspace, by_ai=True, words=words)


def _of_manifest(data: bytes, kind: str, folder: Path) -> Verdict:
    from bot.marking.identity import CHAIN, Identity
    from bot.marking.manifest import told_by

    try:
        told = told_by(data, kind)
    except ValueError:
        return Verdict(marked=True, altered=True, words="There is a mark in this file, but it is damaged.")
    if told is None:
        return Verdict(marked=False, words="There is no mark in this file.")
    chain = folder / CHAIN
    here = chain.exists() and Identity(chain.read_bytes(), b"").serial == told.serial
    what = "AI-generated speech" if told.by_ai else "A sound"
    when = f" at {told.at}" if told.at else ""
    whose = f" for {told.workspace}" if told.workspace else ""
    signer = "this installation" if here else f"{told.signer or 'somebody'}, whom this installation does not know"
    state = "It was ALTERED since." if told.altered else "It was not altered since."
    return Verdict(
        marked=True,
        made_by=told.made_by,
        at=told.at,
        workspace=told.workspace,
        by_ai=told.by_ai,
        altered=told.altered,
        signer=told.signer,
        signed_here=here,
        words=f"{what}, made by {told.made_by}{when}{whose}. {state} Signed by {signer}.",
    )
