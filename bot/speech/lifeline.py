"""A child that does not outlive its parent, however the parent ends."""

from __future__ import annotations

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent(how: signal.Signals) -> None:
    """Ask Linux to send *how* to this process when its parent is gone; elsewhere the end of stdin must do."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(how))
