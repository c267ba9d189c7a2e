"""A program of its own: `python -m bot.speech.espeak` turns clauses into IPA, one JSON line in, one out.

espeak-ng is under the GPL and keeps global state, and some texts crash it: so it lives here alone, one call at a time.
The library of the wheel `espeakng-loader` (1.52) is used, else the program `espeak-ng`.
"""

from __future__ import annotations

import ctypes
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec

from bot.speech.lifeline import die_with_parent

_SYNCHRONOUS, _NO_EXIT = 2, 0x8000  # espeak-ng's speak_lib.h: AUDIO_OUTPUT_SYNCHRONOUS, espeakINITIALIZE_DONT_EXIT
_UTF8, _IPA = 1, 0x02
_PROGRAM_PATIENCE = 5

Read = Callable[[str, str], str]


def _library() -> Read:
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_Initialize.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int)
    library.espeak_SetVoiceByName.argtypes = (ctypes.c_char_p,)
    library.espeak_TextToPhonemes.argtypes = (ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int)
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    if library.espeak_Initialize(_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), _NO_EXIT) < 0:
        raise OSError("espeak-ng does not find its data")

    def read(clause: str, voice: str) -> str:
        if library.espeak_SetVoiceByName(voice.encode()):
            raise ValueError("espeak-ng has no such voice")
        rest, out = ctypes.c_char_p(clause.encode()), []
        while rest.value:
            out.append((library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA) or b"").decode())
        return " ".join(out)

    return read


def _program() -> Read:
    path = shutil.which("espeak-ng")
    if path is None:
        raise OSError("neither espeakng-loader nor espeak-ng is installed")

    def read(clause: str, voice: str) -> str:
        done = subprocess.run(
            (path, "-q", "-b", "1", "--ipa", "-v", voice),
            input=clause,
            text=True,
            capture_output=True,
            timeout=_PROGRAM_PATIENCE,
            check=True,
        )
        return " ".join(done.stdout.split())

    return read


def main() -> None:
    die_with_parent(signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    read = _library() if find_spec("espeakng_loader") else _program()
    for line in sys.stdin:
        question = json.loads(line)
        sys.stdout.write(json.dumps([read(clause, question["voice"]) for clause in question["clauses"]]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
