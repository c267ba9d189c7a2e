"""What the API answered, and what each answer means: the one table of its errors.

Success is 200 `{"result": ...}`; an error is a status of 400 or more with
`{"message": {"msg": ..., "error_code": ...}}` (docs.typecast.ai, reference/error). 401 and 403 carry the same code,
so there the status decides; codes are matched by prefix; a code that is missing is replaced by the status.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from bot.errors import BadSample, BadText, BotError, SpeechBusy, SpeechClosed, SpeechFailed, SpeechRejected, SpeechSpent
from bot.logs import get_logger
from bot.typecast.strict_json import NotJson, loads, mapping_of, text_of

INVALID_ACTOR = "app/invalid/actor_id"
INVALID_RESOURCE = "app/invalid/speak_resource_id"  # inferred from the pattern of the documented codes
INVALID_LANGUAGE = "app/invalid/lang"  # inferred likewise
_INVALID_TEXT = "app/invalid/text"
_INVALID_FORMAT = "app/invalid/audio_format"
OUR_MISTAKE = "app/param/"
_CODE = re.compile(r"[a-z][a-z0-9_/-]{0,79}")
ID = re.compile(r"[A-Za-z0-9_-]{1,128}")  # 24 hex digits as documented; `tc_...` has been seen
_BUSY_FOR = 5.0  # seconds, where the API names no time

logger = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `retry_after` in seconds, where it asks for a pause."""

    status: int
    raw: bytes = field(repr=False)
    retry_after: float | None = None

    @property
    def good(self) -> bool:
        """True for 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004 - HTTP's own borders

    @property
    def throttled(self) -> bool:
        """True for 429."""
        return self.status == HTTPStatus.TOO_MANY_REQUESTS

    @property
    def down(self) -> bool:
        """True for 5xx and 408: the request may be good, the API is not."""
        return self.status >= 500 or self.status == HTTPStatus.REQUEST_TIMEOUT  # noqa: PLR2004 - HTTP's own border

    @property
    def not_done(self) -> bool:
        """True for a gateway's errors: the API itself did not take the request (facts: retry even a paid POST)."""
        return self.status in (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT)

    @property
    def code(self) -> str:
        """The `error_code`, when it looks like one, else `http/<status>`."""
        said = _document(self.raw)
        for place in (mapping_of(said.get("message")), said):
            if _CODE.fullmatch(code := text_of(place.get("error_code"))):
                return code
        return f"http/{self.status}"

    def result(self) -> object:
        """What stands under `result`. Raises `SpeechFailed` when there is no such thing."""
        said = _document(self.raw)
        if "result" not in said:
            raise SpeechFailed("the API's answer is not what it documents")
        return said["result"]


def error_of(answer: Answer, *, upload: bool = False) -> BotError:
    """The error that *answer* means; *upload* for a request about a recording."""
    if answer.status == HTTPStatus.UNAUTHORIZED:
        return SpeechClosed("the API does not know our token")
    if answer.status == HTTPStatus.PAYMENT_REQUIRED:  # documented for the current API alone
        return SpeechSpent("the account has no credits left")
    if answer.status == HTTPStatus.FORBIDDEN:
        return SpeechClosed("the API does not allow us this", entitled=False, status=answer.status)
    if answer.throttled or answer.down:
        return SpeechBusy(f"the API is busy ({answer.status})", retry_after=answer.retry_after or _BUSY_FOR)
    return declined(answer.code, upload=upload)


def declined(code: str, *, upload: bool = False) -> BotError:
    """What a 400 with that `error_code` means."""
    if not _CODE.fullmatch(code):
        code = "unknown"
    if code.startswith(OUR_MISTAKE):
        logger.error("the speech API finds a request of ours malformed", code=code)
        return SpeechRejected(f"malformed request ({code})", code=code)
    if code.startswith(_INVALID_FORMAT) and upload:
        return BadSample("sample.type")
    if code.startswith(_INVALID_TEXT):  # too long or unpronounceable; we have measured the length before
        return BadText("text.unpronounceable")
    return SpeechRejected(f"the API declines ({code})", code=code)


def id_of(value: object) -> str:
    """The last segment of a path, or an id itself, when it is one. Raises `SpeechFailed`."""
    last = text_of(value).partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
    if not ID.fullmatch(last):
        raise SpeechFailed("the API's answer names no id")
    return last


def _document(raw: bytes) -> Mapping[str, Any]:
    try:
        return mapping_of(loads(raw))
    except NotJson:
        return {}
