"""What this API's errors mean: the one table of them.

| status | body                                                     | becomes                                                 |
|--------|----------------------------------------------------------|---------------------------------------------------------|
| 400    | `{"detail": "Invalid voice_id"}`                         | `SpeechRejected`: no such voice                         |
| 401    | `{"detail": "Invalid API key"}`                          | `SpeechClosed`; the wire sends nothing more             |
| 402    | `{"detail": "Insufficient credit"}`                      | `SpeechSpent`                                           |
| 403    | -; a key of the legacy API, a dormant account            | `SpeechClosed`, status 403                              |
| 404    | `{"detail": "Voice not found"}`                          | `SpeechRejected`: no such voice                         |
| 422    | `{"error_code": "TEXT_NOT_SYNTHESIZABLE", "message"}`    | `BadText`                                               |
| 422    | `{"detail": [{"loc", "msg", "type"}]}`                   | `SpeechRejected`: a mistake of ours; `BadText` for text |
| 4xx    | `{"error_code": "CLONING_...", "message"}`               | `BadSample`                                             |
| 429    | `{"detail": "Too many requests"}`: too many at once      | `SpeechBusy`, by the wire                               |
| 500    | `{"detail": "An unexpected error occurred"}`             | `SpeechBusy`, by the wire                               |
"""

from __future__ import annotations

import re
from http import HTTPStatus

from bot.errors import BadSample, BadText, BotError, SpeechClosed, SpeechFailed, SpeechRejected, SpeechSpent
from bot.logs import get_logger
from bot.model import VoiceRef
from bot.typecast.answer import OUR_MISTAKE, Answer
from bot.typecast.resource import LARGEST_MB
from bot.typecast.strict_json import NotJson, loads, mapping_of, text_of
from bot.typecast.v1.refs import gone

_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,79}")
_WORD = re.compile(r"[A-Za-z0-9_]{1,40}")
_CLONING = "CLONING_"

logger = get_logger(__name__)


def error_of(answer: Answer) -> BotError:
    """The error that *answer* means, whatever was asked."""
    if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return SpeechClosed("the API does not accept our key", status=answer.status)
    if answer.status == HTTPStatus.PAYMENT_REQUIRED:
        return SpeechSpent("the account has no credits left")
    if (code := code_of(answer)) == "TEXT_NOT_SYNTHESIZABLE":
        return BadText("text.unpronounceable")
    if code.startswith(_CLONING):
        return _unfit(code)
    if places := _places(answer):
        return BadText("text.rejected") if "text" in places else _malformed("/".join(places))
    return _malformed(f"http/{answer.status}") if answer.status == HTTPStatus.BAD_REQUEST else _declined(answer)


def speech_error(answer: Answer, voice: VoiceRef) -> BotError:
    """The same for a request to speak with *voice*, which may be what is wrong."""
    about_voice = "voice" in text_of(_document(answer).get("detail")).lower()
    if answer.status == HTTPStatus.NOT_FOUND or (answer.status == HTTPStatus.BAD_REQUEST and about_voice):
        return gone(voice)
    return error_of(answer)


def rows_of(answer: Answer) -> list[object]:
    """The list that a good *answer* is. Raises what another one means, and `SpeechFailed` where it is no list."""
    if not answer.good:
        raise error_of(answer)
    try:
        rows = loads(answer.raw)
    except NotJson:
        rows = None
    if not isinstance(rows, list):
        raise SpeechFailed("the API's answer is not the list that it documents")
    return rows


def code_of(answer: Answer) -> str:
    """The `error_code`, or "" where there is none that looks like one."""
    code = text_of(_document(answer).get("error_code"))
    return code if _CODE.fullmatch(code) else ""


def _unfit(code: str) -> BadSample:
    """Of these codes one is documented; what another one finds wrong is not known."""
    if "TOO_LARGE" in code:
        return BadSample("sample.size", limit_mb=LARGEST_MB)
    logger.warning("the speech API declines a recording", code=code)
    return BadSample("sample.declined")


def _malformed(where: str) -> SpeechRejected:
    logger.error("the speech API finds a request of ours malformed", code=where)
    return SpeechRejected("malformed request", code=f"{OUR_MISTAKE}{where}")


def _declined(answer: Answer) -> SpeechRejected:
    return SpeechRejected(f"the API declines ({answer.status})", code=f"http/{answer.status}")


def _places(answer: Answer) -> list[str]:
    """The names of what a validator finds wrong (`loc`); its messages quote what was sent."""
    detail = _document(answer).get("detail")
    found: list[str] = []
    for item in detail if isinstance(detail, list) else []:
        where = mapping_of(item).get("loc")
        found += [part for part in where if _WORD.fullmatch(str(part))] if isinstance(where, list) else []
    return [str(part) for part in found if part != "body"][:8]


def _document(answer: Answer) -> dict[str, object]:
    try:
        return dict(mapping_of(loads(answer.raw)))
    except NotJson:
        return {}
