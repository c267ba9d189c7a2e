"""Settings, read once: the environment first, then `.env`. The one place that names a variable.

`TABLE` is the single source: `Settings` is filled from it, `.env.example` and `mynah doctor` are printed from it.
Each secret has a twin `NAME_FILE` that names a file to read it from.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

SHOWN = 60  # characters of a value that is quoted in a sentence


class BadSettings(Exception):
    """The settings cannot work; the message names the variable and what to do. Exit code 78 (EX_CONFIG)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One row: the variable's name, what it is for, how it is read and whether it is a secret."""

    name: str
    about: str
    read: Callable[[str], object] = str
    default: str = ""
    secret: bool = False

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


def _folder(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ValueError("a folder; nobody of that name has a home here") from None


TABLE = (
    Variable(
        name="TYPECAST_API_TOKEN",
        about="Key of Typecast's API. Empty: the speech server that Mynah carries speaks, offline.",
        secret=True,
    ),
    Variable(
        name="TYPECAST_BASE_URL",
        about="Where Typecast's API is. Empty: https://typecast.ai with a key.",
        read=_url,
    ),
    Variable(
        name="TYPECAST_CALLBACK_URL",
        about="A URL of this bot that Typecast can reach; its callback then wakes the wait for a clip. Account-wide.",
        read=_url,
    ),
    Variable(name="SPEECH_URL", about="A Mynah speech server on another machine, instead of a child.", read=_url),
    Variable(name="SPEECH_TOKEN", about="The token of that speech server.", secret=True),
    Variable(name="MYNAH_DATA_DIR", about="Where everything that is written goes.", read=_folder, default="~/.local/share/mynah"),
    Variable(name="MYNAH_HOST", about="Address of the page and of the health checks.", default="127.0.0.1"),
    Variable(name="MYNAH_PORT", about="Port of the same; 0 takes a free one.", read=_number(0, 65535), default="8765"),
    Variable(name="MYNAH_PASSWORD", about="Password of the page. Needed anywhere but on loopback.", secret=True),
    Variable(name="MYNAH_PAGE", about="Whether the page is served.", read=_flag, default="yes"),
    Variable(name="PUBLIC_URL", about="How others reach this bot; only then are its player pages linked.", read=_url),
    Variable(name="DEFAULT_VOICE", about="The voice of /say where nobody chose one. Empty: the first actor."),
    Variable(name="MAX_TEXT", about="Characters in one /say.", read=_number(1, 20_000), default="2000"),
    Variable(
        name="DAILY_CHARACTERS", about="Characters that one person can have made in a day. 0: no limit.", read=_number(0, 10_000_000), default="0"
    ),
    Variable(name="WORKERS", about="Commands that are worked on at the same time.", read=_number(1, 64), default="4"),
    Variable(name="CLIP_CACHE_MB", about="Size of the clip cache.", read=_number(0, 1_000_000), default="512"),
    Variable(name="KEEP_JOBS_HOURS", about="How long an ended job is kept.", read=_number(1, 8760), default="72"),
    Variable(name="LOG_LEVEL", about="debug, info, warning, error.", read=_one_of("debug", "info", "warning", "error"), default="info"),
    Variable(name="LOG_FORMAT", about="console, json, or auto (console on a terminal).", read=_one_of("console", "json", "auto"), default="auto"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of this process; what each means stands in `TABLE`."""

    typecast_api_token: str = field(default="", repr=False)
    typecast_base_url: str = ""
    typecast_callback_url: str = field(default="", repr=False)
    speech_url: str = ""
    speech_token: str = field(default="", repr=False)
    data_dir: Path = Path()
    host: str = "127.0.0.1"
    port: int = 8765
    password: str = field(default="", repr=False)
    page: bool = True
    public_url: str = ""
    default_voice: str = ""
    max_text: int = 2000
    daily_characters: int = 0
    workers: int = 4
    clip_cache_mb: int = 512
    keep_jobs_hours: int = 72
    log_level: str = "info"
    log_format: str = "auto"

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ, dotenv: Path | None = Path(".env")) -> Settings:
        """Read and check; raises `BadSettings` with a sentence that names the variable to set."""
        values = _from_dotenv(dotenv) | dict(environ)
        known = {variable.field: _value(variable, values) for variable in TABLE}
        settings = cls(**{name: value for name, value in known.items() if value is not None})  # type: ignore[arg-type]
        settings._check()
        return settings

    @property
    def cloud(self) -> bool:
        """True when speech comes from somewhere else than the child process."""
        return bool(self.typecast_api_token or self.typecast_base_url or self.speech_url)

    @property
    def on_loopback(self) -> bool:
        """True when the listener is bound to this machine alone."""
        return is_loopback(self.host)

    def _check(self) -> None:
        if self.page and not self.on_loopback and not self.password:
            raise BadSettings(
                f"MYNAH_HOST is {self.host!r}, which others can reach, but MYNAH_PASSWORD is not set. "
                "Set MYNAH_PASSWORD, or MYNAH_PAGE=no, or MYNAH_HOST=127.0.0.1."
            )
        if self.speech_url and (self.typecast_api_token or self.typecast_base_url):
            raise BadSettings(
                "SPEECH_URL and TYPECAST_API_TOKEN (or TYPECAST_BASE_URL) are both set. Keep one of them."
            )
        if self.typecast_base_url and not self.typecast_api_token:
            raise BadSettings("TYPECAST_BASE_URL is set but TYPECAST_API_TOKEN is not. Set TYPECAST_API_TOKEN.")
        for name in ("typecast_base_url", "speech_url", "typecast_callback_url", "public_url"):
            url = urlsplit(str(getattr(self, name)))
            if url.scheme == "http" and not is_loopback(url.hostname or ""):
                raise BadSettings(f"{name.upper()} must start with https:// unless it is on this machine.")
        if self.typecast_callback_url and not self.typecast_api_token:
            raise BadSettings("TYPECAST_CALLBACK_URL is set but TYPECAST_API_TOKEN is not. Set TYPECAST_API_TOKEN.")


def is_loopback(host: str) -> bool:
    """True for localhost and for addresses that never leave this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _value(variable: Variable, values: Mapping[str, str]) -> object | None:
    text = _from_file(variable, values) or values.get(variable.name, "").strip() or variable.default
    if not text:
        return None
    try:
        return variable.read(text)
    except ValueError as problem:
        shown = "that value" if variable.secret else repr(text if len(text) <= SHOWN else text[:SHOWN] + "...")
        raise BadSettings(f"{variable.name} cannot be {shown}: it must be {problem}.") from None


def _from_dotenv(path: Path | None) -> dict[str, str]:
    try:
        found = dotenv_values(path) if path else {}
    except (OSError, UnicodeDecodeError) as problem:
        raise BadSettings(f"{str(path)!r} cannot be read as settings ({type(problem).__name__}).") from None
    return {name: value for name, value in found.items() if value is not None}


def _from_file(variable: Variable, values: Mapping[str, str]) -> str:
    twin = f"{variable.name}_FILE"
    if not variable.secret or not (path := values.get(twin, "").strip()):
        return ""
    if values.get(variable.name, "").strip():
        raise BadSettings(f"{variable.name} and {twin} are both set. Keep one of them.")
    try:
        return Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise BadSettings(f"{twin} names {path!r}, which cannot be read ({type(problem).__name__}).") from None


def example() -> str:
    """The text of `.env.example`."""
    lines = ["# Every variable Mynah reads. All are optional. The environment wins over this file.", ""]
    for variable in TABLE:
        lines.append(f"# {variable.about}" + (f" Or {variable.name}_FILE=/path." if variable.secret else ""))
        lines += [f"#{variable.name}={variable.default}", ""]
    return "\n".join(lines).rstrip() + "\n"


def effective(settings: Settings) -> dict[str, str]:
    """Variable name -> value in force; a secret only as `set` or `not set`."""
    shown = {}
    for variable in TABLE:
        value = getattr(settings, variable.field)
        shown[variable.name] = ("set" if value else "not set") if variable.secret else str(value)
    return shown


_FIELDS = {f.name for f in fields(Settings)}
if {variable.field for variable in TABLE} != _FIELDS:  # a row without a field would be a setting that does nothing
    raise AssertionError(_FIELDS.symmetric_difference(variable.field for variable in TABLE))

if __name__ == "__main__":
    sys.stdout.write(example())
