"""One thing a person did, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from tests.fakes.slack.model import Channel, Json, Message, View

if TYPE_CHECKING:
    from tests.fakes.slack.delivery import Sent
    from tests.fakes.slack.user import User

Found = TypeVar("Found")


@dataclass(eq=False, kw_only=True)
class Exchange:
    """`ack`: what the app said at once, or None. `error`: Slack's word where an event was never acknowledged."""

    user: User
    kind: str
    payload: Json
    number: int  # what happened later has a larger one
    channel: Channel | None = None
    ack: Json | None = None
    ack_ms: float = 0.0
    error: str = ""
    deliveries: int = 0  # how often Slack sent it
    sent: list[Sent] = field(default_factory=list)  # the raw requests, over HTTP

    @property
    def ephemerals(self) -> list[Message]:
        """What only this person was shown since, in that channel (anywhere, where there is none)."""
        return [
            message
            for message in self.user.team.ephemerals
            if message.to == self.user.id and message.number > self.number
            if self.channel in (None, message.channel)
        ]

    @property
    def posts(self) -> list[Message]:
        """What the app posted since, there and in its conversation with this person."""
        where = [self.channel] if self.channel else list(self.user.team.channels.values())
        direct = self.user.direct
        if direct not in where:
            where.append(direct)
        own = [message for channel in where for message in channel.messages if message.app]
        return sorted((each for each in own if each.number > self.number), key=lambda each: each.number)

    @property
    def errors(self) -> dict[str, str]:
        """block_id -> words, where a modal was refused."""
        answer = self.ack or {}
        return dict(answer["errors"]) if answer.get("response_action") == "errors" else {}

    @property
    def modal(self) -> View | None:
        return self.user.modal

    async def post(self, count: int = 1) -> Message:
        """The *count*-th message that the app posted, waiting for it."""
        return (await self.until(lambda: self.posts[count - 1 :], what="a post"))[0]

    async def ephemeral(self, count: int = 1) -> Message:
        """The *count*-th message for this person alone, waiting for it."""
        return (await self.until(lambda: self.ephemerals[count - 1 :], what="an ephemeral message"))[0]

    async def until(self, probe: Callable[[], Found], *, seconds: float = 10.0, what: str = "it") -> Found:
        return await self.user.team.slack.until(probe, seconds=seconds, what=what)
