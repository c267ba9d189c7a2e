"""`python -m bot.settings`: the text of `.env.example`."""

from __future__ import annotations

import sys

from bot.settings import example

sys.stdout.write(example())
