"""Typecast's legacy API on a real socket, as its documents describe it: it counts what it is paid for.

    async with fake_typecast() as cloud:
        cloud.fault("speak", status=429, headers={"Retry-After": "1"}, times=2)
        ... cloud.url, cloud.token, cloud.orders, cloud.complaints

    python -m tests.fakes.typecast --port 0 --think 200      one JSON line when ready; GET /stats, POST /faults

Its clips are WAV whatever format was ordered. Clips and uploads live on another port than the API, and every link is
signed with characters that a careless client would quote anew.
"""

from __future__ import annotations

from tests.fakes.faults import Fault, Seen
from tests.fakes.typecast.cloud import ACTORS, KINDS, TOKEN, FakeTypecast, Order
from tests.fakes.typecast.server import fake_typecast

__all__ = ["ACTORS", "KINDS", "TOKEN", "FakeTypecast", "Fault", "Order", "Seen", "fake_typecast"]
