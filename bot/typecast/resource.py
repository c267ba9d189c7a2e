"""Giving the API a recording to speak with: POST /api/speak/resource, then a PUT to the URL that it answers."""

from __future__ import annotations

from collections.abc import Container
from http import HTTPStatus

from bot.errors import BadSample, SpeechBusy, SpeechFailed
from bot.model import Sample, VoiceKind, VoiceRef
from bot.typecast.answer import Answer, declined, error_of, id_of
from bot.typecast.links import BadLink, Links
from bot.typecast.strict_json import mapping_of, text_of
from bot.typecast.wire import Call, Lost, Wire

FORMATS = ("wav", "mp3", "m4a")
LARGEST_MB = 25  # the current API's limit, and our own for the legacy one, which publishes none
# Mynah's own server analyses the recording at once, an object store does not; code -> sentence, "" for any other reason
_UNFIT = "app/invalid/audio"
_REASONS = {"": "sample.unfit", "tone": "sample.tone", "clipped": "sample.clipped", "crowd": "sample.crowd"}


async def enrol(wire: Wire, links: Links, sample: Sample) -> VoiceRef:
    """Upload *sample*; a second resource is asked for when the upload to the first one does not succeed.

    Raises `BadSample`, `SpeechClosed(entitled=False)` where the plan has no cloning, and other `SpeechError`s.
    """
    check(sample)
    for last in (False, True):
        resource, url = await _order(wire, sample.format)
        try:
            answer = await links.put(await wire.base(), url, sample.audio)
        except BadLink:
            raise SpeechFailed("the API named no URL to upload to") from None
        except Lost:
            answer = None
        if answer is not None and answer.good:
            return VoiceRef(kind=VoiceKind.RESOURCE, id=resource)
        if answer is not None and answer.status == HTTPStatus.BAD_REQUEST:
            raise _refusal(answer)
        if last:
            raise _failure(answer)
    raise AssertionError  # the loop returns or raises


def check(sample: Sample, formats: Container[str] = FORMATS) -> None:
    """Raises `BadSample` for a recording that is empty, of another format or too large for either generation."""
    if not sample.audio:
        raise BadSample("sample.empty")
    if sample.format not in formats:
        raise BadSample("sample.type")
    if len(sample.audio) > LARGEST_MB * 1024 * 1024:
        raise BadSample("sample.size", limit_mb=LARGEST_MB)


async def _order(wire: Wire, audio_format: str) -> tuple[str, str]:
    answer = await wire.call(Call(method="POST", path="speak/resource", body={"audio_format": audio_format}))
    if not answer.good:
        raise error_of(answer, upload=True)
    result = mapping_of(answer.result())
    return id_of(result.get("speak_resource_id")), text_of(result.get("presigned_url"))


def _refusal(answer: Answer) -> Exception:
    start, _, reason = answer.code.removeprefix(_UNFIT).partition("/")
    if answer.code.startswith(_UNFIT) and not start:
        return BadSample(_REASONS.get(reason, _REASONS[""]))
    return declined(answer.code, upload=True)


def _failure(answer: Answer | None) -> Exception:
    if answer is None or answer.throttled or answer.down:
        return SpeechBusy("the upload broke off")
    return SpeechFailed(f"the upload was refused ({answer.status})", again=True)
