"""Where an audio file goes when the conversation does not take it. Pure: Slack's word in, the next step out.

An upload needs membership, whatever `chat:write.public` says (measured: getnao/nao #1372).
"""

from __future__ import annotations

from enum import Enum, auto


class Step(Enum):
    """What to do next."""

    JOIN = auto()  # a public channel: enter it, and try again
    DIRECT = auto()  # send it to the person, and say so
    UNTHREAD = auto()  # the thread is gone: post it in the conversation
    AGAIN = auto()  # this upload is used up: make another one


STEPS = {
    "not_in_channel": Step.JOIN,
    "channel_not_found": Step.DIRECT,  # a private channel without us, or somebody else's direct messages
    "method_not_supported_for_channel_type": Step.DIRECT,
    "is_archived": Step.DIRECT,
    "missing_scope": Step.DIRECT,
    "posting_to_channel_denied": Step.DIRECT,
    "restricted_action": Step.DIRECT,
    "thread_not_found": Step.UNTHREAD,
    "invalid_thread_ts": Step.UNTHREAD,
    "cannot_reply_to_message": Step.UNTHREAD,
    "file_not_found": Step.AGAIN,
}


def step_for(error: str) -> Step:
    """What follows *error*. A word that nobody knew yet leads to the person: better there than nowhere."""
    return STEPS.get(error, Step.DIRECT)
