"""The bot's own address: whether it can listen there, and whether others can reach it."""

from __future__ import annotations

import asyncio
import errno
import http.client
import socket

from adapters.doctor.probe import Away, time_of
from adapters.finding import Finding, Verdict
from bot.settings import Settings, is_loopback

NAME = "page"
WITHIN = 1.0  # seconds


async def check(settings: Settings) -> list[Finding]:
    here, *others = await asyncio.gather(
        asyncio.to_thread(_port, settings),
        _reached("PUBLIC_URL", settings.public_url),
        _reached("TYPECAST_CALLBACK_URL", settings.typecast_callback_url),
    )
    return [here, *(found for found in others if found), *_door(settings)]


def _port(settings: Settings) -> Finding:
    where = f"{settings.host}:{settings.port}"
    if settings.port == 0:
        return Finding(NAME, Verdict.OK, f"{settings.host}, a free port")
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE and _is_mynah(settings):
            return Finding(NAME, Verdict.OK, f"{where} is served by a running Mynah")
        if problem.errno == errno.EADDRINUSE:
            words = f"{where} is taken by another program. Set MYNAH_PORT to a free port (0 finds one)."
        elif problem.errno == errno.EACCES:
            words = f"{where} needs more rights than this user has. Set MYNAH_PORT to 1024 or more."
        else:
            words = f"{where} is no address of this machine. Set MYNAH_HOST to 127.0.0.1, or to 0.0.0.0 for all."
        return Finding(NAME, Verdict.BLOCKS, words)
    return Finding(NAME, Verdict.OK, f"{where} is free")


def _is_mynah(settings: Settings) -> bool:
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::", "") else settings.host  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(host, settings.port, timeout=WITHIN)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{settings.port}"})
        return connection.getresponse().headers.get("Server", "") == "Mynah"
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


async def _reached(name: str, url: str) -> Finding | None:
    """Whether *url* leads anywhere. That it leads to us can be known only while the bot runs."""
    if not url:
        return None
    if is_loopback(url.split("//", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0]):
        words = f"{name} is an address of this machine, which nobody else can reach. Set it to the bot's public https:// URL."
        return Finding("address", Verdict.NOTE, words)
    try:
        await time_of(f"{url}/healthz")
    except Away:
        words = f"{name} does not answer from here. Check its name, its certificate, and the proxy in front of Mynah."
        return Finding("address", Verdict.NOTE, words)
    return Finding("address", Verdict.OK, f"{name} answers")


def _door(settings: Settings) -> list[Finding]:
    """Platforms that send their commands here need to know where, and we by which name we are called."""
    names = {
        "DISCORD_PUBLIC_KEY": settings.discord_public_key,
        "SLACK_SIGNING_SECRET": settings.slack_signing_secret,
        "SLACK_CLIENT_ID": settings.slack_client_id,
    }
    wanting = [name for name, value in names.items() if value]
    if not wanting or settings.public_url:
        return []
    words = f"{' and '.join(wanting)} set, but not PUBLIC_URL. Set it to the https:// URL by which the bot is reached."
    verdict = Verdict.BLOCKS if settings.on_loopback or settings.slack_client_id else Verdict.NOTE
    return [Finding("address", verdict, words)]
