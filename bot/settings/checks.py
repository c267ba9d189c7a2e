"""What can be wrong between settings that are fine alone: each sentence names the variables and what to do."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from bot.settings import Settings


_TYPECASTS_OWN = {"typecast.ai": "legacy", "api.typecast.ai": "v1"}


class BadSettings(Exception):
    """The settings cannot work; the message names the variable and what to do. Exit code 78 (EX_CONFIG)."""


def check(settings: Settings) -> None:
    """Raises `BadSettings`."""
    if settings.page and not settings.on_loopback and not settings.password:
        raise BadSettings(
            f"MYNAH_HOST is {settings.host!r}, which others can reach, but MYNAH_PASSWORD is not set. "
            "Set MYNAH_PASSWORD, or MYNAH_PAGE=no, or MYNAH_HOST=127.0.0.1."
        )
    if settings.speech_url and (settings.typecast_api_token or settings.typecast_base_url):
        raise BadSettings("SPEECH_URL and TYPECAST_API_TOKEN (or TYPECAST_BASE_URL) are both set. Keep one of them.")
    _check_typecast(settings)
    for name in (
        "typecast_base_url",
        "speech_url",
        "typecast_callback_url",
        "public_url",
        "discord_api_url",
        "slack_api_url",
    ):
        url = urlsplit(str(getattr(settings, name)))
        if url.scheme == "http" and not is_loopback(url.hostname or ""):
            raise BadSettings(f"{name.upper()} must start with https:// unless it is on this machine.")
    if bool(settings.mark_certificate) != bool(settings.mark_key):
        raise BadSettings("MARK_CERTIFICATE and MARK_KEY go together. Set both, or neither.")
    _check_discord(settings)
    _check_slack(settings)


def _check_typecast(settings: Settings) -> None:
    wanting = {
        "TYPECAST_API": settings.typecast_api != "legacy" and not settings.speech_url,
        "TYPECAST_BASE_URL": settings.typecast_base_url,
        "TYPECAST_CALLBACK_URL": settings.typecast_callback_url,
    }
    for name, given in wanting.items():
        if given and not settings.typecast_api_token:
            raise BadSettings(f"{name} is set but TYPECAST_API_TOKEN is not. Set TYPECAST_API_TOKEN.")
    home = _TYPECASTS_OWN.get(urlsplit(settings.typecast_base_url).hostname or "", settings.typecast_api)
    if home != settings.typecast_api:
        raise BadSettings(
            f"TYPECAST_BASE_URL is where Typecast's other API is. Set TYPECAST_API={home}, or leave it out."
        )
    if settings.typecast_callback_url and settings.typecast_api != "legacy":
        raise BadSettings("TYPECAST_CALLBACK_URL is set, but TYPECAST_API=v1 calls nobody back. Keep one of them.")


def _check_discord(settings: Settings) -> None:
    if settings.discord_public_key and not settings.discord_token:
        raise BadSettings("DISCORD_PUBLIC_KEY is set but DISCORD_TOKEN is not. Set DISCORD_TOKEN.")
    if settings.shard_ids and not settings.shards:
        raise BadSettings("SHARD_IDS is set but SHARDS is not. Set SHARDS to the number of all shards.")
    if settings.shard_ids and settings.shard_ids[-1] >= settings.shards:
        raise BadSettings(f"SHARD_IDS go from 0 to {settings.shards - 1}, because SHARDS is {settings.shards}.")


def _check_slack(settings: Settings) -> None:
    many = settings.slack_client_id or settings.slack_client_secret
    if bool(settings.slack_client_id) != bool(settings.slack_client_secret):
        raise BadSettings("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together. Set both, or neither.")
    if many and settings.slack_bot_token:
        raise BadSettings("SLACK_BOT_TOKEN is for one workspace, SLACK_CLIENT_ID for many. Keep one of them.")
    way_in = settings.slack_app_token or settings.slack_signing_secret
    if (many or settings.slack_bot_token) and not way_in:
        name = "SLACK_CLIENT_ID" if many else "SLACK_BOT_TOKEN"
        raise BadSettings(
            f"{name} is set, but Slack has no way in. Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET."
        )
    if way_in and not (many or settings.slack_bot_token):
        name = "SLACK_APP_TOKEN" if settings.slack_app_token else "SLACK_SIGNING_SECRET"
        raise BadSettings(f"{name} is set but SLACK_BOT_TOKEN is not. Set SLACK_BOT_TOKEN.")


def is_loopback(host: str) -> bool:
    """True for localhost and for addresses that never leave this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
