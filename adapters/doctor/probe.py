"""One question to a server, without any credential: does it answer, and what time has it?"""

from __future__ import annotations

from email.utils import parsedate_to_datetime

import aiohttp

from bot.egress import Purpose, open_session

WITHIN = 1.5  # seconds: the doctor answers within two, also without a network


class Away(Exception):
    """Nothing answers there in time."""


async def time_of(url: str) -> float | None:
    """The time of the server at *url* in seconds since the epoch; None when it does not tell. Raises `Away`."""
    try:
        async with (
            open_session(Purpose.of(url), timeout=aiohttp.ClientTimeout(total=WITHIN)) as http,
            http.get(url, allow_redirects=False) as answer,
        ):
            return parsedate_to_datetime(answer.headers.get("Date", "")).timestamp()
    except (aiohttp.ClientError, TimeoutError, OSError):
        raise Away from None
    except ValueError:
        return None
