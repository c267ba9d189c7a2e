"""What a person typed in Discord, as it is to be said: mentions by name, links by host, spoilers kept secret. Pure.

The markup is that of Discord's reference ("Message Formatting") and of its Markdown guide. Of nested or overlapping
markup the one that begins first wins, as in Discord's own client.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from adapters.wording import (
    EDGE,
    SCHEME,
    URL,
    code,
    link,
    literal,
    moment,
    name_emoji,
    named,
    settled,
    tidy,
    unlined,
    unmarked,
    word,
    worded,
    words_of,
)

_TARGET = rf'<?{SCHEME}(?:[^\s()<>]|\([^\s()<>]{{0,200}}\)){{1,2000}}>?(?:\s"[^"\n]{{0,200}}")?'  # behind a label
_TOKEN = re.compile(
    rf"""
      (?P<fence> ```(?:[\w+.\#-]{{0,20}}\n)?(?P<block>.+?)``` )
    | (?P<inline> (?<!`)(?P<ticks>`{{1,2}})(?!`)(?P<typed>.+?)(?<!`)(?P=ticks)(?!`) )
    | (?P<spoiler> \|\|\|?[^|].*?\|\| )
    | (?P<escape> \\(?P<escaped>[!-/:-@\[-`{{-~]) )
    | (?P<user> <@!?(?P<user_id>[0-9]{{1,20}})> )
    | (?P<role> <@&(?P<role_id>[0-9]{{1,20}})> )
    | (?P<channel> <\#(?P<channel_id>[0-9]{{1,20}})> )
    | (?P<command> </(?P<called>[^<>:\n]{{1,100}}):(?P<command_id>[0-9]{{1,20}})> )
    | (?P<guide> <id:(?P<page>[a-z-]{{1,40}})(?::[0-9]{{1,20}})?> )
    | (?P<sound> <sound:[0-9]{{1,20}}:[0-9]{{1,20}}> )
    | (?P<moment> <t:(?P<seconds>-?[0-9]{{1,13}})(?::(?P<style>[A-Za-z]))?> )
    | (?P<masked> \[(?P<label>[^\[\]]{{1,400}})\]\((?P<target>{_TARGET})\) )
    | (?P<url> <?(?P<address>{URL})>? )
    | (?P<everyone> (?<![\w@])@+(?P<all>everyone|here)\b )
    """,
    re.VERBOSE | re.DOTALL,
)
_EMOJI = "<a?:[A-Za-z0-9_]{1,32}:[0-9]{1,20}>"
_MENTION = re.compile(r"<(@!?|@&|#)([0-9]{1,20})>")
_LINE_MARK = re.compile(r"^[ \t]*(?:(?:>>>|>|\#{1,3}|-\#|[-*+•])[ \t]+)+(?=\S)", re.MULTILINE)
_PAGES = {"customize": "Channels and Roles", "browse": "Browse Channels", "guide": "Server Guide"}


@dataclass(frozen=True, kw_only=True)
class Ids:
    """Whom and what a text mentions, by Discord's ids."""

    users: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()
    channels: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Names:
    """What the ids in a text are called, as far as it is known; commands without the slash."""

    users: Mapping[int, str] = field(default_factory=dict)
    roles: Mapping[int, str] = field(default_factory=dict)
    channels: Mapping[int, str] = field(default_factory=dict)
    commands: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Reading:
    names: Names
    locale: str
    now: float | None

    def once(self, text: str) -> str:
        text = _TOKEN.sub(self.said, text.replace(EDGE, ""))
        text = name_emoji(text, self.locale, _EMOJI, lambda token: words_of(token.split(":")[1]))
        return tidy(unmarked(unlined(text, _LINE_MARK), tildes=2))

    def said(self, found: re.Match[str]) -> str:
        return _SAID[found.lastgroup or ""](self, found)

    def masked(self, found: re.Match[str]) -> str:
        """The label of a link, which may hold other markup; the link itself when the label is only its address."""
        label = found["label"].strip()
        return link(found["target"], self.locale) if "://" in label or not label else worded(label)


_SAID: dict[str, Callable[[_Reading, re.Match[str]], str]] = {
    "fence": lambda on, found: code(found["block"], on.locale),
    "inline": lambda _, found: worded(literal(found["typed"])),
    "spoiler": lambda on, _: worded(word("spoiler", on.locale)),
    "escape": lambda _, found: "" if found["escaped"] in "|`" else found["escaped"],
    "user": lambda on, found: named(on.names.users.get(int(found["user_id"])), word("someone", on.locale)),
    "role": lambda on, found: named(on.names.roles.get(int(found["role_id"])), word("role", on.locale)),
    "channel": lambda on, found: named(on.names.channels.get(int(found["channel_id"])), word("channel", on.locale)),
    "command": lambda on, found: named("/" + on.names.commands.get(int(found["command_id"]), found["called"]), ""),
    "guide": lambda _, found: worded(_PAGES.get(found["page"], words_of(found["page"]))),
    "sound": lambda on, _: worded(word("sound", on.locale)),
    "moment": lambda on, found: moment(int(found["seconds"]), found["style"] or "f", on.locale, on.now),
    "masked": lambda on, found: on.masked(found),
    "url": lambda on, found: link(found["address"], on.locale),
    "everyone": lambda _, found: worded(found["all"]),
}


def mentioned(text: str) -> Ids:
    """The ids that `readable` wants names for."""
    found: dict[str, set[int]] = {"@": set(), "@&": set(), "#": set()}
    for kind, number in _MENTION.findall(text):
        found[kind.rstrip("!")].add(int(number))
    return Ids(users=frozenset(found["@"]), roles=frozenset(found["@&"]), channels=frozenset(found["#"]))


def readable(text: str, names: Names, locale: str = "en", now: float | None = None) -> str:
    """*text* without markup, in words of *locale*; empty when nothing is left. Never raises; idempotent.

    *now* is Unix time in seconds: relative timestamps count from it, and are said as dates without it.
    """
    return settled(text, _Reading(names=names, locale=locale, now=now).once)
