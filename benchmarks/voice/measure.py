"""The figures: who speaks, who listens, and what is counted."""

from __future__ import annotations

import json
import tempfile
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Protocol

from benchmarks.report import Figure
from benchmarks.voice.ears import Ears, Opinion
from benchmarks.voice.rival import rival
from benchmarks.voice.scores import character_error_rate
from benchmarks.voice.server import DEFAULT, SLOW, Server, serving
from benchmarks.voice.sound import Clip

SENTENCES: Mapping[str, Sequence[str]] = json.loads(Path(__file__).with_name("sentences.json").read_text("utf-8"))
LONG = (  # one sentence of about nine seconds: what the model's own speed is measured with
    "The committee will meet again on Thursday afternoon in the large hall behind the library "
    "to decide how the new garden should be planted before winter."
)
Figures = dict[str, Figure]


class Speaks(Protocol):
    """The server and its rivals."""

    async def say(self, text: str, language: str) -> Clip: ...


@dataclass(frozen=True, slots=True)
class Language:
    """What was heard of a few sentences: means over them. `level` in dB of full scale.

    A sentence counts one error a character at most: a recogniser that goes round in circles has understood nothing.
    """

    cer: float
    mos: float
    level: float
    factor: float
    heard: Sequence[str] = ()


class Bench:
    """The listeners, and a folder for the servers' models."""

    def __init__(self, folder: Path) -> None:
        ears = folder / "whisper"
        ears.mkdir()
        self.folder = folder
        self.ears = Ears(ears)
        self.opinion = Opinion()

    async def language(self, speaker: Speaks, code: str, sentences: Sequence[str]) -> Language:
        clips = [await speaker.say(text, code) for text in sentences]
        heard = [self.ears.words(clip.samples, code) for clip in clips]
        return Language(
            cer=mean(min(1.0, character_error_rate(*pair)) for pair in zip(sentences, heard, strict=True)),
            mos=mean(self.opinion.of(clip.samples) for clip in clips),
            level=mean(clip.level for clip in clips),
            factor=mean(clip.factor for clip in clips),
            heard=heard,
        )


@asynccontextmanager
async def bench() -> AsyncGenerator[Bench]:
    """Everything that listens, loaded once."""
    with tempfile.TemporaryDirectory(prefix="mynah-voice-") as folder:
        yield Bench(Path(folder))


async def pace(server: Server, rounds: int) -> float:
    """The real-time factor of the model on one long sentence, warm: the median."""
    await server.say(LONG, "en-us", actor=SLOW)
    clips = [await server.say(LONG, "en-us", actor=SLOW) for _ in range(rounds)]
    return median(clip.factor for clip in clips)


async def quick(server: Server, rounds: int) -> Figures:
    """The default voice in English, which has a model of its own; and how soon the first byte of a sentence is here.

    The sound leaves the server when all of it is made, so the first byte comes with the last one.
    """
    first, *_ = SENTENCES["en-us"]
    await server.say(LONG, "en-us", actor=DEFAULT)
    clips = [await server.say(LONG, "en-us", actor=DEFAULT) for _ in range(rounds)]
    shorts = [await server.say(first, "en-us", actor=DEFAULT) for _ in range(rounds)]
    slow = [await server.say(first, "en-us", actor=SLOW) for _ in range(rounds)]
    return {
        "quick_rtf": median(clip.factor for clip in clips),
        "first_audio_ms": median(clip.first for clip in shorts) * 1000,
        "first_audio_other_voice_ms": median(clip.first for clip in slow) * 1000,
    }


async def rivals(listeners: Bench, sentences: Mapping[str, Sequence[str]]) -> dict[str, dict[str, Language]]:
    """espeak-ng in every language, piper in English; without those that are not installed."""
    found: dict[str, dict[str, Language]] = {}
    for name, codes in (("espeak", list(sentences)), ("piper", [code for code in ("en-us",) if code in sentences])):
        if not codes:
            continue
        async with AsyncExitStack() as stack:
            speaker = await stack.enter_async_context(rival(name))
            try:
                await speaker.say("Ready.", "en-us")  # loads it
                found[name] = {code: await listeners.language(speaker, code, sentences[code]) for code in codes}
            except EOFError:
                print(f"{name} did not speak: not installed?")
    return found


async def speeds(listeners: Bench, rounds: int) -> Figures:
    """The real-time factor with one thread, from a server of its own; and its time on a core, which others spoil less."""
    async with serving(listeners.folder, threads=1) as server:
        return {"rtf_one_thread": await pace(server, rounds), "cpu_seconds_per_second": await server.effort(LONG)}


def detected(sentences: Mapping[str, Sequence[str]]) -> float:
    """The share of the sentences whose language `lang: auto` finds."""
    from bot.speech.engine.detect import Detector

    detector = Detector()
    return mean(detector.language_of(text) == code for code, rows in sentences.items() for text in rows)
