"""Every sentence the bot says, and the one place where an error becomes one.

`sentence` looks a key up in the caller's language and falls back to English, so that a language is one file more.

To add a language: copy `english.py` under the language's name and translate what stands right of the colons. Commands,
options and their values (/say, auto, mp3) stay as they are typed. Each sentence keeps English's places, in any order;
`{name!r}` becomes `{name!q}` between the language's own quotation marks (`places.py`). Name the file in `LANGUAGES`
under its two-letter code, and its letters and marks in `tests/unit/test_languages.py`, which says what is amiss.
English comes first: a new key goes into every file, and until it does that test fails and people read English.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable

from bot.errors import (
    BotError,
    JobsClosed,
    Refused,
    SpeechBusy,
    SpeechClosed,
    SpeechFailed,
    SpeechFull,
    SpeechRejected,
    SpeechSpent,
)
from bot.logs import describe, get_logger
from bot.model import Reply
from bot.replies import english, japanese, korean, spanish
from bot.replies.places import Places

LANGUAGES: dict[str, dict[str, str]] = {
    "en": english.SENTENCES,
    "es": spanish.SENTENCES,
    "ja": japanese.SENTENCES,
    "ko": korean.SENTENCES,
}

_PLACES = Places()

logger = get_logger(__name__)


def sentence(key: str, locale: str = "en", **values: object) -> str:
    """The sentence *key* in *locale* (`en`, `ko-KR`, `es-419`, ...), with *values* in its places.

    A key or a value that is not there is our mistake, noted; somebody still waits for a sentence and gets the plainest.
    """
    code = locale.replace("_", "-").partition("-")[0].lower()
    language = {**english.SENTENCES, **LANGUAGES.get(code, {})}
    try:
        return _PLACES.format(language[key], **values)
    except (LookupError, ValueError, TypeError) as error:
        logger.error("no such sentence", sentence=key, error=describe(error))  # noqa: TRY400 - no message text in logs
        return language["bot.failed"]


def explain(error: BaseException, locale: str = "en", reference: str = "") -> Reply:
    """What the caller is told about *error*: always private, never the exception's own text."""
    if isinstance(error, Refused):
        return Reply(words=sentence(error.key, locale, **error.values), private=True, refused=True)
    key, values = _ours(error)
    words = sentence(key, locale, **values)
    if reference:
        words = sentence("bot.reference", locale, words=words, reference=reference)
    return Reply(words=words, private=True, reference=reference)


async def reply_to(
    answer: Awaitable[Reply],
    locale: str = "en",
    reference: str = "",
    but: tuple[type[BotError], ...] = (),
) -> Reply:
    """Await *answer*; turn whatever goes wrong into a private sentence, and note what was not the caller's doing.

    Errors of the kinds *but* are let through: they are another try's business.
    """
    try:
        return await answer
    except but:
        raise
    except Refused as refusal:
        return explain(refusal, locale)
    except Exception as error:  # noqa: BLE001 - the first law: a sentence for everything
        level = logger.warning if isinstance(error, BotError) else logger.error
        level("command failed", reference=reference, error=describe(error))
        return explain(error, locale, reference)


def _ours(error: BaseException) -> tuple[str, dict[str, object]]:
    match error:
        case SpeechBusy():
            return "speech.busy", {"seconds": max(1, math.ceil(error.retry_after))}
        case SpeechSpent():
            return "speech.spent", {}
        case SpeechFull():
            return "speech.full", {}
        case SpeechClosed():
            return ("speech.closed" if error.entitled else "speech.forbidden"), {}
        case SpeechRejected():
            return _rejected(error.code), {}
        case SpeechFailed():
            return "speech.failed", {}
        case JobsClosed():
            return "bot.closing", {}
        case _:
            return "bot.failed", {}


def _rejected(code: str) -> str:
    """By the speech API's own code for what is wrong."""
    if code.startswith("app/param/"):
        return "speech.malformed"
    return "speech.voice_gone" if code == "app/invalid/actor_id" else "speech.failed"
