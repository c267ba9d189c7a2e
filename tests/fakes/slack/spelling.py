"""How Slack spells what people type before an app sees it. Mentions are typed as `<@U...>`, `<#C...>`, `<!here>`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fakes.slack.team import Team

TOKEN = re.compile(r"(<(?:@[UW]\w+|#C\w+|!\w+)>)")
LINK = re.compile(r"https?://[^\s<>|]+")


def as_message(text: str) -> str:
    """Of a message: `& < >` are escaped, links stand in angle brackets, mentions are ids."""
    parts = TOKEN.split(text)
    return "".join(part if TOKEN.fullmatch(part) else LINK.sub(r"<\g<0>>", _escaped(part)) for part in parts)


def as_command(team: Team, text: str, *, escape: bool) -> str:
    """Of a slash command: mentions are names, links as typed; with the manifest's `should_escape`: ids with names, and
    links in angle brackets.
    """
    parts = TOKEN.split(text)
    spelt = [_token(team, part, escape=escape) if TOKEN.fullmatch(part) else _escaped(part) for part in parts]
    if escape:
        spelt = [
            part if TOKEN.fullmatch(parts[place]) else LINK.sub(r"<\g<0>>", part) for place, part in enumerate(spelt)
        ]
    return "".join(spelt).strip()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _token(team: Team, token: str, *, escape: bool) -> str:
    sign, number = token[1], token[2:-1]
    if sign == "!":
        return token if escape else f"@{number}"
    if sign == "#":
        name = team.channels[number].name if number in team.channels else "private"
    else:
        name = team.users[number].name if number in team.users else "mynah"
    return f"<{sign}{number}|{name}>" if escape else f"{sign}{name}"
