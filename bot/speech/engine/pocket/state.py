"""In one sentence: is Pocket-TTS ready, and if not, what to do next. Nothing of it is imported to find out."""

from __future__ import annotations

import shlex
from pathlib import Path

from bot.options import LANGUAGES
from bot.speech.engine.pocket.files import (
    NAMES,
    SUMS,
    BadWeights,
    fingerprint,
    installed,
    sources_of,
    verify,
    weights_of,
)

READY = "ready"
_TERMS = "https://huggingface.co/kyutai/pocket-tts"
_INSTALL = (
    "not installed. Run: pip install 'mynah[pocket]' (1.2 GB; 3 GB more with the CUDA that torch brings on Linux)"
)


def state(root: Path) -> str:
    """Begins with `ready` when at least one language can be spoken from what lies in *root*."""
    if not installed():
        return f"{_INSTALL}; then run this check again, and it says what to download"
    ready, broken = [], []
    for code in NAMES:
        problem = _problem(code, root)
        if problem is None:
            ready.append(LANGUAGES[code])
        elif problem:
            broken.append(f"{LANGUAGES[code]} cannot be used: {problem}")
    if ready:
        return "; ".join([f"{READY}: {', '.join(ready)}", *broken])
    return "; ".join(broken) or f"its weights are not in {root}. {how_to_get('english', root)}"


def _problem(code: str, root: Path) -> str | None:
    """None when *code* can be spoken, an empty text when nothing of it is there."""
    weights = weights_of(code, root)
    if weights is None:
        begun = [path for path in root.glob(f"languages/{NAMES[code]}*") if path.is_dir()]
        return f"{begun[0]} does not hold all files. {how_to_get(begun[0].name, root)}" if begun else ""
    try:
        verify(weights)
        fingerprint(weights.model)
    except BadWeights as bad:
        return f"{bad}. If the files are the right ones, run: {_sums(root)}"
    return None


def how_to_get(name: str, root: Path) -> str:
    """The commands that fetch the model *name* into *root*, at the revision that the installed package asks for."""
    found = sources_of(name, root)
    fetch = [
        f"hf download {source.repository} {source.file} --revision {source.revision} --local-dir {shlex.quote(str(root))}"
        for source in (found[1] if found else ())
        if source.repository
    ]
    return f"Accept the terms at {_TERMS}, then run: " + " && ".join(["hf auth login", *fetch, _sums(root)])


def _sums(root: Path) -> str:
    return f"(cd {shlex.quote(str(root))} && sha256sum languages/*/* > {SUMS})"
