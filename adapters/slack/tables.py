"""What the app is to Slack: commands, shortcuts, events and scopes. The manifest and the listeners are made of these."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Slash:
    """A slash command, as Slack's menu shows it."""

    name: str
    about: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """An entry of a message's menu. Slack shows up to 24 characters of `name`."""

    id: str
    name: str
    about: str


SAY, CLONE, VOICES, SETTINGS, USAGE, FORGET, PRIVACY, HELP = (
    "/say",
    "/clone",
    "/voices",
    "/settings",
    "/usage",
    "/forget",
    "/privacy",
    "/help",
)
COMMANDS = (
    Slash(name=SAY, about="Speak a text", hint="[--voice NAME] [text]; nothing opens a form"),
    Slash(name=CLONE, about="Keep a recording as a voice of yours", hint="[name]"),
    Slash(name=VOICES, about="List the voices you can use", hint="[part of a name]"),
    Slash(name=SETTINGS, about="Choose what /say uses when you say nothing else", hint="[voice NAME]"),
    Slash(name=USAGE, about="What you have used today, and what is left"),
    Slash(name=FORGET, about="Delete a voice of yours and its recording", hint="[name]"),
    Slash(name=PRIVACY, about="Get, or delete, everything that is kept about you", hint="export | delete"),
    Slash(name=HELP, about="Show the commands and their options"),
)

PREFIX = re.compile(r"[a-z0-9-]{0,20}")  # before a command's name, where another app or Slack itself has that name


def pattern(name: str) -> re.Pattern[str]:
    """What Slack sends for the command *name*, with whatever prefix the manifest gave it (`/mynah-say`)."""
    return re.compile(rf"^/(?:[a-z0-9-]{{1,20}}-)?{re.escape(name.removeprefix('/'))}$")


SPEAK_MESSAGE, CLONE_MESSAGE = "speak_message", "clone_message"
SHORTCUTS = (
    Shortcut(id=SPEAK_MESSAGE, name="Speak this message", about="Say the message's text aloud"),
    Shortcut(id=CLONE_MESSAGE, name="Clone this voice", about="Keep the message's recording as a voice of yours"),
)

HOME_OPENED, MENTION, UNINSTALLED, DIRECT, REVOKED = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "message.im",
    "tokens_revoked",
)
EVENTS = (HOME_OPENED, MENTION, UNINSTALLED, DIRECT, REVOKED)

SCOPES = {
    "app_mentions:read": "to hear @mentions, the only way to ask inside a thread",
    "channels:join": "to enter a public channel where somebody asked for speech, since only members may post files",
    "channels:read": "to read a mentioned channel's name aloud, and to let the one who made a channel delete posts in it",
    "chat:write": "to post, and to tell one person alone what went wrong",
    "commands": "for the slash commands and the entries of a message's menu",
    "files:read": "to fetch the recording that somebody gives to be cloned",
    "files:write": "to post the audio, and to delete it",
    "im:history": "to hear what is written to the app itself",
    "im:write": "to send the audio directly where the app may not post",
}
