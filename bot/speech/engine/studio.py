"""From an order to a finished file: pieces, pace, pitch, length, level, format. Everything but the voice itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.options import AUTO, LANGUAGES
from bot.speech.engine import RATE, Engine, Speaker, codec, loudness, prosody
from bot.speech.engine.pieces import clauses, clean, sentences
from bot.speech.frames import Frame
from bot.speech.languages import missing
from bot.speech.order import Order
from bot.speech.resources import STYLE_BYTES
from bot.speech.worker import Unspeakable

if TYPE_CHECKING:
    from bot.speech.engine import Samples

_PAUSE = 0.25  # seconds of silence after a sentence
_SMALL_PAUSE = 0.1  # and after a clause
_FADE = 0.02
_NATIVE = (0.5, 2.0)  # speeds the models take
_ATEMPO_ALONE = (0.8, 1.25)  # changes of pace that are not worth a second pass of a slow model


class Studio:
    """Answers the server's questions with one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def answer(self, head: dict[str, Any], blob: bytes) -> Frame:
        """`do`: `speak` (an order; the blob is a style), `enrol` (the blob is a WAV) or `warm`."""
        small = bool(head.get("small"))
        match head["do"]:
            case "speak":
                return self._speak(Order(**head["order"]), blob, small=small)
            case "enrol":
                return {}, self._engine.enrol(_samples_of(blob, self._engine.hears), small=small)
            case _:
                self._engine.warm()
                return {}, b""

    def _speak(self, order: Order, style: bytes, *, small: bool) -> Frame:
        text = clean(order.text)
        language = self._language(order, text)
        speaker = Speaker(order.voice, style[:STYLE_BYTES] if small else style)  # a second attempt is the plain style's
        take = _Take(self._engine, (clauses if small else sentences)(text), language, speaker, small=small)
        mood = prosody.MOODS[order.preset].scaled(order.scale)
        pace = order.speed * mood.rate
        sound = take.to_length(order.duration) if order.duration else take.at(pace, order.max_seconds)
        sound = prosody.bent(sound, RATE, order.pitch + mood.semitones, order.last_pitch, mood.spread)
        sound = _level(loudness.evened(sound, RATE), order.volume / 100 * mood.gain)
        file = codec.encode(sound, RATE, order.format, codec.HD_RATE if order.hd else codec.PLAIN_RATE)
        return {"seconds": len(sound) / RATE, "language": language}, file

    def _language(self, order: Order, text: str) -> str:
        language = self._engine.language_of(text) if order.language == AUTO else order.language
        if install := missing(language):
            raise Unspeakable("app/invalid/lang", f"{LANGUAGES[language]} needs more on this server: {install}")
        return language


class _Take:
    """One text, said piece by piece by one speaker."""

    def __init__(self, engine: Engine, pieces: list[str], language: str, speaker: Speaker, *, small: bool) -> None:
        self._engine = engine
        self._pieces = pieces
        self._say: Callable[[str, float], Samples] = lambda piece, speed: engine.say(piece, language, speaker, speed)
        self._quick = engine.quick(language, speaker)
        self._pause = _SMALL_PAUSE if small else _PAUSE

    def at(self, pace: float, max_seconds: float) -> Samples:
        """At *pace* times the natural one, cut after *max_seconds*: before a sentence that would not fit, if possible."""
        import numpy as np

        out: list[Samples] = []
        length = 0
        for piece in self._pieces:
            sound = self._paced(piece, pace)
            if not sound.size:
                continue
            gap = int(self._pause * RATE / pace) if out else 0
            if out and length + gap + len(sound) > max_seconds * RATE:
                break
            out += [np.zeros(gap, np.float32), sound]
            length += gap + len(sound)
        if not length:
            raise Unspeakable("app/invalid/text", "nothing in the text can be pronounced in its language")
        return _cut(np.concatenate(out), max_seconds)

    def to_length(self, seconds: float) -> Samples:
        """Exactly *seconds* long."""
        import numpy as np

        natural = self.at(1.0, 3600)
        factor = len(natural) / RATE / seconds
        if self._worth_a_pass(factor):
            natural = self.at(min(_NATIVE[1], max(_NATIVE[0], factor)), 3600)
        wanted = round(seconds * RATE)
        sound = codec.stretched(natural, RATE, len(natural) / wanted)[:wanted]
        return np.pad(sound, (0, wanted - len(sound)))

    def _paced(self, piece: str, pace: float) -> Samples:
        """The models do not hit a speed exactly, so the natural length is taken first and the rest is `atempo`'s."""
        natural = self._say(piece, 1.0)
        if pace == 1.0 or not natural.size:
            return natural
        sound = natural
        if self._worth_a_pass(pace):
            sound = self._say(piece, min(_NATIVE[1], max(_NATIVE[0], pace)))
        return codec.stretched(sound, RATE, len(sound) * pace / len(natural))

    def _worth_a_pass(self, pace: float) -> bool:
        return self._quick or not _ATEMPO_ALONE[0] <= pace <= _ATEMPO_ALONE[1]


def _cut(sound: Samples, seconds: float) -> Samples:
    import numpy as np

    if len(sound) <= seconds * RATE:
        return sound
    sound, fade = sound[: int(seconds * RATE)].copy(), int(_FADE * RATE)
    sound[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return sound


def _level(sound: Samples, gain: float) -> Samples:
    import numpy as np

    return codec.limited((sound * np.float32(gain)).astype(np.float32), RATE)


def _samples_of(wav: bytes, wanted: int) -> Samples:
    """Mono 16-bit WAV, as the audio child makes it."""
    import io
    import wave

    import numpy as np

    with wave.open(io.BytesIO(wav)) as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        rate = file.getframerate()
    samples: Samples = pcm.astype(np.float32) / np.float32(32768)
    return samples if rate == wanted else codec.resample(samples, rate, wanted)
