"""Real people's recordings: one part to clone from, another part to compare with. None of them is kept or passed on.

Three speakers are looked for in a folder (`NAME.ref.wav`, `NAME.held.wav`; public domain or BSD), six come out of
Debian packages that are fetched for the run: prompts for telephone systems under CC-BY-SA-3.0, and CC-BY-3.0 (ru, it).
"""

from __future__ import annotations

import hashlib
import io
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.stage import ROOT
from benchmarks.voice.sound import RATE, samples_of
from benchmarks.voice.weights import Floats

FOLDER = Path(os.environ.get("VOICE_REFERENCES", ROOT.parent / "shared/data/voices/references"))
_ENOUGH = 20  # seconds of each part
_QUIETEST = 0.02  # a peak below this is a file of silence
_GAP = 2400  # samples between two prompts
_LEAST = {".g722": 20_000, ".wav": 40_000}  # bytes; shorter prompts are single words
_NOT_SPEECH = ("silence", "music", "beep", "ring")


@dataclass(frozen=True, slots=True)
class Person:
    """*known* is what a voice is cloned from, *held* other recordings of the same person. At 16 kHz."""

    name: str
    language: str
    known: Floats = field(repr=False)
    held: Floats = field(repr=False)


@dataclass(frozen=True, slots=True)
class Source:
    """A Debian package and the folder of prompts in it."""

    name: str
    language: str
    package: str
    version: str
    sha256: str
    folder: str


_CORE, _CORE_VERSION = "asterisk-core-sounds-{}-g722", "1.6.1-1"
SOURCES = (
    Source("en-f", "en-us", _CORE.format("en"), _CORE_VERSION,
           "38c5261820b406dcb0ecb37675720da2b0864850690690352ca52707eb623806", "en_US_f_*"),
    Source("es-f", "es-es", _CORE.format("es"), _CORE_VERSION,
           "e4e3b4281057d3b81b779298fd6be705f57411513955c518eed1bcaabbd615b8", "es_MX_f_*"),
    Source("fr-f", "fr-fr", _CORE.format("fr"), _CORE_VERSION,
           "7add61d5e42279ecff1bbdf842a5a946ac3644fac9a0fe44384731aa7270c8e0", "fr_CA_f_*"),
    Source("it-m", "it-it", _CORE.format("it"), _CORE_VERSION,
           "46b4cf7afc508a5fcfc051b7ea233251c0d195dd4ef83cc4b7facb4c6429b016", "it_IT_m_*"),
    Source("ru-f", "ru-ru", _CORE.format("ru"), _CORE_VERSION,
           "673b4238a6b8269960f055d868c6a11083f7a0d00979167cb01554046b48ed9b", "ru_RU_f_*"),
    Source("it-f", "it-it", "asterisk-prompt-it-menardi-wav", "1:1.4.22+mm20110907-3.1",
           "3094530d98f8758ac275572d59624c41f60969fef883f34f4886d144f3dfeb21", "it_IT_f_*"),
)  # fmt: skip


class Absent(Exception):
    """A speaker cannot be had here; the words say why."""


def at_hand() -> Iterator[Person]:
    """The speakers of `FOLDER`, all English."""
    for known in sorted(FOLDER.glob("*.ref.wav")):
        name = known.name.removesuffix(".ref.wav")
        held = known.with_name(f"{name}.held.wav").read_bytes()
        yield Person(name, "en-us", samples_of(known.read_bytes()), samples_of(held))


def fetched(source: Source, folder: Path) -> Person:
    """A speaker out of Debian. Raises `Absent`."""
    place = folder / source.name
    place.mkdir()
    _unpack(source, place)
    sounds = next((place / "usr/share/asterisk/sounds").glob(source.folder))
    prompts = sorted(path for path in sounds.iterdir() if path.stat().st_size > _LEAST.get(path.suffix, 1 << 30))
    prompts = [path for path in prompts if not any(word in path.name for word in _NOT_SPEECH)]
    random.Random(1).shuffle(prompts)
    return Person(source.name, source.language, _row(prompts[::2]), _row(prompts[1::2]))


def _unpack(source: Source, place: Path) -> None:
    fetch, unpack = shutil.which("apt-get"), shutil.which("dpkg-deb")
    if not fetch or not unpack:
        raise Absent("not on Debian")
    wanted = f"{source.package}={source.version}"
    got = subprocess.run((fetch, "download", "-qq", wanted), cwd=place, capture_output=True, check=False)
    packages = list(place.glob("*.deb"))
    if got.returncode or len(packages) != 1:
        raise Absent("the package could not be fetched")
    if hashlib.sha256(packages[0].read_bytes()).hexdigest() != source.sha256:
        raise Absent("the package is not the one it should be")
    subprocess.run((unpack, "-x", packages[0], place), check=True)


def _row(prompts: list[Path]) -> Floats:
    """Prompts one after another until there are 20 s of speech, with a breath between them."""
    parts: list[Floats] = []
    length = 0
    for path in prompts:
        sound = _decoded(path)
        if not sound.size or np.abs(sound).max() < _QUIETEST:
            continue
        parts += [sound, np.zeros(_GAP, np.float32)]
        length += len(sound)
        if length > _ENOUGH * RATE:
            break
    joined = np.concatenate(parts)
    row: Floats = (joined / np.abs(joined).max() * 0.8).astype(np.float32)
    return row


def _decoded(path: Path) -> Floats:
    import av

    kind = "g722" if path.suffix == ".g722" else "wav"
    with av.open(io.BytesIO(path.read_bytes()), "r", format=kind) as file:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        out = [x.to_ndarray()[0] for frame in file.decode(audio=0) for x in resampler.resample(frame)]
        out += [x.to_ndarray()[0] for x in resampler.resample(None)]
    return np.concatenate(out) if out else np.zeros(0, np.float32)
