"""Slack's documented limits, and the three ways in which it says no: to the app, to a person, about the app."""

from __future__ import annotations

from typing import Any

ACK_SECONDS = 3.0  # docs.slack.dev: acknowledge within 3 seconds
TRIGGER_SECONDS = 3.0  # a trigger_id: 3 seconds, once
RESPONSE_URL_USES = 5
RESPONSE_URL_SECONDS = 30 * 60.0
CODE_SECONDS = 10 * 60.0  # an OAuth code
SIGNATURE_SECONDS = 5 * 60
MAX_SOCKETS = 10
FILE_INPUT_BYTES = 10 * 1024 * 1024  # file_input's own limit
EVENT_RETRIES = (0.0, 60.0, 300.0)  # seconds after the delivery that failed: at once, a minute, five
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}  # calls a minute, per method and workspace


class Refused(Exception):
    """Slack's `{"ok": false}`, told to the app."""

    def __init__(self, error: str, **extra: Any) -> None:
        super().__init__(error)
        self.error, self.extra = error, extra


class ClientRefused(Exception):
    """Slack's own program does not let a person do this: a command in a thread, a form that is not filled in."""


class AppFailed(AssertionError):
    """What a person reads in place of an answer; `error` is Slack's word for it."""

    def __init__(self, error: str, why: str) -> None:
        super().__init__(f"{error}: {why}")
        self.error = error


class AckTimeout(AppFailed):
    """The app did not acknowledge in time: `operation_timeout`."""
