"""`python -m bot.settings`: the text of `.env.example`; with `docs` behind it that of docs/configuration.md."""

from __future__ import annotations

import sys

from bot.settings import example, reference

sys.stdout.write(reference() if sys.argv[1:] == ["docs"] else example())
