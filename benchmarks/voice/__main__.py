"""How well the speech server speaks 25 languages and clones voices, how fast, and beside what.

`make setup-voice` installs what listens, into an environment of its own; this program goes over to it by itself.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from statistics import mean
from typing import TYPE_CHECKING

from benchmarks.report import Figure, arguments, report
from benchmarks.stage import ROOT

if TYPE_CHECKING:
    from benchmarks.voice.measure import Language

_UNAVAILABLE = 69
_OWN = ROOT / ".venv-voice" / "bin" / "python"
_ROUNDS, _QUICK_ROUNDS = 5, 1
_QUICK = ("en-us", "ko-kr")
GOALS = {
    "rtf_two_threads": "<= 0.35",
    "quick_rtf": "<= 0.05",
    "clone_similarity_held_out": ">= 0.80",
    "clone_identified": ">= 8 of 9",
    "cer_mean": "<= 0.146, the mean of the goals by language",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be measured: languages, how often, with whose voices."""

    languages: Sequence[str]
    sentences: int
    rounds: int
    fetch: bool
    heard: bool


def _at_home() -> None:
    """Go on in the environment that has the listeners, or say how to get it."""
    if find_spec("faster_whisper"):
        return
    if _OWN.exists() and os.environ.get("MYNAH_VOICE_BENCH") != "again":
        os.environ["MYNAH_VOICE_BENCH"] = "again"
        os.chdir(ROOT)
        os.execv(_OWN, (str(_OWN), "-m", "benchmarks.voice", *sys.argv[1:]))  # noqa: S606  our own program again
    sys.stderr.write("What listens is not installed: make setup-voice\n")
    sys.exit(_UNAVAILABLE)


async def measure(asked: Asked) -> dict[str, Figure]:
    """All figures, rounded; mappings are by language, or by speaker."""
    from benchmarks.voice.clones import clones, people
    from benchmarks.voice.measure import SENTENCES, bench, detected, pace, quick, rivals, speeds
    from benchmarks.voice.server import serving

    sentences = {code: SENTENCES[code][: asked.sentences] for code in asked.languages}
    figures: dict[str, Figure] = {"load": os.getloadavg()[0]}
    async with bench() as listeners:
        figures |= await speeds(listeners, asked.rounds)
        async with serving(listeners.folder, threads=2) as server:
            figures["rtf_two_threads"] = await pace(server, asked.rounds)
            figures |= await quick(server, asked.rounds)
            if sentences:
                ours = {code: await listeners.language(server, code, rows) for code, rows in sentences.items()}
                figures |= await clones(listeners, server, people(fetch=asked.fetch)) | _of_voices("", ours)
                if asked.heard:
                    _print_heard(ours)
            figures["rss_mb"] = server.peak_mb()
        if sentences:
            for name, found in (await rivals(listeners, sentences)).items():
                figures |= _of_voices(f"{name}_", found)
            figures["language_detected"] = detected(sentences)
    return {name: _rounded(value) for name, value in figures.items()}


def _print_heard(ours: Mapping[str, Language]) -> None:
    for code, row in ours.items():
        print(code, *row.heard, sep="\n  ")


def _of_voices(prefix: str, found: Mapping[str, Language]) -> dict[str, Figure]:
    return {
        f"{prefix}cer": {code: row.cer for code, row in found.items()},
        f"{prefix}cer_mean": mean(row.cer for row in found.values()),
        f"{prefix}mos": mean(row.mos for row in found.values()),
        f"{prefix}mos_of": {code: row.mos for code, row in found.items()},
        f"{prefix}level_db": {code: row.level for code, row in found.items()},
        f"{prefix}rtf": mean(row.factor for row in found.values()),
    }


def _rounded(value: Figure) -> Figure:
    if isinstance(value, Mapping):
        return {key: round(number, 3) for key, number in value.items()}
    return round(value, 3) if isinstance(value, float) else value


def _table(figures: dict[str, Figure]) -> None:
    """The mappings by language as one table; they are taken out of *figures*."""
    columns = {name: value for name, value in figures.items() if isinstance(value, Mapping)}
    for name in columns:
        del figures[name]
    if not columns:
        return
    rows = list(dict.fromkeys(key for column in columns.values() for key in column))
    print(" " * 6, *(f"{name:>24}" for name in columns))
    for row in rows:
        print(f"{row:<6}", *(f"{column.get(row, ''):>24}" for column in columns.values()))


def main() -> None:
    _at_home()
    from benchmarks.voice.measure import SENTENCES

    parser = arguments(__doc__)
    parser.add_argument("--languages", default="", help="codes between commas; all 25 without it")
    parser.add_argument("--quick", action="store_true", help="two languages, one round, no speakers fetched")
    parser.add_argument("--heard", action="store_true", help="print what the recogniser heard")
    parser.add_argument("--speed", action="store_true", help="only how fast it is; best taken on a quiet machine")
    given = parser.parse_args()
    everything = _QUICK if given.quick else tuple(SENTENCES)
    asked = Asked(
        languages=() if given.speed else given.languages.split(",") if given.languages else everything,
        sentences=1 if given.quick else 3,
        rounds=_QUICK_ROUNDS if given.quick else _ROUNDS,
        fetch=not given.quick,
        heard=given.heard,
    )
    if unknown := set(asked.languages) - SENTENCES.keys():
        parser.error(f"no such language: {', '.join(sorted(unknown))}")
    figures = asyncio.run(measure(asked))
    if not given.json:
        _table(figures)
    report("voice", figures, as_json=given.json, goals=GOALS)


if __name__ == "__main__":
    main()
