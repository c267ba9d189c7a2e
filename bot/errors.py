"""Everything Mynah refuses or fails to do.

BotError
├── Refused             the caller can mend it; `key` and `values` make the sentence, shown to the caller alone
│   ├── BadText         empty, too long, or nothing in it can be pronounced
│   ├── BadOption       a number out of range, an unknown language, emotion or format
│   ├── BadSample       a recording that is no audio, or breaks a limit
│   ├── UnknownVoice    no voice of that name for this caller
│   ├── NameTaken       a voice of that name exists already
│   ├── NoConsent       the speaker of the recording has not agreed
│   ├── Forbidden       the workspace's admins do not allow it
│   └── OverBudget      this period's allowance is used up
├── SpeechError         the caller cannot mend it
│   ├── SpeechBusy      429, 5xx, connection lost: carries `retry_after`; the job is tried again
│   ├── SpeechFailed    this one request came to nothing; `again` says whether one more try may help
│   ├── SpeechRejected  the API will not do this, however often it is asked: carries its `code`
│   ├── SpeechFull      the account has no room for another cloned voice
│   └── SpeechClosed    401 or 403: an admin must act
│       └── SpeechSpent the account's credits are used up
├── JobsClosed          the bot is shutting down and accepts nothing new
├── JobsFailed          what was to be kept could not be written (disk full, say): nothing was accepted
├── JobGone             the command was taken back while it was worked on: whoever asked has erased their data
├── JobsLocked          another process works on the same jobs; the message says what to do
└── DeliveryError       the platform did not take the answer
    ├── DeliveryBusy    try again after `retry_after` seconds
    └── AddressExpired  nobody can be answered there any more

A message (`str(error)`) is for the log. It never holds a URL, a token or what somebody said.
"""

from __future__ import annotations


class BotError(Exception):
    """Base class of every error this project raises on purpose."""


class Refused(BotError):
    """The request is understood and declined.

    *key* names a sentence of `bot.replies`; *values* fill its places.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class BadText(Refused):
    """The text is empty, too long, or holds nothing that can be pronounced."""


class BadOption(Refused):
    """An option has a value that it cannot have."""


class BadSample(Refused):
    """The recording is no audio, or breaks a limit; the key names which."""


class UnknownVoice(Refused):
    """No voice of that name is there for this caller."""


class NameTaken(Refused):
    """The caller has a voice of that name already."""


class NoConsent(Refused):
    """The speaker of the recording has not agreed."""


class Forbidden(Refused):
    """The workspace's admins do not allow it to this caller, or not in this place."""


class OverBudget(Refused):
    """The caller, their workspace or everybody has used up this period's allowance."""


class SpeechError(BotError):
    """The speech side failed."""


class SpeechBusy(SpeechError):
    """The speech side asks us to come back in *retry_after* seconds."""

    def __init__(self, message: str, *, retry_after: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class SpeechFailed(SpeechError):
    """This request came to nothing; *again* says whether one more try may help."""

    def __init__(self, message: str, *, again: bool = False) -> None:
        super().__init__(message)
        self.again = again


class SpeechRejected(SpeechError):
    """The API will not do this, however often it is asked; *code* is its own `error_code`."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class SpeechFull(SpeechError):
    """The account has no room for another cloned voice: one must be deleted first."""


class SpeechClosed(SpeechError):
    """The API does not accept our token, or does not allow this; *status* is that of its answer.

    *entitled* False: the token is good, but not for this (cloning outside the plan).
    """

    def __init__(self, message: str, *, entitled: bool = True, status: int = 401) -> None:
        super().__init__(message)
        self.entitled, self.status = entitled, status


class SpeechSpent(SpeechClosed):
    """The account's credits are used up (402). They may be renewed at any time, so later requests are sent all the same."""

    def __init__(self, message: str) -> None:
        super().__init__(message, entitled=False, status=402)


class JobsClosed(BotError):
    """The bot is shutting down and accepts nothing new."""


class JobsFailed(BotError):
    """The jobs could not be written down, so nobody may be told that they were accepted."""


class JobGone(BotError):
    """The command was taken back while it was worked on."""


class JobsLocked(BotError):
    """Another process works on the same jobs."""


class DeliveryError(BotError):
    """The platform did not take the answer."""


class DeliveryBusy(DeliveryError):
    """The platform asks us to come back in *retry_after* seconds."""

    def __init__(self, message: str, *, retry_after: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class AddressExpired(DeliveryError):
    """Nobody can be answered at that address any more."""
