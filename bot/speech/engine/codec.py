"""Encoding, resampling and FFmpeg's filters, with PyAV. Its wheel carries a GPL build of FFmpeg: worker process only."""

from __future__ import annotations

import fractions
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import av
    from av.audio.stream import AudioStream

    from bot.speech.engine import Samples


@dataclass(frozen=True, slots=True)
class Form:
    """A container, its encoder, and the bit rate above 16 kHz (half of it below)."""

    container: str
    encoder: str
    bit_rate: int = 0


FORMS = {"wav": Form("wav", "pcm_s16le"), "mp3": Form("mp3", "libmp3lame", 96_000)}
HD_RATE, PLAIN_RATE = 44_100, 16_000
_ATEMPO = (0.5, 2.0)  # what one `atempo` takes without dropping samples
_SAME = 1e-3  # a change of length that is not worth a filter
_CEILING = 0.97


def _frame(samples: Samples, rate: int) -> av.AudioFrame:
    import av
    import numpy as np

    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples, np.float32)[None], format="flt", layout="mono")
    frame.sample_rate = rate
    frame.pts = 0
    return frame


def encode(samples: Samples, rate: int, form: str, out_rate: int) -> bytes:
    """*samples* at *rate* as a file: `wav` or `mp3`, mono, at *out_rate*."""
    import av

    made, sink = FORMS[form], io.BytesIO()
    with av.open(sink, "w", format=made.container) as container:
        stream: AudioStream = container.add_stream(made.encoder, rate=out_rate, layout="mono")  # type: ignore[assignment]  # by the encoder's name
        if made.bit_rate:
            stream.bit_rate = made.bit_rate if out_rate > PLAIN_RATE else made.bit_rate // 2
        resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=out_rate)
        for frame in (*resampler.resample(_frame(samples, rate)), *resampler.resample(None)):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return sink.getvalue()


def resample(samples: Samples, rate: int, out_rate: int) -> Samples:
    """The same sound at another rate."""
    import av
    import numpy as np

    resampler = av.AudioResampler(format="flt", layout="mono", rate=out_rate)
    frames = (*resampler.resample(_frame(samples, rate)), *resampler.resample(None))
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])


def filtered(samples: Samples, rate: int, *filters: tuple[str, str]) -> Samples:
    """FFmpeg's audio filters, in order: `filtered(x, 24000, ("atempo", "1.5"))`."""
    import av
    import av.filter
    import numpy as np

    graph = av.filter.Graph()
    last = source = graph.add_abuffer(
        sample_rate=rate, format="flt", layout="mono", time_base=fractions.Fraction(1, rate)
    )
    for name, arguments in (*filters, ("aformat", "sample_fmts=flt:channel_layouts=mono")):
        step = graph.add(name, arguments)
        last.link_to(step)
        last = step
    sink = graph.add("abuffersink")
    last.link_to(sink)
    graph.configure()
    source.push(_frame(samples, rate))
    source.push(None)
    out: list[Samples] = []
    while True:
        try:
            out.append(sink.pull().to_ndarray()[0])  # type: ignore[attr-defined]  # an audio graph
        except (av.error.EOFError, av.error.BlockingIOError):
            return np.concatenate(out) if out else samples[:0]


def stretched(samples: Samples, rate: int, factor: float) -> Samples:
    """Faster (above 1) or slower at the same pitch; what is outside `atempo`'s 0.5..2 is done in steps."""
    steps: list[tuple[str, str]] = []
    while factor < _ATEMPO[0]:
        steps.append(("atempo", "0.5"))
        factor *= 2
    while factor > _ATEMPO[1]:
        steps.append(("atempo", "2.0"))
        factor /= 2
    if not steps and abs(factor - 1) < _SAME:
        return samples
    return filtered(samples, rate, *steps, ("atempo", f"{factor:.6f}"))


def limited(samples: Samples, rate: int) -> Samples:
    """Peaks held under 0.97; `level=0`, because the filter would make all sound as loud as it can otherwise."""
    import numpy as np

    if not samples.size or float(np.abs(samples).max()) <= _CEILING:
        return samples
    return np.clip(filtered(samples, rate, ("alimiter", f"limit={_CEILING}:level=0")), -1, 1)
