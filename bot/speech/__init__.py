"""Mynah's own speech server: a program that answers over HTTP as Typecast's legacy API does, offline.

`python -m bot.speech` listens at once; the engines live in a worker process of their own, because native code crashes.

    routes      what a client sees: paths, checks, envelopes
    desk        the jobs, one after another, and what is left of them for a day
    worker      the child process with the engines: deadlines, restarts
    engine      runs inside that child: text to phones, phones to sound, a recording to a style
    espeak      runs inside a grandchild: the GPL library that knows the phones of 21 languages

Nothing in this project imports this package: it is reached over HTTP only.
"""

from __future__ import annotations

import os

# onnxruntime from 1.29 on collects usage data and sends it to its maker unless told not to before it is loaded.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
