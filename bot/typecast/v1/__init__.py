"""The client of Typecast's current API (`api.typecast.ai`, models `ssfm-...`), behind the same port as the legacy one.

Facts about it come from its OpenAPI document (version 0.1.2) and from the official Python SDK (typecast-python 0.5.2).
It answers a request with the audio itself, so an order is paid and made in `submit`; the bytes wait in a spool folder for
`collect`. What the documents leave open is marked as assumed where it is decided.
"""

from __future__ import annotations

from bot.typecast.v1.body import MODELS
from bot.typecast.v1.client import PACE, CloudSpeech, open_cloud

__all__ = ["MODELS", "PACE", "CloudSpeech", "open_cloud"]
