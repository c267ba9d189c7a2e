"""The terminal: `mynah say`, `mynah clone`, `mynah voices`. The same flows as everywhere, one command at a time.

Results go to stdout, sentences and progress to stderr, and the exit code says what kind of end it was.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import shutil
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.commands import read_options
from adapters.progress import progress
from bot.app import App, open_app
from bot.errors import BadSample, BotError, Refused, SpeechBusy
from bot.flows.consent import hash_of, statement_for
from bot.model import Caller, Clip, Clone, Platform, Reply, Request, Say, Voice
from bot.options import LANGUAGES
from bot.replies import explain, reply_to, sentence
from bot.settings import Settings

OK, REFUSED, FAILED = 0, 65, 69  # sysexits.h: EX_DATAERR, EX_UNAVAILABLE
YOU = Caller(platform=Platform.WEB, workspace="local", user="you")  # the page's own user: one person, one set of voices
PATIENCE = 120.0  # seconds that a busy speech side is waited for
PLAYERS = (
    ("afplay",),
    ("pw-play",),
    ("paplay",),
    ("aplay", "-q"),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"),
)
_OPTIONS = ("voice", "language", "emotion", "speed", "pitch", "format")
_FIRST_LOAD = "the first time, its voices are loaded"


async def say(settings: Settings, asked: argparse.Namespace) -> int:
    """Speak `asked.text` into a file, into a pipe, or through the machine's speakers."""
    try:
        options = read_options({name: getattr(asked, name) for name in _OPTIONS})
        text = sys.stdin.read() if asked.text == "-" else asked.text
        suffix = Path(asked.out or "").suffix.lstrip(".").lower()
        options["format"] = options["format"] or (suffix if suffix in ("mp3", "wav") else None)
        request = Say(caller=YOU, text=text, **options)  # type: ignore[arg-type]  # read_options made them fit
    except Refused as refusal:
        return _tell(explain(refusal), as_json=asked.json)
    async with _app(settings) as app:
        reply = await _run(app, request, "Speaking")
    if reply.clip is None:
        return _tell(reply, as_json=asked.json)
    return await _hand_over(reply, reply.clip, asked)


async def clone(settings: Settings, asked: argparse.Namespace) -> int:
    """Keep the recording `asked.file` as a voice called `asked.name`."""
    version, statement = statement_for(YOU)
    if not _agreed(asked, statement):
        words = f"{sentence('consent.missing')} In a script, state it with --consent."
        return _tell(Reply(words=words, refused=True), as_json=asked.json)
    try:
        data = await asyncio.to_thread(Path(asked.file).read_bytes)
    except OSError as problem:
        why = "is a folder" if isinstance(problem, IsADirectoryError) else "cannot be read"
        return _tell(Reply(words=f"{asked.file} {why}. Please name a recording.", refused=True), as_json=asked.json)
    async with _app(settings) as app:
        try:
            key = await app.keep_sample(data)
        except BadSample as refusal:
            return _tell(explain(refusal), as_json=asked.json)
        request = Clone(caller=YOU, name=asked.name, sample_key=key, consent=True, statement=statement)
        reply = await _run(app, request, "Listening to the recording")
        await app.flows.tidy(request)
    if reply.voice and not asked.json:
        print(
            f"On record with it: the time, what you stated ({version}, SHA-256 {hash_of(statement)}), "
            "and the SHA-256 of the recording.",
            file=sys.stderr,
        )
    recorded = {"voice": reply.voice, "statement": version, "statement_sha256": hash_of(statement)}
    return _tell(reply, as_json=asked.json, extra=recorded if reply.voice else {"voice": ""})


async def voices(settings: Settings, asked: argparse.Namespace) -> int:
    """List the voices, one a line, or as JSON."""
    async with _app(settings) as app:
        try:
            async with progress("Asking for the voices"):
                found = await app.flows.voices(YOU)
        except BotError as error:
            return _tell(explain(error), as_json=asked.json)
    if asked.json:
        print(json.dumps([_row(voice) for voice in found], ensure_ascii=False))
        return OK
    width = max((len(voice.name) for voice in found), default=0)
    for voice in found:
        spoken = ", ".join(LANGUAGES.get(code, code) for code in voice.languages)
        print(f"{voice.name:<{width}}  {'your clone' if voice.owner else spoken}".rstrip())
    return OK


