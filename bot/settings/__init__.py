"""Settings, read once: the environment first, then `.env`. The one place that names a variable.

`TABLE` is the single source: `Settings` is filled from it, `.env.example` and `mynah doctor` are printed from it.
Each secret has a twin `NAME_FILE` that names a file to read it from.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from dotenv import dotenv_values

from bot.settings.checks import BadSettings, check, is_loopback
from bot.settings.table import TABLE, Variable

__all__ = ["TABLE", "BadSettings", "Settings", "Variable", "effective", "example", "is_loopback", "reference"]

_HEAD = """# Configuration

Each setting is an environment variable, or a line in the file `.env` in the folder where Mynah is started; the environment
wins. None is needed. A secret can be read from a file instead: `NAME_FILE=/path`. `python -m bot.settings docs` writes this page.

| variable | what it is for | default | secret |
|---|---|---|---|"""
SHOWN = 60  # characters of a value that is quoted in a sentence
LIKE_A_SECRET = re.compile(r"(?=.*\d)[\w.-]{24,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of this process; what each means stands in `TABLE`."""

    typecast_api_token: str = field(default="", repr=False)
    typecast_api: str = "legacy"
    typecast_base_url: str = ""
    typecast_model: str = "ssfm-v30"
    typecast_callback_url: str = field(default="", repr=False)
    speech_url: str = ""
    speech_token: str = field(default="", repr=False)
    speech_engine: str = "local"
    pocket_model: str = ""
    discord_token: str = field(default="", repr=False)
    discord_public_key: str = ""
    discord_guild_id: str = ""
    discord_api_url: str = "https://discord.com/api/v10"
    shards: int = 0
    shard_ids: tuple[int, ...] = ()
    slack_bot_token: str = field(default="", repr=False)
    slack_app_token: str = field(default="", repr=False)
    slack_signing_secret: str = field(default="", repr=False)
    slack_client_id: str = ""
    slack_client_secret: str = field(default="", repr=False)
    slack_api_url: str = "https://slack.com/api"
    data_dir: Path = Path()
    key: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 8765
    password: str = field(default="", repr=False)
    page: bool = True
    public_url: str = ""
    default_voice: str = ""
    max_text: int = 2000
    minute_characters: int = 0
    daily_characters: int = 0
    workspace_minute_characters: int = 0
    workspace_daily_characters: int = 0
    key_minute_characters: int = 0
    key_daily_characters: int = 0
    hourly_clones: int = 5
    daily_clones: int = 20
    workspace_daily_clones: int = 0
    key_daily_clones: int = 0
    local_fallback: bool = False
    ask_hours: int = 72
    workers: int = 4
    clip_cache_mb: int = 512
    keep_jobs_hours: int = 72
    keep_samples: bool = True
    audit_days: int = 365
    mark_certificate: Path | None = None
    mark_key: Path | None = None
    otel_exporter_otlp_endpoint: str = ""
    otel_exporter_otlp_headers: str = field(default="", repr=False)
    log_level: str = "info"
    log_format: str = "auto"

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ, dotenv: Path | None = Path(".env")) -> Settings:
        """Read and check; raises `BadSettings` with a sentence that names the variable to set."""
        values = _from_dotenv(dotenv) | dict(environ)
        known = {variable.field: _value(variable, values) for variable in TABLE}
        settings = cls(**{name: value for name, value in known.items() if value is not None})  # type: ignore[arg-type]
        check(settings)
        return settings

    @property
    def cloud(self) -> bool:
        """True when speech comes from somewhere else than the child process."""
        return bool(self.typecast_api_token or self.typecast_base_url or self.speech_url)

    @property
    def on_loopback(self) -> bool:
        """True when the listener is bound to this machine alone."""
        return is_loopback(self.host)


def _value(variable: Variable, values: Mapping[str, str]) -> object | None:
    text = _from_file(variable, values) or _set(variable, values) or variable.default
    if not text:
        return None
    try:
        return variable.read(text)
    except ValueError as problem:
        hidden = variable.secret or LIKE_A_SECRET.fullmatch(text)  # a token in the wrong variable is still a token
        shown = "that value" if hidden else repr(text if len(text) <= SHOWN else text[:SHOWN] + "...")
        raise BadSettings(f"{variable.name} cannot be {shown}: it must be {problem}.") from None


def _set(variable: Variable, values: Mapping[str, str]) -> str:
    return values.get(variable.name, "").strip() or values.get(variable.alias, "").strip()


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
    if _set(variable, values):
        raise BadSettings(f"{variable.name} and {twin} are both set. Keep one of them.")
    try:
        return Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise BadSettings(f"{twin} names {path!r}, which cannot be read ({type(problem).__name__}).") from None


def example() -> str:
    """The text of `.env.example`."""
    lines = ["# Every variable Mynah reads. All are optional. The environment wins over this file.", ""]
    for variable in TABLE:
        lines.append(
            f"# {variable.about}"
            + (f" Or {variable.name}_FILE=/path." if variable.secret else "")
            + (f" Or {variable.alias}." if variable.alias else "")
        )
        lines += [f"#{variable.name}={variable.default}", ""]
    return "\n".join(lines).rstrip() + "\n"


def reference() -> str:
    """The text of `docs/configuration.md`."""
    lines = [_HEAD]
    for variable in TABLE:
        name = f"`{variable.name}`" + (f", `{variable.alias}`" if variable.alias else "")
        default = f"`{variable.default}`" if variable.default else ""
        lines.append(f"| {name} | {variable.about} | {default} | {'yes' if variable.secret else ''} |")
    return "\n".join(lines) + "\n"


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
