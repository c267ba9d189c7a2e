"""`python -m adapters` is `mynah`."""

from __future__ import annotations

from adapters.cli import main

main()
