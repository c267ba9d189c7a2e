"""Every variable: its name, what it is for, how it is read. Printed as `.env.example` and by `mynah doctor`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One row: the variable's name, what it is for, how it is read, whether it is a secret, and another name for it."""

    name: str
    about: str
    read: Callable[[str], object] = str
    default: str = ""
    secret: bool = False
    alias: str = ""

    @property
    def field(self) -> str:
        """The name of the field of `Settings`."""
        return self.name.lower().removeprefix("mynah_")


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or len(text) > len(str(high)) or not low <= int(text) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(text)

    return read


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.lower() not in choices:
            raise ValueError("one of " + ", ".join(choices))
        return text.lower()

    return read


def _flag(text: str) -> bool:
    return _one_of("0", "1", "no", "yes", "false", "true")(text) in ("1", "yes", "true")


def _url(text: str) -> str:
    wanted = "a URL that starts with https:// (or http:// for this machine)"
    try:
        parts = urlsplit(text)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise ValueError(wanted) from None
    if not fine:
        raise ValueError(wanted)
    return text.rstrip("/")


def _hex(digits: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(rf"[0-9a-fA-F]{{{digits}}}", text):
            raise ValueError(f"{digits} hexadecimal digits")
        return text.lower()

    return read


def _snowflake(text: str) -> str:
    if not re.fullmatch(r"[0-9]{17,20}", text):
        raise ValueError("a number of 17 to 20 digits")
    return text


def _numbers(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",")]
    if not all(re.fullmatch(r"[0-9]{1,6}", part) for part in parts):
        raise ValueError("whole numbers with commas between them")
    return tuple(sorted({int(part) for part in parts}))


def _home(text: str) -> str:
    return str(_folder(text))


