"""What Discord answers when it will not: HTTP status, code and words, as its documents list them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
WORDS: dict[int, tuple[int, str]] = {
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    30032: (400, "Maximum number of application commands reached"),
    30034: (429, "Max number of daily application command creates has been reached (200)"),
    40005: (413, "Request entity too large"),
    40060: (400, "Interaction has already been acknowledged."),
    40094: (400, "This interaction has hit the maximum number of follow up messages"),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50013: (403, "Missing Permissions"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    50109: (400, "The request body contains invalid JSON."),
    50159: (400, "Voice messages do not support additional content."),
    50160: (400, "Voice messages must have a single audio attachment."),
    50161: (400, "Voice messages must have supporting metadata."),
    50162: (400, "Voice messages cannot be edited."),
    50173: (400, "You cannot send voice messages in this channel."),
}


class Refused(Exception):
    """An answer that is no success; the body is what goes over the wire."""

    def __init__(self, status: int, code: int, message: str, **extra: Any) -> None:
        super().__init__(message)
        self.status, self.code = status, code
        self.body: Json = {"message": message, "code": code} | extra


class CannotDo(Exception):
    """What the real client would not let anybody do: the command is not offered, the button is not there."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One fault in a body: where it is (`embeds.0.title`), Discord's word for it, and a sentence."""

    at: str
    code: str
    message: str


def refused(code: int, **extra: Any) -> Refused:
    """The refusal that Discord's list has under *code*."""
    status, message = WORDS[code]
    return Refused(status, code, message, **extra)


def malformed(problems: Iterable[Problem]) -> Refused:
    """50035, with the nested `errors` that Discord builds along the path to each problem."""
    errors: Json = {}
    for problem in problems:
        place = errors
        for step in problem.at.split("."):
            place = place.setdefault(step, {})
        place.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
    return refused(50035, errors=errors)
