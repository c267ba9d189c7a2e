"""The app's manifest, made of the tables that register the listeners: what an admin pastes into Slack."""

from __future__ import annotations

import json
import sys
from typing import Any
from urllib.parse import quote, urlsplit

from adapters.slack.tables import COMMANDS, EVENTS, PREFIX, SCOPES, SHORTCUTS

NAME = "Mynah"
USAGE = 2  # the exit code of a wrong argument
EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH = "/slack/events", "/slack/install", "/slack/oauth_redirect"


def manifest(url: str = "", prefix: str = "") -> dict[str, Any]:
    """For Socket Mode; for signed HTTP when the bot's public *url* is given. *prefix*: `mynah` makes /mynah-say."""
    events = f"{url}{EVENTS_PATH}" if url else ""
    redirect = {"redirect_urls": [f"{url}{REDIRECT_PATH}"]} if url else {}
    about = {"name": NAME, "description": "Speaks texts and clones voices", "background_color": "#1f2937"}
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": about,
        "features": _features(events, prefix),
        "oauth_config": {"scopes": {"bot": list(SCOPES)}, **redirect},
        "settings": _settings(events),
    }


def _features(events: str, prefix: str) -> dict[str, Any]:
    """What people see of the app. *events*: where Slack sends to, over HTTP."""
    at = {"url": events} if events else {}
    tabs = {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False}
    return {
        "app_home": tabs,
        "bot_user": {"display_name": NAME, "always_online": True},
        "slash_commands": [
            {
                "command": f"/{prefix}-{command.name[1:]}" if prefix else command.name,
                "description": command.about,
                **({"usage_hint": command.hint} if command.hint else {}),
                "should_escape": True,  # mentions arrive with their names
                **at,
            }
            for command in COMMANDS
        ],
        "shortcuts": [
            {"type": "message", "callback_id": each.id, "name": each.name, "description": each.about}
            for each in SHORTCUTS
        ],
    }


def _settings(events: str) -> dict[str, Any]:
    """How the app hears: over a socket, or at *events*."""
    request = {"request_url": events} if events else {}
    options = {"message_menu_options_url": events} if events else {}
    return {
        "event_subscriptions": {"bot_events": list(EVENTS), **request},
        "interactivity": {"is_enabled": True, **request, **options},
        "org_deploy_enabled": True,
        "socket_mode_enabled": not events,
        "token_rotation_enabled": False,
    }


def show(url: str, prefix: str = "") -> int:
    """Print the manifest on standard output and the link on standard error, so that the first can be piped; an exit code."""
    parts = urlsplit(url)
    if url and (parts.scheme != "https" or not parts.hostname):
        print("--url must be the bot's public address and start with https://", file=sys.stderr)  # noqa: T201 - for the person at the terminal
        return USAGE
    if not PREFIX.fullmatch(prefix):
        print("--prefix has up to 20 small letters, digits and dashes", file=sys.stderr)  # noqa: T201 - for the person at the terminal
        return USAGE
    made = manifest(url.rstrip("/"), prefix.strip("-"))
    print(json.dumps(made, indent=2))  # noqa: T201 - for the person at the terminal
    print(f"\nOpen this to make the app:\n{creation_link(made)}", file=sys.stderr)  # noqa: T201 - for the person at the terminal
    return 0


def creation_link(made: dict[str, Any]) -> str:
    """A page of Slack's that makes the app of the manifest with two clicks."""
    return "https://api.slack.com/apps?new_app=1&manifest_json=" + quote(json.dumps(made, separators=(",", ":")))
