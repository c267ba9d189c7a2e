"""Each request that leaves goes through the guard: the tree itself is read."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUARD = "bot/egress.py"
UNGUARDED = {
    # where the holder of the server's own token wants to be called back; the bot's callback is on this machine
    "bot/speech/account.py",
    "adapters/doctor/listener.py",  # asks who has the port, on the bot's own address
    "bot/traces.py",  # the admin's own collector, at the one address they named; it is often a private one
    "adapters/healthcheck.py",  # asks the bot beside it, on loopback, before anything of it is loaded
}
OPENS = re.compile(
    r"\b(?:ClientSession|TCPConnector)\(|\baiohttp\.request\(|\burlopen\(|\bcreate_connection\(|\bopen_connection\(|"
    r"^\s*(?:import|from) (?:requests|httpx|urllib3|urllib\.request|http\.client|websockets?)\b",
    re.MULTILINE,
)


def test_every_session_is_opened_by_the_guard() -> None:
    sources = {
        path.relative_to(ROOT).as_posix(): path for part in ("bot", "adapters") for path in (ROOT / part).rglob("*.py")
    }

    opening = {name for name, path in sources.items() if OPENS.search(path.read_text("utf-8"))}

    assert opening - UNGUARDED == {GUARD}
