"""The one client of Typecast's legacy API, for the cloud and for the speech server on loopback alike.

Only the base URL and the token differ. Facts about the API come from docs.typecast.ai (reference and guides);
what the documents leave open is marked as assumed where it is decided.
"""

from __future__ import annotations

from bot.typecast.client import Check, TypecastSpeech, open_speech
from bot.typecast.endpoint import Endpoint, fixed
from bot.typecast.pace import CLOUD_RHYTHM, LOCAL_RHYTHM, Pace, Rhythm
from bot.typecast.strict_json import NotJson, loads

__all__ = [
    "CLOUD_RHYTHM",
    "LOCAL_RHYTHM",
    "Check",
    "Endpoint",
    "NotJson",
    "Pace",
    "Rhythm",
    "TypecastSpeech",
    "fixed",
    "loads",
    "open_speech",
]
