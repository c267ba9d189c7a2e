"""Where a command came from, as plain data: small enough for a modal's private_metadata (3,000 characters) or a job."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.model import Address, Caller, Platform

Body = Mapping[str, Any]

_PLAIN = re.compile(r"[0-9A-Za-z._:-]{1,100}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The workspace (and its Enterprise Grid), the person, and the conversation and thread, each by Slack's id.

    `channel` is empty where a person asked from the Home tab: the answer then goes to their conversation with the app.
    """

    team: str
    user: str
    enterprise: str = ""
    channel: str = ""
    thread: str = ""
    response_url: str = field(default="", repr=False)

    def caller(self, locale: str = "en") -> Caller:
        channels = (self.channel,) if self.channel else ()
        return Caller(platform=Platform.SLACK, workspace=self.team, user=self.user, locale=locale, channels=channels)

    def address(self) -> Address:
        """The way back. It never dies: where `response_url` is over, there is the conversation with the app."""
        more = {"team": self.team, "enterprise": self.enterprise, "user": self.user, "thread": self.thread}
        return Address(
            platform=Platform.SLACK,
            channel=self.channel,
            token=self.response_url,
            more={name: value for name, value in more.items() if value},
        )

    def dump(self) -> dict[str, str]:
        """Itself for JSON, without what is empty."""
        return {name: value for name, value in asdict(self).items() if value}


def origin_of_address(address: Address) -> Origin:
    """The opposite of `Origin.address`."""
    return Origin(
        team=address.more.get("team", ""),
        enterprise=address.more.get("enterprise", ""),
        user=address.more.get("user", ""),
        thread=address.more.get("thread", ""),
        channel=address.channel,
        response_url=address.token,
    )


def origin_of_command(body: Body) -> Origin:
    """Of a slash command's form fields."""
    return Origin(
        team=_word(body, "team_id"),
        enterprise=_word(body, "enterprise_id"),
        user=_word(body, "user_id"),
        channel=_word(body, "channel_id"),
        response_url=_word(body, "response_url"),
    )


def origin_of_press(body: Body) -> Origin:
    """Of a shortcut, a button or a modal: what they say of themselves; a modal has no conversation."""
    message, container = _part(body, "message"), _part(body, "container")
    return Origin(
        team=_word(_part(body, "team"), "id") or _word(_part(body, "user"), "team_id"),
        enterprise=_word(_part(body, "enterprise"), "id"),
        user=_word(_part(body, "user"), "id"),
        channel=_word(_part(body, "channel"), "id"),
        thread=_word(message, "thread_ts") or _word(container, "thread_ts"),
        response_url=_word(body, "response_url"),
    )


def origin_of_event(body: Body) -> Origin:
    """Of an event: a mention, a direct message, the Home tab."""
    event = _part(body, "event")
    home = event.get("type") == "app_home_opened"
    return Origin(
        team=_word(body, "team_id"),
        enterprise=_word(body, "enterprise_id"),
        user=_word(event, "user"),
        channel="" if home else _word(event, "channel"),
        thread=_word(event, "thread_ts"),
    )


def origin_of_metadata(text: str, body: Body) -> tuple[Origin, dict[str, Any]]:
    """Of a modal's private_metadata, and what else stood there. Whoever pressed Submit is taken from Slack's *body*."""
    try:
        held = json.loads(text or "{}")
    except ValueError:
        held = {}
    pressed = origin_of_press(body)
    kept = held.get("origin", {})
    origin = Origin(
        team=pressed.team,
        enterprise=pressed.enterprise,
        user=pressed.user,
        channel=str(kept.get("channel", "")),
        thread=str(kept.get("thread", "")),
        response_url=str(kept.get("response_url", "")),
    )
    return origin, held


def metadata(origin: Origin, **more: object) -> str:
    """What `origin_of_metadata` reads."""
    return json.dumps({"origin": origin.dump(), **more}, separators=(",", ":"), ensure_ascii=False)


def job_id_of(key: str) -> str:
    """The job's id for Slack's own id of a command: a repeat of the command is the same job."""
    return "slack:" + (key if _PLAIN.fullmatch(key) else hashlib.sha256(key.encode()).hexdigest())


def _part(body: Body, name: str) -> Body:
    part = body.get(name)
    return part if isinstance(part, Mapping) else {}


def _word(body: Body, name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""
