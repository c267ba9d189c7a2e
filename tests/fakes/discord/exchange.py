"""One thing that a user did, and all that the bot made of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp

from tests.fakes.discord.message import Message
from tests.fakes.discord.refusals import Json

if TYPE_CHECKING:
    from tests.fakes.discord.user import User
    from tests.fakes.discord.world import Channel

PING, COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 1, 2, 3, 4, 5
SHOW, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9


@dataclass(frozen=True, kw_only=True)
class Modal:
    """A form that the user sees; `data` is Discord's object, `message` the one whose button opened it."""

    data: Json
    message: Message | None = None

    @property
    def title(self) -> str:
        return str(self.data["title"])

    @property
    def fields(self) -> dict[str, Json]:
        """Each field by its custom_id."""
        found: dict[str, Json] = {}
        for outer in self.data["components"]:
            for each in outer.get("components", [outer["component"]] if "component" in outer else []):
                found[each["custom_id"]] = each
        return found

    @property
    def labels(self) -> dict[str, str]:
        """The custom_id of each field by the words beside it."""
        found = {}
        for outer in self.data["components"]:
            for each in outer.get("components", ()):
                found[each.get("label", "")] = each["custom_id"]
            if "component" in outer:
                found[outer["label"]] = outer["component"]["custom_id"]
        return found


@dataclass(kw_only=True, eq=False)
class Exchange:
    """An interaction and its answers.

    `sent` and `acked` are seconds of the monotonic clock; `status` is the HTTP status of the bot's own endpoint,
    `failed` what Discord told the user when nothing came.
    """

    id: str
    token: str
    type: int
    user: User
    channel: Channel
    payload: Json
    source: Message | None = None
    sent: float = field(default_factory=time.monotonic)
    acked: float | None = None
    callback: Json | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    choices: list[Json] = field(default_factory=list)
    modal: Modal | None = None
    status: int | None = None
    failed: str = ""
    edits_before: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __repr__(self) -> str:
        return f"Exchange({self.payload['data'].get('name') or self.payload['data'].get('custom_id')!r}, {self.type})"

    @property
    def loading(self) -> bool:
        """The bot deferred and has not answered."""
        return bool(self.original and self.original.loading and not self.original.deleted)

    @property
    def deleted(self) -> bool:
        """The first answer was there and is no more."""
        return bool(self.original and self.original.deleted)

    @property
    def visible(self) -> list[Message]:
        """The answers that stand, oldest first."""
        answers = ([self.original] if self.original else []) + self.followups
        return [answer for answer in answers if not answer.deleted]

    @property
    def shown(self) -> Message:
        """The newest answer that stands; what the user reads."""
        if not self.visible:
            raise AssertionError(f"{self!r}: nothing is shown")
        return self.visible[-1]

    @property
    def private(self) -> bool:
        """Only the user sees the newest answer."""
        return self.shown.private

    @property
    def limit(self) -> int:
        """Bytes that a file of the answer may have."""
        return int(self.payload["attachment_size_limit"])

    @property
    def by_user_only(self) -> bool:
        """The bot is here by the user's own installation: five followups at most."""
        return "0" not in self.payload["authorizing_integration_owners"]

    @property
    def waited(self) -> float:
        """Seconds until the acknowledgement."""
        if self.acked is None:
            raise AssertionError(f"{self!r} was never acknowledged")
        return self.acked - self.sent

    def age(self, seconds: float) -> None:
        """Let it be so much older: past 3 s it cannot be acknowledged, past 900 s its token is void."""
        self.sent -= seconds

    def give_up(self) -> None:
        """Discord's own words to the user when 3 s went by."""
        if self.acked is None:
            self.failed = "The application did not respond"
            self.changed.set()

    async def until(self, done: Callable[[Exchange], object], timeout: float = 10) -> Exchange:
        """Wait until *done* says so; a `TimeoutError` after *timeout* seconds."""
        async with asyncio.timeout(timeout):
            while not done(self) and not self.failed:
                self.changed.clear()
                await self.changed.wait()
        if self.failed and not done(self):
            raise AssertionError(f"{self!r}: {self.failed}")
        return self

    async def acknowledged(self, timeout: float = 10) -> Exchange:
        """Wait for the bot's first response, whatever it is."""
        return await self.until(lambda self: self.acked, timeout)

    async def answered(self, timeout: float = 10) -> Exchange:
        """Wait until the user sees what the bot made of it: a message, a form, choices, or the message gone."""
        return await self.until(Exchange._has_answer, timeout)

    async def spoken(self, timeout: float = 10) -> Exchange:
        """Wait until an answer with a file stands, whatever was shown before it."""
        return await self.until(lambda self: any(message.attachments for message in self.visible), timeout)

    async def audio(self, number: int = 0) -> bytes:
        """The bytes of an audio file of the newest answer, downloaded through its link as Discord's player does."""
        files = [each for each in self.shown.attachments if each["content_type"].startswith("audio/")]
        if len(files) <= number:
            raise AssertionError(f"{self!r}: no audio in {self.shown.attachments}")
        async with aiohttp.ClientSession() as session, session.get(files[number]["url"]) as answer:
            answer.raise_for_status()
            return await answer.read()

    def _has_answer(self) -> bool:
        if self.callback is None:
            return False
        kind = self.callback["type"]
        if kind in (DEFER, DEFER_UPDATE):
            touched = bool(self.original and self.original.edits > self.edits_before) or self.deleted
            standing = [message for message in self.visible if not message.loading]
            return bool(self.followups) or (touched and (kind == DEFER_UPDATE or bool(standing)))
        return True
