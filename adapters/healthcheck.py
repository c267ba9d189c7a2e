"""`mynah healthcheck`: whether the bot on this machine is alive, for a container that holds no shell and no curl."""

from __future__ import annotations

import http.client
import sys

from bot.settings import Settings

OK, UNHEALTHY = 0, 1
WITHIN = 3.0  # seconds
ANY = ("0.0.0.0", "::", "")  # noqa: S104 - compared, not bound


def healthcheck(settings: Settings) -> int:
    """0 when /healthz answers with 200; else 1 and one line on standard error."""
    host = "127.0.0.1" if settings.host in ANY else settings.host
    connection = http.client.HTTPConnection(host, settings.port, timeout=WITHIN)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{settings.port}"})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as problem:
        print(f"Mynah does not answer on port {settings.port} ({type(problem).__name__}).", file=sys.stderr)
        return UNHEALTHY
    finally:
        connection.close()
    if status != http.client.OK:
        print(f"Mynah answers with {status}.", file=sys.stderr)
        return UNHEALTHY
    return OK
