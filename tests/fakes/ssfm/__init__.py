"""Typecast's current API on a real socket, as its OpenAPI document (0.1.2) and its official SDK (0.5.2) have it.

    async with fake_ssfm() as cloud:
        cloud.fault("speech", status=429, headers={"Retry-After": "1"}, times=2)
        ... cloud.url, cloud.key, cloud.paid, cloud.custom, cloud.complaints

Its sound is WAV whatever format was ordered. Streamed WAV has 32,000 Hz and a header without a length, as documented. That it
is no second copy of our own client's mistakes is shown by the official SDK, which speaks to it in `tests/ssfm/test_sdk.py`.
What is not documented and had to be chosen: the answer when all slots are full (403), and that of a voice spoken with
another model than its own (400).
"""

from __future__ import annotations

from tests.fakes.ssfm.cloud import KEY, KINDS, OLD_KEY, VOICES, FakeSsfm
from tests.fakes.ssfm.server import fake_ssfm

__all__ = ["KEY", "KINDS", "OLD_KEY", "VOICES", "FakeSsfm", "fake_ssfm"]