def _folder(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ValueError("a folder; nobody of that name has a home here") from None


_MANY = _number(0, 1_000_000_000)

TABLE = (
    Variable(
        name="TYPECAST_API_TOKEN",
        about="Key of Typecast's API. Empty: the speech server that Mynah carries speaks, offline.",
        secret=True,
    ),
    Variable(
        name="TYPECAST_API",
        about="Which of Typecast's APIs the key is for: v1 for a key of today, legacy for one of typecast.ai/api. See docs/typecast.md.",
        read=_one_of("legacy", "v1"),
        default="legacy",
    ),
    Variable(
        name="TYPECAST_BASE_URL",
        about="Where Typecast's API is. Empty: https://typecast.ai for legacy, https://api.typecast.ai for v1.",
        read=_url,
    ),
    Variable(
        name="TYPECAST_MODEL",
        about="The model that speaks with TYPECAST_API=v1. A cloned voice keeps the one it was made for.",
        read=_one_of("ssfm-v30", "ssfm-v21"),
        default="ssfm-v30",
    ),
    Variable(
        name="TYPECAST_CALLBACK_URL",
        about="A URL of this bot that Typecast can reach; its callback then wakes the wait for a clip. Account-wide, legacy only.",
        read=_url,
    ),
    Variable(name="SPEECH_URL", about="A Mynah speech server on another machine, instead of a child.", read=_url),
    Variable(name="SPEECH_TOKEN", about="The token of that speech server.", secret=True),
    Variable(name="SPEECH_ENGINE", about="local, or pocket: clones by Pocket-TTS where it is installed and fetched, see docs/speech-server.md.", read=_one_of("local", "pocket"), default="local"),
    Variable(name="POCKET_MODEL", about="The folder of Pocket-TTS's files. Empty: models/pocket in the speech server's folder.", read=_home),
    Variable(name="DISCORD_TOKEN", about="The token of a Discord bot (Developer Portal, Bot). Empty: no Discord.", secret=True, alias="DISCORD_BOT_TOKEN"),
    Variable(name="DISCORD_PUBLIC_KEY", about="The application's public key: Discord then sends commands to PUBLIC_URL/discord, not by the gateway.", read=_hex(64)),
    Variable(name="DISCORD_GUILD_ID", about="A server whose members get changed commands at once; for development.", read=_snowflake),
    Variable(name="DISCORD_API_URL", about="Where Discord's API is; another one for a proxy.", read=_url, default="https://discord.com/api/v10"),
    Variable(name="SHARDS", about="Into how many shards Discord's servers are split, over all processes. 0: as many as Discord says.", read=_number(0, 100_000), default="0"),
    Variable(name="SHARD_IDS", about="Which of the shards this process serves, like 0,1,2. Empty: all.", read=_numbers),
    Variable(name="SLACK_BOT_TOKEN", about="The bot token of a Slack app in one workspace (xoxb-...). Empty: no Slack, or many workspaces.", secret=True),
    Variable(name="SLACK_APP_TOKEN", about="The app-level token (xapp-...) for Socket Mode, which needs no public address.", secret=True),
    Variable(name="SLACK_SIGNING_SECRET", about="The app's signing secret: Slack then sends commands to PUBLIC_URL/slack/events.", secret=True),
    Variable(name="SLACK_CLIENT_ID", about="The app's client id: any workspace can then install it, at PUBLIC_URL/slack/install."),
    Variable(name="SLACK_CLIENT_SECRET", about="The client secret that goes with it.", secret=True),
    Variable(name="SLACK_API_URL", about="Where Slack's API is; another one for a proxy.", read=_url, default="https://slack.com/api"),
    Variable(name="MYNAH_DATA_DIR", about="Where everything that is written goes.", read=_folder, default="~/.local/share/mynah"),
    Variable(name="MYNAH_KEY", about="The key of the kept recordings, 64 hexadecimal digits. Empty: master.key in MYNAH_DATA_DIR, made at the first start.", read=_hex(64), secret=True),
    Variable(name="MYNAH_HOST", about="Address of the page and of the health checks.", default="127.0.0.1"),
    Variable(name="MYNAH_PORT", about="Port of the same; 0 takes a free one.", read=_number(0, 65535), default="8765"),
    Variable(name="MYNAH_PASSWORD", about="Password of the page. Needed anywhere but on loopback.", secret=True),
    Variable(name="MYNAH_PAGE", about="Whether the page is served.", read=_flag, default="yes"),
    Variable(name="PUBLIC_URL", about="How others reach this bot; only then are its player pages linked.", read=_url),
    Variable(name="DEFAULT_VOICE", about="The voice of /say where nobody chose one. Empty: the first actor."),
    Variable(name="MAX_TEXT", about="Characters in one /say.", read=_number(1, 20_000), default="2000"),
    Variable(name="MINUTE_CHARACTERS", about="Characters that one person can have made in a minute. 0: no limit.", read=_MANY, default="0"),
    Variable(name="DAILY_CHARACTERS", about="Characters that one person can have made in a day. 0: no limit.", read=_MANY, default="0"),
    Variable(name="WORKSPACE_MINUTE_CHARACTERS", about="The same for all of a Discord server, a Slack workspace or the page together, in a minute.", read=_MANY, default="0"),
    Variable(name="WORKSPACE_DAILY_CHARACTERS", about="The same in a day.", read=_MANY, default="0"),
    Variable(name="KEY_MINUTE_CHARACTERS", about="The same for everybody who shares the key of the API, in a minute.", read=_MANY, default="0"),
    Variable(name="KEY_DAILY_CHARACTERS", about="The same in a day.", read=_MANY, default="0"),
    Variable(name="HOURLY_CLONES", about="Voices that one person can have cloned, or asked others for, in an hour. 0: no limit.", read=_MANY, default="5"),
    Variable(name="DAILY_CLONES", about="The same in a day.", read=_MANY, default="20"),
    Variable(name="WORKSPACE_DAILY_CLONES", about="The same for a whole server or workspace, in a day.", read=_MANY, default="0"),
    Variable(name="KEY_DAILY_CLONES", about="The same for everybody who shares the key of the API, in a day.", read=_MANY, default="0"),
    Variable(name="LOCAL_FALLBACK", about="Whether the speech server of this machine speaks when the API is busy for long, out of reach or out of credit; the clip says so. A server's admins can decide otherwise.", read=_flag, default="no"),
    Variable(name="ASK_HOURS", about="How long a member who is asked for their voice can answer; then the recording is deleted.", read=_number(1, 720), default="72"),
    Variable(name="WORKERS", about="Commands that are worked on at the same time.", read=_number(1, 64), default="4"),
    Variable(name="CLIP_CACHE_MB", about="Size of the clip cache.", read=_number(0, 1_000_000), default="512"),
    Variable(name="KEEP_JOBS_HOURS", about="How long an ended job is kept.", read=_number(1, 8760), default="72"),
    Variable(name="KEEP_SAMPLES", about="Whether the recording of a cloned voice is kept, encrypted, for when the speech service loses it.", read=_flag, default="yes"),
    Variable(name="AUDIT_DAYS", about="How long the list of what was done is kept, and the consent of voices that are gone.", read=_number(1, 3650), default="365"),
    Variable(name="MARK_CERTIFICATE", about="Your own certificate chain (PEM) to mark clips as AI-made with. Empty: one of this installation.", read=_folder),
    Variable(name="MARK_KEY", about="The private key (PEM, ES256) of that certificate.", read=_folder),
    Variable(name="OTEL_EXPORTER_OTLP_ENDPOINT", about="Where a collector of OpenTelemetry takes traces (http://host:4318). Empty: none are made. Needs the extra otel.", read=_url),
    Variable(name="OTEL_EXPORTER_OTLP_HEADERS", about="What the collector wants to know a sender by, like name=value,name=value.", secret=True),
    Variable(name="LOG_LEVEL", about="debug, info, warning, error.", read=_one_of("debug", "info", "warning", "error"), default="info"),
    Variable(name="LOG_FORMAT", about="console, json, or auto (console on a terminal).", read=_one_of("console", "json", "auto"), default="auto"),
)  # fmt: skip
