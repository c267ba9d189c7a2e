"""The app as its own manifest declares it: what Slack delivers, where to, and which scopes it grants."""

from __future__ import annotations

from typing import Any

from tests.fakes.slack.model import Json

WORDS = """app_mentions:read assistant:write bookmarks:read canvases:read canvases:write channels:history channels:join
channels:manage channels:read chat:write chat:write.customize chat:write.public commands emoji:read files:read
files:write groups:history groups:read groups:write im:history im:read im:write links:embed:write links:read
links:write mpim:history mpim:read mpim:write pins:read reactions:read reactions:write reminders:write
remote_files:read team:read usergroups:read usergroups:write users.profile:read users:read users:read.email
users:write workflow.steps:execute"""
BOT_SCOPES = frozenset(WORDS.split())
EVENT_SCOPES = {  # event -> the scope without which Slack refuses the manifest; "" needs none
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "app_uninstalled": "",
    "channel_archive": "channels:read",
    "file_deleted": "files:read",
    "file_shared": "files:read",
    "member_joined_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "tokens_revoked": "",
    "user_change": "users:read",
}


class Manifest:
    """Reads one; `complain` says what Slack's own check of it would."""

    def __init__(self, source: Json) -> None:
        self.source = source
        features, settings = source.get("features", {}), source.get("settings", {})
        self.commands: dict[str, Json] = {each["command"]: each for each in features.get("slash_commands", [])}
        self.shortcuts = {(each["type"], each["callback_id"]) for each in features.get("shortcuts", [])}
        self.home: Json = features.get("app_home", {})
        self.scopes = frozenset(source.get("oauth_config", {}).get("scopes", {}).get("bot", []))
        self.redirects: list[str] = source.get("oauth_config", {}).get("redirect_urls", [])
        self.subscriptions: Json = settings.get("event_subscriptions", {})
        self.events = frozenset(self.subscriptions.get("bot_events", []))
        self.interactivity: Json = settings.get("interactivity", {})
        self.sockets = bool(settings.get("socket_mode_enabled"))
        self.org_deploy = bool(settings.get("org_deploy_enabled"))

    def problems(self) -> list[str]:
        """In words; empty where Slack would take the manifest."""
        found = [f"scope {each!r} is unknown" for each in sorted(self.scopes - BOT_SCOPES)]
        found += [f"event {each!r} is unknown" for each in sorted(self.events - EVENT_SCOPES.keys())]
        for event in sorted(self.events & EVENT_SCOPES.keys()):
            if (scope := EVENT_SCOPES[event]) and scope not in self.scopes:
                found.append(f"event {event!r} needs the scope {scope!r}")
        if (self.commands or self.shortcuts) and "commands" not in self.scopes:
            found.append("slash commands and shortcuts need the scope 'commands'")
        return [*found, *self._lengths()]

    def _lengths(self) -> list[str]:
        found = [f"{each!r} is no command" for each in self.commands if not each.startswith("/") or len(each) > 32]
        if len(self.source.get("display_information", {}).get("name", "")) > 35:
            found.append("the name has more than 35 characters")
        found += [f"{each!r} needs a description" for each, it in self.commands.items() if not it.get("description")]
        return found

    def url_for(self, kind: str, payload: dict[str, Any]) -> str | None:
        """Where Slack posts this, or nothing where the manifest names no place."""
        if kind == "slash_commands":
            url = self.commands[payload["command"]].get("url")
        elif kind == "events_api":
            url = self.subscriptions.get("request_url")
        elif payload.get("type") == "block_suggestion":
            url = self.interactivity.get("message_menu_options_url")
        else:
            url = self.interactivity.get("request_url")
        return str(url) if url else None
