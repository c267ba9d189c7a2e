"""What a pasted secret really is: the consoles show several, and each looks like none of the others."""

from __future__ import annotations

import base64
import binascii
import re

_FORMS = (
    (r"xoxb-.*", "a Slack bot token", "SLACK_BOT_TOKEN"),
    (r"xapp-.*", "a Slack app-level token", "SLACK_APP_TOKEN"),
    (r"xox[a-z](\.xox[a-z])?-.*", "a Slack token that is neither the bot's nor the app's", ""),
    (r"__(plt|api)\w*", "a key of Typecast", "TYPECAST_API_TOKEN"),
    (r"[0-9a-fA-F]{64}", "a Discord public key", "DISCORD_PUBLIC_KEY"),
    (r"[0-9]{17,20}", "an id of Discord", ""),
    (r"[0-9]+\.[0-9]+", "a Slack client id", "SLACK_CLIENT_ID"),
    (r"[0-9a-f]{32}", "a signing secret or client secret of Slack", ""),
)


def kind_of(secret: str, *, but: str) -> str:
    """What *secret* looks like, in words, when that is something else than what the variable *but* wants; else empty.

    Only forms that are certain: whatever is not known here may be right.
    """
    forms = [(what, where) for form, what, where in _FORMS if re.fullmatch(form, secret, re.DOTALL)]
    if not forms and application_of(secret) is not None:
        forms = [("a Discord bot's token", "DISCORD_TOKEN")]
    if not forms or forms[0][1] == but:
        return ""
    what, where = forms[0]
    return f"{what} (that is for {where})" if where else what


def application_of(token: str) -> int | None:
    """The application's id, which is the first part of every Discord bot token; None for what is no such token."""
    first, *rest = token.split(".")
    if len(rest) != 2:  # noqa: PLR2004 - id, time, signature
        return None
    try:
        number = base64.b64decode(first + "=" * (-len(first) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    return int(number) if number.isdecimal() and 17 <= len(number) <= 20 else None  # noqa: PLR2004 - a snowflake
