"""From the bytes of a file to mono 16-bit samples. Everything in here may be lied to."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import av
from av.container import InputContainer

from bot.audio.levels import is_audible

LOWEST, HIGHEST = 8_000, 48_000  # samples a second that leave this module
_PLAUSIBLE = range(2_000, 768_001)  # samples a second that may enter
_PATIENCE = 500  # packets in a row that cannot be decoded
_CODECS = (
    "aac,aac_fixed,aac_latm,adpcm_ima_qt,adpcm_ima_wav,adpcm_ms,adpcm_yamaha,alac,flac,gsm,gsm_ms,libopencore_amrnb,"
    "libopencore_amrwb,libopus,mp2,mp2float,mp3,mp3float,opus,pcm_alaw,pcm_f32be,pcm_f32le,pcm_f64be,pcm_f64le,"
    "pcm_mulaw,pcm_s16be,pcm_s16le,pcm_s24be,pcm_s24le,pcm_s32be,pcm_s32le,pcm_s8,pcm_u8,speex,vorbis"
)
_OPTIONS = {
    "codec_whitelist": _CODECS,  # a cover picture is no reason to wake a picture decoder
    "protocol_whitelist": "none",
    "max_probe_packets": "1",  # else 30 ms are spent on the question whether a WAV file's samples are DTS in disguise
}


class Refusal(Exception):
    """The file is not decoded; *why* ends the key of the sentence: `type` or `broken`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(slots=True, kw_only=True)
class Decoded:
    """*pcm* are samples at *rate*, cut at what was to be kept; *seconds* counts all that was decoded.

    *damaged*: something could not be decoded.
    """

    pcm: bytearray = field(default_factory=bytearray)
    rate: int = 0
    seconds: float = 0.0
    damaged: bool = False


class _Mixer:
    """Brings frames of one kind to mono 16 bit. A graph of our own: PyAV's resampler starts threads for nothing."""

    def __init__(self, first: av.AudioFrame, rate: int) -> None:
        self.kind = _kind(first)
        self._graph = av.filter.Graph()
        self._graph.threads = 1
        source = self._graph.add_abuffer(
            sample_rate=first.sample_rate, format=first.format.name, layout=first.layout.name
        )
        form = self._graph.add("aformat", sample_rates=str(rate), sample_fmts="s16", channel_layouts="mono")
        self._graph.link_nodes(source, form, self._graph.add("abuffersink")).configure()

    def mix(self, frame: av.AudioFrame | None) -> Iterator[memoryview]:
        """The samples that come out when *frame* is put in; None brings the rest."""
        self._graph.push(frame)
        while True:
            try:
                out = self._graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            assert isinstance(out, av.AudioFrame)  # noqa: S101 - for the type checker: the sink is an audio sink
            yield memoryview(out.planes[0])[: out.samples * 2]


def decode(data: bytes, demuxer: str, *, rate: int = 0, keep: float = 1e9, limit: float = 1e9) -> Decoded:
    """Decode *data* as *demuxer* and nothing else. Raises `Refusal` and whatever FFmpeg thinks of the file.

    *rate* 0 keeps the file's own, within 8 to 48 kHz. *keep*: seconds of samples to return. *limit*: stop after so many.
    """
    with av.open(io.BytesIO(data), "r", format=demuxer, options={**_OPTIONS, "format_whitelist": demuxer}) as file:
        return _Decoder(rate, keep, limit).run(file)


class _Decoder:
    def __init__(self, rate: int, keep: float, limit: float) -> None:
        self._keep, self._limit = keep, limit
        self._mixer: _Mixer | None = None
        self._full = False
        self._made = Decoded(rate=rate)

    def run(self, file: InputContainer) -> Decoded:
        made = self._made
        for frame in self._frames(file):
            if frame.sample_rate not in _PLAUSIBLE:
                raise Refusal("broken")
            if self._wants_more():
                self._take(frame)
            made.seconds += frame.samples / frame.sample_rate
            if made.seconds > self._limit:
                break
        self._flush()
        del made.pcm[2 * int(self._keep * made.rate) :]
        return made

    def _wants_more(self) -> bool:
        """What is kept begins where there is something to hear, if that comes late."""
        pcm = self._made.pcm
        if self._full or not pcm or len(pcm) < 2 * self._keep * self._made.rate:
            return not self._full
        self._full = is_audible(memoryview(pcm).cast("h"))
        if not self._full:
            pcm.clear()
        return not self._full

    def _frames(self, file: InputContainer) -> Iterator[av.AudioFrame]:
        """What can be decoded; a damaged packet is passed over, as players do."""
        stream = next(iter(file.streams.audio), None)
        if stream is None:
            raise Refusal("type")
        if stream.codec_context.name not in _CODECS.split(","):
            raise Refusal("broken")
        stream.codec_context.thread_count = 1
        packets, failures = file.demux(stream), 0
        while failures < _PATIENCE:
            try:
                frames = next(packets).decode()
            except StopIteration:
                return
            except (av.error.FFmpegError, ValueError):
                self._made.damaged = True
                failures += 1
                continue
            failures = 0 if frames else failures
            yield from frames

    def _take(self, frame: av.AudioFrame) -> None:
        if self._mixer is None or self._mixer.kind != _kind(frame):  # a stream may change its mind half way
            self._flush()
            self._made.rate = self._made.rate or min(HIGHEST, max(LOWEST, frame.sample_rate))
            self._mixer = _Mixer(frame, self._made.rate)
        frame.pts = None
        for samples in self._mixer.mix(frame):
            self._made.pcm += samples

    def _flush(self) -> None:
        if self._mixer is not None:
            for samples in self._mixer.mix(None):
                self._made.pcm += samples
            self._mixer = None


def _kind(frame: av.AudioFrame) -> tuple[int, str, str]:
    return frame.sample_rate, frame.format.name, frame.layout.name
