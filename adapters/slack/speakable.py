"""What a person typed in Slack, as it is to be said: mentions by name, links by host or label, emoji by words. Pure.

The markup is Slack's mrkdwn ("Formatting message text"). Commands arrive with mentions and links as tokens in angle
brackets only when the app asked for it (`should_escape`); as they were typed otherwise. Both are read.
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
    picture,
    settled,
    tidy,
    unlined,
    unmarked,
    word,
    worded,
    words_of,
)

_TOKEN = re.compile(
    rf"""
      (?P<fence> ```(?P<block>.+?)``` )
    | (?P<inline> (?<!`)`(?!`)(?P<typed>[^`\n]+)`(?!`) )
    | (?P<user> <@(?P<user_id>[A-Z][A-Z0-9]{{1,30}})(?:\|(?P<user_name>[^<>]{{0,400}}))?> )
    | (?P<channel> <\#(?P<channel_id>[A-Z][A-Z0-9]{{1,30}})(?:\|(?P<channel_name>[^<>]{{0,400}}))?> )
    | (?P<group> <!subteam\^(?P<group_id>[A-Z][A-Z0-9]{{1,30}})(?:\|(?P<group_name>[^<>]{{0,400}}))?> )
    | (?P<date> <!date\^(?P<seconds>-?[0-9]{{1,13}})(?:\^[^<>|]{{0,2000}})?(?:\|(?P<fallback>[^<>]{{0,400}}))?> )
    | (?P<special> <!(?P<all>[A-Za-z_]{{1,40}})(?:\^[^<>|]{{0,400}})?(?:\|(?P<label>[^<>]{{0,400}}))?> )
    | (?P<written> <(?:mailto|tel):(?P<to>[^<>|\s]{{1,400}})(?:\|(?P<shown>[^<>]{{1,400}}))?> )
    | (?P<link> <(?P<target>{SCHEME}[^<>|\s]{{1,4000}})(?:\|(?P<text>[^<>]{{1,4000}}))?> )
    | (?P<url> {URL} )
    | (?P<handle> (?<![\w@\#&/.])[@\#]+(?=[^\W\d_]) )
    """,
    re.VERBOSE | re.DOTALL,
)
_EMOJI = r":(?:100|1234|(?![0-9]+:)[+-]?\w[\w+'-]{0,99}):(?::skin-tone-[2-6]:)?"
_NO_CLOCK = "(?<![A-Za-z0-9:])"  # 10:30:45 and std::string hold no emoji
_MENTION = re.compile(r"<(@|#|!subteam\^)([A-Z0-9]{2,31})(?=[|>])")
_LINE_MARK = re.compile(r"^[ \t]*(?:>{1,3}[ \t]*|(?:\#{1,3}|[-*+•◦▪‣])\ufe0e?[ \t]+)+(?=\S)", re.MULTILINE)
_KNOWN = {  # shortcodes whose words say less than the picture's name does, in any language
    **dict.fromkeys(("+1", "thumbsup"), "👍"),
    **dict.fromkeys(("-1", "thumbsdown"), "👎"),
    **dict.fromkeys(("heart", "red_heart"), "❤"),
    **dict.fromkeys(("white_check_mark", "heavy_check_mark"), "✅"),
    **dict.fromkeys(("joy",), "😂"),
    **dict.fromkeys(("rofl", "rolling_on_the_floor_laughing"), "🤣"),
    "grinning": "😀",
    "smile": "😄",
    "blush": "😊",
    "slightly_smiling_face": "🙂",
    "sweat_smile": "😅",
    "wink": "😉",
    "heart_eyes": "😍",
    "kissing_heart": "😘",
    "sob": "😭",
    "cry": "😢",
    "pleading_face": "🥺",
    "sunglasses": "😎",
    "thinking_face": "🤔",
    "rage": "😡",
    "scream": "😱",
    "shrug": "🤷",
    "pray": "🙏",
    "clap": "👏",
    "wave": "👋",
    "raised_hands": "🙌",
    "muscle": "💪",
    "eyes": "👀",
    "fire": "🔥",
    "broken_heart": "💔",
    "tada": "🎉",
    "sparkles": "✨",
    "star": "⭐",
    "x": "❌",
    "100": "💯",
    "keycap_ten": "🔟",
    "rocket": "🚀",
}


@dataclass(frozen=True, kw_only=True)
class Ids:
    """Whom and what a text mentions, by Slack's ids."""

    users: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Names:
    """What the ids in a text are called, as far as it is known; the label Slack sent along comes second."""

    users: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Reading:
    names: Names
    locale: str

    def once(self, text: str) -> str:
        text = _TOKEN.sub(self.said, text.replace(EDGE, ""))
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        text = name_emoji(text, self.locale, _EMOJI, self.called, before=_NO_CLOCK)
        return tidy(unmarked(unlined(text, _LINE_MARK), tildes=1))

    def said(self, found: re.Match[str]) -> str:
        return _SAID[found.lastgroup or ""](self, found)

    def called(self, token: str) -> str:
        """What a shortcode is called: as the picture it stands for, or by its own words."""
        name = token.strip(":").partition("::")[0]
        if name.startswith("flag-"):
            return word("flag", self.locale, letters=" ".join(name[5:].upper()))
        return picture(_KNOWN[name], self.locale) if name in _KNOWN else words_of(name)

    def date(self, found: re.Match[str]) -> str:
        return found["fallback"] or moment(int(found["seconds"]), "f", self.locale, None)

    def link(self, found: re.Match[str]) -> str:
        text = found["text"] or ""
        return link(found["target"], self.locale) if "://" in text or not text.strip() else worded(text)

    def mention(self, known: str | None, label: str | None, otherwise: str) -> str:
        return named((known or label or "").lstrip("@#"), word(otherwise, self.locale))


_SAID: dict[str, Callable[[_Reading, re.Match[str]], str]] = {
    "fence": lambda on, found: code(found["block"], on.locale),
    "inline": lambda _, found: worded(literal(found["typed"])),
    "user": lambda on, at: on.mention(on.names.users.get(at["user_id"]), at["user_name"], "someone"),
    "channel": lambda on, at: on.mention(on.names.channels.get(at["channel_id"]), at["channel_name"], "channel"),
    "group": lambda on, at: on.mention(on.names.groups.get(at["group_id"]), at["group_name"], "group"),
    "date": lambda on, found: worded(on.date(found)),
    "special": lambda _, found: worded((found["label"] or found["all"]).lstrip("@")),
    "written": lambda _, found: worded(found["shown"] or found["to"]),
    "link": lambda on, found: on.link(found),
    "url": lambda on, found: link(found[0], on.locale),
    "handle": lambda _on, _found: "",
}


def mentioned(text: str) -> Ids:
    """The ids that `readable` wants names for."""
    found: dict[str, set[str]] = {"@": set(), "#": set(), "!subteam^": set()}
    for kind, name in _MENTION.findall(text):
        found[kind].add(name)
    return Ids(users=frozenset(found["@"]), channels=frozenset(found["#"]), groups=frozenset(found["!subteam^"]))


def readable(text: str, names: Names, locale: str = "en") -> str:
    """*text* without markup, in words of *locale*; empty when nothing is left. Never raises; idempotent."""
    return settled(text, _Reading(names=names, locale=locale).once)
