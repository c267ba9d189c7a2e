"""The files of Pocket-TTS: fetched by the admin, never by us, and used only when `SHA256SUMS` beside them says so.

They lie as the package's own configurations name them (`languages/german/model.safetensors`), below the folder that
`POCKET_MODEL` names. A folder `languages/NAME` may hold a `config.yaml` in the place of the package's `NAME.yaml`.
The hashes of the published files were not known when this was written, so the list is the admin's to make.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

FOLDER = "POCKET_MODEL"
SUMS = "SHA256SUMS"
NAMES = {  # of the package's configurations; a longer one (`german_24l`) serves when there is no plain one
    "en-us": "english",
    "fr-fr": "french",
    "de-de": "german",
    "es-es": "spanish",
    "pt-pt": "portuguese",
    "it-it": "italian",
    "nl-nl": "dutch",
}
_WEIGHTS = re.compile(r"^weights_path:\s*[\"']?([^\s\"'#]+)", re.MULTILINE)
_TOKENIZER = re.compile(r"^\s+tokenizer_path:\s*[\"']?([^\s\"'#]+)", re.MULTILINE)
_SUM = re.compile(r"^([0-9a-f]{64}) [ *](?:\./)?(\S.*)$", re.MULTILINE)
_HUB = re.compile(r"(?:hf://(?P<repository>[^/@]+/[^/@]+)/)?(?P<file>[^@]+)@?(?P<revision>.*)")
_ENCODER = ("mimi.encoder.", "mimi.encoder_transformer.", "mimi.downsample.")
_LENGTH = 8  # bytes in front of the header of a safetensors file
_LONGEST = 100_000_000  # bytes of that header, as the format's own library has it


class BadWeights(Exception):
    """The weights of a language cannot be used; the message says which file, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file as a configuration names it: `hf://OWNER/REPOSITORY/FILE@REVISION`, or FILE alone."""

    repository: str
    file: str
    revision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What one language is made of. `root` is the folder that the paths in `SHA256SUMS` start from."""

    root: Path
    config: Path
    model: Path
    tokenizer: Path


def location(data: Path) -> Path:
    """Where the admin's download is, or should be."""
    own = os.environ.get(FOLDER, "")
    return Path(own).expanduser() if own else data / "models" / "pocket"


def installed() -> bool:
    """True when the extra is there. Nothing is imported."""
    return bool(find_spec("pocket_tts") and find_spec("torch"))


def sources_of(name: str, root: Path) -> tuple[Path, tuple[Source, ...]] | None:
    """The configuration that goes by *name*, and the model and the tokenizer that it wants; None without one."""
    package = find_spec("pocket_tts")
    shipped = [Path(package.origin).parent / "config" / f"{name}.yaml"] if package and package.origin else []
    for config in (root / "languages" / name / "config.yaml", *shipped):
        if config.is_file():
            text = config.read_text("utf-8")
            named = [_HUB.fullmatch(found[1]) for want in (_WEIGHTS, _TOKENIZER) if (found := want.search(text))]
            return config, tuple(Source(**match.groupdict(default="")) for match in named if match)
    return None


def weights_of(language: str, root: Path) -> Weights | None:
    """The files of *language*; None where Pocket-TTS does not speak it, or not all of it was downloaded."""
    if not (name := NAMES.get(language)):
        return None
    folders = sorted(path.name for path in root.glob(f"languages/{name}*"))
    for folder in folders:
        if folder.removeprefix(name)[:1] in ("", "_") and (found := sources_of(folder, root)):
            config, sources = found
            here = [root / source.file for source in sources]
            if len(here) == 2 and all(path.is_file() for path in here):  # noqa: PLR2004 - the model and the tokenizer
                return Weights(root=root, config=config, model=here[0], tokenizer=here[1])
    return None


def present(root: Path) -> bool:
    """True when there is something to speak with, whatever it is worth. Quick: no file is read through."""
    return installed() and any(weights_of(language, root) for language in NAMES)


def verify(weights: Weights) -> None:
    """Nothing, or `BadWeights`: every file of the folder must be in `SHA256SUMS`, with the hash that it has."""
    try:
        listed = {path: digest for digest, path in _SUM.findall((weights.root / SUMS).read_text("utf-8"))}
    except (OSError, UnicodeDecodeError):
        raise BadWeights(f"{SUMS} is missing or cannot be read") from None
    for path in (weights.model, weights.tokenizer, weights.config):
        if not path.is_relative_to(weights.root):
            continue  # the package's own configuration
        name = path.relative_to(weights.root).as_posix()
        if name not in listed:
            raise BadWeights(f"{name} is not in {SUMS}")
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != listed[name]:
                raise BadWeights(f"{name} is not the file that {SUMS} lists")


def fingerprint(model: Path) -> str:
    """16 hex digits that two models share when they hear alike: a hash of the tensors of their encoder.

    What one encoder has heard, a model with another encoder could not speak from. Raises `BadWeights`.
    """
    digest = hashlib.sha256()
    with model.open("rb") as file:
        try:
            length = int.from_bytes(file.read(_LENGTH), "little")
            header = json.loads(file.read(length)) if length < _LONGEST else {}
            rows = sorted((name, row) for name, row in header.items() if name.startswith(_ENCODER))
            for name, row in rows:
                begin, end = row["data_offsets"]
                digest.update(f"{name} {row['dtype']} {row['shape']}\n".encode())
                file.seek(_LENGTH + length + begin)
                digest.update(file.read(end - begin))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError):
            raise BadWeights(f"{model.name} is no safetensors file") from None
    if not rows:
        raise BadWeights(f"{model.name} has no encoder")
    return digest.hexdigest()[:16]