@asynccontextmanager
async def _app(settings: Settings) -> AsyncGenerator[App]:
    async with open_app(settings, jobs=False) as app:
        yield app


async def _run(app: App, request: Request, doing: str) -> Reply:
    """The flow itself, without a journal: whoever types sees how it ends, and can type again."""
    noted: dict[str, str] = {}

    async def checkpoint(name: str, value: str) -> None:
        noted[name] = value

    async def patiently() -> Reply:
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    return await app.flows.run(request, checkpoint, noted)
                except SpeechBusy as busy:
                    await asyncio.sleep(min(busy.retry_after, 10))

    async with progress(doing, _FIRST_LOAD):
        return await reply_to(patiently())


async def _hand_over(reply: Reply, clip: Clip, asked: argparse.Namespace) -> int:
    if asked.out == "-":
        sys.stdout.buffer.write(clip.audio)
        sys.stdout.buffer.flush()
        return OK
    target = Path(asked.out) if asked.out else None
    if target is None and (asked.json or not await _play(clip)):
        target = _free_name(reply.text, clip.format)
    if target is not None:
        try:
            await asyncio.to_thread(target.write_bytes, clip.audio)
        except OSError as problem:
            words = f"{target} cannot be written ({problem.strerror}). Please choose another file with -o."
            return _tell(Reply(words=words, refused=True), as_json=asked.json)
    facts = {
        "file": str(target) if target else None,
        "seconds": round(clip.seconds, 3),
        "format": clip.format,
        "bytes": len(clip.audio),
        "voice": reply.voice,
        "text": reply.text,
        "note": reply.note,
    }
    if reply.note:
        print(reply.note, file=sys.stderr)
    if asked.json:
        print(json.dumps(facts, ensure_ascii=False))
    elif target:
        print(target)
    return OK


async def _play(clip: Clip) -> bool:
    """True when the machine has a player and it played."""
    if not sys.stdout.isatty():
        return False
    for player, *flags in PLAYERS:
        if shutil.which(player) and (clip.format == "wav" or player in ("afplay", "ffplay", "pw-play")):
            process = await asyncio.create_subprocess_exec(
                player, *flags, "/dev/stdin", stdin=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
            )
            await process.communicate(clip.audio)
            if process.returncode == 0:
                return True
    return False


def _free_name(text: str, audio_format: str) -> Path:
    """`good-morning.mp3`, or the next free one."""
    stem = "-".join(re.findall(r"\w+", text.lower()))[:40].strip("-_") or "speech"
    names = (Path(f"{stem}{'-' + str(count) if count else ''}.{audio_format}") for count in range(10_000))
    return next(name for name in names if not name.exists())


def _agreed(asked: argparse.Namespace, statement: str) -> bool:
    """At a terminal the person types yes; a script, where nobody can be asked, says --consent."""
    if asked.consent:
        print(f"By --consent you state: {statement}", file=sys.stderr)
        return True
    if sys.stdin.isatty() and sys.stderr.isatty():
        print(statement, "Type yes to agree: ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip().lower() == "yes"
    return False


def _tell(reply: Reply, *, as_json: bool, extra: Mapping[str, str] | None = None) -> int:
    """Print a sentence; the exit code for how it ended."""
    code = REFUSED if reply.refused else FAILED if reply.reference or (reply.private and not reply.voice) else OK
    if as_json:
        end = {OK: "done", REFUSED: "refused", FAILED: "failed"}[code]
        print(json.dumps({"outcome": end, "words": reply.words, **(extra or {})}, ensure_ascii=False))
    else:
        print(reply.words, file=sys.stderr if code else sys.stdout)
    return code


def _row(voice: Voice) -> dict[str, object]:
    return {
        "name": voice.name,
        "names": dict(voice.names),
        "languages": list(voice.languages),
        "emotions": list(voice.emotions),
        "mine": bool(voice.owner),
    }
