"""How much may be used: of what, by whom, in which span of time. Pure."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bot.model import Caller, Rules


class What(StrEnum):
    """What is counted."""

    CHARACTERS = "characters"
    CLONES = "clones"


class Whose(StrEnum):
    """Who uses it up: one person in a workspace, all of the workspace, everybody who shares the API's key."""

    USER = "user"
    WORKSPACE = "workspace"
    KEY = "key"


class Span(StrEnum):
    """How long it counts: from one full minute, hour or day (UTC) to the next."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"


_FORMS = {Span.MINUTE: "%Y-%m-%dT%H:%M", Span.HOUR: "%Y-%m-%dT%H", Span.DAY: "%Y-%m-%d"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """At most `most` in a span; 0 is no limit."""

    what: What
    whose: Whose
    span: Span
    most: int

    @property
    def name(self) -> str:
        """For the keys of sentences: `characters.user.day`."""
        return f"{self.what}.{self.whose}.{self.span}"


SETTINGS: Mapping[str, tuple[What, Whose, Span]] = MappingProxyType(
    {
        "minute_characters": (What.CHARACTERS, Whose.USER, Span.MINUTE),
        "daily_characters": (What.CHARACTERS, Whose.USER, Span.DAY),
        "workspace_minute_characters": (What.CHARACTERS, Whose.WORKSPACE, Span.MINUTE),
        "workspace_daily_characters": (What.CHARACTERS, Whose.WORKSPACE, Span.DAY),
        "key_minute_characters": (What.CHARACTERS, Whose.KEY, Span.MINUTE),
        "key_daily_characters": (What.CHARACTERS, Whose.KEY, Span.DAY),
        "hourly_clones": (What.CLONES, Whose.USER, Span.HOUR),
        "daily_clones": (What.CLONES, Whose.USER, Span.DAY),
        "workspace_daily_clones": (What.CLONES, Whose.WORKSPACE, Span.DAY),
        "key_daily_clones": (What.CLONES, Whose.KEY, Span.DAY),
    }
)
"""The fields of `bot.settings.Settings` that are caps."""


def caps_of(chosen: Mapping[str, int]) -> tuple[Cap, ...]:
    """The caps that *chosen* (field of the settings -> number) sets."""
    named = ((SETTINGS[name], most) for name, most in chosen.items())
    return tuple(Cap(what=what, whose=whose, span=span, most=most) for (what, whose, span), most in named if most)


def in_force(caps: Sequence[Cap], rules: Rules) -> list[Cap]:
    """*caps*, and those of a workspace's rules: of two for the same the smaller one, so that no rule lifts a limit."""
    ruled = {Whose.USER: rules.daily_characters or 0, Whose.WORKSPACE: rules.workspace_daily_characters or 0}
    own = [Cap(what=What.CHARACTERS, whose=whose, span=Span.DAY, most=most) for whose, most in ruled.items() if most]
    least: dict[tuple[What, Whose, Span], Cap] = {}
    for cap in (*caps, *own):
        place = (cap.what, cap.whose, cap.span)
        least[place] = min(least.get(place, cap), cap, key=lambda one: one.most)
    return sorted(least.values(), key=lambda one: (list(What).index(one.what), list(Whose).index(one.whose)))


def scope_of(cap: Cap, caller: Caller) -> str:
    """Under which name *caller*'s use counts towards *cap*."""
    if cap.whose is Whose.KEY:
        return f"key:{cap.what}"
    user = caller.user if cap.whose is Whose.USER else ""
    return f"{caller.platform}:{caller.workspace}:{user}:{cap.what}"


def period_of(cap: Cap, now: float) -> str:
    """The span of *cap* that *now* lies in, in UTC; periods sort as text."""
    return time.strftime(_FORMS[cap.span], time.gmtime(now))
